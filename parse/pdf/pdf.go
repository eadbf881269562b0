// Package pdf reads PDF files. Poppler tells where each run of characters
// stands on the page; from that the package makes a text in reading order –
// columns one after another, superscript digits as ¹²³, footnotes apart, no
// running heads – which the package pdftext parses. Line numbers are those of
// that text; pages are counted from the first of the file.
package pdf

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"wensou/document"
	"wensou/parse/input"
	"wensou/parse/pdftext"
)

// Mail programs and servers put up to so many bytes before a PDF, and behind.
const strayBytes = 1024

// Detect says whether the bytes are a PDF: its magic number stands at their
// start, or near it when its end mark stands near the end, too.
func Detect(data []byte) bool {
	if bytes.HasPrefix(bytes.TrimLeft(data[:min(len(data), strayBytes)], "\uFEFF \t\r\n\x00"), []byte("%PDF-")) {
		return true
	}
	return bytes.Contains(data[:min(len(data), strayBytes)], []byte("%PDF-")) &&
		bytes.Contains(data[max(0, len(data)-strayBytes):], []byte("%%EOF"))
}

// Parse reads a PDF into a document. The caller sets ID and Path. It needs
// poppler's pdfinfo, pdftohtml and pdfimages in PATH. An *input.Error tells of
// a file that is encrypted, damaged, without text or beyond the limits; the
// error of ctx comes back as it is.
func Parse(ctx context.Context, path string, data []byte) (*document.Document, error) {
	t, err := Text(ctx, data)
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, &input.Error{Path: path, Reason: err.Error(), Err: err}
	}
	d, err := pdftext.ParseLayout(input.File{Path: path, Text: t.Text}, t.layout)
	if err != nil {
		return nil, err
	}
	t.info.complete(d)
	d.Warnings = append(t.Warnings, d.Warnings...)
	paginate(d, t.Text)
	return d, nil
}

// Extract is the text of a PDF.
type Extract struct {
	Text     string // pages end with form feeds
	Warnings []document.Warning
	layout   pdftext.Layout
	info     info
}

// Text takes the text out of a PDF, in the form that pdftext reads. The same
// bytes give the same text.
func Text(ctx context.Context, data []byte) (*Extract, error) {
	about, err := poppler(ctx, data, "pdfinfo", "-isodates", "-")
	if err != nil {
		return nil, err
	}
	t := &Extract{info: readInfo(about.Output)}
	if n, _ := strconv.Atoi(t.info["Pages"]); n > maxPages {
		return nil, fmt.Errorf("%d pages are more than the %d that are read; split it", n, maxPages)
	}
	// The last argument only names a file that -stdout keeps from being made.
	out, err := poppler(ctx, data, "pdftohtml", "-xml", "-i", "-stdout", "-hidden", "-nodrm", "-zoom", strconv.Itoa(zoom), "-", "out")
	if err != nil {
		return nil, err
	}
	pages := readLayout(out.Output)
	if err := t.checkPages(ctx, data, pages); err != nil {
		return nil, err
	}
	t.checkCharacters(pages, out.Messages)
	t.Text, t.layout, err = write(ctx, pages)
	return t, err
}

// write makes the text of all pages, and what the layout says of its lines.
// The error is that of ctx.
func write(ctx context.Context, pages []page) (string, pdftext.Layout, error) {
	for i := range pages {
		pages[i].turn()
	}
	dropRunning(pages)
	w := writer{bodySize: bodySize(pages), layout: make(pdftext.Layout, 1)}
	gutters := make([]float64, len(pages))
	for i := range pages {
		gutters[i] = pages[i].findGutter()
	}
	var open *noteType
	for i := range pages {
		if ctx.Err() != nil {
			return "", nil, ctx.Err()
		}
		var t pageText
		t, open = divide(pages[i].readingOrder(gutters[i]), w.bodySize, open)
		w.page(&t)
		w.b.WriteByte('\f')
	}
	return w.b.String(), w.layout, nil
}

