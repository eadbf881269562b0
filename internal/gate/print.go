package gate

import (
	"fmt"
	"io"
	"strings"
)

// Print writes the report for people: what is beyond its limit or, with all,
// every check; then which documents are missing.
func (r *Report) Print(w io.Writer, all bool) error {
	p := &printer{w: w}
	failed := len(r.Failed())
	p.line("gate: %s against %s: %s", r.Generation, orNone(r.Current), verdict(failed, len(r.Checks)))
	if failed > 0 || all && len(r.Checks) > 0 {
		p.line("  %12s%12s  %-24s%s", "before", "now", "limit", "measure")
	}
	for _, c := range r.Checks {
		if all || !c.OK {
			p.line("%s %12s%12s  %-24s%s", sign(c.OK), c.Before, c.Now, c.Limit, plain(c.Measure))
		}
	}
	if r.Current != "" {
		p.line("documents: %d new, %d changed, %d missing", r.New, r.Changed, r.Missing)
	}
	if failed > 0 || all {
		for _, e := range r.Vanished {
			p.line("  missing: %s (%s)", plain(string(e.ID)), plain(sourceName(e.Source)))
		}
		if more := r.Missing - len(r.Vanished); more > 0 && len(r.Vanished) > 0 {
			p.line("  … and %d more", more)
		}
	}
	for _, n := range r.Notes {
		p.line("note: %s", plain(n))
	}
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func orNone(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}

func verdict(failed, all int) string {
	if failed == 0 {
		return fmt.Sprintf("all %d checks passed", all)
	}
	return fmt.Sprintf("%d of %d checks failed", failed, all)
}

func sign(ok bool) string {
	if ok {
		return " "
	}
	return "!"
}

// plain keeps names out of the corpus from steering the terminal.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, s)
}
