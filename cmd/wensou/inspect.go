package main

import (
	"fmt"
	"io"
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
headings, units with their kind and lines, and the parser's warnings; with
--format json one document a line. Folders are read as build reads them.

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
		return printDocument(out, d)
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

func printDocument(w io.Writer, d *document.Document) error {
	out := &lines{w: w}
	out.printf("%s", oneLine(string(d.ID)))
	for _, f := range [][2]string{
		{"path", ingest.Quote(d.Path)},
		{"format", d.Format},
		{"title", d.Title},
		{"language", d.Language},
		{"date", d.Date},
		{"authors", strings.Join(d.Authors, "、")},
		{"topics", strings.Join(d.Topics, "、")},
		{"source", strings.TrimSpace(d.Source.Name + " " + d.Source.URL)},
	} {
		if f[1] != "" {
			out.printf("  %-9s %s", f[0], oneLine(f[1]))
		}
	}
	var last string
	for i := range d.Units {
		u := &d.Units[i]
		if h := strings.Join(u.HeadingPath, " › "); h != last {
			out.printf("  # %s", oneLine(h))
			last = h
		}
		out.printf("  %s%-8s %-10s %-9s %s", nest(u), u.ID, label(u), span(u.Lines), clip(u.Text, 48))
	}
	for i := range d.Warnings {
		x := &d.Warnings[i]
		out.printf("  ! line %d, %s: %s", x.Line, x.Code, oneLine(x.Message))
	}
	out.printf("")
	return out.err
}

// nest indents citations below the unit that they stand in.
func nest(u *document.Unit) string {
	if u.Kind == document.KindCitation {
		return "    "
	}
	return "  "
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
