// Package dict holds the dictionaries and conversion tables that analysis is
// defined by, embedded in the binary, and writes jieba's files to disk, from
// where its C++ code reads them.
package dict

import (
	"bufio"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:generate go run generate.go

//go:embed opencc/*.txt
var openccFS embed.FS

//go:embed variants.txt
var variantsText string

//go:embed regional.txt
var regionalText string

//go:embed bilingual.txt
var bilingualText string

//go:embed stopwords.txt
var stopwordsText string

// Pair is one row of a conversion table: From may be written as any of To.
type Pair struct {
	From string
	To   []string
}

// OpenCC returns the rows of an OpenCC table, "TSCharacters" for example, in
// the table's order. It returns an error for a table that is not embedded.
func OpenCC(table string) ([]Pair, error) {
	b, err := openccFS.ReadFile("opencc/" + table + ".txt")
	if err != nil {
		return nil, fmt.Errorf("open conversion table %s: %w", table, err)
	}
	pairs, err := ParsePairs(string(b))
	if err != nil {
		return nil, fmt.Errorf("conversion table %s: %w", table, err)
	}
	return pairs, nil
}

// ParsePairs reads OpenCC's text format: a key, a tab, and candidates divided
// by spaces. The error names the line.
func ParsePairs(text string) ([]Pair, error) {
	var pairs []Pair
	for n, line := range lines(text) {
		from, to, ok := strings.Cut(line, "\t")
		cands := strings.Fields(to)
		if !ok || from == "" || len(cands) == 0 || !utf8.ValidString(line) {
			return nil, fmt.Errorf("line %d: want a key, a tab and candidates", n)
		}
		pairs = append(pairs, Pair{From: from, To: cands})
	}
	return pairs, nil
}

// Variants is the project's own table of characters matched as one.
type Variants struct {
	Groups [][]rune  // characters of one class, preferred character first
	Apart  [][2]rune // pairs that other tables must not join
}

// CharVariants returns the project's table of variant characters.
func CharVariants() (Variants, error) {
	v, err := ParseVariants(variantsText)
	if err != nil {
		return Variants{}, fmt.Errorf("variants.txt: %w", err)
	}
	return v, nil
}

// ParseVariants reads the format of variants.txt. The error names the line.
func ParseVariants(text string) (Variants, error) {
	var v Variants
	for n, line := range lines(text) {
		fields := strings.Fields(line)
		apart := fields[0] == "!"
		if apart {
			fields = fields[1:]
		}
		var group []rune
		for _, f := range fields {
			r, size := utf8.DecodeRuneInString(f)
			if size != len(f) || r == utf8.RuneError {
				return Variants{}, fmt.Errorf("line %d: %q is not one character", n, f)
			}
			group = append(group, r)
		}
		switch {
		case apart && len(group) == 2:
			v.Apart = append(v.Apart, [2]rune{group[0], group[1]})
		case !apart && len(group) >= 2:
			v.Groups = append(v.Groups, group)
		default:
			return Variants{}, fmt.Errorf("line %d: want two characters or more", n)
		}
	}
	return v, nil
}

// Vocabulary is a table of regional vocabulary, in the script it was written in.
type Vocabulary struct {
	Groups [][]string  // terms of one group mean the same
	Apart  [][2]string // pairs of other tables that are not to be used
}

// Stopwords returns the project's list of words that people ask with and not
// for, one a line, with comments.
func Stopwords() string { return stopwordsText }

// Regional returns the project's regional vocabulary.
func Regional() (Vocabulary, error) {
	v, err := ParseRegional(regionalText)
	if err != nil {
		return Vocabulary{}, fmt.Errorf("regional.txt: %w", err)
	}
	return v, nil
}

// Bilingual returns the project's names and terms in Chinese and English, in
// the form of Regional. Texts are not segmented by them.
func Bilingual() (Vocabulary, error) {
	v, err := ParseRegional(bilingualText)
	if err != nil {
		return Vocabulary{}, fmt.Errorf("bilingual.txt: %w", err)
	}
	return v, nil
}

// ParseRegional reads one group a line, terms divided by tabs or " = "; a line
// that begins with "! " is a pair to keep apart. The error names the line.
func ParseRegional(text string) (Vocabulary, error) {
	var v Vocabulary
	for n, line := range lines(text) {
		rest, apart := strings.CutPrefix(line, "! ")
		group, err := parseGroup(rest)
		switch {
		case err != nil:
			return Vocabulary{}, fmt.Errorf("line %d: %w", n, err)
		case !apart:
			v.Groups = append(v.Groups, group)
		case len(group) != 2:
			return Vocabulary{}, fmt.Errorf("line %d: %d terms to keep apart, want 2", n, len(group))
		default:
			v.Apart = append(v.Apart, [2]string{group[0], group[1]})
		}
	}
	return v, nil
}

func parseGroup(line string) ([]string, error) {
	if !utf8.ValidString(line) {
		return nil, errors.New("invalid UTF-8")
	}
	var group []string
	for _, term := range strings.Split(strings.ReplaceAll(line, " = ", "\t"), "\t") {
		term = strings.TrimSpace(term)
		switch {
		case term == "":
			return nil, errors.New("empty term")
		case strings.Contains(term, "="):
			return nil, fmt.Errorf("%q: write \" = \" with spaces", term)
		case utf8.RuneCountInString(term) < 2:
			return nil, fmt.Errorf("%q is a single character", term)
		case slices.Contains(group, term):
			return nil, fmt.Errorf("%q twice", term)
		}
		group = append(group, term)
	}
	if len(group) < 2 {
		return nil, errors.New("a group needs two terms")
	}
	return group, nil
}

// lines yields the lines of text that hold something, with their numbers.
func lines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		s := bufio.NewScanner(strings.NewReader(strings.TrimPrefix(text, "\uFEFF")))
		s.Buffer(nil, 1<<20)
		for n := 1; s.Scan(); n++ {
			line := strings.TrimRight(s.Text(), " \t\r")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(n, line) {
				return
			}
		}
	}
}
