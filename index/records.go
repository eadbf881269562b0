package index

import "wensou/document"

// maxHops bounds the way from a short form to a full citation.
const maxHops = 8

// Records is, for each citation and reference of a document, the bibliographic
// record that describes its work: its own, but for a short form that of the
// unit it resolves to, or else of its work.
func Records(d *document.Document) map[document.UnitID]*document.CSL {
	byID := map[document.UnitID]*document.Unit{}
	for i := range d.Units {
		if u := &d.Units[i]; u.Kind == document.KindCitation || u.Kind == document.KindReference {
			byID[u.ID] = u
		}
	}
	works := make(map[document.WorkID]*document.CSL, len(d.Works))
	for i := range d.Works {
		works[d.Works[i].ID] = d.Works[i].CSL
	}
	out := make(map[document.UnitID]*document.CSL, len(byID))
	for id, u := range byID {
		full := u
		for range maxHops {
			if !full.ShortForm || byID[full.ResolvesTo] == nil {
				break
			}
			full = byID[full.ResolvesTo]
		}
		switch {
		case !full.ShortForm && full.CSL != nil:
			out[id] = full.CSL
		case works[u.Work] != nil:
			out[id] = works[u.Work]
		case u.CSL != nil:
			out[id] = u.CSL
		}
	}
	return out
}
