package search

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// Ranking holds every parameter of what a unit's score is made of. Scores are
// sums of BM25 values (index.Similarity has their parameters) times these
// weights, and of what the second stage adds. Tuned on the development sets
// that docs/relevance.md names; it has a line for each.
type Ranking struct {
	Grams   float64 // character bigrams of the text
	Words   float64 // jieba words of the text
	Latin   float64 // Latin words of the text: each is worth several bigrams
	Title   float64 // bigrams and words of title and headings
	Context float64 // bigrams and words of the context
	Variant float64 // times the above, for forms that were not typed
	Stop    float64 // times the above, for question and function words

	// Of a query that hardly any unit holds whole, see run.relax.
	All  float64 // holding all of it
	Rare int     // a word that at most so many units can hold is enough

	// The second stage, see closeness.
	Window     int     // best units or documents that are looked at again; 0 switches it off
	Order      float64 // neighbouring words in the query's order
	Near       float64 // different words within NearLength characters
	NearLength int
	Wide       float64 // different words within WideLength characters
	WideLength int
	Named      float64 // a character of a title that the query names
	NamedMost  int     // so many count
}

// DefaultRanking is what searches use.
func DefaultRanking() Ranking {
	return Ranking{
		Grams: 1, Words: 0.6, Latin: 2, Title: 0.3, Context: 1, Variant: 0.6, Stop: 0.2, All: 0, Rare: 1000,
		Window: 30, Order: 0.7, Near: 1.6, NearLength: 24, Wide: 0.4, WideLength: 96, Named: 5, NamedMost: 8,
	}
}

// Set gives a parameter, by the name of its field in any case, another value.
func (r *Ranking) Set(name, value string) error {
	v := reflect.ValueOf(r).Elem()
	f := v.FieldByNameFunc(func(s string) bool { return strings.EqualFold(s, name) })
	if !f.IsValid() {
		var names []string
		for i := range v.NumField() {
			names = append(names, strings.ToLower(v.Type().Field(i).Name))
		}
		return fmt.Errorf("no ranking parameter %q; there are %s", name, strings.Join(names, ", "))
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || !(n >= 0 && n <= maxParameter) || f.Kind() == reflect.Int && n != math.Trunc(n) {
		return fmt.Errorf("ranking parameter %s: %q is no number from 0 to %d, or not a whole one where it counts", name, value, maxParameter)
	}
	if f.Kind() == reflect.Int {
		f.SetInt(int64(n))
	} else {
		f.SetFloat(n)
	}
	return nil
}

// maxParameter is the greatest value of a parameter.
const maxParameter = 10_000
