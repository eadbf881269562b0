package suggest

import (
	"strings"
	"unicode/utf8"

	"wensou/analysis"
)

// A cell is one character of a text that can be typed: a letter or digit as it
// is, a Chinese character as itself or by a reading. White space and signs
// have none: they need not be typed.
type cell struct {
	r          rune // match text
	start, end int  // bytes of the original text
	readings   []reading
	first      bool // a word or a run of Chinese begins here
}

// maxCells of a text; the rest of a longer one is not looked at.
const maxCells = 64

func cellsOf(text string) []cell {
	f := analysis.FoldOffsets(text)
	var cells []cell
	last := analysis.ClassSpace
	for i, r := range f.Text {
		class := analysis.ClassOf(r)
		if class == analysis.ClassCJK || class == analysis.ClassWord {
			c := cell{r: r, first: class != last}
			c.start, c.end = f.Original(i, i+utf8.RuneLen(r))
			if class == analysis.ClassCJK {
				original, _ := utf8.DecodeRuneInString(text[c.start:])
				if c.readings = readings(original); c.readings == nil {
					c.readings = readings(r)
				}
			}
			if cells = append(cells, c); len(cells) == maxCells {
				break
			}
		}
		last = class
	}
	return cells
}

// typed is what cells are compared with: match text of letters, digits and
// characters, without signs and white space.
func typed(text string) string {
	return strings.Map(func(r rune) rune {
		if c := analysis.ClassOf(r); c == analysis.ClassCJK || c == analysis.ClassWord {
			return r
		}
		return -1
	}, analysis.Fold(text))
}

// way is how what was typed is read.
type way int

const (
	asText     way = iota // as it stands
	asPinyin              // characters also by their readings
	asInitials            // characters by the first letters of their readings
)

// maxSteps bounds the comparison of one text.
const maxSteps = 2000

// comparison walks over cells with what was typed.
type comparison struct {
	cells []cell
	way   way
	steps int
}

// begins says how many cells what was typed covers from cell at on, and
// whether it ends in the middle of none; 0 when they differ.
func (c *comparison) begins(at int, q string) (n int, whole bool) {
	end, whole := c.walk(at, q)
	return max(end-at, 0), whole
}

// walk returns the cell after the last that was typed, -1 when they differ.
func (c *comparison) walk(at int, q string) (end int, whole bool) {
	if q == "" {
		return at, true
	}
	if c.steps++; at == len(c.cells) || c.steps > maxSteps {
		return -1, false
	}
	x := &c.cells[at]
	r, size := utf8.DecodeRuneInString(q)
	if r == x.r {
		if end, whole := c.walk(at+1, q[size:]); end > 0 {
			return end, whole
		}
	}
	best := -1
	for _, rd := range x.readings {
		var rest string
		switch {
		case rd.letters == "":
			continue
		case c.way == asInitials && rd.letters[0] == q[0]:
			rest = q[1:]
		case c.way == asPinyin && strings.HasPrefix(q, rd.letters):
			rest = q[len(rd.letters):]
			if len(rest) > 0 && rest[0] >= '1' && rest[0] <= '5' {
				if rest[0] != '0'+rd.tone {
					continue
				}
				rest = rest[1:]
			}
		case c.way == asPinyin && strings.HasPrefix(rd.letters, q):
			best = max(best, at+1)
			continue
		default:
			continue
		}
		if end, whole := c.walk(at+1, rest); whole {
			return end, true
		} else if end > best {
			best = end
		}
	}
	return best, false
}
