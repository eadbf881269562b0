package main

import (
	"github.com/spf13/cobra"

	"wensou/index"
)

func pruneCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "prune --index DIR --keep N [--older-than TIME] [--dry-run]",
		Short: "Remove old generations",
		Long: `prune removes the generations of an index that are not among the N newest, and
with --older-than only those that are that old as well. What serves, what a
rollback would take, and what a running server has open always stay. So do
unfinished generations while a build runs; what a dead build left is removed.`,
		Example: `  wensou prune --index idx --keep 3
  wensou prune --index idx --keep 1 --older-than 720h --dry-run`,
		Args: exactArgs(),
		RunE: runPrune,
	}
	addSettings(cmd, "index")
	cmd.Flags().Int("keep", 0, "keep the `N` newest generations")
	cmd.Flags().Duration("older-than", 0, "remove only what was built longer ago than `TIME`, such as 720h")
	cmd.Flags().Bool("dry-run", false, "remove nothing, say what would go")
	formatFlag(cmd, "text", "json")
	return cmd
}

// prunedOutput is what `prune --format json` prints.
type prunedOutput struct {
	Removed  []string `json:"removed"`
	Held     []string `json:"held"` // a process has them open
	Bytes    int64    `json:"bytes"`
	Building bool     `json:"building"` // a build runs
	DryRun   bool     `json:"dry_run"`
}

func runPrune(cmd *cobra.Command, _ []string) error {
	p := index.Prune{}
	p.Keep, _ = cmd.Flags().GetInt("keep")
	p.OlderThan, _ = cmd.Flags().GetDuration("older-than")
	p.DryRun, _ = cmd.Flags().GetBool("dry-run")
	if p.Keep < 1 || p.OlderThan < 0 {
		return usagef("wensou prune needs --keep N, at least 1; see wensou prune --help")
	}
	dir, _, err := generationsOf(cmd)
	if err != nil {
		return err
	}
	done, err := index.NewStore(dir, index.OS{}).Prune(p)
	if err != nil {
		return err
	}
	if wantsJSON(cmd) {
		return writeJSON(cmd.OutOrStdout(), prunedOutput{
			append([]string{}, done.Removed...), append([]string{}, done.Held...), done.Bytes, done.Building, p.DryRun,
		})
	}
	out, verb := &lines{w: cmd.OutOrStdout()}, "removed"
	if p.DryRun {
		verb = "would remove"
	}
	for _, name := range done.Removed {
		out.printf("%s %s", verb, name)
	}
	for _, name := range done.Held {
		out.printf("left %s, which a process has open", name)
	}
	if done.Building {
		out.printf("a build runs; its generation stays")
	}
	out.printf("%s %s, %s", verb, plural(len(done.Removed), "generation"), size(done.Bytes))
	return out.err
}
