package plaintext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
)

const (
	maxHeading      = 40 // characters
	maxHeadingLatin = 90 // when they are Latin letters
	maxRun          = 2  // headings that may stand below each other without text
	topLevel        = 2  // level of bare headings: 1 is the title
)

// outline are the ways in which Chinese texts number their headings, from the
// outer to the inner.
var outline = []*regexp.Regexp{
	regexp.MustCompile(`^第\s*[一二三四五六七八九十百零〇\d]+\s*[章篇編编部]`),
	regexp.MustCompile(`^(?:[壹貳參肆伍陸柒捌玖拾贰叁陆]+|第\s*[一二三四五六七八九十百零〇\d]+\s*[節节])[、．.\s]?`),
	regexp.MustCompile(`^[一二三四五六七八九十]{1,3}[、．.]`),
	regexp.MustCompile(`^[(（][一二三四五六七八九十]{1,3}[)）]`),
	regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2})*[.、．\s]\s*[^\d\s]`),
	regexp.MustCompile(`^[(（]\d{1,2}[)）]`),
}

func outlineClass(s string) int {
	for i, re := range outline {
		if re.MatchString(s) {
			return i
		}
	}
	return -1
}

// findHeadings sets the level of every block that is a heading: a short line
// that closes no sentence and has longer text below it. A run of such lines is
// a list, a poem or an address instead, unless each is numbered.
func (p *parser) findHeadings() {
	for i := 0; i < len(p.blocks); {
		run := i
		for run < len(p.blocks) && headingShaped(&p.blocks[run]) {
			run++
		}
		if run == i {
			i++
			continue
		}
		start := p.runStart(i, run)
		for j := start; j < run; j++ {
			if p.introduces(j, run) {
				p.blocks[j].level = topLevel
			}
		}
		i = run
	}
	p.setLevels()
}

// runStart is where the headings of a run of short lines begin: all of it when
// it is short; in a longer one only its numbered end, or its last line when a
// gap sets that off.
func (p *parser) runStart(i, run int) int {
	if run-i <= maxRun {
		return i
	}
	start := run
	for start > i && outlineClass(p.blocks[start-1].text) >= 0 && run-start < len(outline) {
		start--
	}
	if run-start > maxRun && p.sameClass(start, run) { // a list or a table of contents
		return run
	}
	last := &p.blocks[run-1]
	if start == run && (draft.IsReferences(last.text) || last.before > p.blocks[run-2].before && last.before > 0) {
		return run - 1
	}
	return start
}

func (p *parser) sameClass(i, run int) bool {
	for j := i + 1; j < run; j++ {
		if outlineClass(p.blocks[j].text) != outlineClass(p.blocks[i].text) {
			return false
		}
	}
	return true
}

// introduces says whether block j, in a run of short lines that ends before
// run, has text to head.
func (p *parser) introduces(j, run int) bool {
	if run >= len(p.blocks) {
		return false
	}
	b, next := &p.blocks[j], &p.blocks[run]
	if draft.IsReferences(b.text) || outlineClass(b.text) >= 0 {
		return true
	}
	return next.kind != document.KindParagraph || closes(next.text) || width(next.text) > 2*width(b.text)
}

// setLevels ranks the kinds of numbers that occur: the outermost is topLevel,
// as are bare headings.
func (p *parser) setLevels() {
	used := make([]int, len(outline))
	for i := range p.blocks {
		if c := outlineClass(p.blocks[i].text); p.blocks[i].level > 0 && c >= 0 {
			used[c]++
		}
	}
	rank, level := make([]int, len(outline)), topLevel
	for c := range used {
		rank[c] = level
		if used[c] > 0 {
			level++
		}
	}
	for i := range p.blocks {
		b := &p.blocks[i]
		c := outlineClass(b.text)
		if b.level == 0 || c < 0 {
			continue
		}
		b.level = rank[c] + strings.Count(decimals.FindString(b.text), ".")
	}
}

var decimals = regexp.MustCompile(`^\d{1,2}(?:\.\d{1,2})+`)

// quoted is a line of dialogue.
var quoted = regexp.MustCompile(`^(?:「[^」]*」|“[^”]*”|『[^』]*』|《[^》]*》)$`)

// headingShaped says whether b looks like a heading by itself.
func headingShaped(b *block) bool {
	if b.lines > 1 || b.kind != document.KindParagraph {
		return false
	}
	n, limit := utf8.RuneCountInString(b.text), maxHeadingLatin
	if strings.ContainsFunc(b.text, draft.Wide) {
		limit = maxHeading
	}
	if n < 2 || n > limit || quoted.MatchString(b.text) || strings.Contains(b.text, "://") || strings.Contains(b.text, "\t") {
		return false
	}
	last, size := utf8.DecodeLastRuneInString(b.text)
	if strings.ContainsRune("。！；，、：…,;.:!—", last) {
		return false
	}
	inner := b.text[:len(b.text)-size]
	if strings.ContainsAny(inner, "。；;") {
		return false
	}
	if strings.ContainsAny(inner, "？！?!") && n > maxHeading*3/4 {
		return false
	}
	return !strings.ContainsAny(b.text[:1], "$>#%@&=|\\/{}<;") && strings.ContainsFunc(b.text, isLetter)
}
