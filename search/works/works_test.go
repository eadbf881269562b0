package works

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"wensou/document"
)

// pair is two citations and whether they are of one work.
type pair struct {
	name string
	same bool
	csl  [2]*document.CSL
	line int
}

func pairs(t testing.TB) []pair {
	t.Helper()
	f, err := os.Open("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []pair
	half := 0
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		first, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case half == 0 && (first == "=" || first == "≠"):
			out = append(out, pair{name: rest, same: first == "=", line: n})
			half = 1
		case half > 0:
			out[len(out)-1].csl[half-1] = cslOf(t, line)
			half = (half + 1) % 3
		default:
			t.Fatalf("line %d: %q is no sign, and no citation is wanted", n, line)
		}
	}
	return out
}

// cslOf reads a record as the table writes it.
func cslOf(t testing.TB, line string) *document.CSL {
	t.Helper()
	parts := strings.Split(line, "|")
	if len(parts) < 3 {
		t.Fatalf("%q has no author, year and title", line)
	}
	c := &document.CSL{Type: "book", Title: strings.TrimSpace(parts[2])}
	for a := range strings.SplitSeq(parts[0], ";") {
		family, given, ok := strings.Cut(strings.TrimSpace(a), ", ")
		switch {
		case ok:
			c.Author = append(c.Author, document.Name{Family: family, Given: given})
		case family != "":
			c.Author = append(c.Author, document.Name{Literal: family})
		}
	}
	if y := strings.TrimSpace(parts[1]); y != "" {
		c.Issued = &document.Date{DateParts: [][]int{nil}}
		for p := range strings.SplitSeq(y, "-") {
			n, err := strconv.Atoi(p)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			c.Issued.DateParts[0] = append(c.Issued.DateParts[0], n)
		}
	}
	if len(parts) < 4 {
		return c
	}
	fields := map[string]*string{
		"container": &c.ContainerTitle, "edition": &c.Edition, "volume": &c.Volume, "issue": &c.Issue,
		"DOI": &c.DOI, "URL": &c.URL, "type": &c.Type,
	}
	last := ""
	for f := range strings.FieldsSeq(parts[3]) {
		k, v, ok := strings.Cut(f, "=")
		if ok && fields[k] != nil {
			*fields[k], last = v, k
		} else { // a value with a blank
			*fields[last] += " " + f
		}
	}
	return c
}

// nodesOf makes nodes as the builder does: equal records are one.
func nodesOf(records []*document.CSL) (nodes []node, of []int) {
	b := &builder{signs: map[string]uint32{}}
	for _, c := range records {
		card := cardOf(c, false)
		n, ok := b.node(card, marshal(card))
		if !ok {
			n = 1 << 31
		}
		of = append(of, int(n))
	}
	return b.nodes, of
}

func TestPairs(t *testing.T) {
	all := pairs(t)
	if len(all) < 80 {
		t.Errorf("%d pairs, want 80 or more", len(all))
	}
	for _, p := range all {
		t.Run(p.name, func(t *testing.T) {
			for _, order := range [][2]int{{0, 1}, {1, 0}} {
				nodes, of := nodesOf([]*document.CSL{p.csl[order[0]], p.csl[order[1]]})
				g := group(nodes)
				if got := g.work[of[0]] == g.work[of[1]]; got != p.same {
					t.Errorf("line %d: one work: %v, want %v\n%+v\n%+v", p.line, got, p.same, nodes[of[0]].record, nodes[of[1]].record)
				}
			}
		})
	}
}

// Two records are one work only with a key in common, so none is missed.
func TestSameShareKeys(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	records := randomRecords(rng, 900)
	nodes, _ := nodesOf(records)
	pairs := 0
	for i := range nodes {
		for j := range i {
			a, b := &nodes[i].record, &nodes[j].record
			if a.level() < 2 || b.level() < 2 {
				continue
			}
			if same(a, b) != same(b, a) {
				t.Errorf("not the same in both orders: %+v and %+v", a, b)
			}
			if !same(a, b) {
				continue
			}
			pairs++
			keys := keysOf(b)
			if !slices.ContainsFunc(keysOf(a), func(k string) bool { return slices.Contains(keys, k) }) {
				t.Errorf("one work without a key in common: %+v and %+v", a, b)
			}
		}
	}
	if pairs < 300 {
		t.Errorf("only %d pairs of one work", pairs)
	}
}

