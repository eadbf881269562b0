package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"wensou/analysis"
	"wensou/index"
	"wensou/search"
)

func dictPreviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "preview --index DIR [--queries FILE] [--user-dict NEW] [--synonyms NEW] [--regional NEW] [--stopwords NEW]",
		Short: "Show what changed dictionaries would change, before they do",
		Long: `preview compares the dictionaries of the configuration with new ones, given by
options, over the published generation. Nothing is written.

For a new user dictionary it counts the units that a build would cut
differently, and shows some with both cuts. Up to 2000 units that hold a
changed word are looked at, spread over the index; --all looks at all of them.
A user dictionary that was edited in place is compared with the one that the
index was built with, if that was built on this machine.

For each query of FILE it shows how it is read now and with the new
dictionaries, what is also searched, how many places are found, and which of
the first 10 hits come, go or move. FILE holds one query a line, as text or as
JSON with "text" and perhaps "id", like that of wensou eval. Hits are looked up
in the index as it is: with a new user dictionary a build changes their scores
further.`,
		Example: `  wensou dict preview --config wensou.yaml --queries queries.txt --synonyms new.txt
  wensou dict preview --config wensou.yaml --user-dict words-new.txt --all`,
		Args: exactArgs(),
		RunE: runDictPreview,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	cmd.Flags().String("queries", "", "queries, a line each, text or JSON Lines `FILE`")
	cmd.Flags().Bool("all", false, "look at all units that hold a changed word")
	cmd.Flags().Int("limit", 10, "show `N` units and N queries that change")
	formatFlag(cmd, "text", "json")
	return cmd
}

// preview is what `dict preview --format json` prints.
type preview struct {
	Generation string          `json:"generation"`
	Cuts       *cutReport      `json:"cuts,omitempty"`    // with a changed user dictionary
	Queries    *queryReport    `json:"queries,omitempty"` // with --queries
	now, next  *search.Service // over the same generation
}

func runDictPreview(cmd *cobra.Command, _ []string) (err error) {
	next, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	now, err := loadConfig(cmd, dictKinds...)
	if err != nil {
		return err
	}
	dir, err := next.indexDir(cmd)
	if err != nil {
		return err
	}
	limit, _ := cmd.Flags().GetInt("limit")
	all, _ := cmd.Flags().GetBool("all")
	name, _ := cmd.Flags().GetString("queries")
	if limit < 0 {
		return usagef("--limit is %d, below zero", limit)
	}
	var queries []judged
	if name != "" {
		if queries, err = readQueries(name); err != nil {
			return err
		}
	}
	p, h, err := openPreview(now, next, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	before, after := p.now.Analyzer(), p.next.Analyzer()
	if before.Fingerprint() != after.Fingerprint() {
		if p.Cuts, err = previewCuts(cmd.Context(), h, now.UserDict, next.UserDict, before, after, all, limit); err != nil {
			return fmt.Errorf("compare cuts: %w", err)
		}
	} else if before.Tables().Version() == after.Tables().Version() {
		return usagef("no dictionary differs from that of the configuration; name a new one with --user-dict, --synonyms, --regional or --stopwords")
	}
	if queries != nil {
		if p.Queries, err = p.compare(cmd.Context(), queries, limit); err != nil {
			return err
		}
	}
	if wantsJSON(cmd) {
		return writeJSON(cmd.OutOrStdout(), p)
	}
	return p.print(cmd.OutOrStdout())
}

// openPreview opens the published generation for both states of the
// dictionaries. now.UserDict becomes the one that the index was built with.
func openPreview(now, next *Config, dir string) (*preview, *index.Handle, error) {
	name, err := index.Dir(dir).Current()
	if err != nil {
		return nil, nil, err
	}
	after, err := newReader(next)
	if err != nil {
		return nil, nil, err
	}
	tables, err := analysis.ReadTables(now.tableFiles())
	if err != nil {
		return nil, nil, dictionaryError(err)
	}
	var before *analysis.Analyzer
	h := index.NewHandle(index.Dir(dir), func(path string, m *index.Manifest) (index.Searcher, error) {
		now.UserDict = builtWith(after, now, m.Analyzer)
		a, err := newAnalyzer(now)
		if err != nil {
			return nil, err
		}
		before = a.With(tables)
		return openGeneration(path, m, a, now.UserDict)
	})
	if _, err := h.Refresh(); err != nil {
		return nil, nil, err
	}
	return &preview{
		Generation: name,
		now:        search.NewService(h, before, search.Options{}), next: search.NewService(h, after, search.Options{}),
	}, h, nil
}

// builtWith is the user dictionary of a fingerprint: that of the configuration,
// none, or one that was used on this machine before. If it is none of these,
// that of the configuration, which can't be opened with then.
func builtWith(a *analysis.Analyzer, c *Config, fingerprint string) string {
	for _, path := range []string{c.UserDict, ""} {
		if print, err := a.FingerprintWith(path); err == nil && print == fingerprint {
			return path
		}
	}
	if path, ok := a.KeptUserDict(c.CacheDir, fingerprint); ok {
		return path
	}
	return c.UserDict
}

func (p *preview) print(w io.Writer) error {
	out := &lines{w: w}
	if p.Cuts != nil {
		p.Cuts.summary(out)
	}
	if p.Queries != nil {
		p.Queries.summary(out)
	}
	if p.Cuts != nil {
		p.Cuts.examples(out)
	}
	if p.Queries != nil {
		p.Queries.details(out)
	}
	if p.Cuts == nil && p.Queries == nil {
		out.printf("the new dictionaries need no build; with --queries you see what they change")
	}
	return out.err
}

// compare asks all queries in both states.
func (p *preview) compare(ctx context.Context, queries []judged, limit int) (*queryReport, error) {
	changes, err := compareQueries(ctx, p.now, p.next, queries)
	if err != nil {
		return nil, optionNames(err)
	}
	return reportQueries(changes, limit), nil
}

func orNone(list []string, by string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return oneLine(strings.Join(list, by))
}
