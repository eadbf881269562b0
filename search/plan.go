package search

import (
	"slices"
	"strings"
	"time"

	"wensou/analysis"
	"wensou/index"
	"wensou/query"
	"wensou/search/highlight"
)

// concept is one thing the query asks for: what satisfies it, and how to name it.
type concept struct {
	text     string   // match text
	typed    string   // the same as it stands in the query
	others   []string // other forms that hold, in match text
	clause   index.Clause
	phrase   bool // held in a unit's own text, whatever else is relaxed
	stop     bool // asked with, not asked for
	operator bool // read from operators: typed is their canonical form
}

// condition is what every unit of an answer meets. It does not score and is
// never relaxed.
type condition struct {
	typed    string // canonical form
	clause   index.Clause
	negative bool
}

// plan is a query made ready for an engine.
type plan struct {
	analyzer   *analysis.Analyzer
	exact      bool // no regional words
	ranking    Ranking
	now        time.Time
	index      lookups
	prefer     []index.Boost // citations before what they stand in
	root       query.Node    // as it is read
	asText     bool          // what looks like an operator is searched as text
	concepts   []concept
	conditions []condition
	score      []index.Weighted
	variants   []string // as people write them
	script     script
	matcher    highlight.Matcher
	nothing    bool // there is text, and none of it can be searched
	dropped    bool // words beyond MaxClauses were passed over

	texts  []string           // match text that the operator in the making is found by
	leaves int                // words, phrases and values so far
	muted  int                // above 0, nothing is marked, scored or named: the text is not wanted
	seen   map[index.Term]int // place in score
}

// lookups are what a plan asks the index for. Those that are nil know nothing.
type lookups struct {
	stored storedValues
	citing citingUnits
}

// citingUnits returns the units that cite a work with one of the texts in its
// title, authors or what it appeared in, or the work that was typed as its id;
// mentions are the citations and references among them.
type citingUnits func(typed string, forms []string) (units, mentions []uint64)

// storedValues returns the values of a field that are what was typed or, folded,
// one of the texts.
type storedValues func(f index.Field, typed string, folded []string) []string

// newPlan reads a request's query.
func newPlan(a *analysis.Analyzer, rk *Ranking, r *Request, look lookups) *plan {
	q := query.Parse(r.Query)
	if r.Mode == ModePhrase {
		q = onePhrase(q, r.Query)
	}
	p := buildPlan(a, rk, r, query.Simplify(q.Root), look)
	p.asText = len(q.AsText) > 0
	return p
}

// newTextPlan reads a query as words and phrases without operators.
func newTextPlan(a *analysis.Analyzer, rk *Ranking, r *Request) *plan {
	words := strings.Join(strings.Fields(r.Query), " ")
	return buildPlan(a, rk, r, query.Words{Text: words}, lookups{})
}

func buildPlan(a *analysis.Analyzer, rk *Ranking, r *Request, root query.Node, look lookups) *plan {
	p := &plan{analyzer: a, exact: r.Exact, ranking: *rk, now: r.Now, index: look, seen: map[index.Term]int{}}
	p.root = p.dated(root)
	p.script = scriptOf(a, r.Query)
	nodes := sideBySide(p.root)
	for _, n := range nodes { // first, so that no number of words can push a condition out
		p.addConditions(n)
	}
	for _, n := range nodes {
		p.addNode(n)
	}
	if len(p.concepts)+len(p.conditions) == 0 {
		p.addSigns(nodes)
	}
	p.nothing = len(p.concepts)+len(p.conditions) == 0 && strings.TrimSpace(r.Query) != ""
	p.demoteStops()
	return p
}

// onePhrase reads a whole query as a phrase, with or without its quotes.
func onePhrase(q query.Query, text string) query.Query {
	if _, quoted := q.Root.(query.Phrase); quoted {
		return q
	}
	if strings.TrimSpace(text) == "" || q.Root == nil {
		return query.Query{}
	}
	return query.Query{Root: query.Phrase{Text: text}}
}

func sideBySide(n query.Node) []query.Node {
	switch n := n.(type) {
	case nil:
		return nil
	case query.List:
		return n
	}
	return []query.Node{n}
}

