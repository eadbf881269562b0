package works

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sort"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Get is the work of an id, also of one that it was called by before; ok is
// false when no work has it.
func (d *Data) Get(id string) (w *Work, ok bool, err error) {
	defer guard(&err)()
	n, ok := d.number(id)
	if !ok {
		return nil, false, nil
	}
	w, err = d.entry(n, false)
	return w, err == nil, err
}

// number is the place of the work of an id.
func (d *Data) number(id string) (int, bool) {
	h, ok := idNumber(id)
	if !ok || d.Len() == 0 {
		return 0, false
	}
	return d.find(secAlso, secAlsoWorks, h)
}

// Of is the id of the work that a document's own citation belongs to, "" when
// it has none.
func (d *Data) Of(doc document.ID, u *document.Unit) (id string) {
	if d.Len() == 0 || u.CSL == nil && u.Work == "" {
		return ""
	}
	w, ok := d.find(secLocal, secLocalWorks, hashOf(&index.Stored{Unit: *u, Document: &document.Document{ID: doc}}))
	if !ok {
		return ""
	}
	return idText(d.u64(secIDs, w))
}

// Documents is how many documents cite the work of an id, 0 when no work has
// it.
func (d *Data) Documents(id string) (docs int, err error) {
	defer guard(&err)()
	n, ok := d.number(id)
	if !ok {
		return 0, nil
	}
	w, err := d.entry(n, true)
	if err != nil {
		return 0, err
	}
	return w.Documents, nil
}

// Query asks for works.
type Query struct {
	// Texts must all stand in titles, authors or what a work appeared in; of
	// each one of its forms, in match text. Empty, all works are found.
	Texts   [][]string
	Sources []string // works that documents of these cite; empty: of any
	Order   Order
	From    int
	Size    int
}

// Order of works.
type Order string

// The orders. Works that are equal in it are in the order of ByDocuments.
const (
	ByDocuments Order = "documents" // most citing documents first
	ByRelevance Order = "relevance" // titles that are the text first, then those that begin with it
	ByNewest    Order = "-year"     // works without year last
	ByOldest    Order = "year"
)

// Found is the answer to a Query. Documents of a work are those of the asked
// sources.
type Found struct {
	Total int
	Works []*Work
}

// Find answers a query; index.ErrDeadline when ctx ends. It looks through the
// texts of all works and then at those that are found.
func (d *Data) Find(ctx context.Context, q Query) (out *Found, err error) {
	defer guard(&err)()
	numbers, err := d.containing(ctx, q.Texts)
	if err != nil {
		return nil, err
	}
	wanted := d.wanted(q.Sources)
	ranks := make([]rank, 0, len(numbers))
	for i, n := range numbers {
		if i%lookEvery == 0 && ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
		r := rank{work: n}
		if wanted != nil {
			w, err := d.entry(n, true)
			if err != nil {
				return nil, err
			}
			if r.docs = w.within(wanted); r.docs == 0 {
				continue
			}
		}
		if r.order, err = d.orderOf(n, &q); err != nil {
			return nil, err
		}
		ranks = append(ranks, r)
	}
	slices.SortStableFunc(ranks, func(a, b rank) int {
		if a.order != b.order {
			return a.order - b.order
		}
		return b.docs - a.docs
	})
	out = &Found{Total: len(ranks)}
	for _, r := range ranks[min(q.From, len(ranks)):min(q.From+q.Size, len(ranks))] {
		w, err := d.entry(r.work, false)
		if err != nil {
			return nil, err
		}
		if wanted != nil {
			w.Documents = r.docs
		}
		out.Works = append(out.Works, w)
	}
	return out, nil
}

// rank is where a work stands in an answer.
type rank struct {
	work, order, docs int
}

// lookEvery is how many works are looked at between two looks at the deadline.
const lookEvery = 1024

func (d *Data) orderOf(n int, q *Query) (int, error) {
	switch q.Order {
	case ByNewest, ByOldest:
		w, err := d.entry(n, false)
		if err != nil {
			return 0, err
		}
		y := w.CSL.Issued.Year()
		if y == 0 {
			return 1 << 20, nil
		}
		if q.Order == ByNewest {
			return -y, nil
		}
		return y, nil
	case ByRelevance:
		best := 3
		for field := range bytes.FieldsFuncSeq(d.text(n), func(r rune) bool { return r == '\t' || r == inContainers }) {
			for _, forms := range q.Texts {
				for _, f := range forms {
					switch {
					case string(field) == f:
						best = min(best, 0)
					case bytes.HasPrefix(field, []byte(f)):
						best = min(best, 1)
					case bytes.Contains(field, []byte(f)):
						best = min(best, 2)
					}
				}
			}
		}
		return best, nil
	}
	return 0, nil
}

// wanted marks sources by place; nil when all are wanted.
func (d *Data) wanted(sources []string) map[int]bool {
	if len(sources) == 0 {
		return nil
	}
	out := map[int]bool{}
	for _, s := range sources {
		if i, ok := slices.BinarySearch(d.sources, s); ok {
			out[i] = true
		}
	}
	return out
}

func (w *Work) within(wanted map[int]bool) (docs int) {
	for s, n := range w.sources {
		if wanted[s] {
			docs += n
		}
	}
	return docs
}

// text is what a work is found by.
func (d *Data) text(n int) []byte {
	from := uint64(0)
	if n > 0 {
		from = d.u64(secEnds, n-1)
	}
	return d.sections[secTexts][from : d.u64(secEnds, n)-1]
}

