package main

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"wensou/index"
)

func generationsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "generations --index DIR",
		Short: "List the generations of an index",
		Long: `generations lists the finished generations of an index, newest first, and
marks the published one with an asterisk.`,
		Example: `  wensou generations --index idx`,
		Args:    exactArgs(),
		RunE:    runGenerations,
	}
	addSettings(cmd, "index")
	formatFlag(cmd, "text", "json")
	return cmd
}

// generation is one line of `generations`.
type generation struct {
	Name      string    `json:"name"`
	Published bool      `json:"published"`
	Created   time.Time `json:"created,omitzero"`
	Documents int       `json:"documents"`
	Units     int       `json:"units"`
	Bytes     int64     `json:"bytes"`
	Rejected  int       `json:"rejected"`
	Fault     string    `json:"fault,omitempty"` // why it can't be used
}

func runGenerations(cmd *cobra.Command, _ []string) error {
	dir, all, err := generationsOf(cmd)
	if err != nil {
		return err
	}
	current, err := dir.Current()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return err
	}
	out := &lines{w: cmd.OutOrStdout()}
	for i := len(all) - 1; i >= 0; i-- {
		g := describe(dir, all[i])
		g.Published = g.Name == current
		switch {
		case wantsJSON(cmd):
			if err := writeJSON(cmd.OutOrStdout(), g); err != nil {
				return err
			}
		case g.Fault != "":
			out.printf("%s %s  %s", mark(g.Published), g.Name, g.Fault)
		default:
			out.printf("%s %s  %s, %s, %s, %d rejected", mark(g.Published), g.Name, plural(g.Documents, "document"), plural(g.Units, "unit"), size(g.Bytes), g.Rejected)
		}
	}
	return out.err
}

func describe(dir index.Dir, name string) generation {
	m, err := index.ReadManifest(dir.Path(name))
	if err != nil {
		return generation{Name: name, Fault: err.Error()}
	}
	return generation{
		Name: name, Created: m.Created, Documents: m.Stats.Documents, Units: m.Stats.Units,
		Bytes: m.Bytes(), Rejected: m.Rejected,
	}
}

func mark(published bool) string {
	if published {
		return "*"
	}
	return " "
}
