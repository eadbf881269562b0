package bibliography

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markup is how text shows what stands in italics.
type Markup string

// The kinds of markup.
const (
	Plain    Markup = "plain" // not at all
	Markdown Markup = "markdown"
	HTML     Markup = "html" // everything but <i> is escaped
)

// Markups lists every kind.
var Markups = []Markup{Plain, Markdown, HTML}

// styled is text of which some stands in italics.
type styled struct{ runs []styledRun }

type styledRun struct {
	text string
	kind runKind
}

type runKind int

const (
	upright runKind = iota
	italic
	address
)

func (s *styled) add(text string) *styled    { return s.run(text, upright) }
func (s *styled) italic(text string) *styled { return s.run(text, italic) }
func (s *styled) link(text string) *styled   { return s.run(text, address) }

func (s *styled) run(text string, kind runKind) *styled {
	if text != "" {
		s.runs = append(s.runs, styledRun{text, kind})
	}
	return s
}

// end closes a sentence with mark, unless a sign that ends sentences stands
// there already.
func (s *styled) end(mark string) *styled {
	text := strings.TrimRight(s.plain(), " ")
	if text == "" {
		return s
	}
	for _, have := range []string{".", "?", "!", "。", "？", "！", "…", ".”", "?”", "!”", "?’", "!’"} {
		if strings.HasSuffix(text, have) {
			return s
		}
	}
	return s.add(mark)
}

// sentence closes what stands there and leaves a blank before what follows.
func (s *styled) sentence() *styled {
	if s.end("."); len(s.runs) > 0 && !strings.HasSuffix(s.plain(), " ") {
		s.add(" ")
	}
	return s
}

func (s *styled) plain() string {
	var b strings.Builder
	for _, r := range s.runs {
		b.WriteString(r.text)
	}
	return b.String()
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`, "#", `\#`, "~", `\~`, "|", `\|`, "!", `\!`,
)

func (s *styled) render(m Markup) string {
	var b strings.Builder
	for _, r := range s.runs {
		text := r.text
		switch m {
		case HTML:
			if text = html.EscapeString(text); r.kind == italic {
				text = "<i>" + text + "</i>"
			}
		case Markdown:
			text = r.markdown()
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String())
}

// markdown keeps addresses whole. Asterisks beside punctuation need not be
// emphasis, so such text gets a tag.
func (r *styledRun) markdown() string {
	if r.kind == address && !strings.ContainsAny(r.text, "<> ") && strings.Contains(r.text, "://") {
		return "<" + r.text + ">"
	}
	text := markdownEscapes.Replace(r.text)
	if r.kind != italic {
		return text
	}
	first, _ := utf8.DecodeRuneInString(r.text)
	last, _ := utf8.DecodeLastRuneInString(r.text)
	if isWordRune(first) && isWordRune(last) {
		return "*" + text + "*"
	}
	return "<i>" + text + "</i>"
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
