package rst

import (
	"regexp"
	"strconv"
	"strings"

	"wensou/parse/draft"
)

var (
	entryLine = regexp.MustCompile(`^\[(\d{1,3})\] +\S`)
	plainRef  = regexp.MustCompile(`\[(\d{1,3})\]`)
)

// plainNotes finds notes written without markup, "[1] …" line by line from 1
// on, to which "[1]" in the text refers. They are notes where the numbers prove
// it, or where a heading says so; below a heading of references they are
// entries, each by itself. The lines become those of notes with markup.
func (p *parser) plainNotes() {
	first, end, count := p.lastEntries()
	if count == 0 {
		return
	}
	heading := p.before(first)
	if draft.IsReferences(heading) {
		for i := first; i < end; i++ {
			p.lines[i].entry = entryLine.MatchString(p.lines[i].text)
		}
		return
	}
	if used := p.plainRefs(first, count); used*2 < count && !draft.IsNotes(heading) {
		return
	}
	p.plain = count
	for i := first; i < end; i++ {
		l := &p.lines[i]
		switch {
		case entryLine.MatchString(l.text):
			l.text, l.entry = ".. "+l.text, true
			p.definitions(l.text)
		case l.text != "":
			l.text = "   " + l.text
			l.indent += 3
		}
	}
}

// lastEntries is the last stretch of lines that are entries numbered from 1.
func (p *parser) lastEntries() (first, end, count int) {
	for i := len(p.lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(p.lines[i].text, "[1] ") && entryLine.MatchString(p.lines[i].text) {
			first = i
			break
		}
		if i == 0 {
			return 0, 0, 0
		}
	}
	for end = first; end < len(p.lines); end++ {
		l := &p.lines[end]
		m := entryLine.FindStringSubmatch(l.text)
		switch {
		case m != nil && m[1] == strconv.Itoa(count+1):
			count++
		case m != nil || l.text != "" && l.indent == 0 && p.lines[end-1].text == "" || p.isHeading(end, len(p.lines)) > 0:
			return first, end, count
		}
	}
	return first, end, count
}

// before is the last line with text before line i, less the underline of a
// heading.
func (p *parser) before(i int) string {
	for i--; i >= 0; i-- {
		if s := strings.TrimSpace(p.lines[i].text); s != "" && !rule(s) {
			return s
		}
	}
	return ""
}

// plainRefs counts the numbers up to count that the lines before i refer to.
func (p *parser) plainRefs(i, count int) int {
	seen := map[string]bool{}
	for _, l := range p.lines[:i] {
		for _, m := range plainRef.FindAllStringSubmatchIndex(l.text, -1) {
			number := l.text[m[2]:m[3]]
			if n, _ := strconv.Atoi(number); n >= 1 && n <= count && !strings.HasPrefix(l.text[m[1]:], "_") {
				seen[number] = true
			}
		}
	}
	return len(seen)
}
