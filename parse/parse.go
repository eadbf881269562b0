// Package parse turns a source file as it lies on disk into a finished,
// validated Document: it decodes the bytes, finds the format, hands the text to
// that format's parser and completes what every format has in common (id,
// language, citations, limits).
package parse

import (
	"context"
	"fmt"
	"path"
	"strings"

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
	return document.ID(norm.NFC.String(name))
}

// cleanPath makes name slash-separated and relative without "./" and "..".
func cleanPath(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, "\\", "/"))
	return strings.ToValidUTF8(strings.TrimPrefix(name, "/"), "\uFFFD")
}
