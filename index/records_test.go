package index_test

import (
	"testing"

	"wensou/document"
	"wensou/index"
)

func TestRecords(t *testing.T) {
	full, short, work := &document.CSL{Title: "full"}, &document.CSL{Title: "short"}, &document.CSL{Title: "work"}
	citation := func(id, resolvesTo document.UnitID, w document.WorkID, isShort bool, c *document.CSL) document.Unit {
		return document.Unit{ID: id, Kind: document.KindCitation, ResolvesTo: resolvesTo, Work: w, ShortForm: isShort, CSL: c}
	}
	d := &document.Document{
		Works: []document.Work{{ID: "w1", CSL: work}, {ID: "w2"}},
		Units: []document.Unit{
			citation("full", "", "w1", false, full),
			citation("of a full one", "full", "", true, short),
			citation("of a short one", "of a full one", "", true, nil),
			citation("of a work", "", "w1", true, short),
			citation("of a unit that isn't there", "gone", "w1", true, short),
			citation("of itself", "of itself", "w1", true, short),
			citation("of a unit without record", "bare", "w1", true, short),
			citation("of a work without record", "", "w2", true, short),
			citation("bare", "", "", false, nil),
			citation("bare with a work", "", "w1", false, nil),
			{ID: "reference", Kind: document.KindReference, CSL: full},
			{ID: "footnote", Kind: document.KindFootnote, CSL: full, Work: "w1"},
		},
	}
	got := index.Records(d)
	for id, want := range map[document.UnitID]*document.CSL{
		"full": full, "of a full one": full, "of a short one": full, "of a work": work, "of a unit that isn't there": work, "of itself": work,
		"of a unit without record": work, "of a work without record": short, "bare": nil, "bare with a work": work, "reference": full, "footnote": nil,
	} {
		t.Run(string(id), func(t *testing.T) {
			if got[id] != want {
				t.Errorf("record %+v, want %+v", got[id], want)
			}
		})
	}
}
