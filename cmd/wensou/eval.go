package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"wensou/search"
)

func evalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "eval --index DIR --queries FILE",
		Short: "Judge how well an index answers judged queries",
		Long: `eval asks every query of a JSON Lines file and compares the first 100 hits with
the units that people judged relevant:

  {"id": "q1", "text": "颱風 預警", "relevant": ["blog/storm#p3", "row-17"]}

A relevant id is a unit as hits name it (document#unit), or the id of a row.
"grades" may give some of them more weight: {"blog/storm#p3": 2}; without it
each counts 1. A query with an empty text counts as one that finds nothing.

Printed are nDCG@10, MRR@10, the recall within 10 and 100 hits, the share of
queries whose first hit is relevant, and of those without any hit. --run
writes the hits as a TREC run: qid Q0 id rank score tag.`,
		Example: `  wensou eval --index idx --queries judged.jsonl
  wensou eval --index idx --queries judged.jsonl --run out.trec --format json`,
		Args: exactArgs(),
		RunE: runEval,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	cmd.Flags().String("queries", "", "judged queries, JSON Lines `FILE`")
	cmd.Flags().String("run", "", "write the hits to this `FILE`")
	cmd.Flags().String("tag", "wensou", "`NAME` of the run in that file")
	cmd.Flags().String("mode", "", "`MODE` of every search: all, any or phrase")
	cmd.Flags().StringArray("set", nil, "`NAME=VALUE` of a ranking parameter (docs/relevance.md), to measure what it is worth; may be repeated")
	formatFlag(cmd, "text", "json")
	return cmd
}

// evalDepth is the number of hits that are judged and written to runs.
const evalDepth = 100

// judged is one query with what people found relevant.
type judged struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Relevant []string       `json:"relevant"`
	Grades   map[string]int `json:"grades"`
}

// gains of the relevant ids.
func (q *judged) gains() map[string]int {
	g := make(map[string]int, len(q.Relevant))
	for _, id := range q.Relevant {
		g[id] = 1
	}
	for id, grade := range q.Grades {
		g[id] = grade
	}
	return g
}

func runEval(cmd *cobra.Command, _ []string) (err error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return err
	}
	flag := func(name string) string { v, _ := cmd.Flags().GetString(name); return v }
	if flag("queries") == "" {
		return usagef("wensou eval needs --queries FILE; see wensou eval --help")
	}
	queries, err := readJudged(flag("queries"))
	if err != nil {
		return err
	}
	ranking, err := rankingOf(cmd)
	if err != nil {
		return err
	}
	o, err := openIndex(c, dir, search.Options{Ranking: ranking})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	answers, err := ask(cmd.Context(), o.service, queries, search.Mode(flag("mode")))
	if err != nil {
		return optionNames(err)
	}
	if name := flag("run"); name != "" {
		if err := writeRun(name, flag("tag"), queries, answers); err != nil {
			return err
		}
	}
	m := judge(queries, answers)
	if wantsJSON(cmd) {
		return writeJSON(cmd.OutOrStdout(), m)
	}
	return m.print(cmd.OutOrStdout())
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

func readJudged(name string) ([]judged, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, usagef("--queries: %w", err)
	}
	defer f.Close()
	var queries []judged
	seen := map[string]bool{}
	r := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := r.ReadString('\n')
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		if strings.TrimSpace(line) != "" {
			var q judged
			switch jsonErr := json.Unmarshal([]byte(line), &q); {
			case jsonErr != nil:
				return nil, fmt.Errorf("%s:%d: %w", name, n, jsonErr)
			case q.ID == "":
				return nil, fmt.Errorf("%s:%d: a query needs an id", name, n)
			case seen[q.ID]:
				return nil, fmt.Errorf("%s:%d: the id %q stands twice", name, n, q.ID)
			}
			seen[q.ID] = true
			queries = append(queries, q)
		}
		if err == io.EOF {
			break
		}
	}
	if len(queries) == 0 {
		return nil, fmt.Errorf("%s holds no queries", name)
	}
	return queries, nil
}

// ask searches for every query, side by side; answers keep their order.
func ask(ctx context.Context, s *search.Service, queries []judged, mode search.Mode) ([][]search.Hit, error) {
	answers := make([][]search.Hit, len(queries))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range queries {
		if strings.TrimSpace(queries[i].Text) == "" {
			continue // sets hold such; it found nothing
		}
		g.Go(func() error {
			resp, err := s.Search(ctx, search.Request{
				Query: queries[i].Text, Mode: mode, Ungrouped: true, Limit: evalDepth, Highlight: search.HighlightNone,
			})
			if err != nil {
				return fmt.Errorf("query %s: %w", queries[i].ID, err)
			}
			answers[i] = resp.Hits
			return nil
		})
	}
	return answers, g.Wait()
}

func writeRun(name, tag string, queries []judged, answers [][]search.Hit) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write run: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	for i, q := range queries {
		for rank, h := range answers[i] {
			fmt.Fprintf(w, "%s Q0 %s %d %.6f %s\n", q.ID, h.ID, rank+1, h.Score, tag)
		}
	}
	return w.Flush()
}
