// Package document holds the types that every other package speaks in: a
// Document, its Units (paragraphs, footnotes, citations, references …), the
// Works that it cites and what its parser warned of. It imports nothing of
// ours and knows no engine, file format or wire protocol; its JSON form is the
// public contract that `wensou inspect --format json` prints.
package document

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ID names a document: stable between builds, unique in an index. It comes
// from the path below the source's root (without extension) or, for rows, from
// their doc_id.
type ID string

// UnitID names a unit inside its document ("p12", "fn3", "fn3c1", "r53").
// Units of JSON Lines keep the id of their row instead.
type UnitID string

// WorkID names a cited work inside its document ("w7").
type WorkID string

// Limits that Validate holds documents to. Longer ids are refused because they
// travel in addresses and file names.
const (
	MaxIDBytes   = 1024
	MaxUnitBytes = 8 << 20
)

// Source is where a document was published, as its front matter says, or the
// configured source that it was read from.
type Source struct {
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

// Heading is one heading of the document in reading order.
type Heading struct {
	Level int    `json:"level"` // 1 is the highest
	Text  string `json:"text"`
	Line  int    `json:"line"` // 1-based line in the source file
}

// Warning is something a parser noticed that a person should look at. It never
// stops a build.
type Warning struct {
	Line    int    `json:"line"` // 1-based; 0 when it concerns the whole file
	Code    string `json:"code"` // stable, kebab-case
	Message string `json:"message"`
}

// Document is one parsed source file, or one group of rows. Text is stored as
// read; every offset is in bytes into the Text of the unit that it names.
type Document struct {
	ID          ID                `json:"id"`
	Path        string            `json:"path"`   // relative to the source's root, slash-separated
	Format      string            `json:"format"` // markdown, plaintext, pdftext, jsonl …
	Title       string            `json:"title"`
	Description string            `json:"description,omitempty"`
	Language    string            `json:"language"` // BCP 47
	Date        string            `json:"date"`     // as given: RFC 3339 or YYYY[-MM[-DD]]; "" when there is none
	Authors     []string          `json:"authors,omitempty"`
	Topics      []string          `json:"topics,omitempty"`
	Source      Source            `json:"source"`
	URL         string            `json:"url,omitempty"` // the document's own address, from the source's link template
	Collection  string            `json:"collection,omitempty"`
	Extra       map[string]string `json:"extra,omitempty"`
	Headings    []Heading         `json:"headings,omitempty"`
	Units       []Unit            `json:"units"`
	Works       []Work            `json:"works,omitempty"`
	Warnings    []Warning         `json:"warnings,omitempty"`
}

// SourceName is what the source facet and filter see: the configured
// collection when there is one, else the publication named by the document.
func (d *Document) SourceName() string {
	if d.Collection != "" {
		return d.Collection
	}
	return d.Source.Name
}

// Warn appends a warning about a 1-based line.
func (d *Document) Warn(line int, code, format string, args ...any) {
	d.Warnings = append(d.Warnings, Warning{Line: line, Code: code, Message: fmt.Sprintf(format, args...)})
}

// Validate reports all faults of a document at once: what would make it
// unfindable, unaddressable or inconsistent once it is indexed.
func (d *Document) Validate() error {
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	switch {
	case d.ID == "":
		fail("document without id")
	case len(d.ID) > MaxIDBytes:
		fail("document id of %d bytes is longer than %d", len(d.ID), MaxIDBytes)
	case !utf8.ValidString(string(d.ID)) || strings.ContainsAny(string(d.ID), "\x00\n\r"):
		fail("document id %q holds characters that no address can carry", d.ID)
	}
	seen := make(map[UnitID]int, len(d.Units))
	for i := range d.Units {
		u := &d.Units[i]
		if first, dup := seen[u.ID]; dup {
			fail("unit id %q stands twice (units %d and %d)", u.ID, first+1, i+1)
		}
		seen[u.ID] = i
		if err := u.validate(); err != nil {
			errs = append(errs, err)
		}
	}
	for i := range d.Units {
		if a := d.Units[i].Anchor; a != nil {
			j, ok := seen[a.Unit]
			if !ok {
				fail("unit %s is anchored in %q, which does not exist", d.Units[i].ID, a.Unit)
			} else if a.Offset < 0 || a.Offset > len(d.Units[j].Text) {
				fail("unit %s is anchored at byte %d of %s, which has %d", d.Units[i].ID, a.Offset, a.Unit, len(d.Units[j].Text))
			}
		}
	}
	return errors.Join(errs...)
}
