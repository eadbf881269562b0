package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
	"unicode"

	"wensou/parse/numeral"
	"wensou/parse/xmltext"
)

// numbering are the lists of a file, and how far each has counted.
type numbering struct {
	abstract map[string]*abstractList
	nums     map[string]*list
	styles   map[string]string // abstract list by the style that it defines
}

// abstractList is a form of numbers that several lists share.
type abstractList struct {
	levels [maxLevel]listLevel
	link   string // the style whose list it really is
	counts [maxLevel]int
	begun  [maxLevel]bool
}

type listLevel struct {
	start   int
	format  string // decimal, taiwaneseCountingThousand, bullet …
	text    string // "第%1章"
	legal   bool   // all numbers in it are Arabic
	restart int    // the level that makes it begin anew, from 1; 0 never; -1 any above
}

// list is one w:num.
type list struct {
	abstract string
	starts   map[int]int // levels that begin elsewhere in this list
	begun    bool
}

func (n *numbering) read(x *xmltext.Reader, _ xml.StartElement) error {
	n.abstract, n.nums, n.styles = map[string]*abstractList{}, map[string]*list{}, map[string]string{}
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "abstractNum":
			return n.abstractNum(x, e)
		case "num":
			return n.num(x, e)
		}
		return x.Skip()
	}, nil)
}

func (n *numbering) abstractNum(x *xmltext.Reader, e xml.StartElement) error {
	a := &abstractList{}
	id := xmltext.Attr(e, "abstractNumId")
	n.abstract[id] = a
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "numStyleLink":
			a.link = xmltext.Attr(e, "val")
		case "styleLink":
			n.styles[xmltext.Attr(e, "val")] = id
		case "lvl":
			i, err := strconv.Atoi(xmltext.Attr(e, "ilvl"))
			if err != nil || i < 0 || i >= maxLevel {
				break
			}
			return a.levels[i].read(x)
		}
		return x.Skip()
	}, nil)
}

func (l *listLevel) read(x *xmltext.Reader) error {
	*l = listLevel{restart: -1}
	return x.Children(func(e xml.StartElement) error {
		val := xmltext.Attr(e, "val")
		switch e.Name.Local {
		case "start":
			l.start, _ = strconv.Atoi(val)
		case "numFmt":
			l.format = val
		case "lvlText":
			l.text = val
		case "isLgl":
			l.legal = on(val, true)
		case "lvlRestart":
			l.restart, _ = strconv.Atoi(val)
		case "AlternateContent": // formats of later versions stand in here
			return x.Children(func(xml.StartElement) error {
				return x.Children(func(e xml.StartElement) error {
					if e.Name.Local == "numFmt" && l.format == "" {
						l.format = xmltext.Attr(e, "val")
					}
					return x.Skip()
				}, nil)
			}, nil)
		}
		return x.Skip()
	}, nil)
}

func (n *numbering) num(x *xmltext.Reader, e xml.StartElement) error {
	l := &list{starts: map[int]int{}}
	n.nums[xmltext.Attr(e, "numId")] = l
	return x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "abstractNumId":
			l.abstract = xmltext.Attr(e, "val")
		case "lvlOverride":
			i, _ := strconv.Atoi(xmltext.Attr(e, "ilvl"))
			return x.Children(func(e xml.StartElement) error {
				if start, err := strconv.Atoi(xmltext.Attr(e, "val")); e.Name.Local == "startOverride" && err == nil && i >= 0 && i < maxLevel {
					l.starts[i] = start
				}
				return x.Skip()
			}, nil)
		}
		return x.Skip()
	}, nil)
}

// next counts one item of a list and returns its number as printed; "" for
// bullets and lists that are not there. listed says that there is such a list.
func (n *numbering) next(id string, level int) (label string, listed bool) {
	l := n.nums[id]
	if l == nil || id == "0" {
		return "", false
	}
	a := n.abstract[l.abstract]
	if a != nil && a.link != "" && n.abstract[n.styles[a.link]] != nil {
		a = n.abstract[n.styles[a.link]]
	}
	if a == nil {
		return "", false
	}
	if !l.begun {
		l.begun = true
		for i, start := range l.starts {
			a.counts[i], a.begun[i] = start-1, true
		}
	}
	for i := 0; i <= level; i++ { // levels above that no item had count as begun
		if !a.begun[i] {
			a.begun[i] = true
			a.counts[i] = a.levels[i].start
			if i == level {
				a.counts[i]--
			}
		}
	}
	a.counts[level]++
	for i := level + 1; i < maxLevel; i++ {
		if r := a.levels[i].restart; r < 0 || r > level {
			a.begun[i] = false
		}
	}
	return a.label(level), true
}

// label is the number of the last item as printed.
func (a *abstractList) label(level int) string {
	l := &a.levels[level]
	if l.format == "bullet" || l.format == "none" {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(l.text); i++ {
		if l.text[i] != '%' || i+1 == len(l.text) || l.text[i+1] < '1' || l.text[i+1] > '9' {
			b.WriteByte(l.text[i])
			continue
		}
		i++
		k := int(l.text[i] - '1')
		format := a.levels[k].format
		if l.legal {
			format = "decimal"
		}
		b.WriteString(numeral.Format(a.counts[k], format))
	}
	return strings.TrimSpace(b.String())
}

// printed says whether a number belongs to the text: those of headings, and
// those in words such as 第三條. Bare numbers of items are markup.
func printed(label string, heading bool) bool {
	return label != "" && (heading || strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Han, r) }))
}
