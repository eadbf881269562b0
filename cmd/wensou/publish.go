package main

import (
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wensou/index"
)

func publishCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "publish --index DIR [GENERATION]",
		Short: "Let searches use a generation",
		Long: `publish verifies a generation, compares it with the one that serves (see
"wensou gate"), and makes it the one that searches use. Servers on the index
take it over without a pause. Without GENERATION the newest is published.

A generation that does not pass the gate is not published: what is beyond its
limit is printed, and the exit code is 8. --force publishes it all the same; the
history of the index says so, see "wensou generations".`,
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
			c, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			name, err := chosen(dir, all, strings.Join(args, ""))
			if err != nil {
				return err
			}
			if err := publishChecked(cmd, c, string(dir), name, false); err != nil {
				return err
			}
			return published(cmd, name)
		},
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "synonyms", "regional", "stopwords", "gate.canaries", "gate.judged")
	cmd.Flags().Bool("force", false, "publish even if the gate refuses; the history of the index says so")
	return cmd
}

func rollbackCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rollback --index DIR [--to GENERATION]",
		Short: "Go back to the generation that served before",
		Long: `rollback publishes the generation that served before the published one, or the
one that --to names, without asking the gate. The newer generation stays on
disk; "wensou publish" takes it up again.`,
		Example: `  wensou rollback --index idx
  wensou rollback --index idx --to 20261122T101500Z-3f9a`,
		Args: exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, all, err := generationsOf(cmd)
			if err != nil {
				return err
			}
			to, _ := cmd.Flags().GetString("to")
			if to != "" {
				if to, err = chosen(dir, all, to); err != nil {
					return err
				}
			}
			name, err := index.NewStore(dir, index.OS{}).Rollback(to, index.Publication{By: who()})
			if err != nil {
				return err
			}
			return published(cmd, name)
		},
	}
	addSettings(cmd, "index")
	cmd.Flags().String("to", "", "publish this `GENERATION` (default: the one that served before)")
	return cmd
}

func published(cmd *cobra.Command, generation string) error {
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "published %s\n", generation)
	return err
}

// publishChecked publishes a generation that passes the gate, or that --force
// lets through. What the gate finds goes to standard error.
func publishChecked(cmd *cobra.Command, c *Config, name, generation string, quiet bool) error {
	dir, stderr := index.Dir(name), cmd.ErrOrStderr()
	r, err := checkGate(cmd.Context(), c, dir, generation)
	if err != nil {
		return err
	}
	failed := r.Failed()
	if len(failed) > 0 {
		if err := r.Print(stderr, false); err != nil {
			return err
		}
		if force, _ := cmd.Flags().GetBool("force"); !force {
			return fmt.Errorf("%w: %s failed; %s. If this is as it should be: wensou publish --index %s --force %s",
				errGate, plural(len(failed), "check"), "what served goes on serving", name, generation)
		}
		fmt.Fprintf(stderr, "wensou: published by force, although %s failed\n", plural(len(failed), "check"))
	} else if !quiet {
		for _, n := range r.Notes {
			fmt.Fprintf(stderr, "note: %s\n", oneLine(n))
		}
	}
	return index.NewStore(dir, index.OS{}).Publish(generation, index.Publication{By: who(), Forced: failed})
}

// who runs the command, for the history.
func who() string {
	name := fmt.Sprintf("uid %d", os.Getuid())
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		name += "@" + host
	}
	return name
}

// chosen is the generation of this name, or the newest.
func chosen(dir index.Dir, all []string, name string) (string, error) {
	newest := all[len(all)-1]
	switch {
	case name == "":
		return newest, nil
	case !slices.Contains(all, name):
		return "", fmt.Errorf("%w: no generation %s in %s; the newest is %s", index.ErrNoGeneration, name, dir, newest)
	}
	return name, nil
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
