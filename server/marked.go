package server

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/search"
)

// segmentsOf are a snippet's pieces, from its segments or its HTML.
func segmentsOf(s search.Snippet) []search.Segment {
	if len(s.Segments) > 0 {
		return s.Segments
	}
	return parseMarked(s.HTML)
}

func plainText(segments []search.Segment) string {
	var b strings.Builder
	for _, s := range segments {
		b.WriteString(s.Text)
	}
	return b.String()
}

// parseMarked reads marked HTML back into text: only <mark> means anything, all
// else is shown as it stands. The page therefore never repeats markup that
// came from an index.
func parseMarked(s string) []search.Segment {
	var out []search.Segment
	add := func(text string, match bool) {
		if text != "" {
			out = append(out, search.Segment{Text: html.UnescapeString(text), Match: match})
		}
	}
	for s != "" {
		before, rest, found := strings.Cut(s, "<mark>")
		add(before, false)
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, "</mark>")
		if !closed {
			add("<mark>"+rest, false)
			break
		}
		add(inside, true)
		s = after
	}
	return out
}

// Bounds of a text directive, in characters: long enough to be the only such
// passage, short enough for an address.
const (
	directiveMin = 8
	directiveMax = 24
)

// directiveText is a passage around the first match that a text fragment can
// point to; "" when the snippet has none that is long enough to be unique.
func directiveText(segments []search.Segment) string {
	var before, text strings.Builder
	found := false
	for _, s := range segments {
		found = found || s.Match
		if found {
			text.WriteString(s.Text)
		} else {
			before.WriteString(s.Text)
		}
	}
	if !found {
		return ""
	}
	// A snippet's ellipses and line breaks are not in the document's text.
	after := clip(text.String(), "…\n\t", true)
	out := firstRunes(after, directiveMax)
	if n := utf8.RuneCountInString(out); n < directiveMin {
		lead := []rune(clip(before.String(), "…\n\t", false))
		out = string(lead[max(0, len(lead)-(directiveMin-n)):]) + out
	}
	out = strings.TrimSpace(out)
	if utf8.RuneCountInString(out) < directiveMin {
		return ""
	}
	return out
}

// clip cuts s at the first (or, from behind, the last) of the stop characters.
func clip(s, stop string, first bool) string {
	if first {
		if i := strings.IndexAny(s, stop); i >= 0 {
			return s[:i]
		}
		return s
	}
	if i := strings.LastIndexAny(s, stop); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		return s[i+size:]
	}
	return s
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// excerpt is at most n characters of s, with an ellipsis when it was cut.
func excerpt(s string, n int) string {
	if cut := firstRunes(s, n); len(cut) < len(s) {
		return cut + "…"
	}
	return s
}

// isLatin says that a text has no Chinese character. The quotation marks of
// such a text are as wide as letters, and its lines are not justified.
func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

var langTag = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$`)

// langAttr is a language tag fit for the lang attribute, else "und": fonts are
// chosen by it.
func langAttr(s string) string {
	if langTag.MatchString(s) {
		return s
	}
	return "und"
}
