package analysis

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of the files that a library keeps: synonyms, regional pairs and stop
// words.
const (
	MaxListFile = 4 << 20 // bytes of one file
	MaxGroup    = 32      // terms of one line
	MaxTerm     = 64      // characters of one term, as it is matched
)

// maxFaults of one file are told one by one.
const maxFaults = 50

// Fault is what is wrong in one line of a file.
type Fault struct {
	File   string
	Line   int // from 1; 0 for the file as a whole
	Reason string
}

func (f *Fault) Error() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Reason)
}

// Faults are all that is wrong in a file, in order of lines. As an error it has
// one line for each.
type Faults []*Fault

func (fs Faults) Error() string {
	var b strings.Builder
	for i, f := range fs {
		if i == maxFaults {
			fmt.Fprintf(&b, "\nand %d more", len(fs)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Error())
	}
	return b.String()
}

// err is the faults as an error, nil when there are none.
func (fs Faults) err() error {
	if len(fs) == 0 {
		return nil
	}
	slices.SortStableFunc(fs, func(a, b *Fault) int { return a.Line - b.Line })
	return fs
}

// readLimited reads a whole file that must not be larger than limit.
func readLimited(path string, limit int64) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, &Fault{path, 0, "is a folder; name a file"}
	}
	if info.Size() > limit {
		return nil, &Fault{path, 0, fmt.Sprintf("has %d bytes, at most %d are read; divide it or leave out what is not needed", info.Size(), limit)}
	}
	return os.ReadFile(path)
}

// listReader goes through a plain file line by line and notes what is wrong.
type listReader struct {
	file   string
	faults Faults
}

func (r *listReader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, &Fault{r.file, line, fmt.Sprintf(format, args...)})
}

// lines calls take for each line that holds something, without its comment and
// the white space around it. A comment begins with # at the start of the line
// or behind white space, so that C# is a term.
func (r *listReader) lines(content []byte, take func(n int, line string)) {
	if bytes.HasPrefix(content, []byte("\xFF\xFE")) || bytes.HasPrefix(content, []byte("\xFE\xFF")) {
		r.fault(0, "is in UTF-16; save it as UTF-8")
		return
	}
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(content), "\uFEFF")) {
		n++
		switch {
		case !utf8.ValidString(line):
			r.fault(n, "%.40q is not UTF-8; save the file as UTF-8", strings.TrimSpace(line))
			continue
		case strings.ContainsRune(line, 0):
			r.fault(n, "holds a NUL; save the file as plain text")
			continue
		}
		if line = strings.TrimSpace(withoutComment(line)); line != "" {
			take(n, line)
		}
	}
}

func withoutComment(line string) string {
	for i, r := range line {
		if r == '#' && (i == 0 || strings.ContainsAny(line[i-1:i], " \t") || strings.HasSuffix(line[:i], "\u3000")) {
			return line[:i]
		}
	}
	return line
}

// term checks one term and returns it as it is looked up: match text, and for a
// Latin word or number the form that queries are cut into.
func (r *listReader) term(n int, typed string) (key string, ok bool) {
	key = termKey(typed)
	switch count := utf8.RuneCountInString(key); {
	case typed == "":
		r.fault(n, "a term is missing before or after =; write one or take the sign out")
	case !strings.ContainsFunc(key, func(c rune) bool { k := ClassOf(c); return k == ClassCJK || k == ClassWord }):
		r.fault(n, "%q has no letter, digit or character that is searched; take it out", typed)
	case count > MaxTerm:
		r.fault(n, "the term %.20q… has %d characters, at most %d are taken; shorten it", typed, count, MaxTerm)
	default:
		return key, true
	}
	return "", false
}

// termKey is the match text of a term. 8,312 is looked up as the token 8312.
func termKey(typed string) string {
	folded := Fold(typed)
	if token, ok := wholeWord(folded); ok {
		return token
	}
	return folded
}

// wholeWord returns the token of match text that is one word without Chinese.
func wholeWord(folded string) (token string, ok bool) {
	if strings.ContainsFunc(folded, func(r rune) bool { return ClassOf(r) == ClassCJK }) {
		return "", false
	}
	whole, n := Token{}, 0
	(&Analyzer{}).cut(folded, querying, nil, func(t Token) { whole, n = t, n+1 })
	return whole.Term, n == 1 && whole.Start == 0 && whole.End == len(folded)
}

// IsWord says that match text without Chinese characters is indexed as one
// word, as gpt-4 and at&t are.
func IsWord(folded string) bool {
	token, ok := wholeWord(folded)
	return ok && token == folded
}

// AsFaults returns the faults in err, one by one; nil when it holds none.
func AsFaults(err error) Faults {
	var all Faults
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			all = append(all, AsFaults(e)...)
		}
		return all
	}
	var one *Fault
	if errors.As(err, &all) {
		return all
	}
	if errors.As(err, &one) {
		return Faults{one}
	}
	return nil
}
