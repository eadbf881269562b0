package search

import (
	"math"
	"testing"

	"wensou/analysis"
)

func TestCloseness(t *testing.T) {
	r := Ranking{Window: 1, Variant: 0.5, NearLength: 4, WideLength: 12, NamedMost: 5}
	value := func(change func(*Ranking), text, title string) float64 {
		q := r
		change(&q)
		c := &closeness{ranking: &q, query: []byte(analysis.Fold("颱風預警的手機")), held: make([]int, 3), worth: make([]float64, 3)}
		for _, w := range [][]string{{"台风", "风灾"}, {"预警"}, {"app"}} {
			x := closeWord{idf: 2}
			for _, form := range w {
				x.forms = append(x.forms, []byte(form))
			}
			c.words = append(c.words, x)
		}
		return c.Value([]byte(analysis.Fold(text)), []byte(analysis.Fold(title)))
	}
	order := func(r *Ranking) { r.Order = 1 }
	near := func(r *Ranking) { r.Near = 1 }
	wide := func(r *Ranking) { r.Wide = 1 }
	named := func(r *Ranking) { r.Named = 1 }
	for _, tc := range []struct {
		name        string
		of          func(*Ranking)
		text, title string
		want        float64
	}{
		{"nothing", near, "企鵝", "", 0},
		{"side by side in order", order, "颱風預警", "", 2},
		{"the other way round", order, "預警颱風", "", 0},
		{"six characters apart", order, "颱風一二三四五六預警", "", 1},
		{"the closest pair", order, "颱風一二三四五六預警，颱風預警", "", 2},
		{"two pairs", order, "颱風預警app", "", 4},
		{"by a form that was not typed", order, "風災預警", "", 1},
		{"near", near, "颱風的預警", "", 4},
		{"too far to be near", near, "颱風一二三四五六預警", "", 2},
		{"but not too wide", wide, "颱風一二三四五六預警", "", 4},
		{"repeated words count once", near, "颱風颱風颱風", "", 2},
		{"a form that was not typed counts less", near, "風災", "", 1},
		{"a Latin word", near, "手機APP。", "", 2},
		{"part of a Latin word", near, "happy, apps", "", 0},
		{"a title that the query names", named, "", "颱風預警", 4},
		{"a long one counts as much as NamedMost", named, "", "颱風預警的手機", 5},
		{"a title of one character", named, "", "風", 0},
		{"a title that it does not name", named, "", "颱風手機", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := value(tc.of, tc.text, tc.title); math.Abs(got-tc.want) > 1e-9 {
				t.Errorf("%v, want %v", got, tc.want)
			}
		})
	}
}

func TestSetRanking(t *testing.T) {
	r := DefaultRanking()
	for _, bad := range [][2]string{{"nothing", "1"}, {"grams", "-1"}, {"grams", "x"}, {"window", "1.5"}, {"grams", "NaN"}, {"window", "1e9"}} {
		if r.Set(bad[0], bad[1]) == nil {
			t.Errorf("%s=%s is taken", bad[0], bad[1])
		}
	}
	if err := r.Set("NEARLENGTH", "7"); err != nil || r.NearLength != 7 {
		t.Errorf("NearLength is %d, %v", r.NearLength, err)
	}
	if err := r.Set("stop", "0.5"); err != nil || r.Stop != 0.5 {
		t.Errorf("Stop is %v, %v", r.Stop, err)
	}
}
