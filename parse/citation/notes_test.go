package citation

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
)

// TestSplitGolden holds what of a note is commentary (#) and which works it
// cites (>).
func TestSplitGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/notes/notes.txt")
	if err != nil {
		t.Fatal(err)
	}
	type wanted struct {
		note, commentary string
		works            []string
	}
	var all []wanted
	for line := range strings.SplitSeq(string(data), "\n") {
		switch {
		case strings.HasPrefix(line, "\t# "):
			all[len(all)-1].commentary = line[3:]
		case strings.HasPrefix(line, "\t> "):
			all[len(all)-1].works = append(all[len(all)-1].works, line[3:])
		case line != "":
			all = append(all, wanted{note: line})
		}
	}
	for _, w := range all {
		commentary, works := Split(w.note)
		if commentary != w.commentary {
			t.Errorf("%s\ncommentary %q, want %q", w.note, commentary, w.commentary)
		}
		if diff := cmp.Diff(w.works, works); diff != "" {
			t.Errorf("%s (-want +got):\n%s", w.note, diff)
		}
	}
}

// TestShortGolden holds where the short forms of a row of notes lead: note and
// ordinal, or "?" for nowhere.
func TestShortGolden(t *testing.T) {
	data, err := os.ReadFile("testdata/notes/short.txt")
	if err != nil {
		t.Fatal(err)
	}
	for group := range strings.SplitSeq(string(data), "== ") {
		name, body, _ := strings.Cut(group, "\n")
		if name == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			notes, want, _ := strings.Cut(body, "-> ")
			var us []document.Unit
			for i, line := range strings.Split(strings.TrimSpace(notes), "\n") {
				_, note, _ := strings.Cut(line, " ")
				us = append(us, citationsOf(i+1, note)...)
			}
			Resolve(us)
			var got []string
			for _, u := range us {
				if u.ShortForm {
					to := "?"
					if u.ResolvesTo != "" {
						to = strings.Replace(strings.TrimPrefix(string(u.ResolvesTo), "fn"), "c", ".", 1)
					}
					got = append(got, fmt.Sprintf("%d.%d=%s", u.Note, u.Ordinal, to))
				}
			}
			if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// citationsOf makes the citation units of a note.
func citationsOf(number int, note string) []document.Unit {
	var out []document.Unit
	_, works := Split(note)
	for k, w := range works {
		c, etAl := Parse(w)
		out = append(out, document.Unit{
			ID: document.UnitID(fmt.Sprintf("fn%dc%d", number, k+1)), Kind: document.KindCitation, Note: number, Ordinal: k + 1,
			Text: Plain(w), CSL: c, EtAl: etAl,
		})
	}
	return out
}
