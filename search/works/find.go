package works

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sort"

	"wensou/index"
)

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

// Find answers a query; index.ErrDeadline when ctx ends. With texts it looks
// through those of all works, with sources at every work that is found; else
// only at what it returns.
func (d *Data) Find(ctx context.Context, q Query) (out *Found, err error) {
	defer guard(&err)()
	if d.Len() == 0 {
		return &Found{}, nil
	}
	if len(q.Texts) == 0 && len(q.Sources) == 0 {
		out = &Found{Total: d.Len()}
		for i := min(q.From, out.Total); i < min(q.From+q.Size, out.Total); i++ {
			if err := d.show(out, d.placed(i, q.Order), 0); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	ranks, err := d.ranked(ctx, &q)
	if err != nil {
		return nil, err
	}
	out = &Found{Total: len(ranks)}
	for _, r := range ranks[min(q.From, len(ranks)):min(q.From+q.Size, len(ranks))] {
		if err := d.show(out, r.work, r.docs); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// placed is the work at a place in the order of all works.
func (d *Data) placed(i int, o Order) int {
	switch o {
	case ByNewest:
		return int(d.u32(secNewest, i))
	case ByOldest:
		return int(d.u32(secOldest, i))
	}
	return i
}

// show adds a work to what is found; docs, unless 0, are those of the asked
// sources.
func (d *Data) show(out *Found, n, docs int) error {
	e, err := d.entry(n)
	if err != nil {
		return err
	}
	w, err := d.summary(n, &e)
	if err != nil {
		return err
	}
	if docs > 0 {
		w.Documents = docs
	}
	out.Works = append(out.Works, w)
	return nil
}

// rank is where a work stands in an answer.
type rank struct {
	work, order int
	docs        int // of the asked sources; 0 when all are
}

// lookEvery is how many works are looked at between two looks at the deadline.
const lookEvery = 1024

// ranked are the works that a query finds, in its order.
func (d *Data) ranked(ctx context.Context, q *Query) ([]rank, error) {
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
		r := rank{work: n, order: d.orderOf(n, q)}
		if wanted != nil {
			e, err := d.entry(n)
			if err != nil {
				return nil, err
			}
			if r.docs = e.within(wanted); r.docs == 0 {
				continue
			}
		}
		ranks = append(ranks, r)
	}
	if q.Order != ByDocuments || wanted != nil { // else they are in order
		slices.SortFunc(ranks, func(a, b rank) int {
			return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(b.docs, a.docs), cmp.Compare(a.work, b.work))
		})
	}
	return ranks, nil
}

func (d *Data) orderOf(n int, q *Query) int {
	switch q.Order {
	case ByNewest, ByOldest:
		return yearOrder(int(int32(d.u32(secYears, n))), q.Order)
	case ByRelevance:
		return relevance(d.text(n), q.Texts)
	}
	return 0
}

// yearOrder sorts years; works without one come last.
func yearOrder(year int, o Order) int {
	switch {
	case year == 0:
		return 1 << 32
	case o == ByNewest:
		return -year
	}
	return year
}

// relevance of a work's text: 0 when one of its fields is a text that is looked
// for, 1 when one begins with it, else 2; 3 without texts.
func relevance(text []byte, texts [][]string) int {
	best := 3
	for field := range bytes.FieldsFuncSeq(text, func(r rune) bool { return r == '\t' || r == inContainers }) {
		for _, forms := range texts {
			for _, f := range forms {
				switch {
				case string(field) == f:
					return 0
				case best > 1 && bytes.HasPrefix(field, []byte(f)):
					best = 1
				case best > 2 && bytes.Contains(field, []byte(f)):
					best = 2
				}
			}
		}
	}
	return best
}

// wanted marks sources by place; nil when all are wanted.
func (d *Data) wanted(sources []string) []bool {
	if len(sources) == 0 {
		return nil
	}
	out := make([]bool, len(d.sources))
	for _, s := range sources {
		if i, ok := slices.BinarySearch(d.sources, s); ok {
			out[i] = true
		}
	}
	return out
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
	if len(texts) == 0 {
		out := make([]int, d.Len())
		for n := range out {
			out[n] = n
		}
		return out, nil
	}
	var out []int
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
