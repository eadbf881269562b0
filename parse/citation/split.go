package citation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cue is what leads from a note's own words to a work. 見 and 參 alone are
// part of many words, so the work must follow at once (see startsWork).
var cue = regexp.MustCompile(`(?:請參見|請參閱|请参见|请参阅|請見|请见|參見|参见|參閱|参阅|參考|参考|詳見|详见|另見|另见|亦見|並見|可見|轉引自|转引自|引自|整理自|改繪自|改寫自|摘自|譯自|見諸|另參|參|見|见|來源：|来源：|來源:|(?i:\bsee also|\bsee|\bcf\.|\bquoted in|\bcited in|\badapted from|\bsources?:))[:：]? ?`)

var (
	// Author and title in Chinese style; the author may be absent.
	hanStart = regexp.MustCompile(`^(?:[^，,。；;：:〈《「]{1,60}(?:著|編|主編|等)?[，,：:] ?)?[〈《<]`)
	// A name or title in Western style.
	latinStart = regexp.MustCompile(`^[*“"'‘]*[\p{Lu}\d]`)
	// What only a citation has: quoted title, emphasis, imprint, pages, address.
	latinCore = regexp.MustCompile(`[“"][^“”"]{3,}[”"]|\*[^*]{3,}\*|\([^()]*:[^()]*\d{4}\)|\bpp?\. ?\d|https?://|, \d{4}`)
	hanCore   = regexp.MustCompile(`[〉》][，,。（(]|[〉》]$|[〉》]<|頁 ?\d|页 ?\d|https?://|^〈`)
	// Short references to an earlier note.
	sameWork = regexp.MustCompile(`^(?i:同前註|同上註|同前注|同上注|同前揭|前揭|同註 ?\d|同注 ?\d|ibid\b|op\. cit)`)
)

// Split cuts a note into what it says in its own words and the works that it
// cites, in the order of print. Every work is a piece of note, without the
// separators and the final full stop; commentary is the rest of the words. A
// note that cites nothing is all commentary.
func Split(note string) (commentary string, works []string) {
	var own []string
	for _, seg := range segments(note) {
		before, work := splitSegment(seg)
		if before = strings.TrimSpace(before); before != "" {
			own = append(own, before)
		}
		if work = trimWork(work); work != "" {
			works = append(works, work)
		}
	}
	for _, s := range own {
		commentary = glue(commentary, s)
	}
	return commentary, works
}

// glue joins two pieces of commentary by a separator, so that words of
// different sentences don't run together.
func glue(a, b string) string {
	switch {
	case a == "" || strings.HasSuffix(a, "。"):
		return a + b
	case lastRune(a) > 0x2e7f || firstRune(b) > 0x2e7f:
		return a + "；" + b
	}
	return a + "; " + b
}

// segments cuts a note at its separators: ; and ； outside brackets and
// addresses, and 。 between sentences.
func segments(note string) []string {
	out := cutAt(note, true)
	if len(out) == 1 {
		// A bracket that never closes must not hide the separators.
		if flat := cutAt(note, false); len(flat) > 1 && unbalanced(note) {
			return flat
		}
	}
	return out
}

func unbalanced(s string) bool {
	var d depth
	for _, r := range s {
		d.add(r)
	}
	return d.open()
}

func cutAt(note string, nested bool) []string {
	var out []string
	var d depth
	start, angle := 0, false
	for i, r := range note {
		switch r {
		case '<':
			angle = strings.HasPrefix(strings.TrimLeft(note[i:min(len(note), i+12)], "<"), "http")
		case '>', ' ':
			angle = false
		case ';', '；', '。':
			if i < start || angle && r == ';' || nested && d.open() {
				continue
			}
			end := i + utf8.RuneLen(r)
			if q, n := utf8.DecodeRuneInString(note[end:]); q == '”' || q == '"' && r != '。' {
				end += n // the separator slipped inside the quote
				out = append(out, note[start:i]+note[i+utf8.RuneLen(r):end])
			} else if r == '。' {
				out = append(out, note[start:end])
			} else {
				out = append(out, note[start:i])
			}
			start = end
		}
		d.add(r)
	}
	if start < len(note) {
		out = append(out, note[start:])
	}
	return out
}

// maxCues bounds how many cues of one segment are tried.
const maxCues = 16

// splitSegment tells the own words of a segment from the work it cites: the
// work starts behind the last cue that a work follows, or the whole is one.
func splitSegment(seg string) (before, work string) {
	s := strings.TrimSpace(seg)
	if isWork(s) {
		return "", s
	}
	all := cue.FindAllStringIndex(s, -1)
	for i := len(all) - 1; i >= max(0, len(all)-maxCues); i-- {
		if end := all[i][1]; isWork(s[end:]) {
			return s[:end], s[end:]
		}
	}
	return s, ""
}

// isWork says that s is a citation: it starts with an author or title and has
// what citations have.
func isWork(s string) bool {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return false
	case sameWork.MatchString(s):
		return true
	case hanStart.MatchString(s):
		return hanCore.MatchString(s) && !cueBeforeTitle(s)
	case latinStart.MatchString(s):
		return latinCore.MatchString(s) && latinShare(s) > 0.5
	}
	return false
}

// cueBeforeTitle says that a cue stands where an author should: "…，請見王某，
// 〈…〉" begins with words, not with a name.
func cueBeforeTitle(s string) bool {
	head := s[:strings.IndexAny(s, "〈《<")]
	m := cue.FindStringIndex(head)
	return m != nil && m[1] > 0
}

func latinShare(s string) float64 {
	n, l := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
			if r < 0x250 {
				l++
			}
		}
	}
	return float64(l) / float64(max(1, n))
}
