package pdftext

import (
	"regexp"
	"strings"
)

// Typesetters cut words at the end of a line. The hyphen goes where the rest
// of the text writes the word in one, or nowhere writes it with a hyphen.

var (
	cutWord  = regexp.MustCompile(`(\p{L}+)[-\x{2010}]$`)
	restWord = regexp.MustCompile(`^\p{Ll}+`)
	anyWord  = regexp.MustCompile(`[A-Za-z]+(?:-[A-Za-z]+)*`)
)

// mendHyphens puts soft hyphens where the hyphen at the end of a line is none
// of the word's own. Only texts set in lines have such hyphens.
func (p *paper) mendHyphens() {
	if p.wrap == 0 {
		return
	}
	var cuts []int
	for i := 0; i+1 < len(p.lines); i++ {
		if t := p.lines[i].text; strings.HasSuffix(t, "-") || strings.HasSuffix(t, "\u2010") {
			cuts = append(cuts, i)
		}
	}
	if len(cuts) == 0 {
		return
	}
	words := make(map[string]bool)
	for i := range p.lines {
		if t := p.lines[i].text; len(t) < 4*maxMeasure {
			for _, w := range anyWord.FindAllString(t, -1) {
				words[strings.ToLower(w)] = true
			}
		}
	}
	for _, i := range cuts {
		t := p.lines[i].text
		if strings.Contains(t, "://") && inURL(t) {
			continue
		}
		a := cutWord.FindStringSubmatch(t[max(0, len(t)-80):])
		b := restWord.FindString(p.lines[p.nextLine(i)].text)
		if a == nil || b == "" || len(a[1]) < 2 {
			continue
		}
		joined, hyphened := strings.ToLower(a[1]+b), strings.ToLower(a[1]+"-"+b)
		if words[joined] || !words[hyphened] && a[1][1:] == strings.ToLower(a[1][1:]) && len(b) > 1 {
			p.lines[i].text = strings.TrimRight(t, "-\u2010") + string(softHyphen)
		}
	}
}

// nextLine is the line that goes on with line i: the next of the same role,
// over the foot of a page.
func (p *paper) nextLine(i int) int {
	for k := i + 1; k < min(len(p.lines), i+40); k++ {
		if p.lines[k].role == p.lines[i].role && (p.lines[i].role != roleNote || p.lines[k].page == p.lines[i].page || p.lines[k].rest != nil) {
			return k
		}
	}
	return i
}
