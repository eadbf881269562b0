package segment

import (
	"cmp"
	"slices"
	"strings"
)

// inverted collects the terms of one field of consecutive documents in memory
// and writes them sorted. A posting is made when a term appears in a document
// for the first time; last tells which one it is, so that repetition only
// counts up.
type inverted struct {
	spec  FieldSpec
	ids   map[string]uint32 // term -> number in order of appearance
	terms []string
	last  []uint32 // by term: 1 + place of its newest posting

	term []uint32 // postings in order of documents
	doc  []uint32
	freq []uint8
}

// FieldSpec is what an inverted field keeps.
type FieldSpec struct {
	Name string `json:"name"`
	// Lengths: frequencies of terms and the number of terms of each document
	// are kept, for ranking. Without it a document holds a term or doesn't.
	Lengths bool `json:"lengths,omitempty"`
}

// add notes one occurrence of a term in a document. The term is copied when it
// is new.
func (f *inverted) add(doc uint32, term string) {
	id, ok := f.ids[term]
	if !ok {
		id = uint32(len(f.terms))
		term = strings.Clone(term)
		f.ids[term] = id
		f.terms = append(f.terms, term)
		f.last = append(f.last, 0)
	}
	if l := f.last[id]; l > 0 && f.doc[l-1] == doc {
		if f.spec.Lengths && f.freq[l-1] < MaxFrequency {
			f.freq[l-1]++
		}
		return
	}
	f.term, f.doc, f.freq = append(f.term, id), append(f.doc, doc), append(f.freq, 1)
	f.last[id] = uint32(len(f.doc))
}

// write appends the field to a part as one section that holds, for each term
// in ascending order, its length, its bytes and its postings in list form.
func (f *inverted) write(w *FileWriter) error {
	if err := w.Section(f.spec.Name + sectionRun); err != nil {
		return err
	}
	starts, order := f.byTerm()
	ranked := make([]uint32, len(f.terms))
	for i := range ranked {
		ranked[i] = uint32(i)
	}
	slices.SortFunc(ranked, func(a, b uint32) int { return cmp.Compare(f.terms[a], f.terms[b]) })
	var docs []uint32
	var freqs []uint8
	var b []byte
	for _, id := range ranked {
		docs, freqs = docs[:0], freqs[:0]
		for _, p := range order[starts[id]:starts[id+1]] {
			docs, freqs = append(docs, f.doc[p]), append(freqs, f.freq[p])
		}
		b = appendString(b[:0], f.terms[id])
		b = appendList(b, docs, freqs)
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

// byTerm sorts the postings by term, keeping the order of documents: those of
// term t are order[starts[t]:starts[t+1]].
func (f *inverted) byTerm() (starts, order []uint32) {
	starts = make([]uint32, len(f.terms)+1)
	for _, t := range f.term {
		starts[t+1]++
	}
	for t := range f.terms {
		starts[t+1] += starts[t]
	}
	next := slices.Clone(starts)
	order = make([]uint32, len(f.term))
	for p, t := range f.term {
		order[next[t]] = uint32(p)
		next[t]++
	}
	return starts, order
}
