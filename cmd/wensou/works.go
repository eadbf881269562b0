package main

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"wensou/bibliography"
	"wensou/document"
	"wensou/index"
	"wensou/search"
)

func worksCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "works --index DIR [QUERY]",
		Short: "List the works that documents cite, and where",
		Long: `works lists what the documents of an index cite, the most cited first. Citations
and references of one work are one work, in whatever document, script or
spelling. QUERY is looked for in titles, authors and what works appeared in.

With --id one work is shown, with every place that cites it: its note, the
sentence that the note hangs on, and the citation.

With a FORMAT of wensou export the works of the list, or the one of --id, are
written for reference managers or as text in a style.`,
		Example: `  wensou works --index idx 演算法
  wensou works --index idx --source 南嶼學刊 --sort=-year
  wensou works --index idx --id ories5bgvg4i
  wensou works --index idx --format json --limit 100
  wensou works --index idx --format bibtex --limit 100 > works.bib`,
		RunE: runWorks,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	f := cmd.Flags()
	f.String("id", "", "show the work of this `ID`")
	f.StringArray("source", nil, "only what documents of this `SOURCE` cite")
	f.String("sort", "", "`ORDER` of works: documents (most citing ones first), relevance, year or -year; of places -date or date")
	f.Int("limit", 20, "show `N` works or places, at most 100")
	f.Int("page", 1, "show the `N`th page of them")
	formatFlag(cmd, append([]string{"text", "json"}, exportFormats()...)...)
	return cmd
}

func runWorks(cmd *cobra.Command, args []string) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return err
	}
	f := cmd.Flags()
	id, _ := f.GetString("id")
	sources, _ := f.GetStringArray("source")
	order, _ := f.GetString("sort")
	limit, _ := f.GetInt("limit")
	page, _ := f.GetInt("page")
	if limit < 1 || page < 1 { // zero would mean the default
		return usagef("--limit and --page are 1 or more")
	}
	if id != "" && len(args) > 0 {
		return usagef("--id names one work; leave out the QUERY")
	}
	r := search.WorksRequest{Query: strings.Join(args, " "), Sources: sources, Sort: search.WorksOrder(order), Page: page, Limit: limit}
	if check := r; id == "" {
		if err := check.Normalize(); err != nil {
			return optionNames(err)
		}
	}
	o, err := openIndex(c, dir, search.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if id != "" {
		return showWork(cmd, o.service, id, search.Request{Sources: sources, Sort: index.SortOrder(order), Page: page, Limit: limit})
	}
	resp, err := o.service.Works(cmd.Context(), r)
	if err != nil {
		return optionNames(err)
	}
	switch f, text := citationForm(cmd); {
	case wantsJSON(cmd):
		return writeJSON(cmd.OutOrStdout(), resp)
	case text:
		return printWorks(cmd.OutOrStdout(), resp)
	default:
		return writeWorks(cmd.Context(), cmd.OutOrStdout(), f, resp.Works...)
	}
}

func showWork(cmd *cobra.Command, s *search.Service, id string, r search.Request) error {
	w, err := s.Work(cmd.Context(), id, r)
	if err != nil {
		return optionNames(err)
	}
	switch f, text := citationForm(cmd); {
	case wantsJSON(cmd):
		return writeJSON(cmd.OutOrStdout(), w)
	case text:
		return printWork(cmd.OutOrStdout(), w)
	default:
		return writeWorks(cmd.Context(), cmd.OutOrStdout(), f, w.WorkInfo)
	}
}

// citationForm is the form of an export that --format names, or that it is text.
func citationForm(cmd *cobra.Command) (f bibliography.Format, text bool) {
	if wantsForm(cmd, "text") {
		return "", true
	}
	name, _ := cmd.Flags().GetString("format")
	return bibliography.Format(name), false
}

func writeWorks(ctx context.Context, w io.Writer, f bibliography.Format, works ...search.WorkInfo) error {
	entries := make([]bibliography.Entry, len(works))
	for i := range works {
		entries[i] = bibliography.Work(works[i].CSL, works[i].EtAl)
	}
	text, err := bibliography.Write(ctx, f, bibliography.Plain, entries)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, text)
	return err
}

func printWorks(w io.Writer, r *search.WorksResponse) error {
	out := &lines{w: w}
	out.printf("%s", plural(r.Total, "work"))
	for i := range r.Works {
		out.work(&r.Works[i])
	}
	return out.err
}

// work is one line on a work.
func (l *lines) work(w *search.WorkInfo) {
	l.printf("%s  %s%s  (%s, %s)", w.ID, oneLine(w.Title), byline(w.CSL), plural(w.Documents, "document"), plural(w.Places, "place"))
}

// byline is the authors and year of a work, after its title.
func byline(c *document.CSL) (s string) {
	for _, n := range c.Author {
		s += " · " + oneLine(n.String())
	}
	if y := c.Issued.Year(); y > 0 {
		s += " · " + strconv.Itoa(y)
	}
	return s
}

func printWork(w io.Writer, r *search.WorkResponse) error {
	out := &lines{w: w}
	out.work(&r.WorkInfo)
	last := ""
	for i := range r.CitedIn {
		p := &r.CitedIn[i]
		if p.Document.ID != last {
			last = p.Document.ID
			out.printf("%s · %s", oneLine(p.Document.Title), oneLine(p.Document.ID))
		}
		where := p.Kind
		if p.Note > 0 {
			where = "note " + strconv.Itoa(p.Note)
		}
		out.printf("  %s: %s", where, oneLine(p.Text))
		if p.Anchor != nil && p.Anchor.Snippet != "" {
			out.printf("    ← %s", oneLine(p.Anchor.Snippet))
		}
	}
	return out.err
}
