package analysis

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns text as it is matched, "match text": NFKC in lower case with
// Traditional, Hong Kong, Taiwan and variant characters under one Simplified
// character, quotes, dashes and middle dots in one form, invisible characters
// removed, an invalid byte as U+FFFD. White space is one space between two
// ClassWord runes and nothing elsewhere, so that a phrase matches across line
// breaks. Fold(Fold(x)) == Fold(x).
func Fold(text string) string {
	f := folder{table: runes(), src: text}
	f.run()
	return string(f.out)
}

// FoldOffsets returns Fold(text) together with the way back to text.
func FoldOffsets(text string) Folded {
	f := folder{table: runes(), src: text, track: true}
	f.run()
	return Folded{Text: string(f.out), spans: f.spans, size: len(text)}
}

// maxJoined bounds the marks on one letter, so that hostile text does not
// make folding quadratic; more of them are dropped.
const maxJoined = 16

// folder writes match text rune by rune. What is written is always in normal
// form: a mark is joined with the written letter before it, not with the
// source, so that nothing between them (an invisible character, white space
// that vanishes) can make a second folding differ.
type folder struct {
	table *runeTable
	src   string
	out   []byte

	track bool
	spans []span

	last Class // class of the last written rune, ClassSpace at the start

	gap              bool // white space was read and not yet written
	gapFrom, gapUpTo int
}

func (f *folder) run() {
	f.out = make([]byte, 0, len(f.src)+len(f.src)/16)
	src := f.src
	for i := 0; i < len(src); {
		c := src[i]
		if c < utf8.RuneSelf {
			f.one(f.table.ascii[c], i, i+1)
			i++
			continue
		}
		if c >= 0xE3 && c <= 0xEC && i+2 < len(src) && src[i+1]&0xC0 == 0x80 && src[i+2]&0xC0 == 0x80 {
			r := rune(c&0x0F)<<12 | rune(src[i+1]&0x3F)<<6 | rune(src[i+2]&0x3F)
			e := f.table.pages[r>>8][r&0xFF]
			if r = rune(e & entryRune); e.kind() == entryEmit && !f.gap && r >= 0x800 && r < 0x10000 {
				f.wide(r, e.class(), i)
			} else {
				f.one(e, i, i+3)
			}
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(src[i:])
		f.one(f.table.at(r), i, i+size)
		i += size
	}
}

// wide writes a rune of three bytes for one of three bytes of the source at
// start, which is what most of a Chinese text is.
func (f *folder) wide(r rune, class Class, start int) {
	at := len(f.out)
	f.out = append(f.out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
	f.last = class
	if !f.track {
		return
	}
	if n := len(f.spans); n > 0 {
		if last := &f.spans[n-1]; int(last.upTo) == start && !last.whole {
			last.end, last.upTo = int32(at+3), int32(start+3)
			return
		}
	}
	f.spans = appendSpan(f.spans, span{at: int32(at), end: int32(at + 3), from: int32(start), upTo: int32(start + 3)})
}

// one folds the rune of the source at [start, end).
func (f *folder) one(e entry, start, end int) {
	switch e.kind() {
	case entryEmit:
		class := e.class()
		if f.gap {
			f.settle(class)
		}
		f.write(rune(e&entryRune), class, start, end)
	case entryGap:
		if !f.gap {
			f.gap, f.gapFrom = true, start
		}
		f.gapUpTo = end
	case entrySlow:
		f.slow(start, end)
	}
}

// settle decides on white space that was read, now that the class of the rune
// after it is known.
func (f *folder) settle(next Class) {
	f.gap = false
	if f.last == ClassWord && next == ClassWord {
		f.write(' ', ClassSpace, f.gapFrom, f.gapUpTo)
	}
}

func (f *folder) write(r rune, class Class, start, end int) {
	at := len(f.out)
	switch {
	case r < utf8.RuneSelf:
		f.out = append(f.out, byte(r))
	case r >= 0x800 && r < 0x10000:
		f.out = append(f.out, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
	default:
		f.out = utf8.AppendRune(f.out, r)
	}
	f.last = class
	if f.track {
		f.spans = appendSpan(f.spans, span{at: int32(at), end: int32(len(f.out)), from: int32(start), upTo: int32(end)})
	}
}

// slow folds a rune that stands for several, or that may join with what is
// written.
func (f *folder) slow(start, end int) {
	r, _ := utf8.DecodeRuneInString(f.src[start:end])
	if norm.NFKC.PropertiesString(f.src[start:end]).Decomposition() == nil {
		f.join(f.table.at(r), start, end)
		return
	}
	for _, d := range norm.NFKC.String(f.src[start:end]) {
		e := f.table.at(d)
		if e.kind() == entrySlow {
			f.join(e, start, end)
		} else {
			f.one(e, start, end)
		}
	}
}

// join writes a rune and normalises it together with the letter before it and
// that letter's marks.
func (f *folder) join(e entry, start, end int) {
	r := rune(e & entryRune)
	class := e.class()
	if f.gap {
		f.settle(class)
	}
	from, count := f.starter()
	if count > maxJoined {
		return
	}
	apart := string(f.out[from:]) + string(r)
	joined := norm.NFKC.String(apart)
	if joined == apart {
		f.write(r, class, start, end)
		return
	}
	// Marks change places when they are normalised. A space that stands before
	// them is none when the mark that comes first is no letter.
	first, _ := utf8.DecodeRuneInString(joined)
	loose := from > 0 && f.out[from-1] == ' ' && f.table.at(first).class() != ClassWord
	if loose {
		from--
	}
	if from < len(f.out) && f.track {
		start = f.cutSpans(from, start)
	}
	f.out = f.out[:from]
	f.retreat()
	if loose {
		for _, d := range joined {
			f.join(f.table.at(d), start, end)
		}
		return
	}
	for _, d := range joined {
		e := f.table.at(d)
		f.write(rune(e&entryRune), e.class(), start, end)
	}
}

// starter returns where the last letter that can take marks begins in the
// written text, and how many runes there are from it.
func (f *folder) starter() (from, count int) {
	from = len(f.out)
	for from > 0 {
		r, size := utf8.DecodeLastRune(f.out[:from])
		if r == ' ' {
			return from, count
		}
		from -= size
		count++
		if norm.NFKC.Properties(f.out[from:]).CCC() == 0 || count > maxJoined {
			return from, count
		}
	}
	return from, count
}

// retreat sets the class of the last rune after text was taken back.
func (f *folder) retreat() {
	if len(f.out) == 0 {
		f.last = ClassSpace
		return
	}
	r, _ := utf8.DecodeLastRune(f.out)
	f.last = f.table.at(r).class()
}
