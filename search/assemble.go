package search

import (
	"context"
	"fmt"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
)

// assemble turns the engine's hits into the response's: stored text is read
// and folded once a hit, and only the hits shown are looked at again for marks.
// A hit that repeats a better one of its page is named there instead.
func (r *run) assemble(ctx context.Context, req *index.Request, res *index.Result, resp *Response) error {
	refs := make([]uint64, len(res.Hits))
	for i, h := range res.Hits {
		refs[i] = h.Ref
	}
	stored, err := r.snap.Fetch(ctx, refs)
	if err != nil {
		return err
	}
	folded := r.foldedTexts(stored)
	repeats := make([]int, len(stored))
	if r.req.foldsDuplicates() {
		texts := make([][]byte, len(folded))
		for i := range folded {
			texts[i] = []byte(folded[i].Text)
		}
		repeats = nearDuplicates(texts)
	} else {
		for i := range repeats {
			repeats[i] = -1
		}
	}
	shown := make([]index.Stored, 0, len(stored))
	for i := range stored {
		if repeats[i] < 0 {
			shown = append(shown, stored[i])
		}
	}
	anchors, err := r.anchors(ctx, shown)
	if err != nil {
		return err
	}
	r.plan.markTerms(r.req.Mode)
	snippets := r.snippets(stored, folded, repeats)
	titles := map[*document.Document]string{}
	places := make([]int, len(stored)) // in resp.Hits
	resp.Hits = make([]Hit, 0, len(shown))
	for i := range stored {
		st := &stored[i]
		if repeats[i] >= 0 {
			h := &resp.Hits[places[repeats[i]]]
			h.AlsoIn = append(h.AlsoIn, alsoIn(st))
			continue
		}
		h := r.hit(st)
		if r.req.Highlight != HighlightNone {
			h.Snippets = snippets[i]
			if _, ok := titles[st.Document]; !ok {
				titles[st.Document] = r.markedTitle(st.Document.Title)
			}
			h.TitleHTML = titles[st.Document]
		}
		h.Score, h.MoreInDocument = res.Hits[i].Score, res.Hits[i].More
		h.Links = links(st, anchors)
		if h.Links.WorkID, err = worksOf(r.snap).Of(st.Document.ID, &st.Unit); err != nil {
			return err
		}
		if r.req.Explain {
			if h.Explanation, err = r.explainHit(ctx, req, &res.Hits[i], st); err != nil {
				return err
			}
		}
		places[i] = len(resp.Hits)
		resp.Hits = append(resp.Hits, h)
	}
	return nil
}

// foldedTexts are the match texts of units, where anything is done with them.
func (r *run) foldedTexts(stored []index.Stored) []analysis.Folded {
	out := make([]analysis.Folded, len(stored))
	if r.req.Highlight == HighlightNone && !r.req.foldsDuplicates() {
		return out
	}
	r.spread(len(stored), func(i int) { out[i] = analysis.FoldOffsets(stored[i].Unit.Text) })
	return out
}

// snippets of the hits that are shown, by place in stored.
func (r *run) snippets(stored []index.Stored, folded []analysis.Folded, repeats []int) [][]Snippet {
	out := make([][]Snippet, len(stored))
	if r.req.Highlight == HighlightNone {
		return out
	}
	r.spread(len(stored), func(i int) {
		if repeats[i] < 0 {
			out[i] = r.markedUnit(stored[i].Unit.Text, folded[i])
		}
	})
	return out
}

func (r *run) hit(st *index.Stored) Hit {
	u, d := &st.Unit, st.Document
	h := Hit{
		ID: string(st.Key), Kind: string(u.Kind), HeadingPath: u.HeadingPath, Lines: u.Lines,
		Number: u.Number, Note: u.Note, Ordinal: u.Ordinal, Document: InfoOf(d),
	}
	if r.req.WithText {
		h.Text = u.Text
	}
	return h
}

// InfoOf is the header of a document as answers carry it.
func InfoOf(d *document.Document) DocumentInfo {
	return DocumentInfo{
		ID: string(d.ID), Title: d.Title, Path: d.Path, URL: d.URL, Source: d.SourceName(), Date: d.Date,
		Language: d.Language, Authors: d.Authors, Topics: d.Topics,
	}
}

// anchors fetches, in one look-up, the units that the hits' notes hang on. A
// citation hangs where its footnote does, which takes a second look-up.
func (r *run) anchors(ctx context.Context, stored []index.Stored) (map[index.UnitKey]*index.Stored, error) {
	out := map[index.UnitKey]*index.Stored{}
	for range 2 {
		var keys []index.UnitKey
		want := func(d *document.Document, id document.UnitID) {
			if k := index.KeyOf(d, id); id != "" && out[k] == nil {
				keys = append(keys, k)
			}
		}
		for i := range stored {
			u, d := &stored[i].Unit, stored[i].Document
			holder := u.Holder()
			want(d, holder)
			if u.Anchor != nil {
				want(d, u.Anchor.Unit)
			}
			if h := out[index.KeyOf(d, holder)]; h != nil && h.Unit.Anchor != nil {
				want(d, h.Unit.Anchor.Unit)
			}
		}
		if len(keys) == 0 {
			break
		}
		found, err := r.snap.Lookup(ctx, keys)
		if err != nil {
			return nil, err
		}
		for i := range found {
			out[found[i].Key] = &found[i]
		}
	}
	return out, nil
}

func links(st *index.Stored, anchors map[index.UnitKey]*index.Stored) Links {
	u, d := &st.Unit, st.Document
	l := Links{Work: string(u.Work)}
	anchor := u.Anchor
	if holder := anchors[index.KeyOf(d, u.Holder())]; holder != nil {
		if anchor = holder.Unit.Anchor; anchor == nil {
			// A citation in a caption or table: that is where it hangs.
			l.Anchor = &AnchorLink{ID: string(holder.Key), Snippet: analysis.SentenceAt(holder.Unit.Text, len(holder.Unit.Text))}
		}
	}
	if anchor != nil {
		key := index.KeyOf(d, anchor.Unit)
		l.Anchor = &AnchorLink{ID: string(key)}
		if a := anchors[key]; a != nil {
			l.Anchor.Snippet = analysis.SentenceAt(a.Unit.Text, anchor.Offset)
		}
	}
	for _, n := range u.Notes {
		id := n.Unit
		if id == "" {
			id = document.UnitID(fmt.Sprintf("fn%d", n.Number))
		}
		l.Notes = append(l.Notes, NoteLink{ID: string(index.KeyOf(d, id)), Number: n.Number})
	}
	return l
}
