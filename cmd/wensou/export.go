package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wensou/bibliography"
	"wensou/document"
	"wensou/index"
	"wensou/internal/ingest"
	"wensou/parse/input"
	"wensou/search"
)

func exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export --format FORMAT {--index DIR {--query QUERY | --document ID | --unit ID | --work ID} | FILE...}",
		Short: "Write documents and what they cite for reference managers",
		Long: `export writes citations: as BibTeX, RIS or CSL-JSON for reference managers, or as
text by GB/T 7714-2015, APA 7 or Chicago 17, one a line.

Of an index it writes the hits of a query, a document, or a unit by the id that
search shows. A citation or reference is the work that it cites; any other unit is
its document, with the number of the note or paragraph. Of files it writes the
documents that are read from them. With --references it writes the works that a
document cites instead, each once. With --work it writes a work of the index, by
the id that wensou works shows.

A file that can't be read is named with its reason on standard error, and the
exit code is 7.`,
		Example: `  wensou export --index idx --query '颱風 預警' > hits.bib
  wensou export --index idx --document papers/typhoon-data-commons --references --format ris
  wensou export --index idx --work ories5bgvg4i --format gbt7714
  wensou export --format apa --markup markdown *.md`,
		RunE: runExport,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	f := cmd.Flags()
	f.String("query", "", "the hits of this `QUERY`")
	f.Int("limit", 20, "`N` hits of a query, at most 100")
	f.String("document", "", "the document of this `ID`")
	f.String("unit", "", "the unit of this `ID`: blog/a#fn3, or fn3 with --document")
	f.String("work", "", "the work of this `ID`, see wensou works")
	f.Bool("references", false, "the works that the document cites")
	f.String("markup", "plain", "italics of text: plain (none), markdown or html")
	formatFlag(cmd, exportFormats()...)
	return cmd
}

func exportFormats() []string {
	names := make([]string, len(bibliography.Formats))
	for i, format := range bibliography.Formats {
		names[i] = string(format)
	}
	return names
}

func runExport(cmd *cobra.Command, args []string) error {
	o, err := exportOptions(cmd, args)
	if err != nil {
		return err
	}
	var entries []bibliography.Entry
	failed := error(nil)
	if len(args) > 0 {
		entries, failed = exportFiles(cmd, args, o.references)
		if failed != nil && !errors.Is(failed, errSomeFailed) {
			return failed
		}
	} else if entries, err = exportIndex(cmd, o); err != nil {
		return err
	}
	text, err := bibliography.Write(cmd.Context(), o.format, o.markup, entries)
	if err == nil {
		_, err = io.WriteString(cmd.OutOrStdout(), text)
	}
	return errors.Join(failed, err)
}

// exportRequest is what one export asks for.
type exportRequest struct {
	format     bibliography.Format
	markup     bibliography.Markup
	query      string
	limit      int
	doc, unit  string
	work       string
	references bool
}

// exportOptions reads the options and checks that they ask for one thing.
func exportOptions(cmd *cobra.Command, files []string) (*exportRequest, error) {
	f := cmd.Flags()
	text := func(name string) string { v, _ := f.GetString(name); return v }
	o := &exportRequest{
		format: bibliography.Format(text("format")), markup: bibliography.Markup(text("markup")),
		query: text("query"), doc: text("document"), unit: text("unit"), work: text("work"),
	}
	o.limit, _ = f.GetInt("limit")
	o.references, _ = f.GetBool("references")
	switch o.markup {
	case bibliography.Plain:
	case bibliography.Markdown, bibliography.HTML:
		if !o.format.IsText() {
			return nil, usagef("--markup %s is for gbt7714, apa and chicago", o.markup)
		}
	default:
		return nil, usagef("--markup %s: not plain, markdown or html", o.markup)
	}
	asked := 0
	for _, given := range []bool{len(files) > 0, f.Changed("query"), o.doc != "" || o.unit != "", o.work != ""} {
		if given {
			asked++
		}
	}
	if asked != 1 {
		return nil, usagef("%s needs one of --query, --document, --unit, --work and FILE; see %s --help", cmd.CommandPath(), cmd.CommandPath())
	}
	if o.references && (f.Changed("query") || o.unit != "" || o.work != "") {
		return nil, usagef("--references is for --document and FILE")
	}
	if o.limit < 1 || o.limit > search.MaxLimit {
		return nil, usagef("--limit is %d, not 1 to %d", o.limit, search.MaxLimit)
	}
	if i := strings.LastIndex(o.unit, "#"); o.unit != "" && o.doc == "" {
		if i < 1 {
			return nil, usagef("--unit %s needs --document, or its document before it: blog/a#fn3", o.unit)
		}
		o.doc, o.unit = o.unit[:i], o.unit[i+1:]
	}
	return o, nil
}

