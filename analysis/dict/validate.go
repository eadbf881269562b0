package dict

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cppjieba checks its files with assertions that end the process. The
// functions here ask for at least what it asks for.

// ValidateMain checks a main dictionary: lines of word, frequency and tag
// divided by single spaces. The error names the first bad line.
func ValidateMain(b []byte) error {
	return eachLine(b, true, func(line string) error {
		f := strings.Split(line, " ")
		if len(f) != 3 || f[0] == "" || f[2] == "" {
			return errors.New("want word, frequency and tag")
		}
		return checkFrequency(f[1])
	})
}

// ValidateUser checks a user dictionary in cppjieba's format: a word of Han
// characters, a frequency and a tag. No line at all is fine. The error names
// the first bad line.
func ValidateUser(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return eachLine(b, true, func(line string) error {
		f := strings.Split(line, " ")
		if len(f) != 3 || f[0] == "" || f[2] == "" {
			return errors.New("want word, frequency and tag")
		}
		for _, r := range f[0] {
			if !unicode.Is(unicode.Han, r) {
				return fmt.Errorf("%q is not Han", r)
			}
		}
		return checkFrequency(f[1])
	})
}

// MaxFrequency is the greatest frequency of a word: cppjieba reads it with atoi.
const MaxFrequency = 1_000_000_000

func checkFrequency(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > MaxFrequency {
		return fmt.Errorf("frequency %q is not a number from 1 to %d", s, MaxFrequency)
	}
	return nil
}

// ValidateHMM checks a model: one line of start weights, four of transitions
// and four of emissions. Lines that are empty or begin with # are comments.
func ValidateHMM(b []byte) error {
	rows := 0
	err := eachLine(b, false, func(line string) error {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			return nil
		}
		rows++
		if rows <= 5 {
			return checkWeights(strings.Split(line, " "))
		}
		return checkEmissions(line)
	})
	if err == nil && rows != 9 {
		err = fmt.Errorf("%d rows of weights, want 9", rows)
	}
	return err
}

func checkWeights(f []string) error {
	if len(f) != 4 {
		return fmt.Errorf("%d weights, want 4", len(f))
	}
	for _, s := range f {
		if err := checkWeight(s); err != nil {
			return err
		}
	}
	return nil
}

func checkWeight(s string) error {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return fmt.Errorf("%q is not a weight", s)
	}
	return nil
}

func checkEmissions(line string) error {
	for _, pair := range strings.Split(line, ",") {
		char, weight, ok := strings.Cut(pair, ":")
		if !ok || utf8.RuneCountInString(char) != 1 {
			return fmt.Errorf("%q is not a character and its weight", pair)
		}
		if err := checkWeight(weight); err != nil {
			return err
		}
	}
	return nil
}

// ValidateIDF checks a table of words and their weights, which must not all
// be zero.
func ValidateIDF(b []byte) error {
	total := 0.0
	err := eachLine(b, true, func(line string) error {
		f := strings.Split(line, " ")
		if len(f) != 2 || f[0] == "" {
			return errors.New("want word and weight")
		}
		v, _ := strconv.ParseFloat(f[1], 64)
		total += v
		return checkWeight(f[1])
	})
	if err == nil && !(total > 0) {
		err = errors.New("weights add up to nothing")
	}
	return err
}

// ValidateStop checks a list of words, one a line.
func ValidateStop(b []byte) error {
	return eachLine(b, true, func(string) error { return nil })
}

// eachLine calls check for each line; with dense, no line may be empty.
func eachLine(b []byte, dense bool, check func(line string) error) error {
	if len(b) == 0 || b[len(b)-1] != '\n' {
		return errors.New("does not end in a line break: cut short?")
	}
	for n := 1; len(b) > 0; n++ {
		line, rest, _ := bytes.Cut(b, []byte{'\n'})
		b = rest
		switch {
		case !utf8.Valid(line):
			return fmt.Errorf("line %d: invalid UTF-8", n)
		case bytes.IndexByte(line, 0) >= 0:
			return fmt.Errorf("line %d: NUL", n)
		case dense && len(line) == 0:
			return fmt.Errorf("line %d: empty", n)
		}
		if err := check(string(line)); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	return nil
}
