package parse

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"wensou/document"
)

// splitLong cuts units longer than a document may hold into several, at the end
// of a sentence where there is one. The first keeps the id; the others get it
// with ".2", ".3" …; markers and anchors move along.
func splitLong(d *document.Document) {
	long := false
	for i := range d.Units {
		long = long || len(d.Units[i].Text) > document.MaxUnitBytes
	}
	if !long {
		return
	}
	parts := map[document.UnitID][]int{} // where the parts of a unit start
	var units []document.Unit
	for _, u := range d.Units {
		if len(u.Text) <= document.MaxUnitBytes {
			units = append(units, u)
			continue
		}
		starts := cuts(u.Text)
		parts[u.ID] = starts
		if len(u.Lines) > 0 {
			d.Warn(u.Lines[0][0], "unit-split", "unit %s of %d bytes was cut into %d", u.ID, len(u.Text), len(starts))
		}
		units = append(units, pieces(u, starts)...)
	}
	d.Units = units
	for i := range d.Units {
		if a := d.Units[i].Anchor; a != nil && parts[a.Unit] != nil {
			k := partOf(parts[a.Unit], a.Offset)
			d.Units[i].Anchor = &document.Anchor{Unit: partID(a.Unit, k), Offset: a.Offset - parts[a.Unit][k]}
		}
	}
}

func pieces(u document.Unit, starts []int) []document.Unit {
	out := make([]document.Unit, len(starts))
	for k, start := range starts {
		end := len(u.Text)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		out[k] = u
		out[k].ID, out[k].Text, out[k].Notes = partID(u.ID, k), u.Text[start:end], nil
		out[k].Refs = nil
		if k > 0 {
			out[k].Anchor = nil
		}
	}
	for _, n := range u.Notes {
		k := partOf(starts, n.Offset)
		n.Offset -= starts[k]
		out[k].Notes = append(out[k].Notes, n)
	}
	for _, r := range u.Refs {
		k := partOf(starts, r.Offset)
		r.Offset -= starts[k]
		out[k].Refs = append(out[k].Refs, r)
	}
	return out
}

func partID(id document.UnitID, k int) document.UnitID {
	if k == 0 {
		return id
	}
	return id + document.UnitID("."+strconv.Itoa(k+1))
}

// partOf is the part in which an offset lies; one on a border ends the former.
func partOf(starts []int, offset int) int {
	k := 0
	for k+1 < len(starts) && starts[k+1] < offset {
		k++
	}
	return k
}

// cuts are the offsets at which the parts of s start.
func cuts(s string) []int {
	starts := []int{0}
	for at := 0; len(s)-at > document.MaxUnitBytes; {
		window := s[at : at+document.MaxUnitBytes]
		n := len(window)
		for n > 0 && !utf8.RuneStart(s[at+n]) {
			n--
		}
		window = window[:n]
		if i := strings.LastIndexAny(window[n/2:], "。！？\n"); i >= 0 {
			_, size := utf8.DecodeRuneInString(window[n/2+i:])
			n = n/2 + i + size
		}
		at += n
		starts = append(starts, at)
	}
	return starts
}
