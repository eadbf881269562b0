package search

import (
	"context"
	"errors"
	"slices"
	"unicode/utf8"

	"wensou/analysis"
	"wensou/index"
	"wensou/query"
)

// minQuotation is the shortest query, in characters of match text, that can be
// taken for a quotation in spite of its operators. In shorter ones a minus
// between two words also stands in many texts.
const minQuotation = 8

// read plans the query. One with operators that stands in a document as it is,
// such as a pasted 「作者：王小明（編）」, is a quotation: it is searched as text.
func (r *run) read(ctx context.Context, a *analysis.Analyzer, rk *Ranking) error {
	if folded, may := quotation(r.req); may {
		n, err := r.total(ctx, index.Literal{Text: folded}, scope{})
		if err != nil {
			return err
		}
		if n > 0 {
			r.plan, r.quotation = newTextPlan(a, rk, r.req), true
			return nil
		}
	}
	var errs []error
	look := lookups{stored: func(f index.Field, typed string, folded []string) []string {
		values, err := r.storedValues(ctx, f, typed, folded)
		errs = append(errs, err)
		return values
	}}
	if w := worksOf(r.snap); w.Known() {
		look.citing = func(typed string, forms []string) (units, mentions []uint64) {
			units, mentions, err := w.Citing(ctx, typed, forms)
			errs = append(errs, err)
			return units, mentions
		}
	}
	r.plan = newPlan(a, rk, r.req, look)
	if len(r.req.Works) > 0 {
		var err error
		r.citing, err = r.unitsCiting(ctx)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// quotation is a query with operators as match text; ok says that it is long
// enough to be a quotation.
func quotation(r *Request) (folded string, ok bool) {
	if r.Mode == ModePhrase || !query.HasOperators(query.Simplify(query.Parse(r.Query).Root)) {
		return "", false
	}
	folded = analysis.Fold(r.Query)
	return folded, utf8.RuneCountInString(folded) >= minQuotation
}

// maxStored bounds the values that are looked at for one that is the text.
const maxStored = 1000

// storedValues are the values of a field that are one of the texts. The id of a
// document must be typed as it is.
func (r *run) storedValues(ctx context.Context, f index.Field, typed string, folded []string) ([]string, error) {
	if !slices.Contains(index.Facets, f) {
		if f != index.FieldDoc {
			return nil, nil
		}
		n, err := r.snap.Frequency(ctx, index.Term{Field: f, Term: typed})
		if err != nil || n == 0 {
			return nil, err
		}
		return []string{typed}, nil
	}
	any := anyOf(folded, func(s string) index.Clause { return index.Value{Field: f, Text: s} })
	res, err := r.snap.Search(ctx, &index.Request{Match: any, Facets: []index.FacetRequest{{Field: f, Limit: maxStored}}})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range res.Facets[f] {
		if slices.Contains(folded, analysis.Fold(c.Value)) {
			out = append(out, c.Value)
		}
	}
	return out, nil
}
