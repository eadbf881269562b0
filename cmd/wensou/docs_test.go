package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"wensou/search"
	"wensou/server"
	"wensou/testdata"
)

// docText is one document for people.
type docText struct {
	path string // below the root of the repository
	text string
}

func docTexts(t *testing.T) []docText {
	t.Helper()
	root := filepath.Join("..", "..")
	names, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	var all []docText
	for _, name := range append(names, filepath.Join(root, "README.md"), filepath.Join(root, "CHANGELOG.md")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, docText{rel, string(text)})
	}
	return all
}

// fenced is a block of a document: "```info name", its lines, "```".
type fenced struct{ info, name, text string }

var fencedBlock = regexp.MustCompile("(?ms)^```(\\S*)(?: (\\S+))?\n(.*?)^```$")

func (d docText) blocks() []fenced {
	var all []fenced
	for _, m := range fencedBlock.FindAllStringSubmatch(d.text, -1) {
		all = append(all, fenced{m[1], m[2], m[3]})
	}
	return all
}

// step is a command of a console block and what it prints, with … for what
// differs from run to run or is left out.
type step struct{ command, output string }

func (b fenced) steps() []step {
	var all []step
	for _, part := range strings.Split("\n"+b.text, "\n$ ")[1:] {
		command, output, _ := strings.Cut(part, "\n")
		all = append(all, step{command, output})
	}
	return all
}

// The commands in the documents print what stands below them. A block with a
// name is written to that file first; curl asks a server over the demo.
func TestDocumentsTellWhatHappens(t *testing.T) {
	t.Setenv("WENSOU_CACHE_DIR", t.TempDir())
	demo := openDemo(t)
	for _, d := range docTexts(t) {
		t.Run(d.path, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "testdata"), testdata.Corpus); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			srv, err := server.New(demo, server.Options{Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range d.blocks() {
				if b.name != "" {
					if err := os.WriteFile(b.name, []byte(b.text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if b.info != "console" {
					continue
				}
				for _, s := range b.steps() {
					s.check(t, srv)
				}
			}
		})
	}
}

func openDemo(t *testing.T) *search.Service {
	t.Helper()
	c := &Config{CacheDir: os.Getenv("WENSOU_CACHE_DIR")}
	dir, remove, err := buildDemo(t.Context(), c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := remove(); err != nil {
			t.Error(err)
		}
	})
	o, err := openIndex(c, dir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil {
			t.Error(err)
		}
	})
	return o.service
}

func (s step) check(t *testing.T, srv *server.Server) {
	t.Helper()
	var out bytes.Buffer
	switch words := shellWords(s.command); words[0] {
	case "wensou":
		failed := run(t.Context(), words[1:], stdio{nil, &out, &out}) != exitOK
		if told := strings.HasPrefix(s.output, "wensou: "); failed != told {
			t.Errorf("$ %s\nfailed: %v, and the document says %v", s.command, failed, told)
		}
	case "curl":
		curl(t, srv, words[1:], &out)
	default:
		t.Fatalf("$ %s\nthe test can run wensou and curl only", s.command)
	}
	if !agrees(out.String(), s.output) {
		t.Errorf("$ %s\nprints:\n%s\nand the document says:\n%s", s.command, &out, s.output)
	}
}

// shellWords divides a command; quotes are single ones around whole words.
func shellWords(command string) []string {
	var words []string
	for _, m := range regexp.MustCompile(`'([^']*)'|\S+`).FindAllStringSubmatch(command, -1) {
		if strings.HasPrefix(m[0], "'") {
			words = append(words, m[1])
		} else {
			words = append(words, m[0])
		}
	}
	return words
}

// curl answers as the server would, on port 9090 with its metrics.
func curl(t *testing.T, srv *server.Server, args []string, out io.Writer) {
	t.Helper()
	var at *url.URL
	values := url.Values{}
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-s", "-sG":
		case "-d", "--data-urlencode":
			i++
			name, value, _ := strings.Cut(args[i], "=")
			values.Add(name, value)
		default:
			var err error
			if at, err = url.Parse(args[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	handler := srv.Handler()
	if at.Port() == "9090" {
		handler = srv.MetricsHandler()
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest("GET", at.Path+"?"+values.Encode(), nil))
	if _, err := io.Copy(out, w.Body); err != nil {
		t.Fatal(err)
	}
}

// agrees compares an output with one in which … stands for any text.
func agrees(got, want string) bool {
	got, want = strings.TrimRight(got, "\n"), strings.TrimRight(want, "\n")
	pieces := strings.Split(want, "…")
	rest, begins := strings.CutPrefix(got, pieces[0])
	if !begins || len(pieces) == 1 {
		return begins && rest == ""
	}
	last := len(pieces) - 1
	for _, p := range pieces[1:last] {
		i := strings.Index(rest, strings.Trim(p, "\n"))
		if i < 0 {
			return false
		}
		rest = rest[i+len(strings.Trim(p, "\n")):]
	}
	return strings.HasSuffix(rest, strings.Trim(pieces[last], "\n"))
}

func TestAgrees(t *testing.T) {
	for _, tt := range []struct {
		got, want string
		is        bool
	}{
		{"a\nb\n", "a\nb\n", true},
		{"a\nb\n", "a\n", false},
		{"a 17 c\nd\n", "a … c\nd\n", true},
		{"a 17 c\nd\n", "… c\n…", true},
		{"a\nb\nc\nd", "a\n…\nd", true},
		{"abcd", "a…\n…c…", true},
		{"abcd", "a…b", false},
		{"abcd", "…a…a…", false},
		{"", "", true},
	} {
		if agrees(tt.got, tt.want) != tt.is {
			t.Errorf("agrees(%q, %q) is not %v", tt.got, tt.want, tt.is)
		}
	}
}
