package latex

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wensou/parse/draft"
)

// maxDepth bounds the groups and environments that are followed; deeper ones
// are text of the last.
const maxDepth = 200

// frame is an open group, argument or environment.
type frame struct {
	close byte                  // '}' or ']' for groups; 0 for an environment
	name  string                // of the environment
	args  string                // arguments that follow this one (see commands)
	cmd   string                // the command whose argument this is
	skip  bool                  // its text is dropped
	saved *draft.Fragment       // the paragraph that was open, for what is apart from it
	into  *draft.Fragment       // where its paragraphs go
	start int                   // of emphasis in the paragraph, plus 1
	done  func(*draft.Fragment) // takes into
}

func (p *parser) skipping() bool {
	n := len(p.stack)
	return n > 0 && p.stack[n-1].skip
}

// push opens a frame. What is skipped skips what is inside, too.
func (p *parser) push(f frame) {
	if len(p.stack) >= maxDepth {
		p.deep++
		return
	}
	f.skip = f.skip || p.skipping()
	if f.into != nil {
		saved := p.cur
		f.saved, p.cur = &saved, draft.Fragment{}
	}
	p.stack = append(p.stack, f)
}

// pop closes the last frame and goes on with the arguments that follow.
func (p *parser) pop() {
	f := p.stack[len(p.stack)-1]
	if f.start > 0 {
		p.cur.Style(min(f.start-1, len(p.cur.Text)), draft.Emphasis)
	}
	if f.into != nil {
		p.flush()
		p.cur = *f.saved
	}
	p.stack = p.stack[:len(p.stack)-1]
	if f.into != nil && f.done != nil && !f.skip {
		f.done(f.into)
	}
	if f.args != "" {
		p.arguments(f.cmd, f.args)
	}
}

// leave closes frames until n are open.
func (p *parser) leave(n int) {
	for len(p.stack) > n {
		p.stack[len(p.stack)-1].args = ""
		p.pop()
	}
}

func (p *parser) rest() string { return p.src[p.pos:] }

// advance moves on and counts lines.
func (p *parser) advance(n int) {
	p.line += strings.Count(p.src[p.pos:p.pos+n], "\n")
	p.pos += n
}

const special = "\\%{}[]$~&\n-`'"

// scan reads the source to its end.
func (p *parser) scan() {
	for p.pos < len(p.src) {
		s := p.rest()
		n := strings.IndexAny(s, special)
		if n < 0 {
			n = len(s)
		}
		if n > 0 {
			p.write(s[:n])
			p.pos += n
			continue
		}
		switch s[0] {
		case '\\':
			p.command()
		case '%':
			p.comment()
		case '{':
			p.pos++
			p.push(frame{close: '}'})
		case '}', ']':
			p.closeGroup(s[0])
		case '$':
			p.math()
		case '~':
			p.write(" ")
			p.pos++
		case '&':
			p.pos++
			if p.inTable > 0 {
				p.cur.Cell()
			}
		case '\n':
			p.newline()
		default:
			p.punctuation(s)
		}
	}
}

func (p *parser) closeGroup(c byte) {
	p.pos++
	switch n := len(p.stack); {
	case c == ']' && (n == 0 || p.stack[n-1].close != ']'):
		p.write("]")
	case p.deep > 0:
		p.deep--
	case n > 0 && p.stack[n-1].close == c:
		p.pop()
	case n > 1 && p.stack[n-1].close == ']': // never closed
		p.stack[n-1].args = ""
		p.pop()
		p.pos--
	}
}

// comment drops the rest of the line with its end.
func (p *parser) comment() {
	n := strings.IndexByte(p.rest(), '\n')
	if n < 0 {
		n = len(p.rest()) - 1
	}
	p.advance(n + 1)
	s := p.rest()
	p.pos += len(s) - len(strings.TrimLeft(s, " \t"))
}

// newline is white space; an empty line ends a paragraph.
func (p *parser) newline() {
	s := p.rest()
	after := strings.TrimLeft(s[1:], " \t")
	p.advance(len(s) - len(after))
	if strings.HasPrefix(after, "\n") && p.inTable == 0 {
		p.endArguments()
		if n := len(p.stack); n == 0 || p.stack[n-1].close == 0 || p.stack[n-1].into != nil {
			p.flush()
			return
		}
	}
	p.write("\n")
}

// endArguments closes arguments that an empty line ends, because their own end
// is missing.
func (p *parser) endArguments() {
	for n := len(p.stack); n > 0; n = len(p.stack) {
		f := &p.stack[n-1]
		short := f.skip && !strings.Contains("newcommand renewcommand providecommand newenvironment renewenvironment def gdef edef xdef tikzset lstset", f.cmd)
		if f.close == 0 || f.cmd == "" || !short && levels[f.cmd] == 0 {
			return
		}
		f.args = ""
		p.pop()
	}
}

func (p *parser) punctuation(s string) {
	for _, r := range ligatures {
		if strings.HasPrefix(s, r[0]) {
			p.pos += len(r[0])
			p.write(r[1])
			return
		}
	}
	p.pos++
	p.write(s[:1])
}

var ligatures = [][2]string{{"---", "—"}, {"--", "–"}, {"``", "“"}, {"''", "”"}, {"`", "‘"}, {"'", "’"}}

// math keeps a formula as it is written.
func (p *parser) math() {
	s := p.rest()
	mark := "$"
	if strings.HasPrefix(s, "$$") {
		mark = "$$"
	}
	p.formula(mark, mark)
}

const (
	maxFormula  = 16 << 10 // bytes
	maxUnclosed = 1000     // formulas and addresses without an end: looking for each would take too long
)

// formula copies up to and with end; without one, the opening mark is text.
func (p *parser) formula(open, end string) {
	s := p.rest()
	if p.unclosed > maxUnclosed {
		p.pos += len(open)
		return
	}
	body := s[len(open):min(len(s), maxFormula)]
	if i := strings.Index(body, "\n\n"); i >= 0 {
		body = body[:i]
	}
	for from := 0; ; {
		i := strings.Index(body[from:], end)
		if i < 0 {
			p.unclosed++
			p.pos += len(open)
			return
		}
		if from += i; from > 0 && body[from-1] == '\\' && end[0] == '$' {
			from++
			continue
		}
		p.formulaText(open + body[:from] + end)
		p.advance(len(open) + from + len(end))
		return
	}
}

func (p *parser) formulaText(s string) {
	if p.muted && len(p.stack) == 0 || p.skipping() {
		return
	}
	p.cur.On(p.line)
	p.cur.Verbatim(strings.Join(strings.Fields(s), " "))
}

// accented puts an accent on the letter that follows.
func (p *parser) accented(mark string) {
	s := strings.TrimLeft(p.rest(), " ")
	braces := strings.HasPrefix(s, "{")
	s = strings.TrimPrefix(s, "{")
	if strings.HasPrefix(s, `\i`) || strings.HasPrefix(s, `\j`) { // dotless letters
		s = s[1:]
	}
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || r == '}' || r == '\\' || r == '\n' {
		return
	}
	p.advance(len(p.rest()) - len(s) + n)
	if braces && strings.HasPrefix(p.rest(), "}") {
		p.pos++
	}
	p.write(norm.NFC.String(string(r) + mark))
}
