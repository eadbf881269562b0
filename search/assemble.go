package search

import (
	"context"
	"fmt"
	"html"
	"strings"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/search/highlight"
)

// assemble turns the engine's hits into the response's: stored text is read
// once a hit, and only the hits shown are looked at again for marks.
func (r *run) assemble(ctx context.Context, req *index.Request, res *index.Result, resp *Response) error {
	refs := make([]uint64, len(res.Hits))
	for i, h := range res.Hits {
		refs[i] = h.Ref
	}
	stored, err := r.snap.Fetch(ctx, refs)
	if err != nil {
		return err
	}
	anchors, err := r.anchors(ctx, stored)
	if err != nil {
		return err
	}
	for i, st := range stored {
		h := r.hit(&st)
		h.Score, h.MoreInDocument = res.Hits[i].Score, res.Hits[i].More
		h.Links = links(&st, anchors)
		if r.req.Explain {
			if h.Explanation, err = r.snap.Explain(ctx, req, st.Ref); err != nil {
				return fmt.Errorf("explain %s: %w", st.Key, err)
			}
			if r.close != nil {
				r.close.explain(h.Explanation, &res.Hits[i], &st)
			}
		}
		resp.Hits = append(resp.Hits, h)
	}
	return nil
}

func (r *run) hit(st *index.Stored) Hit {
	u, d := &st.Unit, st.Document
	h := Hit{
		ID: string(st.Key), Kind: string(u.Kind), HeadingPath: u.HeadingPath, Lines: u.Lines,
		Number: u.Number, Note: u.Note, Ordinal: u.Ordinal,
		Document: DocumentInfo{
			ID: string(d.ID), Title: d.Title, Path: d.Path, URL: d.URL, Source: d.SourceName(), Date: d.Date,
			Language: d.Language, Authors: d.Authors, Topics: d.Topics,
		},
	}
	if r.req.WithText {
		h.Text = u.Text
	}
	if r.req.Highlight == HighlightNone {
		return h
	}
	marks := r.plan.matcher.Marks(u.Text)
	ranges := highlight.Merge(u.Text, marks)
	for _, f := range highlight.Fragments(u.Text, marks, r.req.Snippets, r.req.SnippetLength) {
		h.Snippets = append(h.Snippets, r.snippet(highlight.Segments(u.Text, f, ranges)))
	}
	title := highlight.Segments(d.Title, highlight.Fragment{End: len(d.Title)}, highlight.Merge(d.Title, r.plan.matcher.Marks(d.Title)))
	h.TitleHTML = markup(title)
	return h
}

func (r *run) snippet(segments []highlight.Segment) Snippet {
	if r.req.Highlight == HighlightHTML {
		return Snippet{HTML: markup(segments)}
	}
	var s Snippet
	for _, seg := range segments {
		s.Segments = append(s.Segments, Segment{Text: seg.Text, Match: seg.Match})
	}
	return s
}

// markup is segments as HTML in which everything but <mark> is escaped.
func markup(segments []highlight.Segment) string {
	var b strings.Builder
	for _, s := range segments {
		if s.Match {
			b.WriteString("<mark>" + html.EscapeString(s.Text) + "</mark>")
		} else {
			b.WriteString(html.EscapeString(s.Text))
		}
	}
	return b.String()
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
