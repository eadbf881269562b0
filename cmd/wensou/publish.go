package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"wensou/index"
)

func publishCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish --index DIR [GENERATION]",
		Short: "Let searches use a generation",
		Long: `publish verifies a generation and makes it the one that searches use. Servers
on the index take it over without a pause. Without GENERATION the newest is
published.`,
		Example: `  wensou publish --index idx
  wensou publish --index idx 20261122T101500Z-3f9a`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("wensou publish takes one generation, but got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, all, err := generationsOf(cmd)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				return publish(cmd, dir, all[len(all)-1])
			}
			if !slices.Contains(all, args[0]) {
				return fmt.Errorf("%w: no generation %s in %s; the newest is %s", index.ErrNoGeneration, args[0], dir, all[len(all)-1])
			}
			return publish(cmd, dir, args[0])
		},
	}
	addSettings(cmd, "index")
	return cmd
}

func rollbackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rollback --index DIR",
		Short: "Go back to the generation before the published one",
		Long: `rollback publishes the generation that was built before the published one.
The newer generation stays on disk; "wensou publish" takes it up again.`,
		Example: `  wensou rollback --index idx`,
		Args:    exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, all, err := generationsOf(cmd)
			if err != nil {
				return err
			}
			current, err := dir.Current()
			if err != nil {
				return err
			}
			// The published one may be gone; what sorts before it is older.
			i, _ := slices.BinarySearch(all, current)
			if i == 0 {
				return fmt.Errorf("%w: none is older than %s", index.ErrNoGeneration, current)
			}
			return publish(cmd, dir, all[i-1])
		},
	}
	addSettings(cmd, "index")
	return cmd
}

func publish(cmd *cobra.Command, dir index.Dir, generation string) error {
	if err := dir.Publish(generation); err != nil {
		return err
	}
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "published %s\n", generation)
	return err
}

// generationsOf lists the finished generations of the command's index; there
// is at least one.
func generationsOf(cmd *cobra.Command) (index.Dir, []string, error) {
	c, err := loadConfig(cmd)
	if err != nil {
		return "", nil, err
	}
	name, err := c.indexDir(cmd)
	if err != nil {
		return "", nil, err
	}
	dir := index.Dir(name)
	all, err := dir.Generations()
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%w: %s holds none; run wensou build", index.ErrNoGeneration, name)
	}
	return dir, all, err
}
