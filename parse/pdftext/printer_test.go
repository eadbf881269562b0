package pdftext

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The tests print papers whose notes they know, in many layouts.

// fixture is a printed paper and what must be read from it.
type fixture struct {
	text  string
	notes []wantNote
}

type wantNote struct {
	number int
	text   string
	before string // what stands before the marker
}

// press is a way to print a paper.
type press struct {
	body, head string // how markers and heads of notes are printed: format of the number
	width      int    // of a line in half ems
	height     int    // lines of a page
	indent     string // of a paragraph's first line
	gap        bool   // a blank line between paragraphs
	noteGap    bool   // a blank line above the notes
	runHead    bool   // a running head with the page's number
	feed       bool   // form feeds between pages, else numbers
	restart    bool   // numbers start again on each page
	split      bool   // notes may go on on the next page
	flow       bool   // no hard wraps: a paragraph's piece is one line
	first      int    // number of the first page
	inside     bool   // markers stand before the stop
	lists      bool   // numbered headings and lists stand between paragraphs
	own        bool   // the number of a note has a line for itself
	mixed      bool   // each page prints its notes in another way
	ends       bool   // the notes stand at the end
}

func digits(n int, set string) string {
	var b strings.Builder
	for _, c := range fmt.Sprint(n) {
		b.WriteRune([]rune(set)[c-'0'])
	}
	return b.String()
}

// number prints n as a press's format says: S for superscript, C for a circle.
func number(format string, n int) string {
	switch {
	case strings.Contains(format, "S"):
		return strings.Replace(format, "S", digits(n, supDigits), 1)
	case strings.Contains(format, "C"):
		return strings.Replace(format, "C", string(rune('①'+n-1)), 1)
	}
	return strings.Replace(format, "N", fmt.Sprint(n), 1)
}

// piece is text with the notes that hang on it, by offset.
type piece struct {
	text  string
	notes []int // ids, for each "\x00" in text
}

const markHere = "\x00"

// wrapText cuts s into lines of a width; a "\x00" has no width and stays with
// the character before it.
func wrapText(s string, width int, indent string) []string {
	var out []string
	line, w := indent, 2*utf8.RuneCountInString(indent)
	if strings.HasPrefix(indent, " ") {
		w = len(indent)
	}
	word := ""
	flush := func() {
		n := int(2 * ems(strings.ReplaceAll(word, markHere, "")))
		if w+n > width && strings.TrimSpace(line) != "" {
			out = append(out, strings.TrimRight(line, " "))
			line, w = "", 0
			word = strings.TrimLeft(word, " ")
			n = int(2 * ems(strings.ReplaceAll(word, markHere, "")))
		}
		line, w, word = line+word, w+n, ""
	}
	rs := []rune(s)
	for i, r := range rs {
		if i > 0 && r != 0 && !strings.ContainsRune("，。、；：！？」』》〉）”,.;:)", r) &&
			(wide(r) || r == ' ' || i > 0 && (wide(rs[i-1]) || rs[i-1] == 0) && !strings.ContainsRune("「『《〈（“", rs[i-1])) {
			flush()
		}
		word += string(r)
	}
	flush()
	return append(out, strings.TrimRight(line, " "))
}

// print sets the paper of paragraphs and notes (by id).
func (pr press) print(paras []piece, notes []string, title string) fixture {
	s := setter{press: pr, notes: notes}
	s.out.WriteString(title)
	s.used = strings.Count(title, "\n")
	for k, p := range paras {
		if pr.lists && k%3 == 1 {
			s.list(k)
		}
		if pr.inside {
			p.text = beforeStops(p.text)
		}
		width := pr.width
		if pr.flow {
			width = 1 << 20
		}
		lines := wrapText(p.text, width, pr.indent)
		next := 0
		for i, l := range lines {
			ids := p.notes[next : next+strings.Count(l, markHere)]
			next += len(ids)
			s.line(l, ids, i == len(lines)-1)
		}
		if pr.gap && k < len(paras)-1 {
			s.body = append(s.body, "")
			s.used++
		}
	}
	s.endPage(true)
	if pr.ends {
		s.out.WriteString("\n註釋\n\n" + strings.Join(s.tail, "\n") + "\n")
	}
	return fixture{s.out.String(), s.want}
}

// beforeStops moves markers before the stop that they stand behind.
func beforeStops(s string) string {
	for _, stop := range []string{"。", "，", ".", ","} {
		s = strings.ReplaceAll(s, stop+markHere, markHere+stop)
	}
	return s
}

