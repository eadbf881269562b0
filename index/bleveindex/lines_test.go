package bleveindex

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"wensou/index"
)

func TestBehind(t *testing.T) {
	for prefix, want := range map[string]string{"a": "b", "中": "\xe4\xb8\xae", "a\xff": "b", "a\x00": "a\x01", "\xff\xff": "", "": ""} {
		if got := behind([]byte(prefix)); string(got) != want || want == "" && got != nil {
			t.Errorf("behind %q: %q, want %q", prefix, got, want)
		}
	}
}

func TestLinesEnd(t *testing.T) {
	l := &lines{}
	for range 3 {
		l.add("中文")
	}
	stop := errors.New("stop")
	seen := 0
	err := l.containing(t.Context(), []byte("文"), func(uint32) error {
		if seen++; seen == 2 {
			return stop
		}
		return nil
	})
	if !errors.Is(err, stop) || seen != 2 {
		t.Errorf("%d lines and error %v, want 2 and the error of the second", seen, err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.containing(ended, []byte("文"), func(uint32) error { return nil }); !errors.Is(err, index.ErrDeadline) {
		t.Errorf("error %v, want ErrDeadline", err)
	}
}

// FuzzLines compares with looking at each line by itself.
func FuzzLines(f *testing.F) {
	f.Add("甲乙\n\n乙丙\n甲", "乙")
	f.Add("", "")
	f.Add("\n\n", "\n")
	f.Add("aaa\naa\na", "aa")
	f.Fuzz(func(t *testing.T, text, want string) {
		l := &lines{}
		var expected []uint32
		for i, line := range strings.Split(text, "\n") {
			l.add(line)
			if want != "" && strings.Contains(line, want) {
				expected = append(expected, uint32(i))
			}
			if got := l.line(uint32(i)); string(got) != line {
				t.Fatalf("line %d is %q, want %q", i, got, line)
			}
		}
		var found []uint32
		err := l.containing(t.Context(), []byte(want), func(i uint32) error {
			found = append(found, i)
			return nil
		})
		if err != nil || !slices.Equal(found, expected) {
			t.Errorf("%q in lines %v, want %v, error %v", want, found, expected, err)
		}
	})
}

// TestLongLines: lines that are longer than what is searched at once.
func TestLongLines(t *testing.T) {
	l := &lines{}
	long := string(bytes.Repeat([]byte("長"), 3<<20)) // 9 MiB
	for _, s := range []string{long + "甲", "", "甲", long, "甲" + long} {
		l.add(s)
	}
	var found []uint32
	if err := l.containing(t.Context(), []byte("甲"), func(i uint32) error { found = append(found, i); return nil }); err != nil || !slices.Equal(found, []uint32{0, 2, 4}) {
		t.Errorf("lines %v, error %v", found, err)
	}
}
