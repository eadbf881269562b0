package query

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		name, in string
		want     Query
	}{
		{"empty", "", nil},
		{"only space", " \u3000\n", nil},
		{"words", "人工智慧 治理", Query{Words{"人工智慧 治理"}}},
		{"space is squeezed", "a\u3000 b", Query{Words{"a b"}}},
		{"phrase", `"柔性平衡"`, Query{Phrase{"柔性平衡"}}},
		{"phrase between words", `美國 "柔性平衡" 2025`, Query{Words{"美國"}, Phrase{"柔性平衡"}, Words{"2025"}}},
		{"curly quotes", `“soft balancing”`, Query{Phrase{"soft balancing"}}},
		{"full-width quotes", `＂治理＂`, Query{Phrase{"治理"}}},
		{"another kind of mark inside", `"說「是”了"`, Query{Phrase{"說「是”了"}}},
		{"escaped mark", `"say \"yes\" now"`, Query{Phrase{`say "yes" now`}}},
		{"backslash before the last mark", `"C:\\" x`, Query{Phrase{`C:\`}, Words{"x"}}},
		{"backslash and mark", `"a\\\"b"`, Query{Phrase{`a\"b`}}},
		{"other backslashes", `"\\alpha \beta"`, Query{Phrase{`\\alpha \beta`}}},
		{"open at a backslash", `"a\`, Query{Words{`"a\`}}},
		{"a mark inside a pasted passage", `"a"b"`, Query{Phrase{`a"b`}}},
		{"unpaired mark is text", `5" 螢幕`, Query{Words{`5" 螢幕`}}},
		{"empty phrase", `"" x`, Query{Words{"x"}}},
		{"empty phrase between words", `soft""balancing`, Query{Words{"soft"}, Words{"balancing"}}},
		{"corner brackets are text", `「治理」`, Query{Words{"「治理」"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, Parse(tc.in)); diff != "" {
				t.Errorf("Parse(%q) (-want +got):\n%s", tc.in, diff)
			}
		})
	}
}

// Every text can be asked for literally.
func TestQuote(t *testing.T) {
	for _, s := range []string{"人工智慧", `say "yes"`, `C:\`, `\\`, `"`, `\"`, `\\" x \`, "”“", `a"b`} {
		want := Query{Phrase{s}}
		if diff := cmp.Diff(want, Parse(Quote(s))); diff != "" {
			t.Errorf("%q in quotes, %s (-want +got):\n%s", s, Quote(s), diff)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", `"a`, `"a"b"`, `“x”"y\"`, `\"`, "「」"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		if again := Parse(q.String()).String(); again != q.String() && len(q) == 1 {
			t.Errorf("canonical form of %q changes: %q then %q", s, q.String(), again)
		}
		if q := Parse(Quote(s)); strings.TrimSpace(s) != "" && utf8.ValidString(s) && (len(q) != 1 || q[0] != Node(Phrase{s})) {
			t.Errorf("%q in quotes is read as %q", s, q)
		}
	})
}
