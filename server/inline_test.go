package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/search"
)

// shown writes pieces as text: marks in brackets (with their number where they
// begin), markers in braces.
func shown(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Note != nil:
			b.WriteString("{" + p.Note.Number + "}")
		case p.Mark:
			b.WriteString("[" + strings.TrimPrefix(p.Match, "m-") + ":" + p.Text + "]")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestInline(t *testing.T) {
	const s = "人工智慧治理" // three bytes each
	tests := []struct {
		name    string
		marks   [][2]int
		markers []int
		want    string
	}{
		{"nothing", nil, nil, "人工智慧治理"},
		{"a mark", [][2]int{{0, 12}}, nil, "[1:人工智慧]治理"},
		{"two marks out of order", [][2]int{{12, 18}, {0, 6}}, nil, "[1:人工]智慧[2:治理]"},
		{"overlap", [][2]int{{0, 9}, {6, 12}}, nil, "[1:人工智慧]治理"},
		{"touching", [][2]int{{0, 6}, {6, 12}}, nil, "[1:人工智慧]治理"},
		{"inside a character", [][2]int{{1, 7}}, nil, "[1:人工]智慧治理"},
		{"out of the text", [][2]int{{-5, 3}, {15, 99}, {40, 50}, {9, 9}, {9, 6}}, nil, "[1:人]工智慧治[2:理]"},
		{"marker in a mark", [][2]int{{0, 12}}, []int{6}, "[1:人工]{1}[:智慧]治理"},
		{"markers at the edges", [][2]int{{0, 12}}, []int{0, 12, 18}, "{1}[1:人工智慧]{2}治理{3}"},
		{"markers together, out of order", nil, []int{18, 6, 6}, "人工{2}{3}智慧治理{1}"},
		{"marker inside a character", nil, []int{7}, "人工{1}智慧治理"},
		{"marker out of the text", nil, []int{-1, 99}, "{1}人工智慧治理{2}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var markers []marker
			for i, o := range tt.markers {
				markers = append(markers, marker{Number: fmt.Sprint(i + 1), offset: o})
			}
			n := 0
			if got := shown(newInliner(s, tt.marks, markers, &n).all()); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestInlineSlices(t *testing.T) {
	const s = "甲乙\t丙丁\n戊己"
	n := 0
	in := newInliner(s, [][2]int{{3, 10}, {14, 20}}, []marker{{Number: "1", offset: 6}, {Number: "2", offset: 7}, {Number: "3", offset: 20}}, &n)
	var got []string
	for _, line := range in.split('\n', 0, len(s), true) {
		for _, cell := range in.split('\t', line[0], line[1], false) {
			got = append(got, shown(in.slice(cell[0], cell[1])))
		}
	}
	if want := "甲[1:乙]{1} {2}[:丙]丁 [2:戊己]{3}"; strings.Join(got, " ") != want || n != 2 {
		t.Errorf("%s, want %s; %d matches", strings.Join(got, " "), want, n)
	}
}

// FuzzInline: no offsets lose, repeat or break text.
func FuzzInline(f *testing.F) {
	f.Add("人工智慧", 0, 3, 2, 9, 4, -1)
	f.Fuzz(func(t *testing.T, s string, a, b, c, d, m1, m2 int) {
		n := 0
		var out strings.Builder
		notes := 0
		for _, p := range newInliner(s, [][2]int{{a, b}, {c, d}}, []marker{{offset: m1}, {offset: m2}}, &n).all() {
			if p.Note != nil {
				notes++
			}
			if utf8.ValidString(s) && !utf8.ValidString(p.Text) {
				t.Fatalf("%q cuts a character", p.Text)
			}
			out.WriteString(p.Text)
		}
		if out.String() != s || notes != 2 {
			t.Fatalf("%q became %q with %d notes", s, out.String(), notes)
		}
	})
}

func TestParseMarked(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "",
		"a<mark>b</mark>c":          "a|[b]|c",
		"<mark>a</mark>":            "[a]",
		"a<mark>b":                  "a|<mark>b",
		"a</mark>b":                 "a</mark>b",
		"&lt;mark&gt;&amp;":         "<mark>&",
		"<mark><script></mark>":     "[<script>]",
		"<mark>&lt;b&gt;</mark><i>": "[<b>]|<i>",
	} {
		var got []string
		for _, s := range parseMarked(in) {
			if s.Match {
				s.Text = "[" + s.Text + "]"
			}
			got = append(got, s.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%q: %v, want %s", in, got, want)
		}
	}
}

func TestDirective(t *testing.T) {
	seg := func(parts ...string) (out []search.Segment) {
		for i, p := range parts {
			out = append(out, search.Segment{Text: p, Match: i%2 == 1})
		}
		return out
	}
	for _, tt := range []struct {
		in   []search.Segment
		want string
	}{
		{seg("沒有相符之處的一段文字"), ""},
		{seg("前文", "演算法問責", "因此成為政策討論的關鍵詞。"), "演算法問責因此成為政策討論的關鍵詞。"},
		{seg("…很長的前文在這裡", "問責", "。…"), "前文在這裡問責。"},
		{seg("短", "詞", ""), ""},
		{seg("", "演算法問責", "\t表格的下一欄"), ""},
		{seg("", strings.Repeat("長", 40), ""), strings.Repeat("長", 24)},
	} {
		if got := directiveText(tt.in); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := escapeDirective("a-b, c&d+e 中"); got != "a%2Db%2C%20c%26d%2Be%20%E4%B8%AD" {
		t.Errorf("escaped: %s", got)
	}
}

func TestWebURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/b": "https://a.example/b", " http://a.example ": "http://a.example",
		"javascript:alert(1)": "", "//a.example": "", "data:text/html,x": "", "a.example": "", "": "", "http://": "", "JAVASCRIPT://a.example/%0aalert(1)": "",
	} {
		if got := webURL(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestHistogram(t *testing.T) {
	v := &searchView{State: state{map[string][]string{"q": {"a"}}}}
	r := &search.Request{From: "1990", To: "1999"}
	var values []search.FacetValue
	for _, y := range []int{1899, 1990, 1991, 2026} {
		values = append(values, search.FacetValue{From: fmt.Sprintf("%d-01-01", y), Count: y - 1890})
	}
	h := newHistogram(v, r, append(values, search.FacetValue{Value: "", Count: 5}))
	if h == nil || len(h.Bars) != 3 || len(h.Rows) != 4 || !slices.Equal(h.Axis, []string{"1899", "2026"}) || h.Spread || !h.Bars[1].Selected || h.Bars[2].Selected {
		t.Errorf("%+v", h)
	}
	if h := newHistogram(v, r, []search.FacetValue{values[2], {From: "1994-01-01", Count: 1}}); h == nil || !h.Spread || len(h.Axis) != 4 || h.Axis[2] != "1993" {
		t.Errorf("four years, two of them empty: %+v", h)
	}
	if newHistogram(v, r, values[:1]) != nil {
		t.Error("one year needs no bars")
	}
}
