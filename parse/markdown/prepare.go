package markdown

import (
	"regexp"
	"strings"

	"wensou/document"
)

// source is the text that goldmark parses. It has the same lines as the file's
// body, so that line numbers hold; inside them, what site generators add to
// Markdown is gone.
type source struct {
	text  string
	boxes []box
}

// box is a text that stood in such an addition: the caption of a figure
// shortcode, the title of an admonition.
type box struct {
	offset int // in source.text
	kind   document.Kind
	text   string
	span   int // further lines
}

const (
	maxMarkers   = 48      // block quotes and lists nested in one line; goldmark recurses
	maxIndent    = 160     // columns of indentation outside code, which nests lists
	maxShortcode = 8 << 10 // bytes
	maxUnclosed  = 32      // link targets left open; goldmark tries each again and again
)

var (
	fence      = regexp.MustCompile("^\\s*(?:>\\s?)*(`{3,}|~{3,})(.*)$")
	admonition = regexp.MustCompile(`^( *)(?:!!!|\?\?\?\+?|===[+!]?) +(?:[\w !-]*?)\s*(?:"([^"]*)")?\s*$`)
	colonFence = regexp.MustCompile(`^\s*:{3,}\s*(?:\{[^}]*\}|[\w-]*)(.*)$`)
	alertMark  = regexp.MustCompile(`^(\s*(?:[-*+] +)?(?:> ?)+)\s*\[![A-Za-z]+\][+-]?`)
	wideColon  = regexp.MustCompile(`^ {0,3}\[\^[^\[\]\s]+\](：)`)
	include    = regexp.MustCompile(`(?i)\[!include\s*\[([^\]]*)\]\([^)]*\)\s*\]`)
	shortcode  = regexp.MustCompile(`(?s)\{\{[<%].*?[>%]\}\}`)
	wikiImage  = regexp.MustCompile(`!\[\[[^\[\]\n]+\]\]`)
	wikiLink   = regexp.MustCompile(`\[\[(?:[\p{L}][^\[\]|\n]*\|)?([\p{L}][^\[\]|\n]*)\]\]`)
	param      = regexp.MustCompile("(\\w+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|`([^`]*)`|'([^']*)')")
	anyTag     = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
	markers    = regexp.MustCompile(`^(?:[ \t]*(?:>|[-*+][ \t]|\d{1,9}[.)][ \t])){49,}`)
)

// prepare makes the source of a file's body.
func prepare(body string) source {
	body = strings.ReplaceAll(strings.ReplaceAll(body, "\r\n", "\n"), "\r", "\n")
	if strings.Contains(body, "](") {
		body = closeLinks(body)
	}
	var s source
	var out strings.Builder
	out.Grow(len(body) + 64)
	st := &lineState{}
	for len(body) > 0 {
		line, rest, end := strings.Cut(body, "\n")
		if !st.code(line) {
			if extra := openShortcode(line, rest); extra > 0 { // it goes on below
				line, rest = line+"\n"+rest[:extra], strings.TrimPrefix(rest[extra:], "\n")
			}
			line = s.outside(line, out.Len(), st)
		} else {
			line = st.dedent(line)
		}
		out.WriteString(line)
		if end {
			out.WriteByte('\n')
		}
		body = rest
	}
	s.text = out.String()
	return s
}

// openShortcode says how many bytes of rest belong to a shortcode that line
// opens and does not close; the last of them is the end of a line.
func openShortcode(line, rest string) int {
	i := max(strings.LastIndex(line, "{{<"), strings.LastIndex(line, "{{%"))
	if i < 0 || shortcode.MatchString(line[i:]) {
		return 0
	}
	head := rest[:min(len(rest), maxShortcode)]
	closer := ">}}"
	if line[i+2] == '%' {
		closer = "%}}"
	}
	j := strings.Index(head, closer)
	if j < 0 || strings.Contains(head[:j], "\n\n") {
		return 0
	}
	if k := strings.IndexByte(rest[j:], '\n'); k >= 0 {
		return j + k
	}
	return len(rest)
}

// outside cleans a line (with those that a shortcode binds to it) that is no
// code and will start at offset.
func (s *source) outside(line string, offset int, st *lineState) string {
	line = st.dedent(line)
	if m := admonition.FindStringSubmatch(line); m != nil {
		if st.open(len(m[1])); m[2] != "" {
			s.boxes = append(s.boxes, box{offset: offset, kind: document.KindCaption, text: m[2]})
		}
		return ""
	}
	if m := colonFence.FindStringSubmatch(line); m != nil {
		if t := strings.TrimSpace(m[1]); t != "" && !strings.ContainsAny(t, `="{}`) {
			s.boxes = append(s.boxes, box{offset: offset, kind: document.KindCaption, text: strings.TrimRight(t, ": ")})
		}
		return ""
	}
	if m := wideColon.FindStringSubmatchIndex(line); m != nil {
		line = line[:m[2]] + ":" + line[m[3]:]
	}
	if strings.Contains(line, "[!") {
		line = include.ReplaceAllString(line, "$1")
		line = alertMark.ReplaceAllString(line, "$1")
	}
	if strings.Contains(line, "[[") {
		line = wikiLink.ReplaceAllString(wikiImage.ReplaceAllString(line, ""), "$1")
	}
	if strings.Contains(line, "{{") {
		line = s.shortcodes(line, offset)
	}
	return shallow(line)
}

// shortcodes removes them, keeping line ends and the captions of figures.
func (s *source) shortcodes(line string, offset int) string {
	return shortcode.ReplaceAllStringFunc(line, func(code string) string {
		values := map[string]string{}
		for _, m := range param.FindAllStringSubmatch(code, -1) {
			values[strings.ToLower(m[1])] = strings.ReplaceAll(m[2]+m[3]+m[4], `\"`, `"`)
		}
		lines := strings.Count(code, "\n")
		text := values["caption"]
		if t := values["title"]; t != "" && t != text && strings.Contains(code, "figure") {
			text = strings.TrimSpace(t + " " + text)
		}
		if text != "" {
			s.boxes = append(s.boxes, box{offset: offset, kind: document.KindCaption, text: clean(anyTag.ReplaceAllString(text, "")), span: lines})
		}
		return strings.Repeat("\n", lines)
	})
}

// shallow bounds how deep one line can nest blocks.
func shallow(line string) string {
	if len(line) > maxIndent && strings.TrimLeft(line[:maxIndent], " \t") == "" {
		line = line[:maxIndent] + strings.TrimLeft(line[maxIndent:], " \t")
	}
	if m := markers.FindString(line); m != "" {
		kept := m
		for i, n := 0, 0; i < len(m); i++ {
			if strings.IndexByte(">-*+.)", m[i]) >= 0 {
				if n++; n == maxMarkers {
					kept = m[:i+1]
					break
				}
			}
		}
		line = kept + " " + line[len(m):]
	}
	return line
}

// closeLinks takes the meaning from link targets that are opened again and
// again and never closed.
func closeLinks(s string) string {
	var out strings.Builder
	unclosed := 0
	for {
		i := strings.Index(s, "](")
		if i < 0 {
			break
		}
		out.WriteString(s[:i+1])
		s = s[i+1:]
		next := s[1:]
		if j := strings.Index(next, "]("); j >= 0 {
			next = next[:j]
		}
		if strings.IndexByte(next, ')') < 0 {
			if unclosed++; unclosed > maxUnclosed {
				out.WriteByte('\\')
			}
		}
	}
	out.WriteString(s)
	return out.String()
}
