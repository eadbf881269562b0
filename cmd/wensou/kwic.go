package main

import (
	"cmp"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/width"

	"wensou/search"
)

func runConcordance(cmd *cobra.Command, s *search.Service, r search.Request) error {
	c, err := s.Concordance(cmd.Context(), r)
	if err != nil {
		return optionNames(err)
	}
	switch {
	case r.Format == search.FormatCSV:
		return c.WriteCSV(cmd.OutOrStdout())
	case wantsJSON(cmd):
		return writeJSON(cmd.OutOrStdout(), c)
	}
	return printLines(cmd.OutOrStdout(), c, hasColour(cmd.OutOrStdout()))
}

// printLines shows a concordance to a person: matches stand below each other.
func printLines(w io.Writer, c *search.Concordance, colour bool) error {
	p := &hitPrinter{lines: lines{w: w}, colour: colour}
	p.printf("%s in %s of %s (%.1f ms)", plural(c.TotalLines, "line"), plural(c.UnitsRead, "place"), plural(c.Groups, "document"), c.TookMS)
	p.query(&c.Query)
	for _, w := range c.Warnings {
		p.printf("warning: %s", cmp.Or(warnings[w], w))
	}
	left, match, right := 0, 0, 0
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Left, l.Match, l.Right = oneLine(l.Left), oneLine(l.Match), oneLine(l.Right)
		left, match, right = max(left, columns(l.Left)), max(match, columns(l.Match)), max(right, columns(l.Right))
	}
	for i := range c.Lines {
		l := &c.Lines[i]
		mark := "[" + l.Match + "]"
		if colour {
			mark = ansiMark + mark + ansiEnd
		}
		p.printf("%s%s%s%s%s  %s", blanks(left-columns(l.Left)), l.Left, mark, l.Right, blanks(right-columns(l.Right)+match-columns(l.Match)), p.faint(lineAbout(l)))
	}
	p.why(c.Why)
	return p.err
}

// lineAbout is where a line stands.
func lineAbout(l *search.Line) string {
	out := oneLine(cmp.Or(l.Document.Title, l.Document.ID))
	for _, s := range []string{l.Document.Date[:min(len(l.Document.Date), len("2006-01-02"))], l.ID} {
		if s != "" {
			out += " · " + oneLine(s)
		}
	}
	return out
}

func blanks(n int) string { return strings.Repeat(" ", n) }

// columns is how many columns of a terminal a text takes.
func columns(s string) (n int) {
	for _, r := range s {
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
