package analysis

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	plain := testAnalyzer(t)
	for _, tt := range []struct{ name, kind, text, want string }{
		{"nothing to say", "synonyms", "颱風 = 風災\n", ""},
		{"one word already", "synonyms", "軟體 = 软体 = 應用程式\n", "1 same_word: 軟體 and 软体"},
		{"case and width", "synonyms", "AI = ＡＩ = ai\n", "1 same_word: AI and ＡＩ|1 same_word: AI and ai"},
		{"one character", "synonyms", "風 = 颱風\n", "1 single: 風"},
		{"known", "synonyms", "軟體 = 軟件\n", "1 known: "},
		{"known one way", "synonyms", "軟體 => 軟件\n", "1 known: "},
		{"not quite known", "synonyms", "軟體 = 軟件 = 應用程式\n", ""},
		{"twice", "synonyms", "颱風 = 風災\n# 註\n風災 = 台风\n", "3/1 duplicate: 風災 and 台风"},
		{"a chain", "synonyms", "颱風 = 風災\n風災 = 天災\n", "2/1 chain: 風災"},
		{"one way and back is no chain", "synonyms", "颱風 => 風災\n風災 => 颱風\n", ""},
		{"a conflict one way", "synonyms", "互動 => 交互\n", "1 conflict: the shipped table keeps 互動 and 交互 apart"},
		{"a conflict", "synonyms", "交互 = 互動\n", "1 conflict: the shipped table keeps 交互 and 互動 apart"},
		{"regional: nothing to take out", "regional", "! 颱風 = 風災\n! 颱風\n", "1 no_effect: |2 no_effect: "},
		{"regional: known", "regional", "tw:軟體 = cn:軟件\n", "1 known: "},
		{"regional: takes out", "regional", "! 軟體 = 軟件\n", ""},
		{"regional: twice", "regional", "外送員 = 騎手\n外送員 = 骑手\n", "2/1 duplicate: "},
		{"stop word known", "stopwords", "關於\n", "1 known: 關於"},
		{"stop word not there", "stopwords", "- 颱風\n", "1 no_effect: 颱風"},
		{"stop word twice", "stopwords", "請教\n请教\n", "2/1 duplicate: 请教"},
		{"stop word of two words", "stopwords", "請問一下\n", "1 never_wins: queries are cut as 请问+一下, so"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var found []Warning
			switch tt.kind {
			case "synonyms":
				rules, err := parseSynonyms("f", []byte(tt.text))
				if err != nil {
					t.Fatal(err)
				}
				found = LintSynonyms(rules, nil)
			case "regional":
				pairs, err := parseRegional("f", []byte(tt.text))
				if err != nil {
					t.Fatal(err)
				}
				found = LintRegional(pairs)
			case "stopwords":
				words, err := parseStopwords("f", []byte(tt.text))
				if err != nil {
					t.Fatal(err)
				}
				found = LintStopwords(words, plain)
			}
			checkWarnings(t, found, tt.want)
		})
	}
}

// checkWarnings compares warnings with "line[/other] code: beginning|…".
func checkWarnings(t *testing.T, found []Warning, want string) {
	t.Helper()
	var got []string
	for _, w := range found {
		w.Text = strings.ReplaceAll(w.Text, "|", "+")
		line := fmt.Sprint(w.Line)
		if w.Other > 0 {
			line += fmt.Sprint("/", w.Other)
		}
		got = append(got, line+" "+w.Code+": "+w.Text)
	}
	var wants []string
	if want != "" {
		wants = strings.Split(want, "|")
	}
	ok := len(got) == len(wants)
	for i := 0; ok && i < len(got); i++ {
		ok = strings.HasPrefix(got[i], wants[i])
	}
	if !ok {
		t.Errorf("warnings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(wants, "\n"))
	}
}

// A library's file of regional words keeps a pair apart, its synonyms join it.
func TestLintConflictOfTwoFiles(t *testing.T) {
	pairs, err := parseRegional("r", []byte("# 註\n! 軟體 = 軟件\n"))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := parseSynonyms("s", []byte("軟體 = 軟件\n"))
	if err != nil {
		t.Fatal(err)
	}
	checkWarnings(t, LintSynonyms(rules, pairs), "1 conflict: line 2 of the regional words keeps ")
}

func TestLintUserDict(t *testing.T) {
	path := filepath.Join(t.TempDir(), "user.txt")
	text := "里長伯廣播\n颱風\n里长伯广播 3\n風\n是在 900000\n是在 1\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	words, err := ReadUserDict(path)
	if err != nil {
		t.Fatal(err)
	}
	with, err := New(Options{UserDict: path, CacheDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	checkWarnings(t, LintUserDict(words, testAnalyzer(t), with), "2 known: 颱風|3/1 duplicate: |4 single: 風|5 never_wins: 是在 is still cut as 是+在:|6/5 duplicate: ")
}