// list prints a heading and a list with numbers like those of notes.
func (s *setter) list(k int) {
	lines := []string{fmt.Sprintf("%d. 河岸的%s", 1+k/3, hanWords[k%len(hanWords)]), ""}
	if k%2 == 0 {
		lines = append(lines, "1. 上游的居民與船隻；", "2. 下游的橋樑；", "3. 潮水的紀錄。", "")
	}
	if s.used+len(s.foot)+len(lines)+2 > s.height {
		s.endPage(false)
	}
	s.body = append(s.body, "")
	for _, l := range lines {
		s.body = append(s.body, l+"\n")
	}
	s.used += len(lines) + 1
	s.context = ""
}

// setter fills pages.
type setter struct {
	press
	notes   []string
	out     strings.Builder
	body    []string
	foot    []string // lines of notes on this page
	tail    []string // endnotes
	over    []string // lines of a note that go on on the next page
	used    int
	page    int
	last    int // number of the last note
	want    []wantNote
	context string // body text so far, for what stands before markers
}

func (s *setter) line(l string, ids []int, last bool) {
	var foot []string
	n := s.last
	for _, id := range ids {
		n++
		foot = append(foot, s.note(n, id)...)
	}
	if s.ends {
		s.tail, foot = append(s.tail, foot...), nil
	}
	if s.used+len(s.foot)+1+len(foot) > s.height && len(s.body) > 4 && !(s.split && len(foot) > 2 && len(ids) == 1 && s.used+len(s.foot)+4 <= s.height) {
		s.endPage(false)
		n = s.last
		foot = nil
		for _, id := range ids {
			n++
			foot = append(foot, s.note(n, id)...)
		}
		if s.ends {
			foot = nil
		}
	}
	for _, id := range ids {
		s.last++
		before, after, _ := strings.Cut(l, markHere)
		s.context += before
		s.want = append(s.want, wantNote{s.last, s.notes[id], tailRunes(s.context, 10)})
		l = before + number(s.body0(), s.last) + after
		s.context += number(s.body0(), s.last)
		s.context = strings.TrimSuffix(s.context, number(s.body0(), s.last))
		l = strings.Replace(l, before, "", 1)
		s.push(before+l[:len(l)-len(after)], false)
		l = after
	}
	s.context += l
	s.context = tailRunes(s.context, 40)
	s.push(l, true)
	s.used++
	own := 0
	if s.own {
		own = 2
	}
	room := s.height - s.used - len(s.foot)
	if s.split && len(foot) > room && room >= 1+own && len(ids) == 1 {
		s.over = append(s.over, foot[room:]...)
		foot = foot[:room]
	}
	s.foot = append(s.foot, foot...)
	if len(s.over) > 0 {
		s.endPage(false)
	}
}

// note sets one note.
func (s *setter) note(n, id int) []string {
	head, width := s.head, s.width+s.width/8
	if s.mixed {
		head = []string{"S", "S ", "N. ", "N、", "N ", "註N："}[s.page%6]
	}
	if s.flow {
		return []string{"", number(head, n) + s.notes[id]}
	}
	if s.own {
		return append([]string{strings.TrimSpace(number(head, n)), ""}, wrapText(s.notes[id], width, "")...)
	}
	return wrapText(number(head, n)+s.notes[id], width, "")
}

func (s *setter) body0() string { return s.press.body }

// push adds to the current body line and ends it.
func (s *setter) push(part string, end bool) {
	if len(s.body) == 0 || strings.HasSuffix(s.body[len(s.body)-1], "\n") || s.body[len(s.body)-1] == "" {
		s.body = append(s.body, part)
	} else {
		s.body[len(s.body)-1] += part
	}
	if end {
		s.body[len(s.body)-1] += "\n"
	}
}

func (s *setter) endPage(last bool) {
	if s.runHead {
		if n := s.first + s.page; n%2 == 0 {
			fmt.Fprintf(&s.out, "%d　　水文論叢　第七期\n\n", n)
		} else {
			fmt.Fprintf(&s.out, "風箏與河流的關係　　%d\n\n", n)
		}
	}
	for _, l := range s.body {
		s.out.WriteString(strings.TrimSuffix(l, "\n") + "\n")
	}
	if s.noteGap && len(s.foot) > 0 {
		s.out.WriteString("\n")
	}
	for _, l := range s.foot {
		s.out.WriteString(l + "\n")
	}
	if !s.runHead && !s.flow {
		fmt.Fprintf(&s.out, "\n%d\n", s.first+s.page)
	}
	if s.feed {
		s.out.WriteString("\f")
	} else {
		s.out.WriteString("\n")
	}
	s.body, s.foot, s.used = nil, s.over, len(s.over)+2
	s.over = nil
	s.page++
	if s.restart {
		s.last = 0
	}
	if last && len(s.foot) > 0 {
		s.endPage(true)
	}
}

func tailRunes(s string, n int) string {
	rs := []rune(s)
	return string(rs[max(0, len(rs)-n):])
}

// bare is s without blanks and soft signs, which joins do not keep.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
