package main

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"wensou/index"
	"wensou/internal/gate"
)

func generationsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "generations --index DIR [--history]",
		Short: "List the generations of an index",
		Long: `generations lists the finished generations of an index, newest first: size,
when each was built, and how its documents differ from those of the published
one, which is marked with an asterisk; the one that a rollback would take is
called previous.

--history lists instead what was published, rolled back and forced, when and by
whom, newest first.`,
		Example: `  wensou generations --index idx
  wensou generations --index idx --history`,
		Args: exactArgs(),
		RunE: runGenerations,
	}
	addSettings(cmd, "index")
	cmd.Flags().Bool("history", false, "list what was published, when and by whom")
	formatFlag(cmd, "text", "json")
	return cmd
}

// generation is one line of `generations`.
type generation struct {
	Name      string          `json:"name"`
	Published bool            `json:"published"`
	Previous  bool            `json:"previous"` // what a rollback would take
	Created   time.Time       `json:"created,omitzero"`
	Documents int             `json:"documents"`
	Units     int             `json:"units"`
	Bytes     int64           `json:"bytes"`
	Rejected  int             `json:"rejected"`
	Differs   *documentsApart `json:"differs,omitempty"` // from the published one
	Fault     string          `json:"fault,omitempty"`   // why it can't be used
}

// documentsApart counts documents that differ between two generations.
type documentsApart struct {
	New     int `json:"new"`
	Changed int `json:"changed"`
	Missing int `json:"missing"`
}

func runGenerations(cmd *cobra.Command, _ []string) error {
	dir, all, err := generationsOf(cmd)
	if err != nil {
		return err
	}
	if history, _ := cmd.Flags().GetBool("history"); history {
		return printHistory(cmd, dir)
	}
	current, err := dir.Current()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return err
	}
	previous, err := dir.Previous()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return err
	}
	out := &lines{w: cmd.OutOrStdout()}
	for _, name := range slices.Backward(all) {
		g := describe(dir, name, current)
		g.Previous = name == previous
		switch {
		case wantsJSON(cmd):
			if err := writeJSON(cmd.OutOrStdout(), g); err != nil {
				return err
			}
		case g.Fault != "":
			out.printf("%s %s  %s", mark(g.Published), g.Name, g.Fault)
		default:
			out.printf("%s %s  %s, %s, %s, %d rejected, built %s%s", mark(g.Published), g.Name, plural(g.Documents, "document"),
				plural(g.Units, "unit"), size(g.Bytes), g.Rejected, g.Created.Format("2006-01-02 15:04"), g.remarks())
		}
	}
	return out.err
}

func (g *generation) remarks() (s string) {
	if d := g.Differs; d != nil {
		s = fmt.Sprintf("; %d new, %d changed, %d missing", d.New, d.Changed, d.Missing)
	}
	if g.Previous {
		s += "; previous"
	}
	return s
}

func describe(dir index.Dir, name, current string) generation {
	m, err := index.ReadManifest(dir.Path(name))
	if err != nil {
		return generation{Name: name, Published: name == current, Fault: err.Error()}
	}
	g := generation{
		Name: name, Published: name == current, Created: m.Created, Documents: m.Stats.Documents, Units: m.Stats.Units,
		Bytes: m.Bytes(), Rejected: m.Rejected,
	}
	if current == "" || g.Published {
		return g
	}
	d := &documentsApart{}
	for p, err := range gate.Pairs(dir.Path(current), dir.Path(name)) {
		switch {
		case err != nil:
			return g // one of them keeps no list, or a damaged one, which verify names
		case p.Before == nil:
			d.New++
		case p.Now == nil:
			d.Missing++
		case p.Before.Digest != p.Now.Digest:
			d.Changed++
		}
	}
	g.Differs = d
	return g
}

func printHistory(cmd *cobra.Command, dir index.Dir) error {
	all, err := dir.History()
	if err != nil && !errors.Is(err, index.ErrNoGeneration) {
		return err
	}
	out := &lines{w: cmd.OutOrStdout()}
	for _, p := range slices.Backward(all) {
		if wantsJSON(cmd) {
			if err := writeJSON(cmd.OutOrStdout(), p); err != nil {
				return err
			}
			continue
		}
		at := "at an unknown time"
		if !p.At.IsZero() {
			at = p.At.Format("2006-01-02 15:04:05")
		}
		line := fmt.Sprintf("%-20s%-10s%s", at, p.Action, p.Generation)
		if p.By != "" {
			line += "  by " + oneLine(p.By)
		}
		if n := len(p.Forced); n > 0 {
			line += fmt.Sprintf("; forced, although %s failed: %s", plural(n, "check"), oneLine(p.Forced[0]))
			if n > 1 {
				line += " …"
			}
		}
		out.printf("%s", line)
	}
	return out.err
}

func mark(published bool) string {
	if published {
		return "*"
	}
	return " "
}
