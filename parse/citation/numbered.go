package citation

import (
	"strings"

	"wensou/document"
)

// numMark is [3], ［2-4］ or [1, 3].
var numMark = scanned("[［〔", 1024, nil, `[\[［〔](\d{1,3}(?: ?[-–,，、] ?\d{1,3})*)[\]］〕]`)

// numbered says that the body cites by number: bracketed numbers run over at
// least half of the list and name nothing beyond it.
func (r *references) numbered(units []document.Unit) bool {
	seen := map[int]bool{}
	for i := range units {
		if u := &units[i]; inBody(u) && u.Kind != document.KindFootnote {
			for _, m := range numMark.all(u.Text, maxMarks) {
				for _, n := range markNumbers(u.Text[m[2]:m[3]]) {
					if _, ok := r.number[n]; !ok {
						return false
					}
					seen[n] = true
				}
			}
		}
	}
	return seen[1] && 2*len(seen) >= len(r.units)
}

// numbers finds [1], [2-4] and [1, 3].
func (r *references) numbers(s string) []bodyMark {
	var out []bodyMark
	for _, m := range numMark.all(s, maxMarks) {
		for _, n := range markNumbers(s[m[2]:m[3]]) {
			if i, ok := r.number[n]; ok {
				out = append(out, bodyMark{text: s[m[0]:m[1]], ref: i})
			}
		}
	}
	return out
}

func markNumbers(s string) []int {
	var out []int
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune(",，、 ", c) }) {
		a, b, span := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		from, to := num(a), num(b)
		if !span {
			to = from
		}
		for n := from; n <= min(to, from+50); n++ {
			out = append(out, n)
		}
	}
	return out
}
