package html

import (
	"encoding/json"
	"strings"

	"wensou/parse/draft"
)

// ldRecord is what JSON-LD says of the page's article.
type ldRecord struct {
	title, date, publisher string
	authors, keywords      []string
}

const maxLDDepth = 8

// readLD reads the first record of an article in blocks of JSON-LD. Blocks that
// are no JSON count as absent: many pages hold such.
func readLD(blocks []string) ldRecord {
	for _, b := range blocks {
		var v any
		if json.Unmarshal([]byte(b), &v) != nil {
			continue
		}
		if m := findArticle(v, 0); m != nil {
			return ldRecord{
				title: first(text(m["headline"], 0)), date: first(text(m["datePublished"], 0)), publisher: first(text(m["publisher"], 0)),
				authors: text(m["author"], 0), keywords: keywords(m["keywords"]),
			}
		}
	}
	return ldRecord{}
}

// findArticle looks for a record of a written work, also in lists and @graph.
func findArticle(v any, depth int) map[string]any {
	if depth > maxLDDepth {
		return nil
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if m := findArticle(e, depth+1); m != nil {
				return m
			}
		}
	case map[string]any:
		for _, kind := range text(v["@type"], 0) {
			if strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "Posting") || kind == "Report" || kind == "Thesis" || kind == "Book" || kind == "Legislation" {
				return v
			}
		}
		return findArticle(v["@graph"], depth+1)
	}
	return nil
}

// text are the strings of a value, the names of things for things.
func text(v any, depth int) []string {
	switch v := v.(type) {
	case string:
		if s := clean(v); s != "" {
			return []string{s}
		}
	case []any:
		var all []string
		for _, e := range v {
			if depth < maxLDDepth {
				all = append(all, text(e, depth+1)...)
			}
		}
		return all
	case map[string]any:
		if depth < maxLDDepth {
			return text(v["name"], depth+1)
		}
	}
	return nil
}

func keywords(v any) []string {
	var all []string
	for _, s := range text(v, 0) {
		all = append(all, draft.List(s)...)
	}
	return all
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
