package analysis

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Rule is one line of a file of synonyms.
type Rule struct {
	Line int
	// Terms as they are written, and Keys as they are looked up. Of a group,
	// each stands for each other.
	Terms, Keys []string
	// Of a rule in one direction, who asks for one of Terms also finds To.
	To, ToKeys []string
}

// OneWay says that the rule has a direction.
func (r *Rule) OneWay() bool { return len(r.To) > 0 }

// eachPair calls yield for each term and what stands for it.
func (r *Rule) eachPair(yield func(from, to string)) {
	if !r.OneWay() {
		eachPair(r.Keys, yield)
		return
	}
	for _, a := range r.Keys {
		for _, b := range r.ToKeys {
			if a != b {
				yield(a, b)
			}
		}
	}
}

// ReadSynonyms reads a file of synonyms:
//
//	人工智慧 = AI = artificial intelligence    # each finds each other
//	流感 => 流行性感冒 = H1N1                  # who asks for 流感 finds these too
//
// The error holds all Faults of the file.
func ReadSynonyms(path string) ([]Rule, error) {
	content, err := readLimited(path, MaxListFile)
	if err != nil {
		return nil, err
	}
	return parseSynonyms(path, content)
}

// arrows are the ways in which => and = are typed.
var arrows = strings.NewReplacer("＝＞", "=>", "=＞", "=>", "＝>", "=>", "⇒", "=>", "＝", "=")

func parseSynonyms(file string, content []byte) ([]Rule, error) {
	r := &listReader{file: file}
	var rules []Rule
	r.lines(content, func(n int, line string) {
		sides := strings.Split(arrows.Replace(line), "=>")
		rule := Rule{Line: n}
		if len(sides) > 2 {
			r.fault(n, "holds => %d times; write one line for each", len(sides)-1)
			return
		}
		var ok, okTo bool
		if rule.Terms, rule.Keys, ok = r.group(n, sides[0]); !ok {
			return
		}
		if len(sides) == 2 {
			if rule.To, rule.ToKeys, okTo = r.group(n, sides[1]); !okTo {
				return
			}
		} else if len(rule.Terms) < 2 {
			r.fault(n, "has one term, %q; %s", rule.Terms[0], wantsSign(rule.Terms[0]))
			return
		}
		if len(rule.Terms)+len(rule.To) > MaxGroup {
			r.fault(n, "has %d terms, at most %d are taken; keep those that mean the same", len(rule.Terms)+len(rule.To), MaxGroup)
			return
		}
		rules = append(rules, rule)
	})
	return rules, r.faults.err()
}

// wantsSign says what a line with a single term lacks.
func wantsSign(term string) string {
	if i := strings.IndexAny(term, ",，、;；\t|/"); i >= 0 {
		sign, _ := utf8.DecodeRuneInString(term[i:])
		return fmt.Sprintf("write = instead of %q between terms that mean the same", sign)
	}
	return "write = and another behind it, or => and what is also searched"
}

// equals are the texts that = or tabs divide.
func equals(text string) []string {
	all := strings.Split(strings.ReplaceAll(strings.TrimSpace(text), "\t", "="), "=")
	for i, s := range all {
		all[i] = strings.TrimSpace(s)
	}
	return all
}

// group reads the terms on one side of =>.
func (r *listReader) group(n int, text string) (terms, keys []string, ok bool) {
	ok = true
	for _, t := range equals(text) {
		key, good := r.term(n, t)
		ok = ok && good
		terms, keys = append(terms, t), append(keys, key)
	}
	return terms, keys, ok
}
