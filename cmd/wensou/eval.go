package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"wensou/search"
)

func evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval --queries FILE [--qrels FILE] {--index DIR | RUN}",
		Short: "Judge how well an index answers judged queries",
		Long: `eval asks every query of a file and compares the first 100 hits with the units
that people judged relevant. The file holds JSON Lines:

  {"id": "q1", "text": "颱風 預警", "relevant": ["blog/storm#p3", "row-17"]}

A relevant id is a unit as hits name it (document#unit), or the id of a row.
"grades" may give some of them more weight: {"blog/storm#p3": 2}; without it
each counts 1. Queries with a "type" are measured by type as well. A query with
an empty text counts as one that finds nothing.

The file may also hold TREC topics (<top>, <num>, <title>), or lines of an id, a
tab and a text. Their judgments come from --qrels, in lines of query, iteration,
id and grade; queries that it does not judge are left out.

Printed are nDCG@10, MRR@10, the recall within 10 and 100 hits, the share of
queries whose first hit is relevant, and of those without any hit, and the CPU
time of a query. --run writes the hits as a TREC run: qid Q0 id rank score tag.

A RUN file in the place of an index is judged as it stands. --compare takes
another run and compares the two query by query: for each measure both means,
the difference, the probability p of one as great by chance (randomisation
test), how many queries are better, worse and equal, and those that change
most.`,
		Example: `  wensou eval --index idx --queries judged.jsonl
  wensou eval --index idx --queries judged.jsonl --run new.trec --compare old.trec
  wensou eval --queries topics.txt --qrels qrels.txt new.trec --compare old.trec`,
		Args: maxOneArg("RUN"),
		RunE: runEval,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	cmd.Flags().String("queries", "", "queries: JSON Lines, TREC topics or tab-separated `FILE`")
	cmd.Flags().String("qrels", "", "TREC judgments of the queries, `FILE`")
	cmd.Flags().String("run", "", "write the hits to this `FILE`")
	cmd.Flags().String("tag", "wensou", "`NAME` of the run in that file")
	cmd.Flags().String("compare", "", "compare with the run in this `FILE`")
	cmd.Flags().String("mode", "", "`MODE` of every search: all, any or phrase")
	cmd.Flags().StringArray("set", nil, "`NAME=VALUE` of a ranking parameter (docs/relevance.md), to measure what it is worth; may be repeated")
	formatFlag(cmd, "text", "json")
	return cmd
}

// evalDepth is the number of hits that are judged and written to runs.
const evalDepth = 100

func runEval(cmd *cobra.Command, args []string) error {
	flag := func(name string) string { v, _ := cmd.Flags().GetString(name); return v }
	queries, err := evalQueries(flag("queries"), flag("qrels"), len(args) == 1)
	if err != nil {
		return err
	}
	if len(strings.Fields(flag("tag"))) != 1 {
		return usagef("--tag %q: one word, as it is a column of the run", flag("tag"))
	}
	var found answers
	r := report{queries: queries}
	switch {
	case len(args) == 0:
		found, r.CPU, err = askIndex(cmd, queries, flag("run"), flag("tag"))
	case flag("run") != "":
		return usagef("--run writes the hits of an index; %s is a run already", args[0])
	default:
		found, err = readRun("RUN", args[0], queries)
	}
	if err != nil {
		return err
	}
	r.judge(found)
	if other := flag("compare"); other != "" {
		run, err := readRun("--compare", other, queries)
		if err != nil {
			return err
		}
		r.compare(other, found, run)
	}
	if wantsJSON(cmd) {
		return writeJSON(cmd.OutOrStdout(), &r)
	}
	return r.print(cmd.OutOrStdout())
}

// evalQueries are the queries with their judgments.
func evalQueries(name, qrelsName string, hasRun bool) (queries []judged, err error) {
	if name == "" && (qrelsName == "" || !hasRun) {
		return nil, usagef("wensou eval needs --queries FILE; see wensou eval --help")
	}
	if name != "" {
		if queries, err = readJudged(name); err != nil {
			return nil, err
		}
	}
	if qrelsName == "" {
		return queries, nil
	}
	q, err := readQrels(qrelsName)
	if err != nil {
		return nil, err
	}
	return q.judge(queries)
}

