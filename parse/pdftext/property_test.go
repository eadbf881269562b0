package pdftext

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"wensou/document"
	"wensou/parse/input"
)

// readBack compares what was read with what was printed and returns the notes
// that came back whole and all faults.
func readBack(d *document.Document, want []wantNote) (right int, faults []string) {
	units := make(map[document.UnitID]*document.Unit)
	var got []*document.Unit
	for i := range d.Units {
		u := &d.Units[i]
		units[u.ID] = u
		if u.Kind == document.KindFootnote {
			got = append(got, u)
		}
	}
	k := 0
	for _, w := range want {
		found := false
		for j := k; j < min(len(got), k+4); j++ {
			if got[j].Number == w.number && bare(got[j].Text) == bare(w.text) {
				k, found = j, true
				break
			}
		}
		if !found {
			text := "nothing"
			if k < len(got) {
				text = fmt.Sprintf("%d %s", got[k].Number, got[k].Text)
			}
			faults = append(faults, fmt.Sprintf("note %d %q: got %q", w.number, w.text, text))
			continue
		}
		u := got[k]
		k++
		switch {
		case u.Anchor == nil:
			faults = append(faults, fmt.Sprintf("note %d has no anchor (want behind %q)", w.number, w.before))
		case !strings.HasSuffix(bare(units[u.Anchor.Unit].Text[:u.Anchor.Offset]), lastPart(bare(w.before))):
			faults = append(faults, fmt.Sprintf("note %d behind %q, want %q", w.number, tailRunes(units[u.Anchor.Unit].Text[:u.Anchor.Offset], 12), w.before))
		default:
			right++
		}
	}
	if len(got) > len(want) {
		faults = append(faults, fmt.Sprintf("%d notes, want %d", len(got), len(want)))
	}
	return right, faults
}

// lastPart is enough of what stands before a marker: more may be in the
// paragraph before.
func lastPart(s string) string {
	if i := strings.LastIndexAny(strings.TrimRight(s, "。."), "。."); i >= 0 {
		s = strings.TrimLeft(s[i:], "。.")
	}
	return s
}

// presses are ways to print the numbers: in the text and before the notes.
var presses = []struct {
	name, body, head string
	most             int // numbers on one page
	set              func(*press)
}{
	{"superscripts", "S", "S ", 0, nil},
	{"superscripts without blank", "S", "S", 0, nil},
	{"superscripts and full stops", "S", "N. ", 0, nil},
	{"superscripts and lists", "S", "N、", 0, nil},
	{"lost superscripts", "N", "N ", 0, nil},
	{"lost superscripts without blank", "N", "N", 0, nil},
	{"lost superscripts and full stops", "N", "N. ", 0, nil},
	{"circles", "C", "C", 20, nil},
	{"brackets", "[N]", "[N] ", 0, nil},
	{"tortoise brackets", "〔N〕", "〔N〕", 0, nil},
	{"words in brackets", "（註N）", "註N：", 0, nil},
	{"words in tortoise brackets", "〔註N〕", "〔註N〕", 0, nil},
	{"superscripts and words", "S", "註N ", 0, nil},
	{"round brackets", "(N)", "(N) ", 0, nil},
	{"superscripts before stops", "S", "S ", 0, func(p *press) { p.inside = true }},
	{"lost superscripts before stops", "N", "N ", 0, func(p *press) { p.inside = true }},
	{"lost superscripts among lists", "N", "N ", 0, func(p *press) { p.lists = true }},
	{"lost superscripts and full stops among lists", "N", "N. ", 0, func(p *press) { p.lists = true }},
	{"superscripts among lists", "S", "N. ", 0, func(p *press) { p.lists = true }},
	{"circles among lists", "C", "C", 20, func(p *press) { p.lists = true }},
	{"numbers on lines of their own", "N", "N", 0, func(p *press) { p.own = true }},
	{"superscripts on lines of their own", "S", "S", 0, func(p *press) { p.own = true }},
	{"styles that change", "S", "", 0, func(p *press) { p.mixed = true }},
	{"lost superscripts and styles that change", "N", "", 0, func(p *press) { p.mixed = true }},
	{"endnotes", "S", "N. ", 0, func(p *press) { p.ends, p.restart = true, false }},
	{"endnotes without superscripts", "N", "N. ", 0, func(p *press) { p.ends, p.restart = true, false }},
	{"endnotes in brackets", "[N]", "[N] ", 0, func(p *press) { p.ends, p.restart = true, false }},
	{"endnotes with words", "（註N）", "註N：", 0, func(p *press) { p.ends, p.restart = true, false }},
	{"whole paragraphs", "S", "S ", 0, func(p *press) { p.flow, p.feed, p.runHead, p.gap = true, false, false, true }},
	{"whole paragraphs and full stops", "S", "N. ", 0, func(p *press) { p.flow, p.feed, p.runHead, p.gap = true, false, false, true }},
	{"whole paragraphs and circles", "C", "C", 20, func(p *press) { p.flow, p.feed, p.runHead, p.gap = true, false, false, true }},
	{"whole paragraphs, styles that change", "S", "", 0, func(p *press) { p.flow, p.feed, p.runHead, p.gap, p.mixed = true, false, false, true, true }},
	{"whole paragraphs, lost superscripts", "N", "N. ", 0, func(p *press) { p.flow, p.feed, p.runHead, p.gap = true, false, false, true }},
	{"whole paragraphs, words", "（註N）", "註N：", 0, func(p *press) { p.flow, p.feed, p.runHead, p.gap = true, false, false, true }},
}

// TestPrinted prints papers in each layout, as many as WENSOU_PAPERS says, and
// reads them back.
func TestPrinted(t *testing.T) {
	runs := 4
	if n, err := strconv.Atoi(os.Getenv("WENSOU_PAPERS")); err == nil {
		runs = n
	}
	for _, ps := range presses {
		t.Run(ps.name, func(t *testing.T) {
			right, all := 0, 0
			for seed := range runs {
				r := rand.New(rand.NewPCG(uint64(seed), uint64(len(ps.name))))
				pr := press{
					body: ps.body, head: ps.head, width: 56 + 2*r.IntN(14), height: 24 + r.IntN(20), gap: r.IntN(3) == 0,
					indent: []string{"", "　　", "    "}[r.IntN(3)], noteGap: r.IntN(3) > 0, runHead: r.IntN(2) == 0, feed: true, first: 1 + r.IntN(200),
					restart: r.IntN(2) == 0 || ps.most > 0, split: r.IntN(2) == 0,
				}
				pr.feed = pr.runHead || r.IntN(4) > 0
				if ps.set != nil {
					ps.set(&pr)
				}
				a := author{r, r.IntN(5) == 0}
				paras, notes := a.paper(20 + r.IntN(30))
				f := pr.print(paras, notes, "風箏與河流的關係\n\n林小風\n\n摘要\n\n本文討論風箏。\n\n關鍵詞：風箏、河流\n\n壹、前言\n\n")
				d, err := Parse(input.File{Path: "a.txt", Text: f.text})
				if err != nil {
					t.Fatal(err)
				}
				n, faults := readBack(d, f.notes)
				right, all = right+n, all+len(f.notes)
				for _, fault := range faults[:min(len(faults), 3)] {
					t.Logf("seed %d (%+v): %s", seed, pr, fault)
				}
			}
			t.Logf("%d of %d notes", right, all)
			if 100*right < 99*all {
				t.Errorf("%d of %d notes came back whole", right, all)
			}
		})
	}
}
