package markdown

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"wensou/document"
	"wensou/parse/draft"
)

// tomlField converts a decoded TOML value; dates stay as written.
func tomlField(key string, value any, written map[string]string, line int) field {
	f := field{key: key, line: line}
	switch v := value.(type) {
	case []any:
		f.list = true
		for _, e := range v {
			fillTOML(&f, e)
		}
	case []map[string]any:
		f.list = true
		for _, e := range v {
			fillTOML(&f, e)
		}
	case time.Time:
		raw, _, _ := strings.Cut(written[key], " #")
		f.values = []string{strings.TrimSpace(raw)}
	default:
		fillTOML(&f, value)
	}
	return f
}

func fillTOML(f *field, value any) {
	switch v := value.(type) {
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			sub := field{key: k}
			fillTOML(&sub, v[k])
			f.fields = append(f.fields, sub)
		}
	case time.Time:
		f.values = append(f.values, v.Format(time.RFC3339))
	case string, int64, float64, bool:
		f.values = append(f.values, fmt.Sprint(v))
	}
}

// applyMeta moves the front matter into the document. Keys we do not know go
// to Extra when they hold one value.
func (p *docParser) applyMeta(fm frontMatter) {
	doc := p.d.Doc
	title, description := field{}, field{}
	for _, f := range fm.fields {
		switch key := strings.ToLower(f.key); key {
		case "title":
			title = f
		case "description", "summary":
			if len(description.values) == 0 || key == "description" {
				description = f
			}
		default:
			p.applyField(key, f)
		}
	}
	doc.Authors, doc.Topics = draft.Unique(doc.Authors), draft.Unique(doc.Topics)
	if doc.Title = clean(strings.Join(title.values, " ")); doc.Title != "" {
		p.d.Add(document.KindTitle, doc.Title, [2]int{title.line, title.line}, nil)
	}
	if doc.Description = clean(strings.Join(description.values, " ")); doc.Description != "" {
		p.d.Add(document.KindDescription, doc.Description, [2]int{description.line, description.line}, nil)
	}
	if fm.err != nil {
		doc.Warn(fm.line, "front-matter-invalid", "the front matter can't be read (%v); its plain \"key: value\" lines were taken and its text kept", fm.err)
		p.d.Add(document.KindCode, fm.raw, [2]int{2, 1 + strings.Count(fm.raw, "\n")}, nil)
	}
}

// clean is a front matter value as one line.
func clean(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *docParser) applyField(key string, f field) {
	doc := p.d.Doc
	switch key {
	case "date", "published", "publishdate", "pubdate", "published_at", "date_published":
		p.applyDate(key, f)
	case "tags", "tag", "categories", "category", "keywords", "topics":
		for _, v := range f.values {
			if f.list {
				doc.Topics = append(doc.Topics, clean(v))
			} else {
				doc.Topics = append(doc.Topics, draft.List(v)...)
			}
		}
	case "author", "authors", "by":
		for _, v := range f.values {
			if f.list {
				doc.Authors = append(doc.Authors, clean(v))
			} else {
				doc.Authors = append(doc.Authors, draft.List(v)...)
			}
		}
		for _, sub := range f.fields {
			if strings.EqualFold(sub.key, "name") {
				doc.Authors = append(doc.Authors, sub.values...)
			}
		}
	case "source_name", "source_url", "source":
		p.applySource(key, f)
	case "lang", "language", "locale":
		doc.Language = strings.ReplaceAll(f.first(), "_", "-")
	default:
		p.extra(f.key, f)
	}
}

func (f field) first() string {
	if len(f.values) == 0 {
		return ""
	}
	return strings.TrimSpace(f.values[0])
}

func (p *docParser) applyDate(key string, f field) {
	doc := p.d.Doc
	switch date := draft.Date(f.first()); {
	case date == "" && f.first() != "":
		doc.Warn(f.line, "date-unreadable", "the date %q is neither RFC 3339 nor YYYY[-MM[-DD]]", f.first())
		p.extra(f.key, f)
	case doc.Date == "" || key == "date":
		doc.Date = date
	}
}

func (p *docParser) applySource(key string, f field) {
	src := &p.d.Doc.Source
	v := f.first()
	switch {
	case key == "source_url", strings.HasPrefix(v, "http://"), strings.HasPrefix(v, "https://"):
		src.URL = v
	case v != "":
		src.Name = clean(v)
	}
	for _, sub := range f.fields {
		switch strings.ToLower(sub.key) {
		case "name", "title":
			src.Name = sub.first()
		case "url", "link":
			src.URL = sub.first()
		}
	}
}

func (p *docParser) extra(key string, f field) {
	if f.list || len(f.values) != 1 || key == "" {
		return
	}
	if p.d.Doc.Extra == nil {
		p.d.Doc.Extra = map[string]string{}
	}
	p.d.Doc.Extra[key] = f.values[0]
}
