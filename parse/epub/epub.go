// Package epub parses books in EPUB 2 and 3: the metadata of the package, and
// the chapters of the spine in their order as one document, with notes that may
// stand in a file of their own. Tables of contents are left out.
//
// Lines count within the file of each chapter.
package epub

import (
	"bytes"
	"encoding/xml"
	"net/url"
	"path"
	"strings"

	"wensou/document"
	"wensou/parse/archive"
	"wensou/parse/draft"
	"wensou/parse/html"
	"wensou/parse/input"
	"wensou/parse/xmltext"
)

const (
	bookType     = "application/epub+zip"
	maxTextBytes = 64 << 10 // of a metadata field
	maxChapter   = 64 << 20
)

// Detect says whether a container holds a book.
func Detect(a *archive.Archive) bool {
	if !a.Has(containerFile) {
		return false
	}
	kind, err := a.ReadFile("mimetype", 1<<10)
	return err == nil && strings.TrimSpace(string(kind)) == bookType || !a.Has("mimetype")
}

const containerFile = "META-INF/container.xml"

// Parse reads the container. The caller sets ID, Path and what the book does
// not say. Every error is an *input.Error.
func Parse(name string, a *archive.Archive) (*document.Document, error) {
	b := &book{path: name, a: a, items: map[string]item{}, encrypted: map[string]bool{}}
	for _, read := range []func() error{b.findPackage, b.readEncrypted, b.readPackage} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	d := draft.New("epub")
	parts, err := b.chapters(d.Doc)
	if err != nil {
		return nil, err
	}
	b.meta.apply(d, name)
	if err := html.ParseBook(d, parts); err != nil {
		return nil, &input.Error{Path: name, Reason: err.Error(), Err: err}
	}
	if !hasText(d.Doc) {
		return nil, &input.Error{Path: name, Reason: "the book holds no text"}
	}
	return d.Doc, nil
}

func hasText(d *document.Document) bool {
	for i := range d.Units {
		if k := d.Units[i].Kind; k != document.KindTitle && k != document.KindDescription {
			return true
		}
	}
	return false
}

// book is one container.
type book struct {
	path      string
	a         *archive.Archive
	opf       string // the part with the package
	items     map[string]item
	spine     []string // ids of items
	contents  []string // parts with a table of contents, the best first
	encrypted map[string]bool
	meta      meta
}

// item is a file that the package lists.
type item struct {
	part  string // path in the container
	kind  string // media type
	isNav bool
}

// each reads the elements of a part, however deep they stand; f returns true
// when it has read an element to its end.
func (b *book) each(part string, f func(*xmltext.Reader, xml.StartElement) (bool, error)) error {
	r, err := b.a.Open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	x := xmltext.New(r, b.path, part)
	if _, err := x.Root(); err != nil {
		return err
	}
	var child func(e xml.StartElement) error
	child = func(e xml.StartElement) error {
		done, err := f(x, e)
		if done || err != nil {
			return err
		}
		return x.Children(child, nil)
	}
	return x.Children(child, nil)
}

// findPackage reads which part describes the book: the first that is listed.
func (b *book) findPackage() error {
	err := b.each(containerFile, func(_ *xmltext.Reader, e xml.StartElement) (bool, error) {
		if e.Name.Local == "rootfile" && b.opf == "" {
			b.opf = resolve("", xmltext.Attr(e, "full-path"))
		}
		return false, nil
	})
	if err == nil && b.opf == "" {
		err = &input.Error{Path: b.path, Reason: containerFile + " names no package (rootfile)"}
	}
	return err
}

// readEncrypted reads which parts are encrypted. Fonts often are; chapters only
// in books that are sold with a lock.
func (b *book) readEncrypted() error {
	const part = "META-INF/encryption.xml"
	if !b.a.Has(part) {
		return nil
	}
	return b.each(part, func(_ *xmltext.Reader, e xml.StartElement) (bool, error) {
		if e.Name.Local == "CipherReference" {
			b.encrypted[resolve("", xmltext.Attr(e, "URI"))] = true
		}
		return false, nil
	})
}

func (b *book) readPackage() error {
	toc := ""
	err := b.each(b.opf, func(x *xmltext.Reader, e xml.StartElement) (bool, error) {
		switch e.Name.Local {
		case "metadata":
			return true, b.meta.read(x)
		case "item":
			properties := strings.Fields(xmltext.Attr(e, "properties"))
			it := item{part: resolve(b.opf, xmltext.Attr(e, "href")), kind: xmltext.Attr(e, "media-type")}
			for _, p := range properties {
				it.isNav = it.isNav || p == "nav"
			}
			b.items[xmltext.Attr(e, "id")] = it
			if it.isNav {
				b.contents = append(b.contents, it.part)
			}
		case "spine":
			toc = xmltext.Attr(e, "toc")
		case "itemref":
			b.spine = append(b.spine, xmltext.Attr(e, "idref"))
		}
		return false, nil
	})
	if it, ok := b.items[toc]; ok {
		b.contents = append(b.contents, it.part)
	}
	return err
}

// resolve is the part that a reference in another part names, without what
// stands behind #.
func resolve(from, ref string) string {
	ref, _, _ = strings.Cut(ref, "#")
	if plain, err := url.PathUnescape(ref); err == nil {
		ref = plain
	}
	return strings.TrimPrefix(path.Join("/", path.Dir(from), ref), "/")
}

// chapters reads the files of the spine, each once.
func (b *book) chapters(d *document.Document) ([]html.Part, error) {
	labels := b.labels()
	seen := map[string]bool{}
	var parts []html.Part
	for _, id := range b.spine {
		it, ok := b.items[id]
		if !ok || seen[it.part] || it.isNav || !isPage(it) {
			continue
		}
		seen[it.part] = true
		switch {
		case b.encrypted[it.part]:
			return nil, &input.Error{Path: b.path, Reason: "the book is locked (its chapters are encrypted); only books without a lock can be read"}
		case !b.a.Has(it.part):
			d.Warn(0, "part-missing", "the chapter %s is listed, but not in the book", it.part)
			continue
		}
		data, err := b.a.ReadFile(it.part, maxChapter)
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(data)) == 0 {
			continue
		}
		f, warnings, err := input.Decode(it.part, data)
		if err != nil {
			return nil, &input.Error{Path: b.path, Reason: err.Error(), Err: err}
		}
		d.Warnings = append(d.Warnings, warnings...)
		parts = append(parts, html.Part{File: f, Heading: labels[it.part]})
	}
	return parts, nil
}

func isPage(it item) bool {
	switch it.kind {
	case "application/xhtml+xml", "text/html", "text/x-oeb1-document":
		return true
	}
	return false
}