// bruteForce is group without blocking: each record is compared with all that
// came before it.
func bruteForce(nodes []node) []int {
	g := &grouping{nodes: nodes, work: make([]int, len(nodes))}
	order := g.order()
	own := func(n int) []string { return ownKeys(&nodes[n].record) }
	for at, n := range order {
		r, best := &nodes[n].record, none
		for _, m := range order[:at] {
			shared := slices.ContainsFunc(own(n), func(k string) bool { return slices.Contains(own(m), k) })
			leads := r.level() == 2 && g.work[m] == m && nodes[m].level() == 2
			if !shared && !leads || !same(&nodes[m].record, r) {
				continue
			}
			if w := g.work[m]; best == none || w != best && g.before(w, best) {
				best = w
			}
		}
		if best == none && r.level() < 2 {
			full, rest := map[int]bool{}, map[int]bool{}
			for _, m := range order[:at] {
				if !fits(&nodes[m].record, r) {
					continue
				}
				if w := g.work[m]; nodes[w].level() == 2 {
					full[w] = true
				} else {
					rest[w] = true
				}
			}
			for _, set := range []map[int]bool{rest, full} {
				for w := range set {
					if len(set) == 1 {
						best = w
					}
				}
			}
		}
		g.work[n] = n
		if best != none {
			g.work[n] = best
		}
	}
	return g.work
}

func TestGroupIsBruteForce(t *testing.T) {
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 7))
		nodes, _ := nodesOf(randomRecords(rng, 400))
		got, want := group(nodes).work, bruteForce(nodes)
		for i := range nodes {
			if got[i] != want[i] {
				t.Fatalf("seed %d: %+v goes to %+v, and to %+v when all are compared", seed, nodes[i].record, nodes[got[i]].record, nodes[want[i]].record)
			}
		}
	}
}

// The works are the same in whatever order documents come.
func TestOrderDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 9))
	records := randomRecords(rng, 600)
	leaders := func(records []*document.CSL) []string {
		nodes, of := nodesOf(records)
		g := group(nodes)
		var out []string
		for i, n := range of {
			if n < len(nodes) {
				out = append(out, string(marshal(records[i]))+" → "+nodes[g.work[n]].sign)
			}
		}
		slices.Sort(out)
		return out
	}
	want := leaders(records)
	for range 5 {
		rng.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if !slices.Equal(leaders(records), want) {
			t.Fatal("another order makes other works")
		}
	}
}

var (
	familyNames = strings.Fields("Nye Flemes Marsh Okoro Petrova Raman Lindqvist Delgado Haddad Brandt Thorne Arakawa")
	givenNames  = strings.Fields("Joseph Daniel Helen Elena Priya Jonas Rosa")
	hanNames    = strings.Fields("林知遠 陳望舒 許書銘 周慕雲 李青禾 沈若谷 何思齊")
	titleWords  = strings.Fields("power archive algorithm flood data public trust survey model audit register memory state commons warning chain")
	hanWords    = strings.Fields("演算法 公民 數位治理 人工智慧 颱風 預警 檔案 資料共享 社會福利 採購合約 圖書館 港口城市")
)

func pick(rng *rand.Rand, words []string) string { return words[rng.IntN(len(words))] }

// randomRecords are few works in many ways of citing them: slips, initials,
// what is left out, series, addresses.
func randomRecords(rng *rand.Rand, n int) []*document.CSL {
	var out []*document.CSL
	for len(out) < n {
		base := document.CSL{Type: "book"}
		if rng.IntN(2) == 0 {
			base.Title = strings.Join([]string{pick(rng, titleWords), pick(rng, titleWords), "and", pick(rng, titleWords), pick(rng, titleWords)}, " ")
			base.Author = []document.Name{{Family: pick(rng, familyNames), Given: pick(rng, givenNames)}}
		} else {
			base.Title = pick(rng, hanWords) + "與" + pick(rng, hanWords) + "：" + pick(rng, hanWords)
			base.Author = []document.Name{{Literal: pick(rng, hanNames)}}
		}
		year := 2000 + rng.IntN(4)
		base.Issued = &document.Date{DateParts: [][]int{{year}}}
		for range 1 + rng.IntN(6) {
			out = append(out, varied(rng, base))
		}
	}
	return out[:n]
}