// askIndex asks the published index, and writes the run when run names a file.
// CPU time is that of a query, in milliseconds.
func askIndex(cmd *cobra.Command, queries []judged, run, tag string) (found answers, cpu float64, err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return nil, 0, err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return nil, 0, err
	}
	ranking, err := rankingOf(cmd)
	if err != nil {
		return nil, 0, err
	}
	mode, _ := cmd.Flags().GetString("mode")
	o, err := openIndex(c, dir, search.Options{Ranking: ranking})
	if err != nil {
		return nil, 0, err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	before := cpuTime()
	hits, asked, err := ask(cmd.Context(), o.service, queries, search.Mode(mode))
	if err != nil {
		return nil, 0, optionNames(err)
	}
	cpu = perRequest(cpuTime()-before, asked)
	found, scores := answers{}, map[string][]float64{}
	for i, q := range queries {
		for j := range hits[i] {
			found[q.ID] = append(found[q.ID], hits[i][j].ID)
			scores[q.ID] = append(scores[q.ID], hits[i][j].Score)
		}
	}
	if run != "" {
		err = writeRun(run, tag, queries, found, scores)
	}
	return found, cpu, err
}

// rankingOf is the ranking with the parameters that --set changes.
func rankingOf(cmd *cobra.Command) (*search.Ranking, error) {
	r := search.DefaultRanking()
	changes, _ := cmd.Flags().GetStringArray("set")
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		if err := r.Set(name, value); err != nil {
			return nil, usagef("--set %s: %w", change, err)
		}
	}
	return &r, nil
}

// ask searches for every query, side by side; answers keep their order. Asked
// is the number of queries that have a text.
func ask(ctx context.Context, s *search.Service, queries []judged, mode search.Mode) (hits [][]search.Hit, asked int, err error) {
	hits = make([][]search.Hit, len(queries))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range queries {
		if strings.TrimSpace(queries[i].Text) == "" {
			continue // sets hold such; it found nothing
		}
		asked++
		g.Go(func() error {
			resp, err := s.Search(ctx, search.Request{
				Query: queries[i].Text, Mode: mode, Ungrouped: true, Limit: evalDepth, Highlight: search.HighlightNone,
			})
			if err != nil {
				return fmt.Errorf("query %s: %w", queries[i].ID, err)
			}
			hits[i] = resp.Hits
			return nil
		})
	}
	return hits, asked, g.Wait()
}

// report is what eval prints.
type report struct {
	measures
	Types      map[string]*measures `json:"types,omitempty"`
	CPU        float64              `json:"cpu_ms_per_query,omitempty"` // none for a run file
	Comparison *comparison          `json:"comparison,omitempty"`

	queries []judged
}

func (r *report) judge(found answers) {
	byType := map[string][]measures{}
	all := make([]measures, len(r.queries))
	for i, q := range r.queries {
		all[i] = measure(q.gains(), found[q.ID])
		if q.Type != "" {
			byType[q.Type] = append(byType[q.Type], all[i])
		}
	}
	r.measures = mean(all)
	for t, list := range byType {
		if r.Types == nil {
			r.Types = map[string]*measures{}
		}
		m := mean(list)
		r.Types[t] = &m
	}
}

func (r *report) print(w io.Writer) error {
	out := &lines{w: w}
	out.printf("%-11s%d", "queries", r.Queries)
	for _, v := range r.values() {
		out.printf("%-11s%.4f", v.label, *v.value)
	}
	if r.CPU > 0 {
		out.printf("%-11s%.3f ms a query", "CPU", r.CPU)
	}
	r.printTypes(out)
	if r.Comparison != nil {
		r.Comparison.print(out)
	}
	return out.err
}

// printTypes prints a line a type, in the order in which they come.
func (r *report) printTypes(out *lines) {
	if len(r.Types) == 0 {
		return
	}
	out.printf("")
	out.printf("%s", tableHead("type"))
	printed := map[string]bool{}
	for _, q := range r.queries {
		if q.Type != "" && !printed[q.Type] {
			printed[q.Type] = true
			out.printf("%s", r.Types[q.Type].row(q.Type))
		}
	}
}
