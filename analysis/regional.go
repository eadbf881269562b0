package analysis

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Regions are the codes that a term of a regional file may carry.
var Regions = []string{"cn", "hk", "mo", "my", "sg", "tw"}

// Pairing is one line of a file of regional words.
type Pairing struct {
	Line int
	// Terms as they are written, and Keys as they are looked up.
	Terms, Keys []string
	Regions     [][]string // of each term; may be empty
	// Apart takes out of the shipped table: a pair, or one term altogether.
	Apart bool
}

// ReadRegional reads a file of regional words, which extends the shipped table:
//
//	tw:計程車 = cn:出租車 = hk,mo:的士    # each stands for each other
//	! 土豆 = 馬鈴薯                       # not this pair of the shipped table
//	! 檔案                                # nothing of the shipped table for this
//
// The error holds all Faults of the file.
func ReadRegional(path string) ([]Pairing, error) {
	content, err := readLimited(path, MaxListFile)
	if err != nil {
		return nil, err
	}
	return parseRegional(path, content)
}

func parseRegional(file string, content []byte) ([]Pairing, error) {
	r := &listReader{file: file}
	var pairs []Pairing
	equal, apart := map[[2]string]int{}, map[[2]string]int{} // line of each pair
	r.lines(content, func(n int, line string) {
		p, ok := r.pairing(n, arrows.Replace(line))
		if !ok {
			return
		}
		pairs = append(pairs, p)
		lines := equal
		if p.Apart {
			lines = apart
		}
		eachPair(p.Keys, func(a, b string) { lines[[2]string{a, b}] = n })
	})
	for _, pair := range slices.SortedFunc(maps.Keys(apart), comparePairs) {
		if n := equal[pair]; n > 0 && pair[0] < pair[1] {
			r.fault(apart[pair], "keeps %s and %s apart, and line %d makes them one; take one of the two lines out", pair[0], pair[1], n)
		}
	}
	return pairs, r.faults.err()
}

func comparePairs(a, b [2]string) int { return slices.Compare(a[:], b[:]) }

// eachPair calls yield for both orders of any two different keys.
func eachPair(keys []string, yield func(a, b string)) {
	for _, a := range keys {
		for _, b := range keys {
			if a != b {
				yield(a, b)
			}
		}
	}
}

var regionPrefix = regexp.MustCompile(`^([A-Za-z]{2}(?:\s*,\s*[A-Za-z]{2})*)\s*[:：]\s*`)

func (r *listReader) pairing(n int, line string) (p Pairing, ok bool) {
	p.Line = n
	rest, apart := strings.CutPrefix(line, "!")
	if !apart {
		rest, apart = strings.CutPrefix(line, "！")
	}
	p.Apart = apart
	if strings.Contains(rest, "=>") {
		r.fault(n, "holds =>, which regional words do not have: write =, or move the line to the synonyms")
		return p, false
	}
	ok = true
	for _, t := range equals(rest) {
		var regions []string
		if m := regionPrefix.FindStringSubmatch(t); m != nil {
			t = t[len(m[0]):]
			regions = r.regions(n, m[1])
			ok = ok && regions != nil
		}
		key, good := r.term(n, t)
		ok = ok && good
		p.Terms, p.Keys, p.Regions = append(p.Terms, t), append(p.Keys, key), append(p.Regions, regions)
	}
	switch {
	case !ok:
	case !apart && len(p.Terms) < 2:
		r.fault(n, "has one term, %q; %s", p.Terms[0], wantsSign(p.Terms[0]))
		return p, false
	case apart && len(p.Terms) > 2:
		r.fault(n, "keeps %d terms apart; write a line for each two", len(p.Terms))
		return p, false
	case len(p.Terms) > MaxGroup:
		r.fault(n, "has %d terms, at most %d are taken; keep those that mean the same", len(p.Terms), MaxGroup)
		return p, false
	}
	return p, ok
}

// regions reads codes divided by commas; nil after a fault.
func (r *listReader) regions(n int, list string) []string {
	var codes []string
	for code := range strings.SplitSeq(list, ",") {
		code = strings.ToLower(strings.TrimSpace(code))
		if !slices.Contains(Regions, code) {
			r.fault(n, "there is no region %q; there are %s", code, strings.Join(Regions, ", "))
			return nil
		}
		codes = append(codes, code)
	}
	return codes
}

// RegionsOf names the regions of a term of a line, for people.
func (p *Pairing) RegionsOf(i int) string {
	if len(p.Regions[i]) == 0 {
		return p.Terms[i]
	}
	return fmt.Sprintf("%s (%s)", p.Terms[i], strings.Join(p.Regions[i], ", "))
}