// hasOperators says that the query asks for more than words and phrases.
func (p *plan) hasOperators() bool { return query.HasOperators(p.root) }

// addConditions plans the conditions of what stands beside other things.
func (p *plan) addConditions(n query.Node) {
	nodes := []query.Node{n}
	if and, ok := n.(query.And); ok {
		nodes = and
	}
	for _, c := range nodes {
		if isCondition(c) {
			p.addCondition(c)
		}
	}
}

// addNode plans what else stands beside other things in a query.
func (p *plan) addNode(n query.Node) {
	switch n := n.(type) {
	case query.Words:
		for _, chunk := range p.chunks(n.Text) {
			p.addChunk(chunk)
		}
	case query.Phrase:
		p.addPhrase(n.Text)
	case query.And: // each of it is asked for, whatever the mode
		for _, c := range n {
			if !isCondition(c) {
				p.addOperator(c, true)
			}
		}
	case query.Exact, query.Near:
		p.addOperator(n, true)
	default:
		if !isCondition(n) {
			p.addOperator(n, false)
		}
	}
}

// isCondition says that nothing in a node is searched in the units' text.
func isCondition(n query.Node) bool {
	switch n := n.(type) {
	case query.Field, query.Date, query.Not:
		return true
	case query.Or:
		return !slices.ContainsFunc(n, func(c query.Node) bool { return !isCondition(c) })
	case query.And:
		return !slices.ContainsFunc(n, func(c query.Node) bool { return !isCondition(c) })
	case query.List:
		return !slices.ContainsFunc(n, func(c query.Node) bool { return !isCondition(c) })
	}
	return false
}

func (p *plan) addCondition(n query.Node) {
	_, negative := n.(query.Not)
	if c := p.clause(n); c != nil {
		p.conditions = append(p.conditions, condition{n.String(), c, negative})
	}
}

func (p *plan) addOperator(n query.Node, required bool) {
	p.texts = nil
	if c := p.clause(n); c != nil {
		texts := append(p.texts, n.String()) // which stands for those that have no text
		p.concepts = append(p.concepts, concept{
			text: texts[0], typed: n.String(), others: texts[1 : len(texts)-min(1, len(p.texts))], clause: c, phrase: required, operator: true,
		})
	}
}

// leaf counts a word, phrase or value; false when there are too many.
func (p *plan) leaf() bool {
	if p.leaves == MaxClauses {
		p.dropped = true
		return false
	}
	p.leaves++
	return true
}

func (p *plan) addPhrase(text string) {
	folded := analysis.Fold(text)
	if folded == "" || !p.leaf() {
		return
	}
	p.concepts = append(p.concepts, p.literal(text, folded))
	p.scorePhrase(folded)
}

func (p *plan) scorePhrase(folded string) {
	if p.muted > 0 {
		return
	}
	p.addScore(folded, 1)
	for _, s := range analysis.Spellings(folded)[1:] {
		p.addScore(s, p.ranking.Variant)
	}
}

// literal is a concept that stands in a text as it is.
func (p *plan) literal(typed, folded string) concept {
	return concept{text: folded, typed: typed, clause: p.spelled(folded), phrase: true}
}

// addSigns plans a query without a letter or digit: its signs, each run of
// them as it stands. What an invalid byte became is no sign.
func (p *plan) addSigns(nodes []query.Node) {
	for _, n := range nodes {
		words, _ := n.(query.Words)
		for _, chunk := range strings.Fields(words.Text) {
			folded := strings.ReplaceAll(analysis.Fold(chunk), "\uFFFD", "")
			if folded != "" && p.leaf() {
				p.concepts = append(p.concepts, p.literal(chunk, folded))
			}
		}
	}
}

// addChunk plans the words of text without white space.
func (p *plan) addChunk(chunk string) { p.concepts = append(p.concepts, p.chunk(chunk)...) }

// demoteStops makes function words optional, unless there is nothing else.
func (p *plan) demoteStops() { demoteStops(p.concepts) }

func demoteStops(concepts []concept) {
	if !slices.ContainsFunc(concepts, func(c concept) bool { return !c.stop }) {
		for i := range concepts {
			concepts[i].stop = false
		}
	}
}
