package works

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// node is one way of citing a work: all citations whose records are equal in
// what is compared.
type node struct {
	record
	sign  string
	count int // works of documents that have this record
	full  int // fullness of the best of them
}

// Bounds of the comparisons of one record.
const (
	maxLeaders   = 256 // works of one author and year, or of one title and year
	maxTitled    = 512 // mentions of one title that a mention without author or year is compared with
	maxKeyNames  = 3   // authors that a record is found by
	maxKeyFamily = 4   // words of one, where the family name is not known
)

// grouping brings nodes together, each with the first of its work.
type grouping struct {
	nodes    []node
	work     []int // by node: the node that leads its work
	byKey    map[string][]int32
	byTitle  map[string][]int32
	seen     []int32 // by node: the node that it was last compared with, plus one
	compared int
}

// group finds the works of nodes: for each node the one that leads its work.
// Most frequent records lead, so the answer depends on no order. Records that
// name year and author are compared first; one that lacks either joins what it
// fits only when that is a single work.
func group(nodes []node) *grouping {
	g := &grouping{nodes: nodes, work: make([]int, len(nodes)), seen: make([]int32, len(nodes)), byKey: map[string][]int32{}, byTitle: map[string][]int32{}}
	order := g.order()
	incomplete := len(order)
	for at, n := range order {
		if nodes[n].level() < 2 {
			incomplete = at
			break
		}
		g.work[n] = g.leader(n)
		g.put(n)
	}
	for _, n := range order[incomplete:] {
		g.work[n] = g.only(n)
		g.put(n)
	}
	return g
}

// order is that in which records are looked at.
func (g *grouping) order() []int {
	order := make([]int, len(g.nodes))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		a, b := &g.nodes[x], &g.nodes[y]
		return cmp.Or(cmp.Compare(b.level(), a.level()), cmp.Compare(b.count, a.count), strings.Compare(a.sign, b.sign))
	})
	return order
}

// leader is the first work that a record is the same as, or itself.
func (g *grouping) leader(n int) int {
	if w := g.known(n, keysOf(&g.nodes[n].record)); w != none {
		return w
	}
	return n
}

// known is the first work among keys that a record is the same as, or none.
func (g *grouping) known(n int, keys []string) int {
	best := none
	for _, k := range keys {
		for _, m := range g.byKey[k] {
			if g.seen[m] == int32(n)+1 {
				continue
			}
			g.seen[m] = int32(n) + 1
			g.compared++
			w := g.work[m]
			if same(&g.nodes[m].record, &g.nodes[n].record) && (best == none || w != best && g.before(w, best)) {
				best = w
			}
		}
	}
	return best
}

// put lets later records find a work: by all keys of the record that leads it,
// and by what every record of it names that no other work has.
func (g *grouping) put(n int) {
	keys := ownKeys(&g.nodes[n].record)
	if g.work[n] == n {
		keys = keysOf(&g.nodes[n].record)
	}
	for _, k := range keys {
		if have := g.byKey[k]; len(have) < maxLeaders {
			g.byKey[k] = append(have, int32(n))
		}
	}
	t := &g.nodes[n].title
	for _, k := range []string{t.key, t.main} {
		if have := g.byTitle[k]; k != "" && len(have) <= maxTitled {
			g.byTitle[k] = append(have, int32(n))
		}
	}
}

// before is the order in which leaders were found.
func (g *grouping) before(a, b int) bool {
	x, y := &g.nodes[a], &g.nodes[b]
	return cmp.Or(cmp.Compare(y.count, x.count), strings.Compare(x.sign, y.sign)) < 0
}

// keysOf are the keys of which two records that are the same share one.
func keysOf(r *record) []string {
	keys := ownKeys(r)
	add := func(kind string, parts ...string) {
		if k := kind + strings.Join(parts, "\x00"); !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if r.title.key == "" {
		return ownKeys(r)
	}
	if r.class != ofAuthor {
		add("l", strconv.Itoa(int(r.class)), r.title.key)
		return keys
	}
	year := strconv.Itoa(r.year)
	add("t", r.title.key, year)
	if r.title.main != "" { // one may be cited without its subtitle
		add("t", r.title.main, year)
	}
	for _, n := range r.names[:min(len(r.names), maxKeyNames)] {
		for _, f := range n.family[:min(len(n.family), maxKeyFamily)] {
			add("a", f, year, r.title.serials)
		}
	}
	return keys
}

// ownKeys are those of what names one thing by itself.
func ownKeys(r *record) (keys []string) {
	if r.doi != "" {
		keys = append(keys, "d"+r.doi)
	}
	if r.ownURL {
		keys = append(keys, "u"+r.url)
	}
	return keys
}

// only is the one work that an incomplete record fits, or itself: first among
// those that name year and author, then among the others.
func (g *grouping) only(n int) int {
	r := &g.nodes[n].record
	if w := g.known(n, ownKeys(r)); w != none {
		return w
	}
	full, rest := none, none
	for _, k := range []string{r.title.key, r.title.main} {
		if k == "" {
			continue
		}
		if len(g.byTitle[k]) > maxTitled {
			return n
		}
		for _, m := range g.byTitle[k] {
			g.compared++
			if !fits(&g.nodes[m].record, r) {
				continue
			}
			into := &rest
			if g.nodes[g.work[m]].level() == 2 {
				into = &full
			}
			if w := g.work[m]; *into == none {
				*into = w
			} else if *into != w {
				*into = several
			}
		}
	}
	switch {
	case full >= 0:
		return full
	case full == none && rest >= 0:
		return rest
	case full == several && rest >= 0:
		return rest
	}
	return n
}

// none and several stand for a node where there is no single one.
const (
	none    = -1
	several = -2
)