func varied(rng *rand.Rand, c document.CSL) *document.CSL {
	if rng.IntN(3) == 0 { // a slip
		r := []rune(c.Title)
		i := rng.IntN(len(r))
		c.Title = string(append(slices.Clone(r[:i]), r[min(len(r), i+1):]...))
	}
	switch rng.IntN(14) {
	case 0:
		c.Author = nil
	case 1:
		c.Issued = nil
	case 2:
		c.Author, c.Issued = nil, nil
	case 3:
		c.Title, _, _ = strings.Cut(c.Title, "：")
	case 4:
		c.Title += " " + strconv.Itoa(1+rng.IntN(3))
	case 5:
		c.DOI = fmt.Sprintf("10.1000/%d", rng.IntN(40))
	case 6:
		c.URL = fmt.Sprintf("https://example.org/item?id=%d", rng.IntN(40))
	case 7:
		c.Author = []document.Name{{Literal: c.Author[0].String()}}
	case 8:
		if given := c.Author[0].Given; given != "" {
			c.Author = []document.Name{{Family: c.Author[0].Family, Given: given[:1] + "."}}
		}
	case 9:
		c.Edition = strconv.Itoa(1+rng.IntN(3)) + " ed."
	case 10:
		c.ContainerTitle = pick(rng, []string{"International Security", "Int. Secur.", "南嶼學刊", "Foreign Affairs"})
	case 11:
		c.Author = append(slices.Clone(c.Author), document.Name{Literal: pick(rng, hanNames)})
	}
	return &c
}

// distinct makes n records, of which few are of one work: authors, years and
// words as a library has them.
func distinct(n int) []*document.CSL {
	rng := rand.New(rand.NewPCG(11, 13))
	out := make([]*document.CSL, n)
	for i := range out {
		c := varied(rng, document.CSL{
			Type:   "book",
			Title:  fmt.Sprintf("%s %s and %s of %s", pick(rng, titleWords), pick(rng, titleWords), pick(rng, titleWords), word26(rng.IntN(n/2))),
			Author: []document.Name{{Family: pick(rng, familyNames) + word26(rng.IntN(n/50+1)), Given: pick(rng, givenNames)}},
			Issued: &document.Date{DateParts: [][]int{{1960 + rng.IntN(60)}}},
		})
		out[i] = c
	}
	return out
}

// word26 writes a number in letters.
func word26(n int) string {
	s := ""
	for ; n > 0 || s == ""; n /= 26 {
		s += string(rune('a' + n%26))
	}
	return s + "x"
}

// Comparisons grow with the records, not with their pairs.
func TestComparisonsAreFew(t *testing.T) {
	for _, n := range []int{4_000, 16_000} {
		nodes, _ := nodesOf(distinct(n))
		g := group(nodes)
		if per := float64(g.compared) / float64(len(nodes)); per > 20 {
			t.Errorf("%d records: %.1f comparisons each", len(nodes), per)
		}
	}
}

// One author, one year, one title: what is made to be slow is bounded.
func TestHostileRecords(t *testing.T) {
	const n = 2_000
	for name, make := range map[string]func(i int) document.CSL{
		"one author and year": func(i int) document.CSL {
			return document.CSL{Title: "Report on " + word26(i) + word26(i*7), Author: []document.Name{{Literal: "Ministry"}}, Issued: &document.Date{DateParts: [][]int{{2020}}}}
		},
		"one title": func(i int) document.CSL {
			return document.CSL{Title: "Introduction", Author: []document.Name{{Literal: word26(i * 31)}}, Issued: &document.Date{DateParts: [][]int{{1000 + i%1000}}}}
		},
		"one title without year": func(i int) document.CSL {
			return document.CSL{Title: "Introduction to it", Author: []document.Name{{Literal: word26(i * 31)}}}
		},
		"long": func(i int) document.CSL {
			return document.CSL{Title: strings.Repeat("長", 5000) + strconv.Itoa(i%5), Author: []document.Name{{Literal: strings.Repeat("a ", 5000)}}, Issued: &document.Date{DateParts: [][]int{{2020}}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			records := []*document.CSL{}
			for i := range n {
				c := make(i)
				records = append(records, &c)
			}
			nodes, _ := nodesOf(records)
			if g := group(nodes); g.compared > len(nodes)*(maxLeaders+maxTitled) {
				t.Errorf("%d comparisons of %d records", g.compared, len(nodes))
			}
		})
	}
}

func TestIDs(t *testing.T) {
	for _, n := range []uint64{0, 1, 1<<60 - 1, 0x123456789abcdef} {
		id := idText(n)
		if back, ok := idNumber(id); !ok || back != n || len(id) != idLetters {
			t.Errorf("%d is %q and then %d", n, id, back)
		}
	}
	for _, s := range []string{"", "w7", "ABCDEFGHIJKL", "abcdefghijk1", "abcdefghijklm", "演算法演"} {
		if n, ok := idNumber(s); ok {
			t.Errorf("%q is %d", s, n)
		}
	}
}

func BenchmarkGroup(b *testing.B) {
	records := distinct(100_000)
	b.ReportAllocs()
	for b.Loop() {
		nodes, _ := nodesOf(records)
		g := group(nodes)
		b.ReportMetric(float64(g.compared)/float64(len(nodes)), "comparisons/record")
	}
}
