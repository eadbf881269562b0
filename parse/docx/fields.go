package docx

import (
	"strings"

	"wensou/parse/draft"
)

// fields are those that enclose the place being read. A field is an
// instruction, which is not printed, and its result, which is.
type fields struct {
	stack []field
	shut  int // how many of them print nothing here
	over  int // fields too deep to be kept
}

const maxFields = 64 // fields inside each other

type field struct {
	instruction string
	result      bool // past the instruction
	omitted     bool // a table of contents
	text        *draft.Fragment
	from        int // where in text it began
}

func (f *field) prints() bool { return f.result && !f.omitted }

// shown says whether text here is printed.
func (f *fields) shown() bool { return f.shut == 0 }

func (f *fields) begin(from int, t *draft.Fragment) {
	if len(f.stack) == maxFields {
		f.over++
		return
	}
	f.stack = append(f.stack, field{text: t, from: from})
	f.shut++
}

func (f *fields) instruct(s string) {
	if n := len(f.stack); n > 0 && !f.stack[n-1].result {
		top := &f.stack[n-1]
		top.instruction += s[:min(len(s), max(0, maxTextBytes-len(top.instruction)))]
	}
}

// name of the innermost field, such as SEQ.
func (f *field) name() string {
	if words := strings.Fields(f.instruction); len(words) > 0 {
		return strings.ToUpper(words[0])
	}
	return ""
}

// separate ends the instruction of the innermost field.
func (p *parser) separate() {
	n := len(p.fields.stack)
	if n == 0 || p.fields.stack[n-1].result {
		return
	}
	f := &p.fields.stack[n-1]
	f.result = true
	switch f.name() {
	case "TOC", "INDEX", "TOA":
		f.omitted = true
		return
	case "SEQ":
		p.seq = true
	}
	p.fields.shut--
}

// end closes the innermost field; one that was a link to the web links what it
// printed in t.
func (f *fields) end(t *draft.Fragment) {
	n := len(f.stack)
	switch {
	case f.over > 0:
		f.over--
		return
	case n == 0:
		return
	}
	top := f.stack[n-1]
	f.stack = f.stack[:n-1]
	if !top.prints() {
		f.shut--
	}
	if words := strings.Fields(top.instruction); top.name() == "HYPERLINK" && len(words) > 1 && top.text == t {
		t.Linked(strings.Trim(words[1], `"`), top.from)
	}
}

// endParagraph keeps a field that is broken from hiding all that follows: an
// instruction does not go on in the next paragraph.
func (f *fields) endParagraph() {
	for i := range f.stack {
		if top := &f.stack[i]; !top.result {
			top.result = true
			f.shut--
		}
	}
}

// endOmitted ends tables of contents: none holds a heading.
func (f *fields) endOmitted() {
	for i := range f.stack {
		if top := &f.stack[i]; top.omitted && top.result {
			top.omitted = false
			f.shut--
		}
	}
}
