package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/spf13/cobra"

	"wensou/analysis"
	"wensou/index"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify --index DIR [--quick] [--sample N] [GENERATION...]",
		Short: "Check that no file of an index is damaged",
		Long: `verify reads every file of the published generation, or of those named, and
compares it with what was written. It names each file that is missing, cut or
altered, and then exits with 5.

It then opens the generation, takes every unit of every document out of it,
compares them and their numbers with what was built, and searches random pieces
of random units: each has to be found where it stands. --sample says how many
pieces; the seed that is printed draws the same ones again. --quick leaves all
but the files out.`,
		Example: `  wensou verify --index idx
  wensou verify --index idx --sample 10000 --seed 7`,
		RunE: runVerify,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict")
	cmd.Flags().Bool("quick", false, "compare the files only")
	cmd.Flags().Int("sample", 100, "search `N` random pieces")
	cmd.Flags().Uint64("seed", 0, "draw the pieces that this `SEED` gives (default: a new one)")
	return cmd
}

func runVerify(cmd *cobra.Command, args []string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	name, err := c.indexDir(cmd)
	if err != nil {
		return err
	}
	sample, _ := cmd.Flags().GetInt("sample")
	if sample < 0 {
		return usagef("--sample %d is below zero", sample)
	}
	seed, _ := cmd.Flags().GetUint64("seed")
	if !cmd.Flags().Changed("seed") {
		seed = rand.Uint64N(1_000_000)
	}
	dir := index.Dir(name)
	if len(args) == 0 {
		current, err := dir.Current()
		if err != nil {
			return err
		}
		args = []string{current}
	}
	quick, _ := cmd.Flags().GetBool("quick")
	out := &lines{w: cmd.OutOrStdout()}
	a, err := newAnalyzer(c)
	if err != nil {
		return err
	}
	for _, g := range args {
		m, err := index.Verify(dir.Path(g))
		if err != nil {
			return fmt.Errorf("generation %s: %w", g, err)
		}
		found := ""
		if !quick {
			if found, err = verifyContent(cmd.Context(), c, dir.Path(g), m, a, sample, seed); err != nil {
				return fmt.Errorf("generation %s: %w", g, err)
			}
		}
		out.printf("%s is sound: %s, %s, %s, %s%s", g, plural(len(m.Files), "file"),
			size(m.Bytes()), plural(m.Stats.Documents, "document"), plural(m.Stats.Units, "unit"), found)
	}
	return out.err
}

// verifyContent opens a generation and asks it for all it has.
func verifyContent(ctx context.Context, c *Config, path string, m *index.Manifest, a *analysis.Analyzer, sample int, seed uint64) (said string, err error) {
	s, err := openGeneration(path, m, a, c.UserDict)
	if err != nil {
		return "", fmt.Errorf("open: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	w := &walk{searcher: s, manifest: m, rng: rand.New(rand.NewPCG(seed, 1)), sample: sample}
	if err := w.documents(ctx, path); err != nil {
		return "", err
	}
	if w.unlisted {
		return "; it has no list of documents, so units were not read one by one", nil
	}
	n, err := w.pieces(ctx)
	if err != nil {
		return "", fmt.Errorf("seed %d: %w", seed, err)
	}
	if sample > 0 {
		said = fmt.Sprintf("; %s found, seed %d", plural(n, "random piece"), seed)
	}
	return said, nil
}
