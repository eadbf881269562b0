// Package bibliography writes what a document or one of its citations is, for
// reference managers (CSL-JSON, BibTeX, RIS) and as text in the styles of
// GB/T 7714-2015, APA 7 and Chicago 17. Nothing is invented: a field that a
// record does not have is left out.
package bibliography

import (
	"context"
	"fmt"
	"strings"
)

// Format is a form in which entries can be written.
type Format string

// The formats.
const (
	CSLJSON Format = "csl-json"
	BibTeX  Format = "bibtex" // UTF-8, with the types and fields of biblatex
	RIS     Format = "ris"
	GBT7714 Format = "gbt7714" // GB/T 7714-2015, without numbers
	APA     Format = "apa"     // APA 7, the list of references
	Chicago Format = "chicago" // Chicago 17, the bibliography of notes and bibliography
)

// Formats lists every format, files of reference managers first.
var Formats = []Format{BibTeX, RIS, CSLJSON, GBT7714, APA, Chicago}

// ParseFormat reads a format's name. The error names those that exist.
func ParseFormat(s string) (Format, error) {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		if string(f) == s {
			return f, nil
		}
		names[i] = string(f)
	}
	return "", fmt.Errorf("is %q, not %s or %s", s, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// IsText says that entries are sentences for people, one a line.
func (f Format) IsText() bool { return f == GBT7714 || f == APA || f == Chicago }

// MediaType of what Write writes.
func (f Format) MediaType() string {
	switch f {
	case CSLJSON:
		return "application/vnd.citationstyles.csl+json"
	case BibTeX:
		return "application/x-bibtex; charset=utf-8"
	case RIS:
		return "application/x-research-info-systems; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// Extension of a file of this format, with its dot.
func (f Format) Extension() string {
	switch f {
	case CSLJSON:
		return ".json"
	case BibTeX:
		return ".bib"
	case RIS:
		return ".ris"
	}
	return ".txt"
}

// Write returns the entries in a format; entries of one record become one, with
// all places, and records that name nothing are left out. Text is as marked up
// as m says, the other formats have no markup. Its work grows with the entries,
// and ends with ctx, whose error it returns.
func Write(ctx context.Context, f Format, m Markup, entries []Entry) (string, error) {
	items, err := prepare(ctx, entries)
	if err != nil {
		return "", err
	}
	switch f {
	case CSLJSON:
		return writeCSLJSON(items)
	case BibTeX:
		return writeBibTeX(items), nil
	case RIS:
		return writeRIS(items), nil
	}
	style := styles[f]
	if style == nil {
		_, err := ParseFormat(string(f))
		return "", fmt.Errorf("bibliography: format %w", err)
	}
	var b strings.Builder
	for i, it := range items {
		if i%lookEvery == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		if line := it.text(style).render(m); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String(), nil
}
