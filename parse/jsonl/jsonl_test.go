package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"wensou/document"
	"wensou/parse/input"
)

func read(t *testing.T, in string, o Options) (docs []*document.Document, rejected []string) {
	t.Helper()
	err := Read(strings.NewReader(in), "rows.jsonl", o, func(d *document.Document) error {
		docs = append(docs, d)
		return nil
	}, func(e *input.Error) { rejected = append(rejected, e.Error()) })
	if err != nil {
		t.Fatal(err)
	}
	return docs, rejected
}

func TestRead(t *testing.T) {
	docs, rejected := read(t, "\uFEFF"+`{"id":"a#0","doc_id":"a","title":"甲","text":"第一段","source":"站","date":"2024-05","topics":["x","y"],"lang":"zh-Hant","other":{"n":1}}
{"id":"a#1","doc_id":"a","title":"甲","text":"第二段","kind":"footnote","topics":["y","z"]}

{"id":"b#0","doc_id":"b","text":"這個軟體的資訊","topics":"p, q","authors":["王"],"url":"https://example.org/b"}
{"id":7,"text":"自成一篇","date":"昨天"}
`, Options{Collection: "庫", Topics: []string{"t"}})
	if len(rejected) != 0 {
		t.Fatalf("rejected %v", rejected)
	}
	if len(docs) != 3 {
		t.Fatalf("got %d documents, want 3", len(docs))
	}
	a, b, c := docs[0], docs[1], docs[2]
	if a.ID != "a" || a.Title != "甲" || a.Language != "zh-Hant" || a.Date != "2024-05" || a.Collection != "站" || len(a.Units) != 2 || strings.Join(a.Topics, " ") != "x y z t" {
		t.Errorf("first document: %+v", a)
	}
	if u := a.Units[1]; u.ID != "a#1" || u.Kind != document.KindFootnote || u.Text != "第二段" || u.Lines[0] != [2]int{2, 2} {
		t.Errorf("second row: %+v", u)
	}
	if b.Language != "zh-TW" || b.Collection != "庫" || b.URL != "https://example.org/b" || strings.Join(b.Authors, " ") != "王" || strings.Join(b.Topics, " ") != "p q t" {
		t.Errorf("second document: %+v", b)
	}
	if c.ID != "7" || c.Date != "" || len(c.Warnings) != 1 || c.Warnings[0].Line != 5 {
		t.Errorf("third document: %+v", c)
	}
}

func TestReadRejects(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"no JSON", `{"id":"x","text":`, "not a JSON object"},
		{"a list", `[1,2]`, "not a JSON object"},
		{"no id", `{"text":"x"}`, "no id"},
		{"no text", `{"id":"x","text":" "}`, "no text"},
		{"duplicate", `{"id":"ok","doc_id":"d","text":"x"}`, "twice"},
		{"unknown kind", `{"id":"x","doc_id":"d","text":"x","kind":"poem"}`, "unknown kind"},
		{"text of the wrong type", `{"id":"x","text":[1]}`, "not a JSON object"},
		{"line end in an id", `{"id":"x\ny","text":"x"}`, "control characters"},
		{"long id", `{"id":"` + strings.Repeat("x", 1100) + `","text":"x"}`, "more than 1024"},
		{"long line", `{"id":"x","text":"` + strings.Repeat("x", maxLine) + `"}`, "split the row"},
		{"long text", `{"id":"x","text":"` + strings.Repeat("x", 9<<20) + `"}`, "split it"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			docs, rejected := read(t, `{"id":"ok","doc_id":"d","text":"t"}`+"\n"+tc.line+"\n"+`{"id":"ok2","doc_id":"d","text":"t"}`, Options{})
			if len(rejected) != 1 || !strings.HasPrefix(rejected[0], "rows.jsonl:2: ") || !strings.Contains(rejected[0], tc.want) {
				t.Errorf("rejected %.300q, want line 2 with %q", rejected, tc.want)
			}
			if len(docs) != 1 || len(docs[0].Units) != 2 {
				t.Errorf("the good rows are missing: %v", docs)
			}
		})
	}
}

