package indextest

import (
	"slices"
	"strconv"
	"strings"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// where is the units for which a condition holds.
func (o *Oracle) where(holds func(oracleUnit) bool) []bool {
	set := make([]bool, len(o.units))
	for i, u := range o.units {
		set[i] = holds(u)
	}
	return set
}

// within says whether the days of a document overlap a range.
func (d *oracleDoc) within(r index.DateRange) bool {
	return d.dated && (r.From.IsZero() || d.end.After(r.From)) && (r.To.IsZero() || d.first.Before(r.To))
}

// beginning is the units with a term that begins with a text.
func (o *Oracle) beginning(c index.Prefix) []bool {
	set := make([]bool, len(o.units))
	begins := func(term string) bool { return c.Text != "" && strings.HasPrefix(term, c.Text) }
	if column := o.columns[c.Field]; column != nil {
		return o.having(c.Field, slices.DeleteFunc(slices.Clone(column.names), func(v string) bool { return !begins(v) }))
	}
	for t, list := range o.terms {
		if t.Field == c.Field && begins(t.Term) {
			for _, p := range list {
				set[p.unit] = true
			}
		}
	}
	return set
}

// valued is the units with a value that contains a text.
func (o *Oracle) valued(c index.Value) []bool {
	var wanted []string
	for _, v := range o.columns[c.Field].names {
		if c.Text != "" && strings.Contains(analysis.Fold(v), c.Text) {
			wanted = append(wanted, v)
		}
	}
	return o.having(c.Field, wanted)
}

// cited are the values of the fields of citations.
func cited(f index.Field, c *document.CSL) (all []string) {
	switch f {
	case index.FieldJournal:
		return []string{c.ContainerTitle}
	case index.FieldCitedTitle:
		return []string{c.Title}
	case index.FieldCitedAuthor:
		for _, names := range [][]document.Name{c.Author, c.Editor, c.Translator} {
			for _, n := range names {
				all = append(all, n.String())
			}
		}
	case index.FieldCitedYear:
		if y := strconv.Itoa(10_000 + c.Issued.Year()); y > "10000" {
			all = append(all, y[1:])
		}
	}
	return all
}

// near is the units in which places of all texts stand near each other.
func (o *Oracle) near(c index.Near) []bool {
	set := make([]bool, len(o.units))
	if len(c.Texts) == 0 {
		return set
	}
	all := make(index.All, len(c.Texts))
	for i, text := range c.Texts {
		all[i] = index.Literal{Text: text}
	}
	for i, holds := range o.holds(all) {
		set[i] = holds && NearHolds(o.text[o.offsets[i]:o.offsets[i+1]-1], c)
	}
	return set
}

// NearHolds says whether a Near holds for a match text: it tries every choice
// of a place for each text.
func NearHolds(folded string, c index.Near) bool {
	text := []rune(folded)
	owner := make([]bool, len(text)) // characters that are part of a chosen place
	var choose func(rest []string, first, end int) bool
	choose = func(rest []string, first, end int) bool {
		if len(rest) == 0 {
			between := 0
			for _, taken := range owner[first:end] {
				if !taken {
					between++
				}
			}
			return between <= c.Distance
		}
		want := []rune(rest[0])
		for at := 0; len(want) > 0 && at+len(want) <= len(text); at++ {
			place := owner[at : at+len(want)]
			if !slices.Equal(text[at:at+len(want)], want) || slices.Contains(place, true) {
				continue
			}
			fill(place, true)
			found := choose(rest[1:], min(first, at), max(end, at+len(want)))
			fill(place, false)
			if found {
				return true
			}
		}
		return false
	}
	return len(c.Texts) > 0 && choose(c.Texts, len(text), 0)
}

func fill(s []bool, to bool) {
	for i := range s {
		s[i] = to
	}
}