// containing is the works, ascending, whose text holds one form of each text.
func (d *Data) containing(ctx context.Context, texts [][]string) ([]int, error) {
	var out []int
	if len(texts) == 0 {
		for n := range d.Len() {
			out = append(out, n)
		}
		return out, nil
	}
	for _, form := range texts[0] {
		err := d.each(ctx, []byte(form), func(n int) {
			text := d.text(n)
			for _, forms := range texts[1:] {
				if !slices.ContainsFunc(forms, func(f string) bool { return bytes.Contains(text, []byte(f)) }) {
					return
				}
			}
			out = append(out, n)
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// stretch is what is searched between two looks at the deadline, in bytes.
const stretch = 4 << 20

// each visits the works whose text holds want.
func (d *Data) each(ctx context.Context, want []byte, visit func(n int)) error {
	if len(want) == 0 || bytes.ContainsAny(want, "\n\t\v") || d.Len() == 0 {
		return nil
	}
	all := d.sections[secTexts]
	for from, n := 0, 0; n < d.works; {
		if ctx.Err() != nil {
			return index.ErrDeadline
		}
		// A stretch ends with a line.
		last := n + sort.Search(d.works-n-1, func(i int) bool { return d.u64(secEnds, n+i) >= uint64(from+stretch) })
		end := int(d.u64(secEnds, last))
		for from < end {
			at := bytes.Index(all[from:end], want)
			if at < 0 {
				break
			}
			n += sort.Search(last-n, func(i int) bool { return d.u64(secEnds, n+i) > uint64(from+at) })
			visit(n)
			from = int(d.u64(secEnds, n))
			n++
		}
		from, n = end, last+1
	}
	return nil
}

// Citing is the units, ascending, that cite a work with one of the texts in its
// titles or authors, or the work of an id; mentions are those of them that are citations and
// references.
func (d *Data) Citing(ctx context.Context, id string, forms []string) (units, mentions []uint64, err error) {
	defer guard(&err)()
	var numbers []int
	if n, ok := d.number(id); ok {
		numbers = []int{n}
	} else if len(forms) > 0 {
		for _, f := range slices.Clone(forms) {
			forms = append(slices.Clip(forms), analysis.Canonical(f))
		}
		if numbers, err = d.containing(ctx, [][]string{forms}); err != nil {
			return nil, nil, err
		}
		numbers = slices.DeleteFunc(numbers, func(n int) bool {
			own, _, _ := bytes.Cut(d.text(n), []byte{inContainers})
			return !slices.ContainsFunc(forms, func(f string) bool { return bytes.Contains(own, []byte(f)) })
		})
	}
	for i, n := range numbers {
		if i%lookEvery == 0 && ctx.Err() != nil {
			return nil, nil, index.ErrDeadline
		}
		w, err := d.entry(n, false)
		if err != nil {
			return nil, nil, err
		}
		mentions = append(mentions, w.Mentions...)
		units = append(append(units, w.Mentions...), w.Around...)
	}
	for _, list := range []*[]uint64{&units, &mentions} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return units, mentions, nil
}

// Counter counts the works that units cite. It belongs to one goroutine.
type Counter struct {
	d     *Data
	at    int
	count map[uint32]int
}

// Counter makes an empty one.
func (d *Data) Counter() *Counter { return &Counter{d: d, count: map[uint32]int{}} }

// Add counts the works of a unit; units come in ascending order.
func (c *Counter) Add(ref uint64) {
	if c.d.Len() == 0 {
		return
	}
	n := len(c.d.sections[secUnits]) / 4
	// Units that cite something are often near: steps that double find them.
	step := 1
	for c.at+step < n && uint64(c.d.u32(secUnits, c.at+step)) < ref {
		step *= 2
	}
	from := c.at + step/2
	c.at = from + sort.Search(min(n, c.at+step+1)-from, func(i int) bool { return uint64(c.d.u32(secUnits, from+i)) >= ref })
	if c.at >= n || uint64(c.d.u32(secUnits, c.at)) != ref {
		return
	}
	first := uint32(0)
	if c.at > 0 {
		first = c.d.u32(secUnitEnds, c.at-1)
	}
	for i := first; i < c.d.u32(secUnitEnds, c.at); i++ {
		c.count[c.d.u32(secUnitWorks, int(i))]++
	}
}

// Count is a work and how many units cite it.
type Count struct {
	ID    string
	Label string // its title
	Units int
}

// Most are the works that most units cite, at most limit.
func (c *Counter) Most(limit int) (out []Count, err error) {
	defer guard(&err)()
	numbers := make([]uint32, 0, len(c.count))
	for n := range c.count {
		numbers = append(numbers, n)
	}
	slices.SortFunc(numbers, func(a, b uint32) int {
		if c.count[a] != c.count[b] {
			return c.count[b] - c.count[a]
		}
		return int(a) - int(b)
	})
	for _, n := range numbers[:min(limit, len(numbers))] {
		w, err := c.d.entry(int(n), false)
		if err != nil {
			return nil, fmt.Errorf("count works: %w", err)
		}
		out = append(out, Count{w.ID, Label(w.CSL), c.count[n]})
	}
	return out, nil
}

// Label is what a work is called in lists.
func Label(c *document.CSL) string {
	switch {
	case c.Title != "":
		return c.Title
	case c.DOI != "":
		return c.DOI
	}
	return c.URL
}

// Of is how many of the counted units cite a work.
func (c *Counter) Of(id string) int {
	n, ok := c.d.number(id)
	if !ok {
		return 0
	}
	return c.count[uint32(n)]
}