func TestReadCutsRuns(t *testing.T) {
	var b strings.Builder
	for i := range maxRun + 10 {
		fmt.Fprintf(&b, `{"id":"r%d","doc_id":"d","text":"文","lang":"zh"}`+"\n", i)
	}
	docs, _ := read(t, b.String(), Options{LinkTemplate: "https://example.org/{id}"})
	if len(docs) != 2 || len(docs[0].Units) != maxRun || len(docs[1].Units) != 10 || docs[1].ID != "d" || docs[1].URL != "https://example.org/d" {
		t.Fatalf("got %d documents", len(docs))
	}
}

func TestReadStopsOnError(t *testing.T) {
	stop := errors.New("stop")
	err := Read(strings.NewReader(`{"id":"a","text":"x"}`), "r", Options{}, func(*document.Document) error { return stop }, nil)
	if !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
}

func TestOpen(t *testing.T) {
	var rows bytes.Buffer
	for i := range 3000 {
		fmt.Fprintf(&rows, `{"id":"r%d","doc_id":"d%d","text":"第 %d 列 %x","lang":"zh"}`+"\n", i, i, i, i*7919)
	}
	var gz, zs bytes.Buffer
	g := gzip.NewWriter(&gz)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{g, z} {
		if _, err := w.Write(rows.Bytes()); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range map[string][]byte{"a.jsonl": rows.Bytes(), "a.jsonl.gz": gz.Bytes(), "a.jsonl.zst": zs.Bytes()} {
		t.Run(name, func(t *testing.T) {
			if n, err := count(t, name, data); n != 3000 || err != nil {
				t.Errorf("%d rows, %v", n, err)
			}
		})
		if name == "a.jsonl" {
			continue
		}
		t.Run(name+", cut off", func(t *testing.T) {
			n, err := count(t, name, data[:len(data)*2/3])
			var e *input.Error
			if !errors.As(err, &e) || !strings.Contains(e.Path, name) || e.Line != n {
				t.Errorf("%d rows, %v", n, err)
			}
		})
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none.jsonl")); err == nil {
		t.Error("a missing file opens")
	}
}

func count(t *testing.T, name string, data []byte) (int, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(r.Close(), r.Close()); err != nil {
			t.Error(err)
		}
	}()
	n := 0
	err = Read(r, path, Options{}, func(d *document.Document) error { n += len(d.Units); return nil }, func(e *input.Error) { t.Error(e) })
	return n, err
}

// FuzzRow holds the fast path to what encoding/json reads.
func FuzzRow(f *testing.F) {
	f.Add([]byte(`{"id":"a","doc_id":"d\n","text":"x\"","topics":["t","u"],"n":12,"b":false,"list":["x"]}`))
	f.Add([]byte(`{"id":"a","ID":"b","text":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var fast, slow row
		if !fast.fast(data) {
			return
		}
		if err := json.Unmarshal(data, &slow); err != nil {
			t.Fatalf("fast reads %q, encoding/json says %v", data, err)
		}
		for _, r := range []*row{&fast, &slow} {
			if len(r.Topics) == 0 {
				r.Topics = nil
			}
			if len(r.Authors) == 0 {
				r.Authors = nil
			}
		}
		if !reflect.DeepEqual(fast, slow) {
			t.Fatalf("%q\nfast %+v\nslow %+v", data, fast, slow)
		}
	})
}

func FuzzJSONL(f *testing.F) {
	f.Add([]byte(`{"id":"a","doc_id":"d","text":"x","topics":["t"]}` + "\n" + `{"id":"b","doc_id":"d","text":"y"}`))
	f.Add([]byte(`{"id":1,"text":"x","topics":"a,b","date":2020}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		err := Read(bytes.NewReader(data), "f", Options{}, func(d *document.Document) error { return d.Validate() }, nil)
		if err != nil {
			t.Fatal(err)
		}
	})
}
