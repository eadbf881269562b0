package bleveindex

import (
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2"
	bleveanalysis "github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/keyword"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"

	"wensou/analysis"
	"wensou/index"
)

// Names under which Bleve knows our analyzers, so that a generation opened
// with Bleve's own tools is queried with the terms that are in it.
const (
	wordsAnalyzer = "wensou_words"
	gramsAnalyzer = "wensou_grams"
)

func init() {
	scorch.RegisterSegmentPlugin(plugin{}, false)
	for name, a := range map[string]bleveanalysis.Analyzer{wordsAnalyzer: &words{}, gramsAnalyzer: grams{}} {
		err := registry.RegisterAnalyzer(name, func(map[string]any, *registry.Cache) (bleveanalysis.Analyzer, error) {
			return a, nil
		})
		if err != nil {
			panic(err) // two packages took one name: nothing could be opened
		}
	}
}

// words is the analyzer of FieldWords. It loads the dictionaries on first use:
// our own paths never use it.
type words struct {
	once sync.Once
	a    *analysis.Analyzer
}

func (w *words) Analyze(text []byte) bleveanalysis.TokenStream {
	w.once.Do(func() { w.a, _ = analysis.New(analysis.Options{}) })
	if w.a == nil {
		return nil
	}
	var ts bleveanalysis.TokenStream
	for _, t := range w.a.Words(string(text)) {
		ts = append(ts, &bleveanalysis.Token{Term: []byte(t.Term), Start: t.Start, End: t.End, Position: t.Position + 1, Type: bleveanalysis.Ideographic})
	}
	return ts
}

// grams is the analyzer of FieldGrams. Its tokens have no offsets: match text
// is not the original.
type grams struct{}

func (grams) Analyze(text []byte) bleveanalysis.TokenStream {
	var ts bleveanalysis.TokenStream
	analysis.Grams(analysis.Fold(string(text)), func(term string) {
		ts = append(ts, &bleveanalysis.Token{Term: []byte(term), Position: len(ts) + 1, Type: bleveanalysis.Ideographic})
	})
	return ts
}

// newMapping describes the fields to Bleve.
func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	m.DefaultMapping.Dynamic = false
	add := func(f index.Field, analyzer string) {
		fm := bleve.NewTextFieldMapping()
		fm.Analyzer, fm.Store, fm.IncludeTermVectors, fm.DocValues, fm.IncludeInAll = analyzer, false, false, false, false
		m.DefaultMapping.AddFieldMappingsAt(string(f), fm)
	}
	add(index.FieldWords, wordsAnalyzer)
	add(index.FieldGrams, gramsAnalyzer)
	add(index.FieldTitle, wordsAnalyzer)
	add(index.FieldContext, wordsAnalyzer)
	for _, f := range index.Keywords {
		add(f, keyword.Name)
	}
	if err := m.Validate(); err != nil {
		return nil, fmt.Errorf("bleve mapping: %w", err)
	}
	return m, nil
}
