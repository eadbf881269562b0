package search

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/query"
)

// kindNames are the kinds of units as people call them, in match text.
var kindNames = map[string]document.Kind{
	"标题": document.KindTitle, "题名": document.KindTitle, "摘要": document.KindAbstract, "关键词": document.KindKeywords,
	"关键字": document.KindKeywords, "简介": document.KindDescription, "段落": document.KindParagraph, "正文": document.KindParagraph,
	"引述": document.KindBlockquote, "清单": document.KindList, "列表": document.KindList, "表": document.KindTable, "表格": document.KindTable,
	"图说": document.KindCaption, "程式码": document.KindCode, "代码": document.KindCode,
	"脚注": document.KindFootnote, "注脚": document.KindFootnote, "注释": document.KindFootnote,
	"引文": document.KindCitation, "引用": document.KindCitation, "参考文献": document.KindReference, "书目": document.KindReference,
}

// langNames are languages as people call them, in match text.
var langNames = map[string]string{"中文": "zh", "英文": "en", "英语": "en", "日文": "ja", "日语": "ja"}

// valueFields are the keyword fields that a field of the query looks into.
var valueFields = map[string][]index.Field{
	query.FieldAuthor:  {index.FieldAuthor, index.FieldCitedAuthor},
	query.FieldJournal: {index.FieldJournal},
	query.FieldCites:   {index.FieldCitedTitle, index.FieldCitedAuthor},
	query.FieldSource:  {index.FieldSource},
	query.FieldTopic:   {index.FieldTopic},
	query.FieldKind:    {index.FieldKind},
	query.FieldLang:    {index.FieldLang},
	query.FieldDoc:     {index.FieldDoc},
}

// isText says that what a field holds can stand in a unit's text, too.
func isText(name string) bool {
	return name == query.FieldAuthor || name == query.FieldJournal || name == query.FieldCites
}

// field is the condition on a field.
func (p *plan) field(name string, value query.Node) index.Clause {
	inside := func(n query.Node) index.Clause { return p.field(name, n) }
	switch v := value.(type) {
	case query.Words:
		var parts []query.Node
		for _, chunk := range strings.Fields(v.Text) {
			parts = append(parts, query.Prefix{Text: chunk})
		}
		if name == query.FieldTitle {
			return p.titleWords(v.Text)
		}
		return p.allOf(parts, inside)
	case query.Prefix: // a value is found by any part of it
		if name == query.FieldTitle {
			return p.titleText(v.Text, p.exact)
		}
		return p.value(name, v.Text, p.exact)
	case query.Phrase:
		if name == query.FieldTitle {
			return p.titleText(v.Text, true)
		}
		return p.value(name, v.Text, true)
	case query.Exact:
		return p.exactValue(name, v.Text)
	case query.List:
		return p.allOf(v, inside)
	case query.And:
		return p.allOf(v, inside)
	case query.Or:
		return p.oneOf(v, inside)
	case query.Not:
		return p.not(v.Node, inside)
	case query.Near: // fields know no distances
		return p.allOf(v.Nodes, inside)
	}
	return nil
}

// titleWords holds when all words of a text stand in the document's title, or
// all in that of a cited work.
func (p *plan) titleWords(text string) index.Clause {
	var own, cited index.All
	for _, chunk := range p.chunks(text) {
		tokens := p.analyzer.Cut(chunk)
		read := 0
		for _, x := range readParts(p.analyzer, chunk, tokens, p.exact, MaxClauses-p.leaves) {
			p.leaves++
			read += len(x.tokens)
			forms := p.forms(chunk[x.tokens[0].Start:x.tokens[len(x.tokens)-1].End], p.exact)
			p.scoreTitle(forms)
			own = append(own, anyOf(forms, inTitle))
			cited = append(cited, anyOf(forms, contains(index.FieldCitedTitle)))
		}
		p.dropped = p.dropped || read < len(tokens)
	}
	if len(own) == 0 { // signs, which are no words
		return p.titleText(text, true)
	}
	return index.Any{Clauses: []index.Clause{own, cited}, Min: 1}
}

// titleText holds when a text stands in a title as a whole.
func (p *plan) titleText(text string, exact bool) index.Clause {
	if analysis.Fold(text) == "" || !p.leaf() {
		return nil
	}
	forms := p.forms(text, exact)
	p.scoreTitle(forms)
	return index.Any{Clauses: []index.Clause{anyOf(forms, inTitle), anyOf(forms, contains(index.FieldCitedTitle))}, Min: 1}
}

func inTitle(s string) index.Clause { return index.TitleLiteral{Text: s} }

func contains(f index.Field) func(string) index.Clause {
	return func(s string) index.Clause { return index.Value{Field: f, Text: s} }
}

// scoreTitle scores texts as words of a title, and marks them.
func (p *plan) scoreTitle(forms []string) {
	if p.muted > 0 {
		return
	}
	for i, s := range forms {
		weight := p.ranking.Title
		if i > 0 {
			weight *= p.ranking.Variant
		}
		for _, g := range analysis.QueryGrams(s).Terms {
			p.add(index.Term{Field: index.FieldTitle, Term: g}, weight)
		}
		p.analyzer.WordsFolded(s, func(w string) { p.add(index.Term{Field: index.FieldTitle, Term: w}, weight) })
		p.mark(s)
	}
}

