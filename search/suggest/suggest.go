package suggest

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wensou/document"
	"wensou/index"
)

// Limits of a request.
const (
	MaxQueryRunes = 64 // of what was typed; nothing longer is completed
	MaxLimit      = 50

	maxCandidates = 256 // entries of one key that are compared with what was typed
)

// Request asks for completions.
type Request struct {
	Text  string
	Limit int // 1 to MaxLimit
	// Sources keeps entries of these sources, with what they have of them;
	// empty: of all.
	Sources []string
}

// Suggestion is one completion.
type Suggestion struct {
	Text  string
	Kind  Kind
	Count int // see the kinds, in the sources that were asked for
	// Document is that of a title, "" for other kinds; the first when several
	// have the title.
	Document document.ID
	// Start and End are the bytes of Text that were typed.
	Start, End int

	folded string
	score  int
}

// What a match adds to the weight of an entry, which is at most 900.
const (
	bonusText     = 400
	bonusPinyin   = 250
	bonusInitials = 100
	bonusWhole    = 300 // nothing is left to type
	malusInner    = 200 // what was typed stands inside
)

// Suggest returns completions, the best first: none is the same as another in
// the other script. The error is index.ErrDeadline or index.ErrCorrupt.
func (d *Data) Suggest(ctx context.Context, r Request) (_ []Suggestion, err error) {
	if d.Len() == 0 || r.Limit < 1 || utf8.RuneCountInString(r.Text) > MaxQueryRunes {
		return nil, nil
	}
	defer guard(&err)()
	s := d.completion(ctx, r.Sources)
	if err := s.lookUp(r.Text); err != nil {
		return nil, err
	}
	return s.best(min(r.Limit, MaxLimit)), nil
}

// completion begins a request within sources; all when none is named.
func (d *Data) completion(ctx context.Context, sources []string) *completion {
	s := &completion{data: d, ctx: ctx, found: map[uint32]Suggestion{}}
	if len(sources) > 0 {
		s.allowed = make([]bool, len(d.sources))
		for i, name := range d.sources {
			s.allowed[i] = slices.Contains(sources, name)
		}
	}
	return s
}

// completion is one request.
type completion struct {
	data    *Data
	ctx     context.Context // of this request, which the completion does not outlive
	allowed []bool          // by source; nil: all
	found   map[uint32]Suggestion
}

// lookUp tries the ways in which text can have been typed.
func (s *completion) lookUp(text string) error {
	text = strings.ReplaceAll(text, "˙", "") // has no key, and folding makes a mark of it
	plainText := typed(text)
	if plainText == "" {
		return nil
	}
	if err := s.tryKey(string(keyText)+cut(plainText, maxTextKey), len(plainText) <= maxTextKey, plainText, asText); err != nil {
		return err
	}
	unmarked := typed(withoutTones(text))
	for _, form := range typedForms(unmarked) {
		for _, key := range lookups(form) {
			if err := s.tryKey(string(keyPinyin)+key, len(key) < maxPinyinKey, form, asPinyin); err != nil {
				return err
			}
		}
	}
	if len(unmarked) >= 2 && !strings.ContainsFunc(unmarked, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return s.tryKey(string(keyInitials)+cut(unmarked, maxInitialsKey), len(unmarked) <= maxInitialsKey, unmarked, asInitials)
	}
	return nil
}

