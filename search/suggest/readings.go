package suggest

import (
	"slices"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// maxReadings of one character, in the dictionary's order, which begins with
// the most usual: 行 has five, of which xing, hang and heng are kept.
const maxReadings = 3

// reading is one way to say a character: letters in lower case, with v for ü,
// and a tone from 1 to 4, or 5 for the neutral one.
type reading struct {
	letters string
	tone    byte
}

// known keeps readings that were looked up: the dictionary has them as text
// with marks.
var known sync.Map // rune to []reading

// readings of a character; none for what is not in the dictionary. Tones of
// the same letters are kept, and count as one reading.
func readings(r rune) []reading {
	if v, ok := known.Load(r); ok {
		return v.([]reading)
	}
	text, ok := pinyin.PinyinDict[int(r)]
	if !ok {
		return nil
	}
	var out []reading
	var letters []string
	for one := range strings.SplitSeq(text, ",") {
		rd := plain(one)
		if !slices.Contains(letters, rd.letters) {
			if len(letters) == maxReadings {
				continue
			}
			letters = append(letters, rd.letters)
		}
		out = append(out, rd)
	}
	known.Store(r, out)
	return out
}

// toneOf are the combining marks of tones.
var toneOf = map[rune]byte{'\u0304': 1, '\u0301': 2, '\u030C': 3, '\u0300': 4}

// plain reads a syllable with tone marks: lǜ is lv with tone 4.
func plain(syllable string) reading {
	rd := reading{tone: 5}
	var b strings.Builder
	for _, r := range norm.NFD.String(syllable) {
		switch {
		case toneOf[r] != 0:
			rd.tone = toneOf[r]
		case r == '\u0308': // the dots of ü
			u := b.String()
			b.Reset()
			b.WriteString(strings.TrimSuffix(u, "u") + "v")
		case r >= 'a' && r <= 'z':
			b.WriteRune(r)
		case r == '\u0302': // ê̄, ê̌: said e
		}
	}
	rd.letters = b.String()
	return rd
}

// syllables are the different letters among readings, without tones.
func syllables(rs []reading) []string {
	var out []string
	for _, r := range rs {
		if r.letters != "" && !slices.Contains(out, r.letters) {
			out = append(out, r.letters)
		}
	}
	return out
}
