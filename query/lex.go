package query

import (
	"slices"
	"strings"
	"unicode"
)

// kind of a token.
type kind uint8

const (
	kindWord kind = iota
	kindPhrase
	kindPrefix // a word with * after it
	kindOpen
	kindClose
	kindAnd
	kindOr
	kindNear
	kindNot   // NOT, or - before an operand
	kindEqual // = before a word or phrase
	kindField // name: before a value
)

// token is a piece of a query. Its raw form is the text it is when it can't be
// read as syntax.
type token struct {
	kind     kind
	text     string // of words and phrases; the name of a field
	raw      string
	space    bool // white space, or nothing, stands before it
	begins   bool // an operator could stand here
	distance int
}

// isOperand says that a token can end an operand.
func (t token) isOperand() bool {
	return t.kind == kindWord || t.kind == kindPhrase || t.kind == kindPrefix
}

// closers are the quotation marks that make a phrase, with what ends each. A
// quotation mark of another kind inside is part of the phrase.
var closers = map[rune]rune{'"': '"', '“': '”', '＂': '＂', '„': '“', '「': '」', '『': '』'}

// isCorner: marks that sentences are full of. They make a phrase only where
// they stand apart from other text.
func isCorner(r rune) bool { return r == '「' || r == '『' }

func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }
func isStar(r rune) bool  { return r == '*' || r == '＊' }

// isDelimiter: runes that can be syntax in the middle of a word.
func isDelimiter(r rune) bool {
	_, quote := closers[r]
	return quote || isOpen(r) || isClose(r) || isStar(r) || r == '”' || r == '」' || r == '』'
}

// canFollowMinus: a minus before anything else, such as a digit, is text.
func canFollowMinus(rest []rune) bool {
	if len(rest) == 0 {
		return false
	}
	return unicode.IsLetter(rest[0]) || beginsPhrase(rest) || isOpen(rest[0]) || narrow(rest[0]) == '=' && canFollowEqual(rest[1:])
}

func canFollowEqual(rest []rune) bool {
	return len(rest) > 0 && (unicode.IsLetter(rest[0]) || unicode.IsNumber(rest[0]) || beginsPhrase(rest))
}

func beginsPhrase(rest []rune) bool {
	_, n := (&lexer{in: rest}).phrase(true)
	return n > 0
}

type lexer struct {
	in     []rune
	i      int
	tokens []token
}

func lex(s string) []token {
	l := &lexer{in: []rune(s)}
	for {
		space := l.i == 0
		for l.i < len(l.in) && unicode.IsSpace(l.in[l.i]) {
			l.i++
			space = true
		}
		if l.i == len(l.in) {
			return l.tokens
		}
		l.next(space)
	}
}

func (l *lexer) add(t token, upTo int) {
	t.raw = string(l.in[l.i:upTo])
	l.tokens = append(l.tokens, t)
	l.i = upTo
}

func (l *lexer) last() kind {
	if len(l.tokens) == 0 {
		return kindAnd
	}
	return l.tokens[len(l.tokens)-1].kind
}

// next reads one token.
func (l *lexer) next(space bool) {
	r := l.in[l.i]
	switch {
	case isOpen(r):
		l.add(token{kind: kindOpen, space: space, begins: l.begins(space)}, l.i+1)
		return
	case isClose(r):
		l.add(token{kind: kindClose, space: space}, l.i+1)
		return
	}
	if text, n := l.phrase(space); n > 0 {
		l.add(token{kind: kindPhrase, text: text, space: space}, l.i+n)
		return
	}
	begins := l.begins(space) && (space || l.last() != kindEqual)
	if begins {
		if t, n := l.operator(!space && l.last() == kindField); n > 0 {
			t.space = space
			l.add(t, l.i+n)
			return
		}
	}
	l.word(space, begins)
}

// begins says that an operator can stand here: not in the middle of text.
func (l *lexer) begins(space bool) bool {
	if space || len(l.tokens) == 0 {
		return true
	}
	last := l.tokens[len(l.tokens)-1]
	return last.kind == kindOpen && last.begins || slices.Contains([]kind{kindNot, kindEqual, kindField}, last.kind)
}

// phrase reads what stands in quotes at the current place, with how many runes
// it takes; 0 when there is none.
func (l *lexer) phrase(space bool) (string, int) {
	r := l.in[l.i]
	end, ok := closers[r]
	if !ok {
		return "", 0
	}
	if !isCorner(r) {
		if text, n := quoted(l.in[l.i+1:], end); n > 0 {
			return text, n + 1
		}
		return "", 0
	}
	if !space && slices.Contains([]kind{kindWord, kindPhrase, kindPrefix}, l.last()) {
		return "", 0
	}
	depth := 0
	for j := l.i; j < len(l.in); j++ {
		switch l.in[j] {
		case r:
			depth++
		case end:
			depth--
		}
		if depth > 0 {
			continue
		}
		apart := j+1 == len(l.in) || unicode.IsSpace(l.in[j+1]) || isClose(l.in[j+1])
		if !apart {
			return "", 0
		}
		return string(l.in[l.i+1 : j]), j + 1 - l.i
	}
	return "", 0
}

