package analysis

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"wensou/analysis/dict"
)

const (
	// userFrequency lets a word win over any two of its parts: the most
	// frequent character of the main dictionary has one of 0.5 %.
	userFrequency = 2000
	maxUserWord   = 64 // runes
	maxUserDict   = 64 << 20
)

// UserWord is one line of a user dictionary.
type UserWord struct {
	Line      int
	Word      string // as it is written
	Key       string // folded: what the segmenter is given
	Frequency int
	Tag       string
}

// ReadUserDict reads a user dictionary, one "word [frequency [tag]]" a line.
// The error holds all Faults of the file.
func ReadUserDict(path string) ([]UserWord, error) {
	content, err := readLimited(path, maxUserDict)
	if err != nil {
		return nil, err
	}
	return parseUserDict(path, content)
}

// readUserDict returns the user dictionary at path in cppjieba's format. It
// returns nothing for an empty path.
func readUserDict(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	words, err := ReadUserDict(path)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, w := range words {
		// Three columns: cppjieba would take the second of two for a tag.
		fmt.Fprintf(&out, "%s %d %s\n", w.Key, w.Frequency, w.Tag)
	}
	if err := dict.ValidateUser(out.Bytes()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out.Bytes(), nil
}

func parseUserDict(file string, content []byte) ([]UserWord, error) {
	r := &listReader{file: file}
	var words []UserWord
	r.lines(content, func(n int, line string) {
		if w, ok := r.userWord(n, line); ok {
			words = append(words, w)
		}
	})
	return words, r.faults.err()
}

// userWord checks what cppjieba would skip without a word.
func (r *listReader) userWord(n int, line string) (w UserWord, ok bool) {
	f := strings.Fields(line)
	if len(f) > 3 {
		r.fault(n, "%d columns, want word, frequency and tag", len(f))
		return w, false
	}
	w = UserWord{Line: n, Word: f[0], Key: Fold(f[0]), Frequency: userFrequency, Tag: "n"}
	for _, c := range w.Key {
		if !isHan(c) {
			r.fault(n, "word %q: %q is not a Han character; only Han words are cut by a dictionary, take the line out", f[0], c)
			return w, false
		}
	}
	if count := utf8.RuneCountInString(w.Key); count == 0 || count > maxUserWord {
		r.fault(n, "word %q has %d characters, want 1 to %d", f[0], count, maxUserWord)
		return w, false
	}
	if len(f) > 1 {
		freq, err := strconv.Atoi(f[1])
		if err != nil || freq < 1 || freq > dict.MaxFrequency {
			r.fault(n, "frequency %q is not a number from 1 to %d", f[1], dict.MaxFrequency)
			return w, false
		}
		w.Frequency = freq
	}
	if len(f) > 2 {
		w.Tag = f[2]
	}
	return w, true
}
