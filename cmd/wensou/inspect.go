package main

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"wensou/document"
	"wensou/internal/ingest"
	"wensou/parse/input"
)

func inspectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "inspect FILE...",
		Short: "Show what wensou reads from files",
		Long: `inspect parses files as build does and shows what came out: for people a tree of
headings and units with their kind and lines, notes below the unit that they
hang on, citations below their note with the work they name (→), and the
parser's warnings; with --format json one document a line. Folders are read as
build reads them. For files of word processors, lines count paragraphs.

A file that can't be read is named with its reason on standard error, and the
exit code is 7.`,
		Example: `  wensou inspect paper.txt
  wensou inspect --format json *.md > documents.jsonl`,
		Args: minArgs("a FILE"),
		RunE: runInspect,
	}
	formatFlag(cmd, "text", "json")
	return cmd
}

func runInspect(cmd *cobra.Command, args []string) error {
	var sources []ingest.Source
	for _, arg := range args {
		s, err := ingest.FromPath(arg)
		if err != nil {
			return err
		}
		sources = append(sources, s)
	}
	out, rejected := cmd.OutOrStdout(), 0
	show := func(d *document.Document) error {
		if wantsJSON(cmd) {
			return writeJSON(out, d)
		}
		return printDocument(out, d, hasColour(out))
	}
	err := ingest.Each(cmd.Context(), sources, ingest.Options{Reject: func(e *input.Error) {
		rejected++
		fmt.Fprintln(cmd.ErrOrStderr(), e)
	}}, show)
	if err == nil && rejected > 0 {
		err = fmt.Errorf("%w: %d", errSomeFailed, rejected)
	}
	return err
}

func label(u *document.Unit) string {
	if u.Number > 0 {
		return fmt.Sprintf("%s %d", u.Kind, u.Number)
	}
	return string(u.Kind)
}

// span writes line ranges: "17", "17-19", "17, 21-22".
func span(ranges [][2]int) string {
	var parts []string
	for _, r := range ranges {
		if r[0] == r[1] {
			parts = append(parts, fmt.Sprint(r[0]))
		} else {
			parts = append(parts, fmt.Sprintf("%d-%d", r[0], r[1]))
		}
	}
	return strings.Join(parts, ",")
}

func clip(s string, runes int) string {
	s = oneLine(s)
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	return string([]rune(s)[:runes]) + "…"
}
