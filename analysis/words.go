package analysis

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordCutter cuts terms of letters and digits. Its unit is the chain: pieces
// of letters and digits with a connector between each two, such as GPT-4.
type wordCutter struct {
	text    string
	table   *runeTable
	purpose purpose
	gap     func(int) bool
	emit    func(Token)

	chain []piece
}

// piece is a run of ClassWord.
type piece struct {
	start, end int
	runes      int
	letters    int  // how many runes are no digits
	firstDigit bool // the first rune is a digit
	firstMark  bool // the first rune is a mark: a stray accent
	lastDigit  bool // the last rune is
	join       byte // connector before it within its chain, 0 for the first
}

func (p piece) digits() bool { return p.letters == 0 }

// binding says how firmly a connector holds two pieces together.
type binding uint8

const (
	unbound binding = iota
	loose           // node.js: a term, but also where a sentence ends
	firm            // gpt-4: one term
)

// cut cuts the terms that begin with the piece at byte i and returns where to
// go on.
func (w *wordCutter) cut(i int) int {
	w.chain = append(w.chain[:0], w.piece(i))
	for {
		next, bound := w.following()
		if bound != firm {
			if w.purpose == querying {
				return w.query(next, bound)
			}
			w.index(next, bound)
			return w.end()
		}
		w.chain = append(w.chain, next)
	}
}

func (w *wordCutter) end() int { return w.chain[len(w.chain)-1].end }

// piece reads the run of ClassWord at byte i, at most maxTerm runes of it.
func (w *wordCutter) piece(i int) piece {
	p := piece{start: i}
	for i < len(w.text) && p.runes < maxTerm {
		r, size := decode(w.text, i)
		if w.classOf(r) != ClassWord {
			break
		}
		digit := r >= '0' && r <= '9' || r >= utf8.RuneSelf && unicode.IsNumber(r)
		if p.runes == 0 {
			p.firstDigit = digit
			p.firstMark = r >= utf8.RuneSelf && unicode.IsMark(r)
		}
		p.lastDigit = digit
		if !digit {
			p.letters++
		}
		p.runes++
		i += size
	}
	p.end = i
	return p
}

func (w *wordCutter) classOf(r rune) Class {
	if r < utf8.RuneSelf {
		return asciiClass[r]
	}
	return w.table.at(r).class()
}

// following returns the piece after the chain, if one byte of connector
// stands between and the whole stays short enough for a term.
func (w *wordCutter) following() (piece, binding) {
	end := w.end()
	if end+1 >= len(w.text) || asciiPunct(w.text[end]) == 0 {
		return piece{}, unbound
	}
	next := w.piece(end + 1)
	// A stray accent would turn into another letter in the joined form.
	if next.runes == 0 || next.firstMark || w.spaced(end) || w.spaced(end+1) {
		return piece{}, unbound
	}
	next.join = w.text[end]
	total := next.runes
	for _, p := range w.chain {
		total += p.runes + 1
	}
	bound := w.bind(next)
	if total > maxTerm {
		bound = unbound
	}
	return next, bound
}

// asciiPunct returns c if it can connect, 0 otherwise.
func asciiPunct(c byte) byte {
	switch c {
	case '-', '_', '.', '/', ':', '\'', '&', ',':
		return c
	}
	return 0
}

// spaced reports white space that folding removed before byte i. In index
// text it is not known, so terms there are cut as if there were none.
func (w *wordCutter) spaced(i int) bool { return w.gap != nil && w.gap(i) }

func (w *wordCutter) bind(right piece) binding {
	left := w.chain[len(w.chain)-1]
	switch right.join {
	case '-', '_':
		return firm
	case '.':
		if left.lastDigit && right.firstDigit || w.initials(left) && w.initials(right) {
			return firm
		}
		return loose
	case '/', ':':
		// A path or address must not become one term.
		if left.digits() && right.digits() {
			return firm
		}
	case '\'':
		if !left.lastDigit && !right.firstDigit {
			return firm
		}
	case '&':
		if left.runes <= 4 && right.runes <= 4 && !left.lastDigit && !right.firstDigit {
			return firm
		}
	case ',':
		grouped := left.digits() && (left.runes <= 3 && left.join == 0 || left.join == ',')
		if grouped && right.digits() && right.runes == 3 {
			return firm
		}
	}
	return unbound
}

// initials reports whether a piece can be part of an abbreviation as U.S.
func (w *wordCutter) initials(p piece) bool { return p.runes == 1 && p.letters == 1 }

// abbreviation reports whether pieces [i, j) are initials with points.
func (w *wordCutter) abbreviation(i, j int) bool {
	for k := i; k < j; k++ {
		if !w.initials(w.chain[k]) || k > i && w.chain[k].join != '.' {
			return false
		}
	}
	return j-i > 1
}

// term returns pieces [i, j) as one term. Commas that group digits are left
// out, so that 13,859 and 13859 are one term; an abbreviation ends in a point,
// so that U.S and U.S. are one.
func (w *wordCutter) term(i, j int) string {
	t := w.text[w.chain[i].start:w.chain[j-1].end]
	for k := i + 1; k < j; k++ {
		if w.chain[k].join == ',' {
			t = strings.ReplaceAll(t, ",", "")
			break
		}
	}
	if w.abbreviation(i, j) {
		t += "."
	}
	return t
}

