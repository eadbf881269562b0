package highlight

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clauseEnds are where a sentence that is too long may be cut.
const clauseEnds = "，、：,;；:）)」』”》"

// shorten cuts a fragment that is much too long to about length characters
// around its first mark, at clause ends where there are any near.
func shorten(text string, f Fragment, marks []Mark, length int) Fragment {
	if utf8.RuneCountInString(text[f.Start:f.End]) <= length+length/2 {
		return f
	}
	focus, held := f.Start, f.Start
	for _, m := range marks {
		if m.Start >= f.Start && m.Start < f.End {
			focus, held = m.Start, min(m.End, f.End)
			break
		}
	}
	start := back(text, f.Start, focus, length/3)
	if q, ok := tornQuote(text, f.Start, f.End, start, length/3); ok {
		start = q[0]
	}
	end := max(forward(text, start, f.End, length), held)
	if q, ok := tornQuote(text, f.Start, f.End, end, length/3); ok {
		end = q[1]
		if q[0] > held && utf8.RuneCountInString(text[start:q[0]]) >= length/2 {
			end = q[0]
		}
	}
	start = focus - len(strings.TrimLeftFunc(text[start:focus], unicode.IsSpace))
	end = max(start+len(strings.TrimRightFunc(text[start:end], unicode.IsSpace)), held)
	cut := Fragment{Start: start, End: end}
	for _, m := range marks { // never cut a mark; of a chain of them, only the last
		if m.Start >= end {
			break
		}
		if m.Start < start && start < m.End {
			cut.Start = min(cut.Start, max(m.Start, f.Start))
		}
		if m.Start < end && end < m.End {
			cut.End = max(cut.End, min(m.End, f.End))
		}
	}
	cut.CutFront, cut.CutAfter = f.CutFront || cut.Start > f.Start, f.CutAfter || cut.End < f.End
	return cut
}

// back goes up to n characters before focus, to just after a clause end.
func back(text string, low, focus, n int) int {
	at, clause := focus, -1
	for i := 0; i < n && at > low; i++ {
		r, size := utf8.DecodeLastRuneInString(text[low:at])
		if endsClause(text, r, at) {
			clause = at
		}
		at -= size
	}
	if at == low {
		return low
	}
	if clause >= 0 {
		return clause
	}
	return wordStart(text, low, at)
}

// endsClause says whether a clause ends with r before text[at:]. The comma of
// 13,859 and the colon of 10:30 end none.
func endsClause(text string, r rune, at int) bool {
	if !strings.ContainsRune(clauseEnds, r) {
		return false
	}
	return r >= utf8.RuneSelf || at == len(text) || !isWord(rune(text[at])) && text[at] != '/'
}

// wordStart moves at to the start of a Latin word, or of a letter with its
// marks, that a cut there would divide.
func wordStart(text string, low, at int) int {
	for i := 0; i < 40 && at > low && at < len(text); i++ {
		before, size := utf8.DecodeLastRuneInString(text[low:at])
		after, _ := utf8.DecodeRuneInString(text[at:])
		if !unicode.In(after, unicode.M, unicode.Cf) && before != zeroWidthJoiner && (!isWord(before) || !isWord(after)) && !inNumber(text, at) {
			break
		}
		at -= size
	}
	return at
}

// inNumber says whether text[at:] begins just before or after the sign inside
// 13,859 or 10:30 or 2025/7.
func inNumber(text string, at int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	sign := func(i int) bool { return i >= 0 && i < len(text) && strings.IndexByte(",.:/", text[i]) >= 0 }
	return digit(at-1) && sign(at) && digit(at+1) || digit(at-2) && sign(at-1) && digit(at)
}

const zeroWidthJoiner = '\u200d'

// isWord says whether r can stand in a Latin word, a number or a mixed term.
func isWord(r rune) bool {
	return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '-' || r == '\'' || r == '’' || r == '_'
}

// forward goes n characters on from start, back to the last clause end in the
// second half, or to a word's end.
func forward(text string, start, high, n int) int {
	at, clause := start, -1
	for i := 0; i < n && at < high; i++ {
		r, size := utf8.DecodeRuneInString(text[at:high])
		at += size
		if i > n/2 && endsClause(text, r, at) {
			clause = at
		}
	}
	if at >= high {
		return high
	}
	if clause >= 0 {
		return clause
	}
	if w := wordStart(text, start, at); w > start {
		return w
	}
	return at
}

// closers are the quotation marks and brackets that open, with what closes each.
var closers = map[rune]rune{'「': '」', '『': '』', '“': '”', '《': '》', '〈': '〉', '（': '）', '【': '】', '(': ')'}

// isQuote says whether r opens or closes: most characters are told by it, the
// rest by a map.
func isQuote(r rune) bool {
	return r == '(' || r == ')' || r >= 0x3008 && r <= 0x3011 || r == '“' || r == '”' || r == '（' || r == '）'
}

// tornQuote is the longest quotation or bracket of at most n characters, marks
// included, in text[low:high] that a cut at this place would tear.
func tornQuote(text string, low, high, at, n int) (torn [2]int, ok bool) {
	// A character has at most four bytes.
	low, high = max(low, at-4*n), min(high, at+4*n)
	for low < at && !utf8.RuneStart(text[low]) {
		low++
	}
	if low >= at || at >= high || !hasOpener(text[low:at]) {
		return torn, false
	}
	type opened struct {
		at     int
		closer rune
	}
	var stack [16]opened
	depth := 0
	for i, r := range text[low:high] {
		if !isQuote(r) {
			continue
		}
		i += low
		if c, opens := closers[r]; opens {
			if depth == len(stack) {
				return torn, ok
			}
			stack[depth] = opened{i, c}
			depth++
			continue
		}
		for d := depth - 1; d >= 0; d-- {
			if stack[d].closer != r {
				continue
			}
			depth = d
			end := i + utf8.RuneLen(r)
			if stack[d].at < at && end > at && utf8.RuneCountInString(text[stack[d].at:end]) <= n {
				torn, ok = [2]int{stack[d].at, end}, true
			}
			break
		}
		if depth == 0 && i >= at {
			break // nothing that opens before the cut is left open
		}
	}
	return torn, ok
}

// hasOpener says whether something opens in s, byte by byte: most texts have
// nothing of the kind where they are cut.
func hasOpener(s string) bool {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			return true
		case 0xe2, 0xe3, 0xef:
			if r, _ := utf8.DecodeRuneInString(s[i:]); isQuote(r) && closers[r] != 0 {
				return true
			}
		}
	}
	return false
}