// withoutTones takes tone marks off Latin letters: rén is ren, nǚ is nv.
func withoutTones(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 'À' && r <= 'ǿ' || toneOf[r] != 0 }) {
		return text
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(text)) {
		switch {
		case toneOf[r] != 0:
		case r == '\u0308':
			u := b.String()
			b.Reset()
			b.WriteString(strings.TrimSuffix(u, "u") + "v")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// tryKey compares the most useful entries under a key with what was typed. An
// exact key is looked at by itself as well, so that a short word is not lost
// among all that begin with it.
func (s *completion) tryKey(key string, whole bool, q string, w way) error {
	from, exact, to, err := s.data.span(key)
	if err != nil {
		return err
	}
	candidates, err := s.top(from, to)
	if err != nil {
		return err
	}
	if whole && exact > from && exact < to {
		more, err := s.top(from, exact)
		if err != nil {
			return err
		}
		candidates = append(candidates, more...)
	}
	for _, n := range candidates {
		if _, ok := s.found[n]; ok && w != asText {
			continue // a closer way found it
		}
		if err := s.compare(n, q, w); err != nil {
			return err
		}
	}
	return nil
}

// top are the most useful entries of a range of postings: numbers of entries
// are in order of their weight.
func (s *completion) top(from, to uint32) ([]uint32, error) {
	var best []uint32 // ascending
	postings := s.data.raw[s.data.header.postingsAt:]
	for i := from; i < to; i++ {
		if (i-from)&4095 == 4095 && s.ctx.Err() != nil {
			return nil, index.ErrDeadline
		}
		n := binary.LittleEndian.Uint32(postings[4*int64(i):])
		if len(best) == maxCandidates && n >= best[len(best)-1] {
			continue
		}
		at, dup := slices.BinarySearch(best, n)
		if dup {
			continue
		}
		if ok, err := s.visible(n); err != nil || !ok {
			if err != nil {
				return nil, err
			}
			continue
		}
		if len(best) == maxCandidates {
			best = best[:len(best)-1]
		}
		best = slices.Insert(best, at, n)
	}
	return best, nil
}

func (s *completion) visible(number uint32) (bool, error) {
	if s.allowed == nil {
		return true, nil
	}
	e, err := s.data.entry(number)
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(e.places, func(p place) bool { return s.allowed[p.source] }), nil
}

// compare looks for what was typed in an entry, at its start and then at each
// later place.
func (s *completion) compare(number uint32, q string, w way) error {
	e, err := s.data.entry(number)
	if err != nil {
		return err
	}
	sug, ok := s.suggestion(e)
	if !ok {
		return nil
	}
	c := comparison{cells: cellsOf(sug.Text), way: w}
	for at := range c.cells {
		n, whole := c.begins(at, q)
		if n == 0 {
			continue
		}
		sug.Start, sug.End = c.cells[at].start, c.cells[at+n-1].end
		sug.score = e.weight + map[way]int{asText: bonusText, asPinyin: bonusPinyin, asInitials: bonusInitials}[w]
		switch {
		case at > 0:
			sug.score -= malusInner
		case whole && n == len(c.cells):
			sug.score += bonusWhole
		}
		s.found[number] = sug
		return nil
	}
	return nil
}

// suggestion is what the sources asked for have of an entry.
func (s *completion) suggestion(e *entry) (Suggestion, bool) {
	sug := Suggestion{Kind: e.kind}
	for _, p := range e.places {
		if s.allowed != nil && !s.allowed[p.source] {
			continue
		}
		if sug.Count == 0 {
			sug.Text, sug.Document = cmp.Or(p.text, e.text), p.doc
		}
		sug.Count += p.count
	}
	sug.folded = typed(sug.Text)
	return sug, sug.Count > 0
}

// best orders what was found. Of one text in several kinds the best stays; one
// kind takes no more than half of the room while others want some.
func (s *completion) best(limit int) []Suggestion {
	all := make([]Suggestion, 0, len(s.found))
	for _, sug := range s.found {
		all = append(all, sug)
	}
	slices.SortFunc(all, func(a, b Suggestion) int {
		return cmp.Or(cmp.Compare(b.score, a.score), strings.Compare(a.folded, b.folded), strings.Compare(string(a.Kind), string(b.Kind)))
	})
	seen := map[string]bool{}
	ofKind := map[Kind]int{}
	var out, rest []Suggestion
	for _, sug := range all {
		if seen[sug.folded] {
			continue
		}
		seen[sug.folded] = true
		if ofKind[sug.Kind] < (limit+1)/2 {
			ofKind[sug.Kind]++
			out = append(out, sug)
		} else {
			rest = append(rest, sug)
		}
		if len(out) == limit {
			break
		}
	}
	out = append(out, rest[:min(len(rest), limit-len(out))]...)
	slices.SortStableFunc(out, func(a, b Suggestion) int { return cmp.Compare(b.score, a.score) })
	return out
}
