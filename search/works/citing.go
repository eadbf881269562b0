package works

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sort"

	"wensou/analysis"
	"wensou/index"
)

// Citing is the units, ascending, that cite a work with one of the texts in its
// titles or authors, or the work of an id; mentions are those of them that are
// citations and references.
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
		e, err := d.entry(n)
		if err != nil {
			return nil, nil, err
		}
		e.within(nil)
		e.printings()
		had := len(mentions)
		mentions = e.refs(mentions)
		units = e.refs(append(units, mentions[had:]...))
		if err := d.cut(n, &e.parser); err != nil {
			return nil, nil, err
		}
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
	err   error
}

// Counter makes an empty one.
func (d *Data) Counter() *Counter { return &Counter{d: d, count: map[uint32]int{}} }

// Add counts the works of a unit; units come in ascending order.
func (c *Counter) Add(ref uint64) {
	if c.d.Len() == 0 || c.err != nil {
		return
	}
	defer guard(&c.err)()
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
	if c.err != nil {
		return nil, c.err
	}
	numbers := slices.SortedFunc(maps.Keys(c.count), func(a, b uint32) int {
		return cmp.Or(cmp.Compare(c.count[b], c.count[a]), cmp.Compare(a, b))
	})
	for _, n := range numbers[:min(limit, len(numbers))] {
		if int(n) >= c.d.works {
			return nil, fmt.Errorf("%w: %s: there is no work %d", index.ErrCorrupt, File, n)
		}
		e, err := c.d.entry(int(n))
		if err != nil {
			return nil, fmt.Errorf("count works: %w", err)
		}
		w, err := c.d.summary(int(n), &e)
		if err != nil {
			return nil, fmt.Errorf("count works: %w", err)
		}
		out = append(out, Count{w.ID, Label(w.CSL), c.count[n]})
	}
	return out, nil
}

// Of is how many of the counted units cite a work.
func (c *Counter) Of(id string) (units int, err error) {
	defer guard(&err)()
	if n, ok := c.d.number(id); ok {
		units = c.count[uint32(n)]
	}
	return units, nil
}
