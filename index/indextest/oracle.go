// Package indextest is the conformance suite that every engine passes: a plain
// oracle that reads every unit for every request, and tests that compare an
// engine with it over a small corpus and a large one. It is imported by tests
// only.
package indextest

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// Oracle answers requests from their definition: it looks at every unit, in
// plain loops over lists of all units, and shares nothing with an engine but
// the analysis of text. It is used by one goroutine.
type Oracle struct {
	docs   []oracleDoc
	units  []oracleUnit
	number map[index.UnitKey]int

	text    string // match text of all units, each behind a line end
	offsets []int  // where each begins there, and the end
	terms   map[index.Term][]posting
	length  map[index.Field][]float64 // terms of each unit
	average map[index.Field]float64   // of length
	columns map[index.Field]*column
}

type oracleDoc struct {
	*document.Document
	title      string // match text
	dated      bool
	first, end time.Time
}

type oracleUnit struct {
	key    index.UnitKey
	doc    int
	kind   document.Kind
	record *document.CSL
}

// posting is a unit and how often it holds a term.
type posting struct{ unit, freq int }

// column is the values of a keyword field.
type column struct {
	names []string
	of    [][]int // by unit: places in names, each once
}

// NewOracle takes the documents in canonical order. Like a builder it takes
// parts of a document, whose first has the header, and leaves out units whose
// key is taken.
func NewOracle(a *analysis.Analyzer, docs []*document.Document) *Oracle {
	o := &Oracle{
		number: map[index.UnitKey]int{}, terms: map[index.Term][]posting{}, average: map[index.Field]float64{},
		length: map[index.Field][]float64{}, columns: map[index.Field]*column{},
	}
	var text strings.Builder
	numbers := map[document.ID]int{}
	for _, d := range docs {
		if _, ok := numbers[d.ID]; !ok {
			numbers[d.ID] = len(o.docs)
			first, end, err := document.DateSpan(d.Date)
			o.docs = append(o.docs, oracleDoc{d, analysis.Fold(d.Title), err == nil, first, end})
		}
		contexts, records := index.Contexts(d), index.Records(d)
		for i := range d.Units {
			u := &d.Units[i]
			key, n := index.KeyOf(d, u.ID), len(o.units)
			if _, ok := o.number[key]; ok {
				continue
			}
			o.units = append(o.units, oracleUnit{key, numbers[d.ID], u.Kind, records[u.ID]})
			o.number[key] = n
			folded := analysis.Fold(u.Text)
			text.WriteByte('\n') // stands in no match text, so nothing is found across
			o.offsets = append(o.offsets, text.Len())
			text.WriteString(folded)
			o.addTerms(index.FieldWords, n, func(emit func(string)) { a.WordsFolded(folded, emit) })
			o.addTerms(index.FieldGrams, n, func(emit func(string)) { analysis.Grams(folded, emit) })
			for f, s := range map[index.Field]string{
				index.FieldTitle:   d.Title + "\n" + strings.Join(u.HeadingPath, "\n"),
				index.FieldContext: contexts[u.ID],
			} {
				o.addTerms(f, n, func(emit func(string)) {
					a.WordsFolded(analysis.Fold(s), emit)
					analysis.Grams(analysis.Fold(s), emit)
				})
			}
		}
	}
	o.text = text.String()
	o.offsets = append(o.offsets, len(o.text)+1)
	for f, lengths := range o.length {
		total := 0.0
		for _, n := range lengths {
			total += n
		}
		o.average[f] = max(1, total/float64(len(o.units)))
	}
	o.addColumns()
	return o
}

// addTerms counts what walk emits as the terms of a unit.
func (o *Oracle) addTerms(f index.Field, unit int, walk func(emit func(string))) {
	n := 0.0
	walk(func(s string) {
		n++
		t := index.Term{Field: f, Term: s}
		list := o.terms[t]
		if last := len(list) - 1; last >= 0 && list[last].unit == unit {
			list[last].freq++
			return
		}
		t.Term = strings.Clone(s)
		o.terms[t] = append(list, posting{unit, 1})
	})
	o.length[f] = append(o.length[f], n)
}

func (o *Oracle) addColumns() {
	for _, f := range append([]index.Field{index.FieldDate}, index.Keywords...) {
		c := &column{}
		numbers := map[string]int{}
		for _, u := range o.units {
			var values []int
			for _, v := range keywords(f, o.docs[u.doc], u) {
				n, ok := numbers[v]
				if !ok {
					n = len(c.names)
					numbers[v] = n
					c.names = append(c.names, v)
				}
				if !slices.Contains(values, n) {
					values = append(values, n)
				}
			}
			c.of = append(c.of, values)
		}
		o.columns[f] = c
	}
}

// keywords are the values of a field. An empty value is none, but for the
// year, where it stands for undated documents.
func keywords(f index.Field, d oracleDoc, u oracleUnit) []string {
	var all []string
	switch f {
	case index.FieldSource:
		all = []string{d.SourceName()}
	case index.FieldTopic:
		all = slices.Clone(d.Topics)
	case index.FieldAuthor:
		all = slices.Clone(d.Authors)
	case index.FieldLang:
		all = []string{d.Language}
	case index.FieldKind:
		all = []string{string(u.kind)}
	case index.FieldDoc:
		all = []string{string(d.ID)}
	case index.FieldDate:
		if !d.dated {
			return []string{""}
		}
		return []string{strconv.Itoa(d.first.Year())}
	default:
		if u.record != nil {
			all = cited(f, u.record)
		}
	}
	return slices.DeleteFunc(all, func(v string) bool { return v == "" })
}

