package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/gin-gonic/gin"

	"wensou/bibliography"
	"wensou/document"
	"wensou/index"
	"wensou/search"
)

// exportDeadline bounds one export, which may read a hundred documents.
const exportDeadline = 10 * time.Second

// readFormat is the form that format asks for; "" for JSON.
func readFormat(vs []string) (bibliography.Format, error) {
	switch {
	case len(vs) == 0 || len(vs) == 1 && vs[0] == "json":
		return "", nil
	case len(vs) > 1:
		return "", &search.ParamError{Param: "format", Reason: fmt.Sprintf("stands %d times, once is enough", len(vs))}
	}
	f, err := bibliography.ParseFormat(vs[0])
	if err != nil {
		return "", &search.ParamError{Param: "format", Reason: err.Error()}
	}
	return f, nil
}

// documentFormat is the form that an address of a document asks for, by its one
// parameter or by the header Accept; "" for JSON.
func documentFormat(c *gin.Context) (bibliography.Format, error) {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if name != "format" {
			return "", &search.ParamError{Param: name, Reason: "is unknown; this address takes format alone"}
		}
	}
	c.Writer.Header().Add("Vary", "Accept")
	if len(v["format"]) == 0 {
		return acceptedFormat(c.GetHeader("Accept")), nil
	}
	return readFormat(v["format"])
}

// acceptedFormat is the first form in Accept that we know; "" for JSON, which
// is also what "anything" gets.
func acceptedFormat(header string) bibliography.Format {
	for part := range strings.SplitSeq(header, ",") {
		accepted, _, err := mime.ParseMediaType(part)
		if err != nil || accepted == "text/plain" { // several forms are plain text
			continue
		}
		if accepted == "application/json" || strings.Contains(accepted, "*") {
			return ""
		}
		for _, f := range bibliography.Formats {
			if have, _, _ := mime.ParseMediaType(f.MediaType()); have == accepted {
				return f
			}
		}
	}
	return ""
}

// exportTries is how often an export begins again because another generation
// was published while it read.
const exportTries = 3

// exportEntries makes the entries of refs, all of one generation, which it
// names.
func (s *Server) exportEntries(ctx context.Context, refs []bibliography.Ref) (entries []bibliography.Entry, generation string, err error) {
	ctx, cancel := context.WithTimeout(ctx, exportDeadline)
	defer cancel()
	for range exportTries {
		generation = ""
		changed := false
		entries, err = bibliography.Collect(ctx, refs, func(ctx context.Context, id document.ID) (*document.Document, error) {
			view, err := s.searcher.Document(ctx, id)
			if err != nil {
				return nil, err
			}
			changed = changed || generation != "" && generation != view.Generation
			generation = view.Generation
			return view.Document, nil
		})
		if errors.Is(err, bibliography.ErrNoUnit) {
			err = fmt.Errorf("%w: %w", index.ErrNotFound, err)
		}
		if !changed {
			return entries, generation, err
		}
	}
	return nil, "", search.ErrBusy
}

// exportDocument answers with a document, or one of its units, as a citation.
func (s *Server) exportDocument(c *gin.Context, it bibliography.Ref, f bibliography.Format) error {
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, []any{it, f})) {
		return nil
	}
	entries, generation, err := s.exportEntries(c.Request.Context(), []bibliography.Ref{it})
	if err != nil {
		return err
	}
	c.Header("ETag", etag(generation, []any{it, f}))
	return s.writeExport(c, f, cmp.Or(entries[0].Record.Title, string(it.Document)), entries)
}

// exportReferences answers with the works that a document cites.
func (s *Server) exportReferences(c *gin.Context, doc string, f bibliography.Format) error {
	id, err := documentID(doc)
	if err != nil {
		return err
	}
	if f == "" {
		f = bibliography.CSLJSON
	}
	request := []any{"references", id, f}
	if gen := s.generation(); gen != "" && notModified(c, etag(gen, request)) {
		return nil
	}
	view, err := s.searcher.Document(c.Request.Context(), id)
	if err != nil {
		return err
	}
	c.Header("ETag", etag(view.Generation, request))
	indexed := func(id document.WorkID) string { return view.WorkIDs[id].ID }
	return s.writeExport(c, f, cmp.Or(view.Title, string(id)), bibliography.References(view.Document, indexed))
}

// writeExport sends a file for a reference manager, or text to be read.
func (s *Server) writeExport(c *gin.Context, f bibliography.Format, name string, entries []bibliography.Entry) error {
	ctx, cancel := context.WithTimeout(c.Request.Context(), exportDeadline)
	defer cancel()
	text, err := bibliography.Write(ctx, f, bibliography.Plain, entries)
	if err != nil {
		return err
	}
	c.Header("Content-Disposition", disposition(f, name))
	c.Header("Cache-Control", "no-cache")
	c.Data(http.StatusOK, f.MediaType(), []byte(text))
	return nil
}

// disposition names the file twice: in ASCII, and in full as RFC 5987 has it.
// Text opens in the browser.
func disposition(f bibliography.Format, name string) string {
	kind := "attachment"
	if f.IsText() {
		kind = "inline"
	}
	return kind + `; filename="citation` + f.Extension() + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(fileName(name)+f.Extension()), "+", "%20")
}

// fileName is a title as every system takes it for a file.
func fileName(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|%`, r) || unicode.Is(unicode.Bidi_Control, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = firstRunes(strings.Join(strings.Fields(s), " "), 60)
	if s = strings.Trim(s, ". "); s == "" {
		return "citation"
	}
	return s
}
