package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"wensou/index"
	"wensou/internal/gate"
	"wensou/search"
)

func gateCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "gate --index DIR [--generation NAME]",
		Short: "Compare a generation with the published one, as publishing does",
		Long: `gate says whether a generation, by default the newest, may be published. It is
compared with the one that serves: documents that are missing, by source; units
of each kind (footnotes, citations …), language and length of the documents that
stayed; warnings; how texts were cut into words; words of the user dictionary.
Limits stand under "gate" in the configuration.

--canaries names a YAML or JSON file of queries and what they must return:

  - {name: storm warnings, query: 颱風 預警, must: [storm], at_least: 3}

must lists ids of units or documents that have to be among the first 20 units
("within: N" for another number), at_least and at_most bound how many are found;
"filters: {source: [blog]}" narrows the query. --judged names judged queries as
for "wensou eval", whose nDCG@10, MRR@10 and recall must not be worse.

When nothing serves yet, only the canaries are asked. "wensou publish" and
"wensou build --publish" do the same, and --force overrules them. A generation
that does not pass ends gate with exit code 8.`,
		Example: `  wensou gate --index idx
  wensou gate --config wensou.yaml --generation 20261122T101500Z-3f9a --format json`,
		Args: exactArgs(),
		RunE: runGate,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords", "gate.canaries", "gate.judged")
	cmd.Flags().String("generation", "", "`NAME` of the generation (default: the newest)")
	formatFlag(cmd, "text", "json")
	return cmd
}

func runGate(cmd *cobra.Command, _ []string) error {
	dir, all, err := generationsOf(cmd)
	if err != nil {
		return err
	}
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	name, _ := cmd.Flags().GetString("generation")
	if name, err = chosen(dir, all, name); err != nil {
		return err
	}
	r, err := checkGate(cmd.Context(), c, dir, name)
	if err != nil {
		return err
	}
	if wantsJSON(cmd) {
		err = writeJSON(cmd.OutOrStdout(), r)
	} else {
		err = r.Print(cmd.OutOrStdout(), true)
	}
	if failed := r.Failed(); err == nil && len(failed) > 0 {
		err = fmt.Errorf("%w: %s", errGate, plural(len(failed), "check"))
	}
	return err
}

// checkGate compares a generation with the published one and asks it the
// queries of the configuration.
func checkGate(ctx context.Context, c *Config, dir index.Dir, generation string) (*gate.Report, error) {
	m, err := index.ReadManifest(dir.Path(generation))
	if err != nil {
		return nil, err
	}
	r, before, err := compareWithCurrent(c, dir, generation, m)
	if err != nil {
		return nil, err
	}
	if c.Gate.Canaries == "" && c.Gate.Judged == "" {
		return r, nil
	}
	canaries, err := readCanaries(c.Gate.Canaries)
	if err != nil {
		return nil, err
	}
	now, err := openNamed(c, dir, generation)
	if err != nil {
		return nil, err
	}
	defer func() { _ = now.Close() }() // it was only read
	if err := r.Canaries(ctx, canaries, now.ask); err != nil {
		return nil, err
	}
	if c.Gate.Judged == "" {
		return r, nil
	}
	return r, judgeBoth(ctx, c, dir, r, before, now)
}

// compareWithCurrent compares the numbers that both generations keep. before is
// "" when there is nothing that could be asked besides.
func compareWithCurrent(c *Config, dir index.Dir, generation string, m *index.Manifest) (r *gate.Report, before string, err error) {
	r = &gate.Report{Generation: generation}
	current, err := dir.Current()
	if errors.Is(err, index.ErrNoGeneration) {
		return r, "", nil
	}
	// Whatever is wrong with what serves, a sound generation may replace it.
	unusable := func(err error) bool {
		return errors.Is(err, index.ErrCorrupt) || errors.Is(err, index.ErrIncompatible)
	}
	var old *index.Manifest
	if err == nil {
		old, err = index.ReadManifest(dir.Path(current))
	}
	if err == nil {
		var full *gate.Report
		full, err = gate.Compare(gate.Side{Dir: dir.Path(current), Manifest: old}, gate.Side{Dir: dir.Path(generation), Manifest: m}, c.Gate.Limits)
		if err == nil && current == generation {
			full.Notes = append(full.Notes, "it serves already, so it was compared with itself")
		}
		if err == nil {
			return full, current, nil
		}
		if _, own := gate.Read(dir.Path(generation)); own != nil {
			return nil, "", own
		}
	}
	if unusable(err) {
		r.Notes = append(r.Notes, "not compared, because what serves can't be read: "+err.Error())
		return r, "", nil
	}
	return nil, "", err
}

// judgeBoth compares the answers to judged queries.
func judgeBoth(ctx context.Context, c *Config, dir index.Dir, r *gate.Report, before string, now *asked) error {
	queries, err := readJudged(c.Gate.Judged)
	if err != nil {
		return fmt.Errorf("%w: gate: judged: %w", errConfig, err)
	}
	is, err := now.judge(ctx, queries)
	if err != nil {
		return err
	}
	var was *report
	if before != "" && before != r.Generation {
		old, err := openNamed(c, dir, before)
		if err == nil {
			was, err = old.judge(ctx, queries)
			_ = old.Close() // it was only read
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.Notes = append(r.Notes, "judged queries are not compared, because what serves can't be asked: "+err.Error())
		}
	}
	r.Measure("nDCG@10", of(was, func(m *report) float64 { return m.NDCG10 }), is.NDCG10, was != nil, c.Gate.Limits)
	r.Measure("MRR@10", of(was, func(m *report) float64 { return m.MRR10 }), is.MRR10, was != nil, c.Gate.Limits)
	r.Measure("R@10", of(was, func(m *report) float64 { return m.R10 }), is.R10, was != nil, c.Gate.Limits)
	r.Measure("R@100", of(was, func(m *report) float64 { return m.R100 }), is.R100, was != nil, c.Gate.Limits)
	return nil
}

func of(m *report, value func(*report) float64) float64 {
	if m == nil {
		return 0
	}
	return value(m)
}

// asked is a generation that is asked by its name.
type asked struct{ *opened }

// openNamed opens a generation with the dictionary that it was built with.
func openNamed(c *Config, dir index.Dir, generation string) (*asked, error) {
	now, err := newReader(c)
	if err != nil {
		return nil, err
	}
	reader := now
	h := index.NewHandle(dir, func(path string, m *index.Manifest) (index.Searcher, error) {
		own := *c
		if own.UserDict = builtWith(now, c, m.Analyzer); own.UserDict != c.UserDict {
			if reader, err = newReader(&own); err != nil {
				return nil, err
			}
		}
		return openGeneration(path, m, reader, own.UserDict)
	})
	h.VerifyQuickly() // publishing reads every byte
	if err := h.Use(generation); err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return &asked{&opened{handle: h, service: search.NewService(h, reader, search.Options{})}}, nil
}

func (a *asked) judge(ctx context.Context, queries []judged) (*report, error) {
	hits, _, err := ask(ctx, a.service, queries, "")
	if err != nil {
		return nil, err
	}
	found := answers{}
	for i, q := range queries {
		for j := range hits[i] {
			found[q.ID] = append(found[q.ID], hits[i][j].ID)
		}
	}
	r := &report{queries: queries}
	r.judge(found)
	return r, nil
}
