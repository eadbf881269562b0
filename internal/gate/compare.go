package gate

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"wensou/index"
)

// Check is one measure of two generations.
type Check struct {
	Measure string `json:"measure"`
	Before  string `json:"before"`
	Now     string `json:"now"`
	Limit   string `json:"limit"`
	OK      bool   `json:"ok"`
}

// Report is what the gate found.
type Report struct {
	Generation string  `json:"generation"`
	Current    string  `json:"current,omitempty"` // what serves; "" when nothing does
	Checks     []Check `json:"checks"`
	// Vanished are documents of the serving generation that are missing, the
	// first of them by id; Missing is how many there are.
	Vanished []Entry  `json:"vanished,omitempty"`
	Missing  int      `json:"missing"`
	New      int      `json:"new"`
	Changed  int      `json:"changed"`
	Notes    []string `json:"notes,omitempty"` // what is no reason to refuse
}

// Failed lists the measures beyond their limits.
func (r *Report) Failed() (names []string) {
	for _, c := range r.Checks {
		if !c.OK {
			names = append(names, c.Measure)
		}
	}
	return names
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// Side is a generation with its folder.
type Side struct {
	Dir      string
	Manifest *index.Manifest
}

// Compare holds now against before. Only counts that the generations keep are
// read. Errors are index.ErrCorrupt.
func Compare(before, now Side, l Limits) (*Report, error) {
	r := &Report{Generation: now.Manifest.Generation, Current: before.Manifest.Generation}
	a, err := Read(before.Dir)
	if err != nil {
		return nil, err
	}
	b, err := Read(now.Dir)
	if err != nil {
		return nil, err
	}
	if before.Manifest.Analyzer != now.Manifest.Analyzer {
		r.note("texts are cut by other rules or another user dictionary than before; a running server needs them too")
	}
	c := comparer{r, l}
	if a == nil || b == nil {
		r.note("one of the two was built before statistics were kept: only numbers of units are compared")
		c.units(before.Manifest.Stats, now.Manifest.Stats)
		return r, nil
	}
	t, err := c.tally(before.Dir, now.Dir)
	if err != nil {
		return nil, err
	}
	c.documents(a, b, t)
	c.kinds(t)
	c.warnings(a, b)
	c.texts(t)
	c.words(a, b)
	return r, nil
}

type comparer struct {
	r *Report
	l Limits
}

func (c *comparer) add(ok bool, measure, before, now, limit string) {
	c.r.Checks = append(c.r.Checks, Check{measure, before, now, limit, ok})
}

// lost checks that a number has not become too small.
func (c *comparer) lost(measure string, before, now int, percent float64, least int, mayBeEmpty bool) {
	floor := before - max(least, int(float64(before)*percent/100))
	if floor <= 0 && (mayBeEmpty || before <= least) {
		return // any number will do
	}
	floor = max(floor, 1)
	c.add(now >= floor, measure, fmt.Sprint(before), fmt.Sprint(now), fmt.Sprintf("at least %d", floor))
}

// grown checks that a number has not become too great.
func (c *comparer) grown(measure string, before, now int) {
	ceiling := before + max(c.l.LeastWarnings, int(float64(before)*c.l.Warnings/100))
	c.add(now <= ceiling, measure, fmt.Sprint(before), fmt.Sprint(now), fmt.Sprintf("at most %d", ceiling))
}

// units compares what the manifests of older generations have.
func (c *comparer) units(a, b index.Stats) {
	c.lost("documents", a.Documents, b.Documents, c.l.LostDocuments, c.l.LeastDocuments, false)
	for _, s := range keys(a.Sources) {
		c.lost("units, "+sourceName(s), a.Sources[s], b.Sources[s], c.l.LostUnits, c.l.LeastUnits, false)
	}
	for _, k := range keys(a.Kinds) {
		c.lost("units, "+k, a.Kinds[k], b.Kinds[k], c.l.LostUnits, c.l.LeastUnits, true)
	}
}

func (c *comparer) documents(a, b *Statistics, t *tally) {
	// Documents that are still there count, not those that came in the place
	// of others.
	c.lost("documents that stay", a.Documents, a.Documents-c.r.Missing, c.l.LostDocuments, c.l.LeastDocuments, false)
	for _, s := range keys(a.Sources) {
		c.lost("documents that stay, "+sourceName(s), a.Sources[s], a.Sources[s]-t.missing[s], c.l.LostDocuments, c.l.LeastDocuments, false)
	}
	for _, s := range keys(b.Sources) {
		if a.Sources[s] == 0 {
			c.r.note("%s is new, with %d documents", sourceName(s), b.Sources[s])
		}
	}
}

func (c *comparer) kinds(t *tally) {
	for _, of := range t.names() {
		x := t.sources[of]
		for _, k := range keys(x.before) {
			c.lost("units, "+k+of.suffix(), x.before[k], x.now[k], c.l.LostUnits, c.l.LeastUnits, true)
		}
	}
}

func (c *comparer) warnings(a, b *Statistics) {
	for _, code := range slices.Compact(slices.Sorted(slices.Values(append(keys(a.Warnings), keys(b.Warnings)...)))) {
		c.grown("warnings, "+code, a.Warnings[code], b.Warnings[code])
	}
	c.grown("files and rows that could not be read", a.Rejected, b.Rejected)
}

// leastRunes of text are needed for shares of it to say something.
const leastRunes = 2000

// texts compares language and length of the documents that stayed.
func (c *comparer) texts(t *tally) {
	for _, of := range t.names() {
		x := t.sources[of]
		if x.runes[0] < leastRunes || x.runes[1] < leastRunes {
			continue
		}
		c.share("share of Chinese characters"+of.suffix(), ratio(x.han[0], x.runes[0]), ratio(x.han[1], x.runes[1]))
		langs := map[string]int{}
		for side := range x.langs {
			for lang := range x.langs[side] {
				langs[lang] = 0
			}
		}
		for _, lang := range keys(langs) {
			c.share("share of "+languageName(lang)+of.suffix(), ratio(x.langs[0][lang], x.runes[0]), ratio(x.langs[1][lang], x.runes[1]))
		}
		c.near("characters of a unit"+of.suffix(), ratio(x.runes[0], x.units[0]), ratio(x.runes[1], x.units[1]), c.l.UnitLength)
	}
}

func (c *comparer) share(measure string, before, now float64) {
	c.add(math.Abs(before-now)*100 <= c.l.Language, measure, percent(before), percent(now), fmt.Sprintf("%g points apart", c.l.Language))
}

func (c *comparer) near(measure string, before, now, limit float64) {
	c.add(math.Abs(now-before)*100 <= limit*before, measure, fmt.Sprintf("%.3g", before), fmt.Sprintf("%.3g", now), fmt.Sprintf("%g %% apart", limit))
}

// leastWords are needed for their mean to say something.
const leastWords = 1000

func (c *comparer) words(a, b *Statistics) {
	if a.Words != nil && b.Words != nil && a.Words.Units >= leastWords && b.Words.Units >= leastWords {
		c.near("characters of a Chinese word", a.Words.Length(), b.Words.Length(), c.l.Words)
		c.near("words of one character, of 100", 100*a.Words.SingleShare(), 100*b.Words.SingleShare(), c.l.Words)
	}
	if a.UserDict == nil {
		return
	}
	now := b.UserDict
	if now == nil {
		now = &UserDict{}
		c.r.note("there was a user dictionary, and there is none now")
	}
	c.lost("words of the user dictionary", a.UserDict.Words, now.Words, c.l.LostWords, 0, false)
	c.lost("words of the user dictionary in texts", a.UserDict.Found, now.Found, c.l.LostWords, 0, true)
}

// tally is what documents that are in both generations have, before and now.
type tally struct {
	missing map[string]int // documents by source
	sources map[sourceOf]*texts
}

// sourceOf is a source, or all of them.
type sourceOf struct {
	all  bool
	name string
}

func (s sourceOf) suffix() string {
	if s.all {
		return ""
	}
	return ", " + sourceName(s.name)
}

type texts struct {
	before, now       map[string]int // units by kind
	units, runes, han [2]int
	langs             [2]map[string]int // characters by language
}

// tally walks both lists, and counts in the report what came, went and changed.
func (c *comparer) tally(before, now string) (*tally, error) {
	t := &tally{missing: map[string]int{}, sources: map[sourceOf]*texts{}}
	for p, err := range Pairs(before, now) {
		switch {
		case errors.Is(err, ErrNoList):
			return nil, fmt.Errorf("%w: %s is missing", index.ErrCorrupt, DocumentsFile)
		case err != nil:
			return nil, err
		case p.Now == nil:
			c.r.Missing++
			t.missing[p.Before.Source]++
			if len(c.r.Vanished) < c.l.Names {
				c.r.Vanished = append(c.r.Vanished, *p.Before)
			}
		case p.Before == nil:
			c.r.New++
		default:
			if p.Before.Digest != p.Now.Digest {
				c.r.Changed++
			}
			t.add(sourceOf{all: true}, p)
			t.add(sourceOf{name: p.Before.Source}, p)
		}
	}
	return t, nil
}

func (t *tally) add(of sourceOf, p Pair) {
	x := t.sources[of]
	if x == nil {
		x = &texts{before: map[string]int{}, now: map[string]int{}, langs: [2]map[string]int{{}, {}}}
		t.sources[of] = x
	}
	for side, e := range []*Entry{p.Before, p.Now} {
		kinds := []map[string]int{x.before, x.now}[side]
		for k, n := range e.Units {
			kinds[string(k)] += n
		}
		x.units[side] += e.AllUnits()
		x.runes[side] += e.Runes
		x.han[side] += e.Han
		x.langs[side][e.Lang] += e.Runes
	}
}

// names are all sources together and then each, unless there is only one.
func (t *tally) names() (out []sourceOf) {
	for s := range t.sources {
		if !s.all && len(t.sources) > 2 {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b sourceOf) int { return cmp.Compare(a.name, b.name) })
	if t.sources[sourceOf{all: true}] != nil {
		out = append([]sourceOf{{all: true}}, out...)
	}
	return out
}

func sourceName(s string) string {
	if s == "" {
		return "no source"
	}
	return s
}

func languageName(s string) string {
	if s == "" {
		return "no language"
	}
	return s
}

func percent(f float64) string { return fmt.Sprintf("%.1f %%", 100*f) }

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
