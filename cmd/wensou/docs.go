package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func docsCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "docs",
		Short:  "Write the command reference (docs/commands.md) to standard output",
		Hidden: true,
		Args:   exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return writeReference(cmd.OutOrStdout(), cmd.Root())
		},
	}
}

// writeReference writes the help of every command as Markdown. It holds
// nothing of the machine it runs on.
func writeReference(w io.Writer, root *cobra.Command) error {
	out := &lines{w: w}
	out.printf("<!-- Written by `make docs` from the help texts; change those. -->")
	out.printf("# Commands")
	out.printf("")
	out.printf("%s", fence(root.Long))
	out.printf("")
	out.printf("Options of every command:")
	out.printf("")
	out.printf("%s", fence(root.PersistentFlags().FlagUsages()))
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		for _, sub := range c.Commands() {
			if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" && sub.Parent() != root {
				continue
			}
			describeCommand(out, sub)
			if sub.Name() != "completion" { // its commands differ only by shell
				walk(sub)
			}
		}
	}
	walk(root)
	return out.err
}

func describeCommand(out *lines, c *cobra.Command) {
	out.printf("")
	out.printf("## %s", c.CommandPath())
	out.printf("")
	out.printf("%s.", strings.TrimSuffix(c.Short, "."))
	text := c.UseLine()
	if c.Long != "" {
		text += "\n\n" + strings.TrimSpace(c.Long)
	}
	if c.Example != "" {
		text += "\n\nExamples:\n" + c.Example
	}
	if flags := c.LocalNonPersistentFlags().FlagUsages(); flags != "" {
		text += "\n\nOptions:\n" + flags
	}
	out.printf("")
	out.printf("%s", fence(text))
}

func fence(text string) string {
	return fmt.Sprintf("```text\n%s\n```", strings.Trim(text, "\n"))
}
