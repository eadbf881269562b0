package bibliography

import (
	"slices"

	"wensou/document"
)

// catalogue finds the records of a document by their ids.
type catalogue struct {
	units map[document.UnitID]*document.Unit
	works map[document.WorkID]*document.Work
}

func newCatalogue(d *document.Document) *catalogue {
	r := &catalogue{make(map[document.UnitID]*document.Unit, len(d.Units)), make(map[document.WorkID]*document.Work, len(d.Works))}
	for i := range d.Units {
		r.units[d.Units[i].ID] = &d.Units[i]
	}
	for i := range d.Works {
		r.works[d.Works[i].ID] = &d.Works[i]
	}
	return r
}

// cited is the work of a citation. A short form takes what it leaves out from
// the citation that it points to, and keeps its own page.
func (r *catalogue) cited(u *document.Unit) Entry {
	e := Entry{Record: document.CSL{Type: "document"}, Printed: u.Text}
	if u.CSL != nil {
		e.Record, e.EtAl = *u.CSL, u.EtAl
	}
	if !u.ShortForm {
		return e
	}
	full := r.full(u)
	if full == nil {
		return e
	}
	page := e.Record.Page
	if e.Record, e.EtAl = *full.CSL, full.EtAl; page != "" {
		e.Record.Page = page
	}
	return e
}

func (r *catalogue) full(u *document.Unit) *document.Unit {
	if other := r.units[u.ResolvesTo]; u.ResolvesTo != "" && other != nil && other.CSL != nil {
		return other
	}
	if w := r.works[u.Work]; u.Work != "" && w != nil && w.CSL != nil {
		return &document.Unit{CSL: w.CSL}
	}
	return nil
}

// References are the works that d cites, in order of first mention: as its list
// of references gives them, else as the first full citation does. Works of d for
// which indexed answers the same are one in the whole index, and one entry; it
// answers "" for a work that it does not know, and is nil without an index.
func References(d *document.Document, indexed func(document.WorkID) string) []Entry {
	r := newCatalogue(d)
	var out []Entry
	listed := map[string]bool{} // works of the index, whether their entry is of a list
	at := map[string]int{}      // in out
	for i := range d.Works {
		w := &d.Works[i]
		id := ""
		if indexed != nil {
			id = indexed(w.ID)
		}
		n, known := at[id]
		switch {
		case id == "" || !known:
			at[id], listed[id] = len(out), len(w.References) > 0
			out = append(out, r.printed(w))
		case len(w.References) > 0 && !listed[id]:
			out[n], listed[id] = r.printed(w), true
		}
	}
	for i := range d.Units { // what no work was made of
		u := &d.Units[i]
		if (u.Kind == document.KindCitation || u.Kind == document.KindReference) && r.works[u.Work] == nil {
			out = append(out, r.cited(u))
		}
	}
	return out
}

// printed is a work of the document as its list of references gives it, else as
// it is first cited.
func (r *catalogue) printed(w *document.Work) Entry {
	e := Work(w.CSL, false)
	for _, id := range slices.Concat(w.References, w.Citations) {
		u := r.units[id]
		if u == nil {
			continue
		}
		if e.Printed = u.Text; u.CSL != nil && (u.Kind == document.KindReference || w.CSL == nil) {
			e.Record = *u.CSL
		}
		e.EtAl = u.EtAl
		break
	}
	return e
}
