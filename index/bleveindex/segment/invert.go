package segment

import "slices"

// inverted collects the terms of one field of consecutive documents in memory
// and writes them sorted. A posting is made when a term appears in a document
// for the first time; repetition only counts up.
type inverted struct {
	spec  FieldSpec
	terms termTable

	term []uint32 // postings in order of documents: the term's number,
	doc  []uint32 // the document
	freq []uint8  // and how often it holds the term
}

// FieldSpec is what an inverted field keeps.
type FieldSpec struct {
	Name string `json:"name"`
	// Lengths: frequencies of terms and the number of terms of each document
	// are kept, for ranking. Without it a document holds a term or doesn't.
	Lengths bool `json:"lengths,omitempty"`
	// Runs: documents that follow each other share terms, as those of one
	// author do. Their bitmaps are much smaller as runs, but slower to
	// intersect.
	Runs bool `json:"runs,omitempty"`
}

// add notes one occurrence of a term in a document. The term is copied when it
// is new.
func (f *inverted) add(doc uint32, term string) {
	e := f.terms.entry(term)
	if e.count > 0 && e.doc == doc {
		if f.spec.Lengths && f.freq[e.posting] < MaxFrequency {
			f.freq[e.posting]++
		}
		return
	}
	e.count++
	e.doc, e.posting = doc, uint32(len(f.doc))
	f.term, f.doc, f.freq = append(f.term, e.number), append(f.doc, doc), append(f.freq, 1)
}

// write appends the field to a part as one section that holds, for each term
// in ascending order, its length, its bytes and its postings in list form.
func (f *inverted) write(w *FileWriter) error {
	if err := w.Section(f.spec.Name + sectionRun); err != nil {
		return err
	}
	terms := f.terms.sorted()
	starts, order := f.byTerm(terms)
	var docs []uint32
	var freqs []uint8
	var b []byte
	for _, t := range terms {
		docs, freqs = docs[:0], freqs[:0]
		for _, p := range order[starts[t.number]:][:t.count] {
			docs, freqs = append(docs, f.doc[p]), append(freqs, f.freq[p])
		}
		b = appendString(b[:0], f.terms.text(t))
		b = appendList(b, docs, freqs)
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// byTerm sorts the postings by term, keeping the order of documents: those of
// a term begin at order[starts[its number]].
func (f *inverted) byTerm(terms []*entry) (starts, order []uint32) {
	starts = make([]uint32, len(terms))
	at := uint32(0)
	for _, t := range terms {
		starts[t.number] = at
		at += t.count
	}
	next := slices.Clone(starts)
	order = make([]uint32, len(f.term))
	for p, t := range f.term {
		order[next[t]] = uint32(p)
		next[t]++
	}
	return starts, order
}