// holds is the units, by number, for which a clause holds.
func (o *Oracle) holds(c index.Clause) []bool {
	switch c := c.(type) {
	case index.Term:
		if o.columns[c.Field] != nil {
			return o.having(c.Field, []string{c.Term})
		}
		set := make([]bool, len(o.units))
		for _, p := range o.terms[c] {
			set[p.unit] = true
		}
		return set
	case index.Literal:
		return o.containing(c.Text)
	case index.TitleLiteral:
		return o.where(func(u oracleUnit) bool { return c.Text != "" && strings.Contains(o.docs[u.doc].title, c.Text) })
	case index.Prefix:
		return o.beginning(c)
	case index.Value:
		return o.valued(c)
	case index.Near:
		return o.near(c)
	case index.Dated:
		return o.where(func(u oracleUnit) bool { return o.docs[u.doc].within(index.DateRange(c)) })
	case index.Refs:
		return o.numbered(c.Refs)
	case index.All:
		return o.atLeast(c, len(c))
	case index.Any:
		return o.atLeast(c.Clauses, max(1, c.Min))
	case index.Not:
		set := o.holds(c.Clause)
		for i := range set {
			set[i] = !set[i]
		}
		return set
	}
	panic("indextest: unknown clause")
}

// numbered is the units of these numbers, which are the refs of the engine
// that is compared.
func (o *Oracle) numbered(refs []uint64) []bool {
	set := make([]bool, len(o.units))
	for _, r := range refs {
		if r < uint64(len(set)) {
			set[r] = true
		}
	}
	return set
}

func (o *Oracle) atLeast(clauses []index.Clause, least int) []bool {
	count := make([]int, len(o.units))
	for _, c := range clauses {
		for i, holds := range o.holds(c) {
			if holds {
				count[i]++
			}
		}
	}
	set := make([]bool, len(o.units))
	for i, n := range count {
		set[i] = n >= least
	}
	return set
}

// containing is the units whose match text contains a text.
func (o *Oracle) containing(text string) []bool {
	set := make([]bool, len(o.units))
	if text == "" {
		return set
	}
	unit := 0
	for from := 0; from < len(o.text); {
		at := strings.Index(o.text[from:], text)
		if at < 0 {
			break
		}
		for o.offsets[unit+1] <= from+at {
			unit++
		}
		set[unit] = true
		from = o.offsets[unit+1] - 1 // the next unit's line end
	}
	return set
}

// having is the units that have one of the values.
func (o *Oracle) having(f index.Field, values []string) []bool {
	c := o.columns[f]
	wanted := make([]bool, len(c.names))
	for i, name := range c.names {
		wanted[i] = slices.Contains(values, name)
	}
	set := make([]bool, len(o.units))
	for i, of := range c.of {
		set[i] = slices.ContainsFunc(of, func(n int) bool { return wanted[n] })
	}
	return set
}

// filter is the units that pass one filter.
type filter struct {
	field index.Field
	pass  []bool
}

func (o *Oracle) filters(r *index.Request) []filter {
	var all []filter
	for _, f := range r.Filters {
		pass := o.numbered(f.Refs)
		if f.Refs == nil {
			pass = o.having(f.Field, f.Values)
		}
		all = append(all, filter{f.Field, pass})
	}
	if r.Dates.IsZero() {
		return all
	}
	return append(all, filter{index.FieldDate, o.where(func(u oracleUnit) bool { return o.docs[u.doc].within(r.Dates) })})
}

// narrow is the units that pass all filters but those of one field.
func narrow(match []bool, filters []filter, skip index.Field) []bool {
	set := slices.Clone(match)
	for _, f := range filters {
		if f.field == skip {
			continue
		}
		for i, pass := range f.pass {
			set[i] = set[i] && pass
		}
	}
	return set
}

// facet counts the values that the units of a set have.
func (o *Oracle) facet(set []bool, f index.FacetRequest) []index.FacetCount {
	c := o.columns[f.Field]
	counts := make([]int, len(c.names))
	for i, in := range set {
		if in {
			for _, n := range c.of[i] {
				counts[n]++
			}
		}
	}
	var out []index.FacetCount
	for i, n := range counts {
		if n > 0 {
			out = append(out, index.FacetCount{Value: c.names[i], Count: n})
		}
	}
	slices.SortFunc(out, func(a, b index.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return out[:min(len(out), f.Limit)]
}

// scores are, by unit, the sums of boosts and of BM25 values by the textbook
// formula.
func (o *Oracle) scores(r *index.Request) []float64 {
	scores := make([]float64, len(o.units))
	n := float64(len(o.units))
	for _, b := range r.Boosts {
		for i, holds := range o.holds(b.Clause) {
			if holds {
				scores[i] += b.Value
			}
		}
	}
	for _, w := range r.Score {
		list := o.terms[w.Term]
		df := float64(len(list))
		idf := math.Log(1 + (n-df+0.5)/(df+0.5))
		p, lengths, average := index.Similarity[w.Field], o.length[w.Field], o.average[w.Field]
		for _, x := range list {
			tf := float64(x.freq)
			scores[x.unit] += w.Weight * idf * tf * (p.K1 + 1) / (tf + p.K1*(1-p.B+p.B*lengths[x.unit]/average))
		}
	}
	return scores
}
