package analysis

import (
	"bytes"
	"fmt"
	"os"
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

// readUserDict reads the user dictionary at path and returns it in cppjieba's
// format, folded: what the segmenter is given is folded as well. It returns
// nothing for an empty path.
func readUserDict(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxUserDict {
		return nil, fmt.Errorf("%s: %d bytes, more than %d", path, info.Size(), maxUserDict)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(string(b), "\uFEFF")) {
		n++
		entry, err := userEntry(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		out.WriteString(entry)
	}
	if err := dict.ValidateUser(out.Bytes()); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return out.Bytes(), nil
}

// userEntry turns one line into three columns: cppjieba would take the second
// of two for a tag, and skips without a word what it cannot read.
func userEntry(line string) (string, error) {
	if !utf8.ValidString(line) {
		return "", fmt.Errorf("%q is not UTF-8", line)
	}
	f := strings.Fields(line)
	if len(f) == 0 || strings.HasPrefix(f[0], "#") {
		return "", nil
	}
	if len(f) > 3 {
		return "", fmt.Errorf("%d columns, want word, frequency and tag", len(f))
	}
	word, freq, tag := Fold(f[0]), userFrequency, "n"
	for _, r := range word {
		if !isHan(r) {
			return "", fmt.Errorf("word %q: %q is not a Han character", f[0], r)
		}
	}
	if n := utf8.RuneCountInString(word); n == 0 || n > maxUserWord {
		return "", fmt.Errorf("word %q has %d characters, want 1 to %d", f[0], n, maxUserWord)
	}
	if len(f) > 1 {
		n, err := strconv.Atoi(f[1])
		if err != nil || n < 1 || n > dict.MaxFrequency {
			return "", fmt.Errorf("frequency %q is not a number from 1 to %d", f[1], dict.MaxFrequency)
		}
		freq = n
	}
	if len(f) > 2 {
		tag = f[2]
	}
	return fmt.Sprintf("%s %d %s\n", word, freq, tag), nil
}
