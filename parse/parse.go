// Package parse turns a source file as it lies on disk into a finished,
// validated Document: it decodes the bytes, finds the format, hands the text to
// that format's parser and completes what every format has in common (id,
// language, citations, limits).
package parse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"wensou/document"
	"wensou/parse/html"
	"wensou/parse/input"
	"wensou/parse/latex"
	"wensou/parse/lawjson"
	"wensou/parse/markdown"
	"wensou/parse/odt"
	"wensou/parse/pdf"
	"wensou/parse/pdftext"
	"wensou/parse/plaintext"
	"wensou/parse/rst"
)

// The formats that Detect knows; Document.Format and Options.Format hold them.
const (
	FormatMarkdown  = "markdown"
	FormatPlaintext = "plaintext"
	FormatPDFText   = "pdftext"
	FormatPDF       = "pdf"
	FormatJSONL     = "jsonl"
	FormatHTML      = "html"
	FormatLaTeX     = "latex"
	FormatRST       = "rst"
	FormatLawJSON   = "lawjson"
	FormatDOCX      = "docx"
	FormatODT       = "odt"
	FormatEPUB      = "epub"
)

// Options of one source.
type Options struct {
	Format       string          // one of the formats above; "" (default): detect for each file
	Source       document.Source // for documents that name no source of their own
	Collection   string          // Document.Collection of every document
	Topics       []string        // added to the topics of every document
	LinkTemplate string          // "https://…/{id}" or "…/{path}": gives Document.URL; "" for none
	History      History         // for documents that say nothing of it themselves
}

// History is what is known of a file from elsewhere. Dates are YYYY-MM-DD.
type History struct {
	Date     string // Document.Date
	Modified string // Document.Extra["modified"], when it is not the date
	Author   string
	Cut      bool // the history is older than what is known of it
}

// Parse reads one file (data as on disk) into a finished, validated Document.
// name is its path relative to the source's root. Every error is an
// *input.Error. Rows (see IsRows) are read by the package jsonl instead.
func Parse(name string, data []byte, o Options) (*document.Document, error) {
	return ParseContext(context.Background(), name, data, o)
}

// ParseContext is Parse for callers that may give up: a PDF is read by another
// program, which ends with ctx. The error is then that of ctx.
func ParseContext(ctx context.Context, name string, data []byte, o Options) (*document.Document, error) {
	name = cleanPath(name)
	if isContainer(name, o.Format, data) {
		return parseContainer(name, data, o)
	}
	if o.Format == FormatPDF || o.Format == "" && pdf.Detect(data) {
		d, err := pdf.Parse(ctx, name, data)
		if err != nil {
			return nil, err
		}
		return finish(d, input.File{Path: name}, FormatPDF, o)
	}
	f, warnings, err := input.Decode(name, data)
	if err != nil {
		return nil, err
	}
	format := o.Format
	if format == "" {
		format = detect(f)
	}
	d, err := parseFormat(format, f)
	if err != nil {
		return nil, err
	}
	d.Warnings = append(warnings, d.Warnings...)
	return finish(d, f, format, o)
}

func parseFormat(format string, f input.File) (*document.Document, error) {
	switch format {
	case FormatMarkdown:
		return markdown.Parse(f)
	case FormatPlaintext:
		return plaintext.Parse(f)
	case FormatPDFText:
		return pdftext.Parse(f)
	case FormatHTML:
		return html.Parse(f)
	case FormatLaTeX:
		return latex.Parse(f)
	case FormatRST:
		return rst.Parse(f)
	case FormatLawJSON:
		return lawjson.Parse(f)
	case FormatODT:
		return odt.ParseFlat(f)
	case FormatJSONL:
		return nil, &input.Error{Path: f.Path, Reason: "the file holds rows, not one document; read it as JSON Lines"}
	case "":
		return nil, &input.Error{Path: f.Path, Reason: "not a text format we read (Markdown, HTML, LaTeX, reStructuredText, DOCX, ODT, EPUB, law JSON, PDF, plain text, text from PDF, JSON Lines); convert it or leave it out"}
	}
	return nil, &input.Error{Path: f.Path, Reason: fmt.Sprintf("unknown format %q; use markdown, html, latex, rst, docx, odt, epub, lawjson, plaintext, pdf, pdftext or jsonl", format)}
}

// DocID is the id of the document in the file name (relative to its source's
// root): the path without extension, slashes kept, in Unicode form NFC.
func DocID(name string) document.ID {
	name = cleanPath(name)
	if IsRows(name) {
		name = strings.TrimSuffix(strings.TrimSuffix(name, ".zst"), ".gz")
	}
	ext := path.Ext(name)
	if base := path.Base(name); ext != base { // ".hidden" has no extension
		name = strings.TrimSuffix(name, ext)
	}
	return PathID(name)
}

// PathID is the whole path as an id, for a document whose own id is taken.
func PathID(name string) document.ID { return validID(norm.NFC.String(cleanPath(name))) }

// validID escapes what an id can't hold, and cuts a long one: it then ends with
// a digest of the whole, so that it belongs to its file alone.
func validID(name string) document.ID {
	if strings.ContainsFunc(name, unicode.IsControl) {
		var b strings.Builder
		for _, r := range name {
			if unicode.IsControl(r) {
				b.WriteString(url.PathEscape(string(r)))
			} else {
				b.WriteRune(r)
			}
		}
		name = b.String()
	}
	if len(name) > maxIDBytes {
		digest := sha256.Sum256([]byte(name))
		cut := maxIDBytes - 1 - 2*digestBytes
		for !utf8.RuneStart(name[cut]) {
			cut--
		}
		name = name[:cut] + "-" + hex.EncodeToString(digest[:digestBytes])
	}
	return document.ID(name)
}

const (
	maxIDBytes  = document.MaxIDBytes - 64 // room for a prefix, and for a number that makes it unique
	digestBytes = 8
)

// cleanPath makes name slash-separated and relative without "./" and "..".
// Bytes that are no UTF-8 stand as %XX, so that two names stay two.
func cleanPath(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, "\\", "/"))
	name = strings.TrimPrefix(name, "/")
	if utf8.ValidString(name) {
		return name
	}
	var b strings.Builder
	for len(name) > 0 {
		r, n := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, "%%%02X", name[0])
		} else {
			b.WriteString(name[:n])
		}
		name = name[n:]
	}
	return b.String()
}
