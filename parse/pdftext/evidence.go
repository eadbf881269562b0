package pdftext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Numbers that other things have too, such as those of lists, tables and
// programs, need more to be taken for notes: words behind them, a marker that
// looks like one, a foot of a page that holds nothing else.

// weak says that a style of number is found in lists and programs as well.
func (s style) weak() bool {
	return s == styleASCII || s == stylePlain || s == styleParen || s == styleBracket
}

// leastWeak is the score from which a zone of weak numbers counts, together
// with how its numbers follow those of the page before.
const leastWeak = 8

// maxApart is how many pages apart two notes still prove each other by their
// numbers.
const maxApart = 12

// convinces says that a zone is likely enough so many pages behind the last.
func (z *zone) convinces(step, pages int) bool {
	if pages > maxApart {
		step = min(step, 1)
	}
	return !z.heads[0].style.weak() || z.score+step >= leastWeak || len(z.marks) == 0
}

// wordy says that s begins like the text of a note, not with a sign that no
// sentence begins with.
func wordy(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if (r == '-' || r == '*') && n < len(s) {
		return s[n] == byte(r) || s[n] >= 0x80 || s[n] == ' ' || unicode.IsLetter(rune(s[n]))
	}
	return !strings.ContainsRune("+*=>|/$%^~.,;:!?)]}，。、；：）】》〉」』", r)
}

// codeLike says that s looks like a line of a program: full of signs that
// prose has few of.
func codeLike(s string) bool {
	n := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{', '}', '<', '>', '=', '|', '$', '#', '^', ';', '&', '@':
			n++
		case '\\':
			if i+1 < len(s) && unicode.IsLetter(rune(s[i+1])) {
				n++
			}
		}
	}
	return n >= 3 && 12*n >= len(s) && !strings.Contains(s, "://")
}

// prompt says that s is a command behind the prompt of a shell.
func prompt(s string) bool {
	return len(s) > 2 && s[1] == ' ' && (s[0] == '$' || s[0] == '#' || s[0] == '%')
}

// maxOutput is how many lines a command may have printed.
const maxOutput = 40

// findListings marks the lines of programs, and those below a command up to a
// gap, a sentence or a line in Chinese: what it printed.
func (p *paper) findListings() {
	output := 0
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case prompt(l.text):
			l.has |= isCode
			output = maxOutput
		case l.gap || output == 0:
			output = 0
			if l.has&(hasDigit|hasSign|hasParen|hasBracket) != 0 && codeLike(l.text) {
				l.has |= isCode
			}
		case loneNumber.MatchString(l.text):
		case wideShare(l.text) > 0.3 || unicode.IsUpper(firstRune(l.text)) && closed(l.text):
			output = 0
		default:
			l.has |= isCode
			output--
		}
	}
}

// footWeight judges whether the lines of a zone to the end of its page are
// notes and nothing else.
func (p *paper) footWeight(z *zone, s span) int {
	if !z.heads[0].style.weak() {
		return 0
	}
	w, last := 0, &z.heads[len(z.heads)-1]
	for i := last.line + 1; i < s.to && !last.below; i++ {
		if p.lines[i].gap {
			w -= 3
		}
	}
	if s.to-z.heads[0].line > maxNoteLines*len(z.heads) {
		w -= 8
	}
	return max(w, -12)
}

// maxNoteLines is how many lines the notes of a page have on the average at
// most.
const maxNoteLines = 14

// costFilled is the price of a marker that only its number tells.
const costFilled = 3

// fillMarks finds the markers that notes of a zone lack where only one number
// between the markers beside them can be meant, and says how many.
func (p *paper) fillMarks(z *zone, s span) (filled int) {
	if len(z.marks) == 0 || len(z.marks) == len(z.heads) {
		return 0
	}
	var out []token
	from := token{line: s.from}
	m := 0
	for _, h := range z.heads {
		for m < len(z.marks) && z.marks[m].number < h.number {
			m++
		}
		to := token{line: z.heads[0].line}
		if m < len(z.marks) {
			to = z.marks[m]
		}
		if m < len(z.marks) && to.number == h.number {
			out = append(out, to)
			from = to
			continue
		}
		if t, ok := p.onlyNumber(from, to, h.number); ok {
			out = append(out, t)
			from = t
		}
	}
	filled = len(out) - len(z.marks)
	z.marks = out
	return filled
}

// onlyNumber is the one place between two tokens where n stands by itself.
func (p *paper) onlyNumber(from, to token, n int) (token, bool) {
	var found token
	count := 0
	for i := from.line; i <= to.line && i < len(p.lines); i++ {
		l := &p.lines[i]
		if !p.inBody(i) || l.role != roleText || l.has&(hasDigit|isCode) != hasDigit {
			continue
		}
		for k := 0; k < len(l.text); {
			if !isASCIIDigit(l.text[k]) {
				k++
				continue
			}
			j := k
			for j < len(l.text) && isASCIIDigit(l.text[j]) {
				j++
			}
			inside := (i > from.line || k >= from.end) && (i < to.line || j <= to.start)
			if inside && j-k <= 3 && atoi(l.text[k:j]) == n && standsAlone(l.text, k, j) {
				found = token{mark{start: k, end: j, number: n, style: stylePlain}, i, 1}
				count++
			}
			k = j
		}
	}
	return found, count == 1
}

// standsAlone says that the digits s[i:j] count nothing and belong to no
// longer number or name. Behind a number's point they may end a sentence.
func standsAlone(s string, i, j int) bool {
	before, size := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(strings.TrimPrefix(s[j:], " "))
	if strings.Trim(s[:i], "0123456789.") == "" || strings.ContainsRune(numbersBefore, before) || strings.ContainsRune(unitsBehind, after) && j < len(s) && s[j] != ' ' {
		return false
	}
	if j < len(s) && (strings.IndexByte(".:/-_", s[j]) >= 0 && j+1 < len(s) && s[j+1] != ' ' || unicode.IsLetter(rune(s[j])) && s[j] < 0x80) {
		return false
	}
	if before == ' ' {
		p, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s[:i], " "))
		return !strings.ContainsRune(numbersBefore, p) && !strings.ContainsRune(unitsBehind, after)
	}
	if before == '.' {
		p, _ := utf8.DecodeLastRuneInString(s[:i-size])
		return !unicode.IsDigit(p) || j == len(s) || s[j] == ' '
	}
	return true
}

// listsReferences says that line i heads a list of references, whose numbers
// are none of notes.
func (p *paper) listsReferences(i int) bool {
	l := &p.lines[i]
	return l.gap && len(l.text) <= maxHeadWord && refHeads[unnumbered(squash(l.text))]
}
