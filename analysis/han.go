package analysis

import (
	"sync"
	"unicode/utf8"

	"github.com/yanyiwu/gojieba"
)

// maxCall bounds the text of one call of the segmenter, in bytes.
const maxCall = 64 << 10

// hanCutter collects Han runs and cuts many in one call. Nothing but Han ever
// reaches the segmenter, which drops text at a NUL or an invalid byte; a space
// between runs keeps words from crossing them.
type hanCutter struct {
	jieba  *gojieba.Jieba
	mode   gojieba.TokenizeMode
	folded string
	emit   func(Token)
	buf    *hanBuffer
}

type hanBuffer struct {
	text []byte
	runs []hanRun
}

// hanRun is a run at byte at of match text that stands at [from, upTo) of the
// segmenter's text.
type hanRun struct{ at, from, upTo int }

var hanBuffers = sync.Pool{New: func() any { return new(hanBuffer) }}

func (a *Analyzer) newHan(folded string, p purpose, emit func(Token)) hanCutter {
	mode := gojieba.SearchMode
	if p == querying {
		mode = gojieba.DefaultMode
	}
	return hanCutter{jieba: a.jieba, mode: mode, folded: folded, emit: emit, buf: hanBuffers.Get().(*hanBuffer)}
}

// add takes the run [start, end) of match text.
func (h *hanCutter) add(start, end int) {
	for end-start > maxCall {
		cut := start + maxCall
		for !utf8.RuneStart(h.folded[cut]) {
			cut--
		}
		h.add(start, cut)
		start = cut
	}
	b := h.buf
	if len(b.text)+1+end-start > maxCall {
		h.flush()
	}
	if len(b.text) > 0 {
		b.text = append(b.text, ' ')
	}
	from := len(b.text)
	b.text = append(b.text, h.folded[start:end]...)
	b.runs = append(b.runs, hanRun{start, from, len(b.text)})
}

// flush cuts what was collected. In search mode the segmenter gives the words
// inside a word before it, so starts go back, but never beyond a space.
func (h *hanCutter) flush() {
	b := h.buf
	if len(b.text) == 0 {
		return
	}
	run := 0
	for _, w := range h.jieba.Tokenize(string(b.text), h.mode, true) {
		for w.Start >= b.runs[run].upTo && run+1 < len(b.runs) {
			run++
		}
		r := b.runs[run]
		if w.Start < r.from || w.End > r.upTo {
			continue // the space before the run
		}
		start, end := r.at+w.Start-r.from, r.at+w.End-r.from
		h.emit(Token{Term: h.folded[start:end], Start: start, End: end, Type: Han})
	}
	b.text, b.runs = b.text[:0], b.runs[:0]
}

// done cuts what is left and gives the buffer back.
func (h *hanCutter) done() {
	h.flush()
	hanBuffers.Put(h.buf)
	h.buf = nil
}