// joined returns pieces [i, j) without connectors, "" for a number: 2025/7/26
// is not 2025726.
func (w *wordCutter) joined(i, j int) string {
	var b strings.Builder
	digits := true
	for _, p := range w.chain[i:j] {
		digits = digits && p.digits()
		b.WriteString(w.text[p.start:p.end])
	}
	if digits {
		return ""
	}
	return b.String()
}

func (w *wordCutter) typeOf(i, j int, symbols bool) TokenType {
	letters, all := 0, 0
	for _, p := range w.chain[i:j] {
		letters += p.letters
		all += p.runes
	}
	switch {
	case letters == 0:
		return Number
	case letters < all || symbols:
		return Mixed
	}
	return Word
}

// suffix returns how many bytes of symbols after the chain belong to its
// term: C++, C#, 3.5%, U.S. with its last point.
func (w *wordCutter) suffix() int {
	n := len(w.chain)
	last := w.chain[n-1]
	rest := w.text[last.end:]
	switch {
	case rest == "" || w.spaced(last.end):
		return 0
	case rest[0] == '%' && last.lastDigit:
		return 1
	case rest[0] == '.' && w.abbreviation(0, n):
		return 1
	case n > 1 || last.lastDigit:
		return 0
	case rest[0] == '#' && last.runes == 1:
		return 1
	case strings.HasPrefix(rest, "++") && last.runes <= 3 && !w.spaced(last.end+1):
		return 2
	}
	return 0
}

// dotted reports whether the first piece is a name with a leading point, as
// .NET. The point of a sentence that ends may stand before it, but an ellipsis
// is no such point.
func (w *wordCutter) dotted() bool {
	at := w.chain[0].start
	before := w.text[:at]
	if !strings.HasSuffix(before, ".") || strings.HasSuffix(before, "...") {
		return false
	}
	return !w.chain[0].firstDigit && !w.spaced(at)
}

// query emits the chain as one token and returns where to go on.
func (w *wordCutter) query(next piece, bound binding) int {
	n := len(w.chain)
	start, end := w.chain[0].start, w.end()
	if bound == loose && n == 1 {
		// node.js, but neither www.example.com nor the end of a sentence.
		w.chain = append(w.chain, next)
		if _, more := w.following(); more == unbound && w.suffix() == 0 {
			w.emit(Token{Term: w.term(0, 2), Start: start, End: next.end, Type: w.typeOf(0, 2, false)})
			return next.end
		}
		w.chain = w.chain[:1]
	}
	s := w.suffix()
	t := Token{Term: w.term(0, n), Start: start, End: end + s, Type: w.typeOf(0, n, false)}
	switch {
	case s > 0 && w.text[end] != '.':
		t.Term += w.text[end : end+s]
		t.Type = w.typeOf(0, n, true)
	case n == 1 && w.dotted() && w.free(start-1):
		t.Term = w.text[start-1 : end]
		t.Start--
	}
	w.emit(t)
	return end + s
}

// free reports whether the point at byte i follows no letter, digit or point.
func (w *wordCutter) free(i int) bool {
	if i == 0 || w.spaced(i) {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(w.text[:i])
	return r != '.' && w.classOf(r) != ClassWord
}

// index emits all terms the chain is found by. Pairs of neighbours are among
// them so that GPT-4 is found in GPT-4-based, and 2025-07 in 2025-07-26.
func (w *wordCutter) index(next piece, bound binding) {
	n := len(w.chain)
	w.both(0, n)
	if n > 1 {
		for i := range w.chain {
			w.both(i, i+1)
		}
	}
	if n > 2 {
		for i := range n - 1 {
			w.both(i, i+2)
		}
	}
	end := w.end()
	if s := w.suffix(); s > 0 && w.text[end] != '.' {
		w.emit(Token{Term: w.term(0, n) + w.text[end:end+s], Start: w.chain[0].start, End: end + s, Type: w.typeOf(0, n, true)})
	}
	if w.dotted() {
		first := w.chain[0]
		w.emit(Token{Term: w.text[first.start-1 : first.end], Start: first.start - 1, End: first.end, Type: w.typeOf(0, 1, false)})
	}
	if bound == loose && !w.abbreviation(0, n) {
		w.chain = append(w.chain, next)
		w.both(n-1, n+1)
		w.chain = w.chain[:n]
	}
}

// both emits pieces [i, j) with and without connectors.
func (w *wordCutter) both(i, j int) {
	start, end := w.chain[i].start, w.chain[j-1].end
	typ := w.typeOf(i, j, false)
	w.emit(Token{Term: w.term(i, j), Start: start, End: end, Type: typ})
	if j-i == 1 {
		return
	}
	if t := w.joined(i, j); t != "" {
		w.emit(Token{Term: t, Start: start, End: end, Type: typ})
	}
}

func decode(s string, i int) (rune, int) {
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}