// exportFiles reads documents; what can't be read is told, and errSomeFailed.
func exportFiles(cmd *cobra.Command, files []string, references bool) ([]bibliography.Entry, error) {
	var sources []ingest.Source
	for _, name := range files {
		s, err := ingest.FromPath(name)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	var entries []bibliography.Entry
	rejected := 0
	err := ingest.Each(cmd.Context(), sources, ingest.Options{Reject: func(e *input.Error) {
		rejected++
		fmt.Fprintln(cmd.ErrOrStderr(), e)
	}}, func(d *document.Document) error {
		if references {
			entries = append(entries, bibliography.References(d, nil)...)
		} else {
			entries = append(entries, bibliography.Document(d))
		}
		return nil
	})
	if err == nil && rejected > 0 {
		err = fmt.Errorf("%w: %d", errSomeFailed, rejected)
	}
	return entries, err
}

// exportIndex asks an index.
func exportIndex(cmd *cobra.Command, o *exportRequest) (entries []bibliography.Entry, err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return nil, err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return nil, err
	}
	open, err := openIndex(c, dir, search.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, open.Close()) }()
	switch {
	case o.work != "":
		return exportWork(cmd, open.service, o.work)
	case o.references:
		return exportReferences(cmd, open.service, document.ID(o.doc))
	case o.doc != "":
		return exportUnits(cmd, open.service, []bibliography.Ref{{Document: document.ID(o.doc), Unit: document.UnitID(o.unit)}})
	}
	resp, err := open.service.Search(cmd.Context(), search.Request{Query: o.query, Limit: o.limit, Highlight: search.HighlightNone})
	if err != nil {
		return nil, optionNames(err)
	}
	var refs []bibliography.Ref
	for i := range resp.Hits {
		h := &resp.Hits[i]
		refs = append(refs, bibliography.Ref{
			Document: document.ID(h.Document.ID), Unit: document.UnitID(strings.TrimPrefix(h.ID, h.Document.ID+"#")),
		})
	}
	return exportUnits(cmd, open.service, refs)
}

func exportWork(cmd *cobra.Command, s *search.Service, id string) ([]bibliography.Entry, error) {
	w, err := s.Work(cmd.Context(), id, search.Request{Limit: 1})
	if errors.Is(err, index.ErrNotFound) {
		return nil, usagef("--work %s: the index has no such work", id)
	}
	if err != nil {
		return nil, err
	}
	return []bibliography.Entry{bibliography.Work(w.CSL, w.EtAl)}, nil
}

func exportReferences(cmd *cobra.Command, s *search.Service, id document.ID) ([]bibliography.Entry, error) {
	d, err := loadDocument(cmd.Context(), s, id)
	if err != nil {
		return nil, err
	}
	return bibliography.References(d.Document, func(w document.WorkID) string { return d.WorkIDs[w].ID }), nil
}

func exportUnits(cmd *cobra.Command, s *search.Service, refs []bibliography.Ref) ([]bibliography.Entry, error) {
	entries, err := bibliography.Collect(cmd.Context(), refs, func(ctx context.Context, id document.ID) (*document.Document, error) {
		d, err := loadDocument(ctx, s, id)
		if err != nil {
			return nil, err
		}
		return d.Document, nil
	})
	if errors.Is(err, bibliography.ErrNoUnit) {
		err = usagef("--unit %s: the document %s has no such unit", refs[0].Unit, refs[0].Document)
	}
	return entries, err
}

func loadDocument(ctx context.Context, s *search.Service, id document.ID) (*search.DocumentView, error) {
	d, err := s.Document(ctx, id)
	if errors.Is(err, index.ErrNotFound) {
		return nil, usagef("--document %s: the index has no such document", id)
	}
	return d, err
}
