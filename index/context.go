package index

import (
	"strings"

	"wensou/analysis"
	"wensou/document"
)

// maxContext bounds the context of one unit, in bytes.
const maxContext = 4 << 10

// Contexts is, for each unit of a document that hangs together with others,
// the text of these others: for a footnote the sentence it hangs on, for a
// citation that of its footnote, for a reference those of all citations of its
// work, for a paragraph its notes. So a note in English is found by what the
// Chinese sentence above it speaks of, and the other way round.
func Contexts(d *document.Document) map[document.UnitID]string {
	byID := make(map[document.UnitID]*document.Unit, len(d.Units))
	for i := range d.Units {
		byID[d.Units[i].ID] = &d.Units[i]
	}
	parts := map[document.UnitID][]string{}
	cited := map[document.WorkID][]string{}
	for i := range d.Units {
		u := &d.Units[i]
		switch u.Kind {
		case document.KindFootnote:
			s := sentenceOf(byID, u)
			parts[u.ID] = append(parts[u.ID], s)
			if u.Anchor != nil {
				parts[u.Anchor.Unit] = append(parts[u.Anchor.Unit], u.Text)
			}
		case document.KindCitation:
			s := ""
			if holder := byID[u.Holder()]; holder != nil {
				s = sentenceOf(byID, holder)
			}
			parts[u.ID] = append(parts[u.ID], s)
			if u.Work != "" {
				cited[u.Work] = append(cited[u.Work], s)
			}
		}
	}
	for i := range d.Units {
		if u := &d.Units[i]; u.Kind == document.KindReference && u.Work != "" {
			parts[u.ID] = append(parts[u.ID], cited[u.Work]...)
		}
	}
	out := make(map[document.UnitID]string, len(parts))
	for id, texts := range parts {
		s := strings.Join(texts, "\n")
		out[id] = strings.ToValidUTF8(s[:min(len(s), maxContext)], "")
	}
	return out
}

// sentenceOf is the sentence that a note hangs on; for a unit without anchor
// (a caption) its own text.
func sentenceOf(byID map[document.UnitID]*document.Unit, u *document.Unit) string {
	if u.Anchor == nil {
		if u.Kind == document.KindFootnote {
			return ""
		}
		return u.Text
	}
	if a := byID[u.Anchor.Unit]; a != nil {
		return analysis.SentenceAt(a.Text, u.Anchor.Offset)
	}
	return ""
}