// value holds when a field has a value that contains a text; when one is the
// text, only that value will do.
func (p *plan) value(name, text string, exact bool) index.Clause {
	folded := analysis.Fold(text)
	if folded == "" || !p.leaf() {
		return nil
	}
	if k, ok := kindNames[folded]; ok && name == query.FieldKind {
		return index.Term{Field: index.FieldKind, Term: string(k)}
	}
	forms := []string{folded}
	if lang, ok := langNames[folded]; ok && name == query.FieldLang {
		forms[0] = lang
	} else if isText(name) || name == query.FieldTopic || name == query.FieldSource {
		forms = p.forms(text, exact)
	}
	return p.valued(name, text, forms)
}

// exactValue holds for a text without its variants.
func (p *plan) exactValue(name, text string) index.Clause {
	folded := analysis.Fold(text)
	if folded == "" || !p.leaf() {
		return nil
	}
	if name == query.FieldTitle {
		p.scoreTitle([]string{folded})
		return index.Any{Clauses: []index.Clause{inTitle(folded), contains(index.FieldCitedTitle)(folded)}, Min: 1}
	}
	return p.valued(name, text, []string{folded})
}

// valued is the condition on all fields that a name looks into.
func (p *plan) valued(name, typed string, forms []string) index.Clause {
	if name == query.FieldCites && p.index.citing != nil {
		return p.cites(typed, forms)
	}
	any := index.Any{Min: 1}
	for _, f := range valueFields[name] {
		any.Clauses = append(any.Clauses, p.whole(f, typed, forms)...)
	}
	if isText(name) {
		for _, s := range forms {
			p.mark(s)
		}
	}
	if len(any.Clauses) == 1 {
		return any.Clauses[0]
	}
	return any
}

// cites is the condition on what a unit cites: it is a citation or reference of
// the work, what these stand in, or what that hangs on. Of the units of a
// document the citation itself is shown before the others.
func (p *plan) cites(typed string, forms []string) index.Clause {
	units, mentions := p.index.citing(typed, forms)
	what := query.FieldCites + ":" + strconv.Quote(forms[0])
	if p.muted == 0 && len(mentions) > 0 {
		p.prefer = append(p.prefer, index.Boost{Clause: index.Refs{What: what, Refs: mentions}, Value: preferMention})
	}
	for _, s := range forms {
		p.mark(s)
	}
	return index.Refs{What: what, Refs: units}
}

// preferMention is less than any word is worth.
const preferMention = 0.001

// whole asks for the values that are one of the texts or else, if the index
// has none, for those that contain one.
func (p *plan) whole(f index.Field, typed string, forms []string) (out []index.Clause) {
	if p.index.stored != nil {
		for _, v := range p.index.stored(f, typed, forms) {
			out = append(out, index.Term{Field: f, Term: v})
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, s := range forms {
		out = append(out, index.Value{Field: f, Text: s})
	}
	return out
}

// dated writes each date of a tree as the days that it is now.
func (p *plan) dated(n query.Node) query.Node {
	each := func(nodes []query.Node) []query.Node {
		nodes = slices.Clone(nodes)
		for i := range nodes {
			nodes[i] = p.dated(nodes[i])
		}
		return nodes
	}
	switch n := n.(type) {
	case query.Date:
		if period, err := query.ParsePeriod(n.Value, p.now); err == nil {
			if n.Value = period.String(); n.Name == query.FieldAfter || n.Name == query.FieldBefore {
				n.Value, _, _ = strings.Cut(n.Value, "..")
			}
		}
		return n
	case query.List:
		return query.List(each(n))
	case query.And:
		return query.And(each(n))
	case query.Or:
		return query.Or(each(n))
	case query.Not:
		return query.Not{Node: p.dated(n.Node)}
	}
	return n
}

// maxYears of cited works that one condition names.
const maxYears = 200

// date is the condition on a document's date or on the year of what it cites.
func (p *plan) date(d query.Date) index.Clause {
	period, err := query.ParsePeriod(d.Value, p.now)
	if err != nil || !p.leaf() {
		return nil
	}
	switch d.Name {
	case query.FieldAfter:
		period.End = time.Time{}
	case query.FieldBefore:
		period = query.Period{End: period.From}
	}
	dated := index.Dated{From: period.From, To: period.End}
	if d.Name != query.FieldYear {
		return dated
	}
	first, last := period.From.Year(), period.End.AddDate(0, 0, -1).Year()
	if period.End.IsZero() {
		last = p.now.Year() + 1
	}
	if period.From.IsZero() {
		first = last - maxYears + 1
	}
	any := index.Any{Clauses: []index.Clause{dated}, Min: 1}
	for y := max(first, last-maxYears+1); y <= last; y++ {
		any.Clauses = append(any.Clauses, index.Value{Field: index.FieldCitedYear, Text: fmt.Sprintf("%04d", y)})
	}
	return any
}
