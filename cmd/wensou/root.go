package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"wensou/index"
)

// stdio are the streams of one run.
type stdio struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, io stdio) int {
	root := newRoot(io)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	// What a library returns when it is interrupted need not wrap the cause.
	if err != nil && ctx.Err() != nil {
		err = errors.Join(context.Canceled, err)
	}
	switch code := exitCode(err); code {
	case exitOK:
		return code
	case exitInterrupted:
		fmt.Fprintln(io.err, "wensou: interrupted")
		return code
	default:
		fmt.Fprintf(io.err, "wensou: %v\n", err)
		if a := index.Advice(err); a != "" && !strings.Contains(err.Error(), a) {
			fmt.Fprintf(io.err, "wensou: %s\n", a)
		}
		return code
	}
}

func newRoot(io stdio) *cobra.Command {
	root := &cobra.Command{
		Use:   "wensou",
		Short: "文搜: a search engine for Chinese documents",
		Long: `wensou (文搜) indexes Chinese documents – Markdown, plain text, PDF, text from
PDF, JSON Lines – with their footnotes and citations, and finds them again:
Traditional and Simplified, whole words and parts of words.

Try it with the bundled documents:
  wensou serve --demo

Every option can also stand in a configuration file (--config) or in the
environment (WENSOU_INDEX, WENSOU_SERVER__LISTEN …). Options on the command
line come first, then the environment, then the file.

Exit codes:
` + exitCodesMeaning,
		SilenceErrors:              true,
		SilenceUsage:               true,
		SuggestionsMinimumDistance: 2,
		Args:                       unknownCommand,
		RunE:                       func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(io.in)
	root.SetOut(io.out)
	root.SetErr(io.err)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see %s --help", err, cmd.CommandPath())
	})
	root.PersistentFlags().String("config", "", "configuration file, YAML (default: the one in WENSOU_CONFIG, else none)")
	root.AddCommand(
		buildCommand(), publishCommand(), rollbackCommand(), generationsCommand(), verifyCommand(),
		gateCommand(), pruneCommand(), serveCommand(), healthcheckCommand(),
		searchCommand(), worksCommand(), inspectCommand(), exportCommand(), evalCommand(), benchCommand(), dictCommand(),
		configCommand(), versionCommand(), docsCommand(),
	)
	root.InitDefaultCompletionCmd()
	return root
}

// unknownCommand is the root's check of its arguments: it takes none, so what
// stands there is a command that does not exist.
func unknownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "see wensou --help"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return usagef("no command %q; %s", args[0], hint)
}

// exactArgs and minArgs are cobra's checks as usage errors that name what is
// missing.
func exactArgs(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == len(names) {
			return nil
		}
		if len(names) == 0 {
			return usagef("%s takes no arguments, but got %q", cmd.CommandPath(), args)
		}
		return usagef("%s takes %s, but got %d arguments; see %s --help", cmd.CommandPath(), strings.Join(names, " "), len(args), cmd.CommandPath())
	}
}

func minArgs(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return nil
		}
		return usagef("%s needs %s; see %s --help", cmd.CommandPath(), name, cmd.CommandPath())
	}
}

// maxOneArg takes one argument or none.
func maxOneArg(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < 2 {
			return nil
		}
		return usagef("%s takes one %s at most, but got %q; see %s --help", cmd.CommandPath(), name, args, cmd.CommandPath())
	}
}

// formatFlag is --format with the forms a command has; the first is the default.
func formatFlag(cmd *cobra.Command, forms ...string) {
	cmd.Flags().String("format", forms[0], "output: "+strings.Join(forms, " or "))
	next := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		got, _ := cmd.Flags().GetString("format")
		for _, f := range forms {
			if got == f {
				if next != nil {
					return next(cmd, args)
				}
				return nil
			}
		}
		return usagef("--format %s: not %s", got, strings.Join(forms, " or "))
	}
}

func wantsJSON(cmd *cobra.Command) bool { return wantsForm(cmd, "json") }

// wantsForm says that --format names a form.
func wantsForm(cmd *cobra.Command, form string) bool {
	f, err := cmd.Flags().GetString("format")
	return err == nil && f == form
}

// writeJSON writes v as one line, as the API does: no HTML escapes.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// isTerminal says whether a person looks at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// hasColour: on a terminal, unless the user asked for none (no-color.org).
func hasColour(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