// checkPages tells of pages that are images without text.
func (t *Extract) checkPages(ctx context.Context, data []byte, pages []page) error {
	var empty []int
	for i := range pages {
		if pages[i].cut {
			t.warn("page-cut", "page %d has more than %d pieces of text; the rest of it was left out", pages[i].number, maxPieces)
		}
		if len(pages[i].pieces) == 0 {
			empty = append(empty, pages[i].number)
		}
	}
	if len(empty) == 0 && len(pages) > 0 {
		return nil
	}
	list, err := poppler(ctx, data, "pdfimages", "-list", "-")
	if err != nil {
		return err
	}
	images := map[int]bool{}
	for line := range strings.Lines(string(list.Output)) {
		if f := strings.Fields(line); len(f) > 0 {
			n, _ := strconv.Atoi(f[0])
			images[n] = true
		}
	}
	scanned := slices.DeleteFunc(slices.Clone(empty), func(n int) bool { return !images[n] })
	switch {
	case len(empty) == len(pages) && len(scanned) > 0:
		return fmt.Errorf("page images without text (pages %s); run OCR first, for example ocrmypdf -l chi_tra+chi_sim", ranges(scanned))
	case len(empty) == len(pages):
		return fmt.Errorf("no text on its %d pages; if they show writing as drawings, run OCR first", len(pages))
	case len(scanned) > 0:
		t.warn("page-without-text", "%d of %d pages are images without text and can't be found: %s; run OCR on them", len(scanned), len(pages), ranges(scanned))
	}
	return nil
}

// unreadablePart is the share of characters without meaning from which the
// reader is told.
const unreadablePart = 0.02

// checkCharacters tells of text whose characters poppler could not name.
func (t *Extract) checkCharacters(pages []page, messages string) {
	all, bad := 0, 0
	for i := range pages {
		for k := range pages[i].pieces {
			for _, r := range pages[i].pieces[k].text {
				all++
				if r == '\uFFFD' || unicode.Is(unicode.Co, r) {
					bad++
				}
			}
		}
	}
	switch {
	case unmapped(messages):
		t.warn("text-unmapped", "poppler lacks the tables for a Chinese font of this file, so its text is missing or wrong; install poppler-data")
	case float64(bad) > unreadablePart*float64(all):
		t.warn("text-unmapped", "%d of %d characters have no meaning: fonts of this file do not say which characters they show; run OCR on it", bad, all)
	}
}

func (t *Extract) warn(code, format string, args ...any) {
	t.Warnings = append(t.Warnings, document.Warning{Code: code, Message: fmt.Sprintf(format, args...)})
}

// ranges writes page numbers as "1-3, 7".
func ranges(pages []int) string {
	var out []string
	for i := 0; i < len(pages); {
		k := i
		for k+1 < len(pages) && pages[k+1] == pages[k]+1 {
			k++
		}
		if s := strconv.Itoa(pages[i]); k == i {
			out = append(out, s)
		} else {
			out = append(out, s+"-"+strconv.Itoa(pages[k]))
		}
		i = k + 1
	}
	return strings.Join(out, ", ")
}

// paginate tells each unit on which pages its lines stand.
func paginate(d *document.Document, text string) {
	pageOf := []int{0}
	n := 1
	for line := range strings.Lines(text) {
		n += strings.Count(line[:len(line)-len(strings.TrimLeft(line, "\f"))], "\f")
		pageOf = append(pageOf, n)
	}
	at := func(line int) int { return pageOf[min(max(line, 0), len(pageOf)-1)] }
	for i := range d.Units {
		u := &d.Units[i]
		for _, l := range u.Lines {
			for p := at(l[0]); p <= at(l[1]) && p > 0; p++ {
				if !slices.Contains(u.Pages, p) {
					u.Pages = append(u.Pages, p)
				}
			}
		}
	}
}
