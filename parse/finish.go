package parse

import (
	"net/url"
	"strings"

	"wensou/document"
	"wensou/parse/citation"
	"wensou/parse/draft"
	"wensou/parse/input"
	"wensou/parse/language"
)

// finish completes a parsed document with what all formats share and checks it.
func finish(d *document.Document, f input.File, format string, o Options) (*document.Document, error) {
	d.Path, d.Format, d.ID = f.Path, format, DocID(f.Path)
	if len(d.Units) == 0 && d.Title == "" {
		return nil, &input.Error{Path: f.Path, Reason: "the file holds no text"}
	}
	if d.Units == nil {
		d.Units = []document.Unit{}
	}
	if d.Language == "" || format == FormatPDFText || format == FormatPDF { // one judge for all formats
		d.Language = language.Detect(body(d))
	}
	if d.Source == (document.Source{}) {
		d.Source = o.Source
	}
	d.Collection = o.Collection
	o.History.fill(d)
	d.Topics = draft.Unique(append(d.Topics, o.Topics...))
	if o.LinkTemplate != "" {
		d.URL = Link(o.LinkTemplate, d.ID, d.Path)
	}
	citation.LinkBody(d)
	citation.WarnUnresolved(d)
	splitLong(d)
	if err := d.Validate(); err != nil {
		return nil, &input.Error{Path: f.Path, Reason: err.Error(), Err: err}
	}
	return d, nil
}

// fill completes a document. Its own date goes before that of the file.
func (h History) fill(d *document.Document) {
	if d.Date == "" {
		if d.Date = h.Date; h.Cut {
			d.Warn(0, "shallow-history", "the history is cut off, so the first commit of this file is unknown; fetch all of it with git fetch --unshallow")
		}
	}
	if len(d.Authors) == 0 && h.Author != "" {
		d.Authors = []string{h.Author}
	}
	if h.Modified != "" && h.Modified != d.Date && d.Extra["modified"] == "" {
		if d.Extra == nil {
			d.Extra = map[string]string{}
		}
		d.Extra["modified"] = h.Modified
	}
}

// Link fills in a link template: {id} and {path} stand for the document's id
// and path, escaped segment by segment.
func Link(template string, id document.ID, path string) string {
	escape := func(s string) string {
		parts := strings.Split(s, "/")
		for i := range parts {
			parts[i] = url.PathEscape(parts[i])
		}
		return strings.Join(parts, "/")
	}
	return strings.NewReplacer("{id}", escape(string(id)), "{path}", escape(path)).Replace(template)
}

// bodyBytes is how much text decides on the language.
const bodyBytes = 64 << 10

// body is the running text of a document: notes and references often are in
// another language, code in none.
func body(d *document.Document) string {
	var b strings.Builder
	b.WriteString(d.Title)
	for _, kinds := range []string{"title description abstract paragraph blockquote list", "table caption footnote reference code"} {
		for i := range d.Units {
			if b.Len() > bodyBytes {
				return b.String()
			}
			if u := &d.Units[i]; strings.Contains(kinds, string(u.Kind)) {
				b.WriteByte('\n')
				b.WriteString(u.Text[:min(len(u.Text), bodyBytes)])
			}
		}
		if b.Len() > len(d.Title)+200 {
			break
		}
	}
	return strings.ToValidUTF8(b.String(), "")
}