// quoted reads up to the closing mark and returns the text and how many runes
// it took with the mark, 0 when there is none.
func quoted(runes []rune, end rune) (string, int) {
	var b strings.Builder
	for i := 0; i < len(runes); i++ {
		slashes := slashesAt(runes[i:])
		i += slashes
		if i == len(runes) {
			break
		}
		if runes[i] != end {
			b.WriteString(strings.Repeat(`\`, slashes))
			b.WriteRune(runes[i])
			continue
		}
		b.WriteString(strings.Repeat(`\`, slashes/2))
		if slashes%2 == 0 {
			return b.String(), i + 1
		}
		b.WriteRune(end)
	}
	return "", 0
}

func slashesAt(runes []rune) int {
	n := 0
	for n < len(runes) && runes[n] == '\\' {
		n++
	}
	return n
}

// operator reads what is syntax at the beginning of a word; in a field's value
// that is = alone.
func (l *lexer) operator(valued bool) (token, int) {
	rest := l.in[l.i:]
	if len(rest) == 0 {
		return token{}, 0
	}
	if narrow(rest[0]) == '=' && canFollowEqual(rest[1:]) {
		return token{kind: kindEqual}, 1
	}
	if valued {
		return token{}, 0
	}
	if narrow(rest[0]) == '-' && canFollowMinus(rest[1:]) {
		return token{kind: kindNot}, 1
	}
	if name, n := fieldAt(rest); n > 0 {
		return token{kind: kindField, text: name}, n
	}
	n := wordLength(rest)
	if kind, distance := keyword(string(rest[:n])); kind != kindWord {
		return token{kind: kind, distance: distance}, n
	}
	return token{}, 0
}

// fieldAt reads a name with its colon, when something follows it.
func fieldAt(rest []rune) (name string, n int) {
	for n < len(rest) && n <= maxName && narrow(rest[n]) != ':' {
		n++
	}
	if n == len(rest) || narrow(rest[n]) != ':' {
		return "", 0
	}
	name, ok := fieldNames[strings.ToLower(narrowed(string(rest[:n])))]
	if !ok {
		return "", 0
	}
	return name, n + 1
}

// wordLength is how many runes stand before white space, a bracket or a
// quotation mark.
func wordLength(rest []rune) int {
	for i, r := range rest {
		if _, quote := closers[r]; quote || unicode.IsSpace(r) || isOpen(r) || isClose(r) {
			return i
		}
	}
	return len(rest)
}

// beginsSyntax says that a token of text would be read as an operator, or
// begin with one.
func beginsSyntax(t []rune) bool {
	l := &lexer{in: t}
	_, n := l.operator(false)
	return n > 0
}

// word reads text up to white space, a bracket or a phrase. A backslash before
// what would be syntax makes it text.
func (l *lexer) word(space, begins bool) {
	var b strings.Builder
	start, i := l.i, l.i
	stars, last := 0, rune(0)
	for i < len(l.in) {
		n := slashesAt(l.in[i:])
		if j := i + n; n > 0 && j < len(l.in) && (isDelimiter(l.in[j]) || i == start && begins && beginsSyntax(l.in[j:])) {
			b.WriteString(strings.Repeat(`\`, n/2))
			if i = j; n%2 == 1 {
				b.WriteRune(l.in[i])
				last = 0
				i++
				continue
			}
			if isDelimiter(l.in[i]) && i > start && l.ends(i) {
				break
			}
		} else if n > 0 {
			b.WriteString(strings.Repeat(`\`, n))
			i = j
			last = '\\'
			continue
		}
		r := l.in[i]
		if i > start && l.ends(i) {
			break
		}
		if isStar(r) {
			stars++
		}
		b.WriteRune(r)
		last = r
		i++
	}
	t := token{kind: kindWord, text: b.String(), space: space}
	if isStar(last) && stars == 1 && strings.Count(t.text, "*")+strings.Count(t.text, "＊") == 1 {
		if text := strings.TrimRightFunc(t.text, isStar); begun(text) {
			t.kind, t.text = kindPrefix, text
		}
	}
	l.add(t, i)
}

// ends says that a word can't go on at rune i.
func (l *lexer) ends(i int) bool {
	r := l.in[i]
	if unicode.IsSpace(r) || isOpen(r) || isClose(r) {
		return true
	}
	if _, quote := closers[r]; !quote || isCorner(r) {
		return false
	}
	_, n := quoted(l.in[i+1:], closers[r])
	return n > 0
}

// begun says that a text is enough of a word to ask for what begins with it:
// one character of Chinese, or two of Latin.
func begun(text string) bool {
	letters := 0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
			return true
		case unicode.IsLetter(r), unicode.IsNumber(r):
			letters++
		}
	}
	return letters > 1
}
