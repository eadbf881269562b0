package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"wensou/index"
	"wensou/search"
)

func searchCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "search --index DIR QUERY",
		Short: "Search an index",
		Long: `search looks for QUERY in the published generation of an index. Traditional and
Simplified find each other; "quoted words" are searched as they stand. Several
arguments are one query. When hardly anything holds all words, places that
hold most of them are shown too, after those that hold all.

A query can also have -word, OR, AND, NEAR/8, prefix*, brackets, ="exact
words", fields (title: author: journal: cites: source: topic: kind: lang: doc:
year:) and dates (date:2024..2025, after:, before:). What can't be read as
such is text.

One hit a document is shown, its best place; --group none shows every place.
A filter can be given several times: any of its values will do.

--view kwic lists each match in its context instead, one a line; --format csv
writes all of them for a spreadsheet.`,
		Example: `  wensou search --index idx 人工智慧 治理
  wensou search --index idx --topic 颱風 --from 2024 --to 2025-06 '"早期預警"'
  wensou search --index idx '(颱風 OR 地震) -title:預警 date:最近30天'
  wensou search --index idx --format json --limit 5 圖書館`,
		Args: minArgs("a QUERY"),
		RunE: runSearch,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	f := cmd.Flags()
	f.Int("limit", 10, "show `N` hits, at most 100")
	f.Int("page", 1, "show the `N`th page of hits")
	f.StringArray("source", nil, "only from this `SOURCE`")
	f.StringArray("topic", nil, "only with this `TOPIC`")
	f.StringArray("kind", nil, "only this `KIND` of unit: paragraph, footnote, citation, reference …")
	f.StringArray("author", nil, "only by this `AUTHOR`")
	f.StringArray("lang", nil, "only in this `LANGUAGE`: zh-TW, zh-CN …")
	f.StringArray("work", nil, "only what cites the work of this `ID`, see wensou works")
	f.String("from", "", "not before this `DATE`: 2025, 2025-07, 2025-07-26, 民國114年, 去年 or 最近30天")
	f.String("to", "", "not after this `DATE`")
	f.String("mode", "", "words that a hit must hold, `MODE`: all, any or phrase (default: all, fewer when hardly anything holds all)")
	f.String("variants", "auto", "`WHICH` regional words are searched too: auto or exact (none)")
	f.String("sort", "relevance", "`ORDER` of hits: relevance, -date (newest first) or date; of lines also left or right")
	f.String("group", "document", "one hit a `WHAT`: document, or none for every place")
	f.String("duplicates", "fold", "`WHAT` becomes of documents that repeat a better hit: fold (named there) or show")
	f.String("view", "hits", "`WHAT` is shown: hits, or kwic for a concordance, each match in its context")
	f.Int("context", 20, "show `N` characters beside a match, 5 to 100; with --view kwic")
	f.StringArray("facet", nil, "count the hits by `FIELD`: source, topic, date, kind, author, lang, work")
	f.Bool("explain", false, "show how each score comes about")
	formatFlag(cmd, "text", "json", "csv")
	cmd.SetFlagErrorFunc(queryTakenForOption)
	return cmd
}

// queryTakenForOption says how to search for text that begins with a minus.
func queryTakenForOption(cmd *cobra.Command, err error) error {
	fault := cmd.Parent().FlagErrorFunc()(cmd, err)
	var unknown *pflag.NotExistError
	if !errors.As(err, &unknown) {
		return fault
	}
	if text := unknown.GetSpecifiedShortnames(); strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		fault = usagef("-%s is no option", text)
	}
	return fmt.Errorf("%w; a query that begins with - needs -- before it: %s --index DIR -- -QUERY", fault, cmd.CommandPath())
}

func runSearch(cmd *cobra.Command, args []string) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return err
	}
	r, err := searchRequest(cmd, strings.Join(args, " "))
	if err != nil {
		return err
	}
	// Faults of the request are told before dictionaries and index are read.
	check := r
	if err := check.Normalize(); err != nil {
		return optionNames(err)
	}
	o, err := openIndex(c, dir, search.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	if r.View == search.ViewKWIC {
		return runConcordance(cmd, o.service, r)
	}
	resp, err := o.service.Search(cmd.Context(), r)
	if err != nil {
		return optionNames(err)
	}
	if wantsJSON(cmd) {
		return writeJSON(cmd.OutOrStdout(), resp)
	}
	return printHits(cmd.OutOrStdout(), resp, hasColour(cmd.OutOrStdout()))
}

func searchRequest(cmd *cobra.Command, query string) (search.Request, error) {
	f := cmd.Flags()
	text := func(name string) string { v, _ := f.GetString(name); return v }
	list := func(name string) []string { v, _ := f.GetStringArray(name); return v }
	number := func(name string) int { v, _ := f.GetInt(name); return v }
	r := search.Request{
		Query: query, Mode: search.Mode(text("mode")),
		Sources: list("source"), Topics: list("topic"), Kinds: list("kind"), Authors: list("author"), Langs: list("lang"), Works: list("work"),
		From: text("from"), To: text("to"), Sort: index.SortOrder(text("sort")),
		Limit: number("limit"), Page: number("page"), Duplicates: search.Duplicates(text("duplicates")), View: search.View(text("view")),
	}
	if text("view") != "hits" || f.Changed("context") {
		r.Context = number("context")
	}
	if wantsForm(cmd, "csv") {
		r.Format = search.FormatCSV
	}
	for _, name := range list("facet") {
		r.Facets = append(r.Facets, index.Field(name))
	}
	r.Explain, _ = f.GetBool("explain")
	for _, name := range []string{"limit", "page", "context"} { // zero would mean the default
		if number(name) < 1 {
			return r, usagef("--%s is %d, not 1 or more", name, number(name))
		}
	}
	switch text("group") {
	case "document":
	case "none":
		r.Ungrouped = true
	default:
		return r, usagef("--group %s: not document or none", text("group"))
	}
	switch text("variants") {
	case "auto":
	case "exact":
		r.Exact = true
	default:
		return r, usagef("--variants %s: not auto or exact", text("variants"))
	}
	if !wantsJSON(cmd) {
		r.Highlight = search.HighlightSegments
	}
	return r, nil
}

// optionNames says --limit where the API says limit.
func optionNames(err error) error {
	var p *search.ParamError
	if errors.As(err, &p) && p.Param != "q" {
		return fmt.Errorf("--%w", err)
	}
	return err
}
