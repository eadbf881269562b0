package rst

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/parse/draft"
)

// inline writes the text of lines.
func (p *parser) inline(f *draft.Fragment, from, to int) {
	if to-from == 1 {
		p.text(f, p.lines[from].text)
	} else {
		var b strings.Builder
		for i := from; i < to; i++ {
			b.WriteString(p.lines[i].text)
			b.WriteByte('\n')
		}
		p.text(f, b.String())
	}
	for i := from; i < to; i++ {
		if strings.TrimSpace(p.lines[i].text) != "" {
			f.On(i + 1)
		}
	}
}

var (
	noteRef   = regexp.MustCompile(`^\[(\d{1,4}|#[\w.\-:+\p{L}]*|\*|[\p{L}\d][\w.\-:+\p{L}]*)\]_`)
	plainMark = regexp.MustCompile(`^\[(\d{1,3})\]`)
	roleMark  = regexp.MustCompile("^:[A-Za-z][\\w:.+-]{0,60}:`")
	hidden    = regexp.MustCompile(`(?s)^(.*?)\s*<([^<>]*)>$`)
)

const window = 2000 // bytes in which markup has to end

// text writes running text without its markup.
func (p *parser) text(f *draft.Fragment, s string) {
	for s != "" {
		n := strings.IndexAny(s, "*`[|\\:_")
		if n < 0 {
			f.Write(s)
			return
		}
		if n > 0 {
			f.Write(s[:n])
			s = s[n:]
		}
		used := p.markup(f, s)
		if used == 0 {
			_, used = utf8.DecodeRuneInString(s)
			f.Write(s[:used])
		}
		s = s[used:]
	}
}

// markup writes what begins with a sign of markup and returns its length, 0
// when it is text.
func (p *parser) markup(f *draft.Fragment, s string) int {
	switch s[0] {
	case '\\':
		if len(s) == 1 {
			return 1
		}
		r, n := utf8.DecodeRuneInString(s[1:])
		if !unicode.IsSpace(r) { // an escaped space is none
			f.Verbatim(s[1 : 1+n])
		}
		return 1 + n
	case '[':
		if m := noteRef.FindStringSubmatch(s[:min(len(s), 100)]); m != nil {
			return p.marker(f, m[1], s, len(m[0]))
		}
		if m := plainMark.FindStringSubmatch(s[:min(len(s), 8)]); m != nil && p.plain > 0 {
			if n, _ := strconv.Atoi(m[1]); n >= 1 && n <= p.plain {
				return p.marker(f, m[1], s, len(m[0]))
			}
		}
	case '_': // of a reference to a name
		used := 1
		if strings.HasPrefix(s, "__") {
			used = 2
		}
		r, _ := utf8.DecodeRuneInString(s[used:])
		if name := lastWord(f.Text); name != "" && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && (used == 2 || p.targets[strings.ToLower(name)]) {
			return used
		}
	case ':':
		if m := roleMark.FindString(s[:min(len(s), 100)]); m != "" {
			if used := p.interpreted(f, s[len(m)-1:]); used > 0 {
				return len(m) - 1 + used
			}
		}
	case '`':
		if strings.HasPrefix(s, "``") {
			if i := strings.Index(s[2:min(len(s), window)], "``"); i > 0 {
				f.Verbatim(strings.ReplaceAll(s[2:2+i], "\n", " "))
				return i + 4
			}
			return 0
		}
		return p.interpreted(f, s)
	case '*':
		return p.emphasis(f, s)
	case '|':
		if i := strings.IndexAny(s[1:min(len(s), 100)], "|\n "); i > 0 && s[1+i] == '|' {
			name := s[1 : 1+i]
			if text := p.replace[name]; text != "" {
				name = strings.NewReplacer("*", "", "`", "").Replace(text)
			}
			f.Write(name)
			used := i + 2
			for used < len(s) && s[used] == '_' {
				used++
			}
			return used
		}
	}
	return 0
}

// lastWord is the name that text ends with.
func lastWord(text []byte) string {
	i := len(text)
	for i > 0 && len(text)-i < 100 {
		r, n := utf8.DecodeLastRune(text[:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._+-", r) {
			break
		}
		i -= n
	}
	return string(text[i:])
}

// marker writes the marker that s begins with. The spaces that the format asks
// for around markers are none between Chinese characters.
func (p *parser) marker(f *draft.Fragment, label, s string, used int) int {
	f.Loosen()
	p.mark(f, label)
	if used < len(s) && s[used] == ' ' {
		f.Break()
		used++
	}
	return used
}

// mark writes the marker of a note, or the label of a citation that is not
// defined.
func (p *parser) mark(f *draft.Fragment, label string) {
	if label == "#" || label == "*" {
		p.auto["ref"+label]++
		label += strconv.Itoa(p.auto["ref"+label])
	} else if !p.targets["["+strings.ToLower(label)] {
		f.Write("[" + label + "]")
		return
	}
	f.Mark(strings.ToLower(label))
}

// emphasis is *text* and **text**.
func (p *parser) emphasis(f *draft.Fragment, s string) int {
	mark := "*"
	if strings.HasPrefix(s, "**") {
		mark = "**"
	}
	body := s[len(mark):min(len(s), window)]
	i := strings.Index(body, mark)
	if i <= 0 || strings.IndexByte(" \n", body[0]) >= 0 || strings.IndexByte(" \n", body[i-1]) >= 0 {
		return 0
	}
	start := f.Start()
	f.Write(strings.ReplaceAll(body[:i], `\`, ""))
	if mark == "*" {
		f.Style(start, draft.Emphasis)
	}
	return len(mark)*2 + i
}

// interpreted is `text`, `text`_, `text <target>`_ or the text of a role.
func (p *parser) interpreted(f *draft.Fragment, s string) int {
	i := strings.IndexByte(s[1:min(len(s), window)], '`')
	if i <= 0 {
		return 0
	}
	text := s[1 : 1+i]
	used := i + 2
	for used < len(s) && s[used] == '_' {
		used++
	}
	target := ""
	if m := hidden.FindStringSubmatch(text); m != nil && (m[1] != "" || used > i+2) {
		text, target = m[1], m[2]
		if text == "" {
			text = target
		}
	}
	f.Target(target)
	start := f.Start()
	f.Write(strings.ReplaceAll(strings.TrimLeft(text, "~!"), `\`, ""))
	if target != "" {
		f.Style(start, draft.Link)
	}
	return used
}
