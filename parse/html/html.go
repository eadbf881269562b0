// Package html parses HTML pages, and the XHTML files of books, into units:
// the text of a page without its menus, with footnotes found by their links,
// whatever names a site generator or word processor gives them.
package html

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"wensou/document"
	"wensou/parse/draft"
	"wensou/parse/input"
)

// maxBytes of one file, or of all files of a book: while a page is read it takes
// about twenty times as much memory.
const maxBytes = 64 << 20

// Parse reads one page. The caller sets ID, Path and what the page does not
// say. Broken markup never is an error: it is read as browsers would, as far as
// text depends on it. A page that holds no text gives *input.Error.
func Parse(f input.File) (*document.Document, error) {
	if len(f.Text) > maxBytes {
		return nil, &input.Error{Path: f.Path, Reason: "the page is larger than 64 MB"}
	}
	t := &tree{}
	t.add(f)
	if t.title == "" && t.nodes[0].size == 0 {
		return nil, &input.Error{Path: f.Path, Reason: "the page holds no text"}
	}
	d := draft.New("html")
	w := t.walker(d)
	w.main, w.sure = t.findMain()
	t.applyMeta(d)
	w.title = w.applyTitle(f.Path)
	w.defineNotes()
	w.node(w.main)
	w.flush()
	w.notes.Finish()
	return d.Doc, nil
}

// Part is one XHTML file of a book.
type Part struct {
	input.File        // links between parts go by Path, slash-separated
	Heading    string // opens a section when the file has no heading; "" for none
}

// ParseBook adds the parts of a book to a draft, in reading order: units,
// headings, notes (also those in a part of their own) and works. Metadata and
// title are the caller's. Lines count within each part.
func ParseBook(d *draft.Draft, parts []Part) error {
	t := &tree{}
	size := 0
	for _, p := range parts {
		if size += len(p.Text); size > maxBytes {
			return &input.Error{Path: p.Path, Reason: "the book is larger than 64 MB"}
		}
		t.add(p.File)
	}
	w := t.walker(d)
	w.sure = true
	w.defineNotes()
	for i, p := range t.parts {
		w.main = p.first
		if parts[i].Heading != "" && t.nodes[p.first].holds&heading == 0 && t.nodes[p.first].size > 0 {
			w.d.Heading(1, parts[i].Heading, 1)
		}
		w.node(p.first)
		w.flush()
	}
	w.notes.Finish()
	return nil
}

func (t *tree) walker(d *draft.Draft) *walker {
	return &walker{t: t, d: d, notes: draft.NewNotes(d), found: t.findNotes()}
}

// defineNotes reads the texts of all notes.
func (w *walker) defineNotes() {
	for _, b := range w.found.order {
		w.inNote = b
		f := w.gather("\n", func() {
			for k := b.first; k > 0 && k < b.end; k = w.t.nodes[k].next {
				w.node(k)
			}
		})
		w.inNote = nil
		f.Trim()
		w.trimNote(&f, b)
		w.notes.Define(b.label(), b.printed, f)
	}
	w.cur = draft.Fragment{}
}

var numbered = regexp.MustCompile(`^(?:[\[(（［〔【]\s*([^\])）］〕】\s]{1,12})\s*[\])）］〕】]|([^\s.、:：．)\]]{1,12})\s?[.、:：．)\]])\s*`)

// emptyMarker is what is left of a marker whose number was a link back.
var emptyMarker = regexp.MustCompile(`^\s*(?:[\[(（［〔【]\s*[\])）］〕】]|[.．、:：)\]])+\s*`)

// trimNote removes the marker that a note repeats, and signs that lead back.
func (w *walker) trimNote(f *draft.Fragment, b *noteBody) {
	const around = arrows + " \t\n"
	f.Cut(len(f.Text) - len(bytes.TrimLeft(f.Text, around)))
	if m := numbered.FindSubmatch(f.Text); m != nil && b.printed != "" && markerOf(string(m[1])+string(m[2])) == b.printed {
		f.Cut(len(m[0]))
	}
	f.Cut(len(emptyMarker.Find(f.Text)))
	f.Text = bytes.TrimRight(f.Text, around)
}

// fileTitle is a file's name without its extension.
func fileTitle(name string) string {
	return strings.TrimSuffix(path.Base(name), path.Ext(name))
}
