package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"wensou/index"
)

func verifyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "verify --index DIR [GENERATION...]",
		Short: "Check that no file of an index is damaged",
		Long: `verify reads every file of the published generation, or of those named,
compares it with what was written, and opens the generation. It names each
file that is missing, cut or altered, and then exits with 5.`,
		Example: `  wensou verify --index idx`,
		RunE:    runVerify,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict")
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
	dir := index.Dir(name)
	if len(args) == 0 {
		current, err := dir.Current()
		if err != nil {
			return err
		}
		args = []string{current}
	}
	a, err := newAnalyzer(c)
	if err != nil {
		return err
	}
	for _, g := range args {
		m, err := index.Verify(dir.Path(g))
		if err != nil {
			return fmt.Errorf("generation %s: %w", g, err)
		}
		s, err := openGeneration(dir.Path(g), m, a, c.UserDict)
		if err != nil {
			return fmt.Errorf("open generation %s: %w", g, err)
		}
		if err := s.Close(); err != nil {
			return fmt.Errorf("close generation %s: %w", g, err)
		}
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%s is sound: %s, %s, %s, %s\n", g, plural(len(m.Files), "file"),
			size(m.Bytes()), plural(m.Stats.Documents, "document"), plural(m.Stats.Units, "unit")); err != nil {
			return err
		}
	}
	return nil
}
