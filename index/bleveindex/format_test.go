package bleveindex_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/vellum"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/s2"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/index/bleveindex/segment"
	"wensou/index/indextest"
)

// formatDoc is docs/index-format.md: the names in the first column of the
// tables below each heading.
func formatDoc(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "docs", "index-format.md"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	heading := ""
	for line := range strings.Lines(string(raw)) {
		if strings.HasPrefix(line, "#") {
			heading = strings.Trim(line, "# \n")
		}
		if cells := strings.Split(line, "|"); len(cells) > 1 && cells[0] == "" {
			for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
				names[heading] = append(names[heading], m[1])
			}
		}
	}
	return names
}

func sameNames(t *testing.T, what string, got, documented []string) {
	t.Helper()
	slices.Sort(got)
	want := slices.Sorted(slices.Values(documented))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-documented +there):\n%s", what, diff)
	}
}

// sections reads a file of sections as the document describes it.
func sections(t *testing.T, path string, meta any) map[string][]byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := len(raw)
	if string(raw[n-8:]) != "wensouF2" {
		t.Fatalf("%s ends in %q", path, raw[n-8:])
	}
	size := int(binary.LittleEndian.Uint64(raw[n-16:]))
	var dir struct {
		Sections map[string]struct{ Offset, Bytes int }
		Meta     json.RawMessage
	}
	if err := json.Unmarshal(raw[n-16-size:n-16], &dir); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(dir.Meta, meta); err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for name, s := range dir.Sections {
		all[name] = raw[s.Offset:][:s.Bytes]
	}
	return all
}

// TestFormatNames: what docs/index-format.md names is there, and nothing else.
func TestFormatNames(t *testing.T) {
	doc := formatDoc(t)
	path, _ := buildFiles(t, 1, indextest.Corpus())
	// search/suggest, search/works, internal/gate and internal/ingest write these beside ours.
	files := []string{"suggest.bin", "works.bin", "statistics.json", "documents.jsonl.gz", "rejected.jsonl", "files.jsonl.gz"}
	err := filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			rel, _ := filepath.Rel(path, name) // both are of one walk
			files = append(files, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sameNames(t, "files of a generation", files, doc["Generation"])

	root := filepath.Dir(filepath.Dir(path))
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	top := map[string]bool{}
	for _, name := range doc["Index directory"] {
		name, _, _ = strings.Cut(name, "/")
		top[name] = true
	}
	var found []string
	for _, e := range entries {
		found = append(found, e.Name())
	}
	sameNames(t, "index directory", found, slices.Collect(maps.Keys(top)))
	marker, err := os.ReadFile(filepath.Join(root, "current"))
	if name := filepath.Base(path); err != nil || string(marker) != name+"\n" || !regexp.MustCompile(`^\d{8}T\d{6}Z-[0-9a-f]{4}$`).MatchString(name) {
		t.Errorf("marker %q of generation %s, error %v", marker, name, err)
	}

	raw, err := os.ReadFile(filepath.Join(path, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest map[string]any
	if err := json.Unmarshal(raw, &manifest); err != nil {
		t.Fatal(err)
	}
	sameNames(t, "manifest", slices.Collect(maps.Keys(manifest)), doc["Manifest"])

	var columnsMeta struct{ Dictionaries map[string][]string }
	columns := sections(t, filepath.Join(path, "columns.bin"), &columnsMeta)
	sameNames(t, "columns", slices.Collect(maps.Keys(columns)), doc["Columns"])

	testSegmentNames(t, path, doc["Segment"])
}

func testSegmentNames(t *testing.T, path string, documented []string) {
	var meta segmentMeta
	there := sections(t, segmentPath(path), &meta)
	var want []string
	var fields []string
	for _, name := range documented {
		switch {
		case strings.HasPrefix(name, "FIELD"):
			for _, f := range meta.Fields {
				if name != "FIELD.length" || f.Lengths {
					want = append(want, strings.Replace(name, "FIELD", f.Name, 1))
				}
			}
		case strings.HasPrefix(name, "stored"):
			want = append(want, name)
		default:
			fields = append(fields, name)
		}
	}
	sameNames(t, "segment", slices.Collect(maps.Keys(there)), want)
	var got []string
	for _, f := range meta.Fields {
		got = append(got, f.Name)
	}
	sameNames(t, "fields", got, fields)

	part := filepath.Join(t.TempDir(), "part")
	p, err := segment.NewPart(part, 0, []segment.FieldSpec{{Name: "a", Lengths: true}, {Name: "b"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	sameNames(t, "part", slices.Collect(maps.Keys(sections(t, part, &struct{}{}))),
		[]string{"a.run", "a.length", "b.run", "stored", "stored.first", "stored.offsets"})
}

type segmentMeta struct {
	Docs   int
	Fields []struct {
		Name            string
		Lengths, Runs   bool
		Terms, Postings int
		Total           int
	}
}

// TestFormatBytes reads a generation by nothing but docs/index-format.md.
func TestFormatBytes(t *testing.T) {
	docs := append(indextest.Corpus(), indextest.LargeCorpus(2000)...)
	docs = append(docs, &document.Document{ID: "rows", Format: "jsonl", Units: []document.Unit{
		{ID: "r1", Kind: document.KindParagraph, Text: "一列"},
		{ID: "r2", Kind: document.KindTable, Text: "二列", Lines: [][2]int{{7, 9}, {12, 12}}, HeadingPath: []string{"標題"}},
	}})
	path, _ := buildFiles(t, 1, docs)
	var meta segmentMeta
	seg := sections(t, segmentPath(path), &meta)
	var columnsMeta struct{ Dictionaries map[string][]string }
	columns := sections(t, filepath.Join(path, "columns.bin"), &columnsMeta)
	text, e1 := os.ReadFile(filepath.Join(path, "text.bin"))
	headers, e2 := os.ReadFile(filepath.Join(path, "documents.bin"))
	if e1 != nil || e2 != nil {
		t.Fatal(e1, e2)
	}
	records := storedRecords(seg)
	gramOf := postingsOf(t, seg, "grams")
	lengths := numbers[uint16](seg["grams.length"])
	unitDoc, unitText := numbers[uint32](columns["unit.doc"]), numbers[uint64](columns["unit.text"])
	docHeader := numbers[uint64](columns["doc.header"])
	u := 0
	for n, d := range docs {
		header := document.Document{}
		readDocumentHeader(t, headers[docHeader[n]:docHeader[n+1]], &header)
		want := *d
		want.Units = nil
		if diff := cmp.Diff(want, header); diff != "" {
			t.Fatalf("header of document %d (-want +got):\n%s", n, diff)
		}
		checkDocumentColumns(t, n, d, columns, columnsMeta.Dictionaries)
		for i := range d.Units {
			if unitDoc[u] != uint32(n) {
				t.Fatalf("unit %d is of another document", u)
			}
			folded := analysis.Fold(d.Units[i].Text)
			if got := text[unitText[u]:unitText[u+1]]; string(got) != folded {
				t.Fatalf("match text of unit %d is %q, want %q", u, got, folded)
			}
			if records[u].key != string(index.KeyOf(d, d.Units[i].ID)) {
				t.Fatalf("key of unit %d is %q", u, records[u].key)
			}
			if diff := cmp.Diff(d.Units[i], records[u].unit(t)); diff != "" {
				t.Fatalf("stored unit %d (-want +got):\n%s", u, diff)
			}
			grams := map[string]int{}
			length := 0
			analysis.Grams(folded, func(term string) { grams[term]++; length++ })
			for term, n := range grams {
				if got := gramOf[term][uint32(u)]; got != n {
					t.Fatalf("unit %d holds %q %d times, want %d", u, term, got, n)
				}
			}
			if int(lengths[u]) != length {
				t.Fatalf("unit %d has %d grams, want %d", u, lengths[u], length)
			}
			u++
		}
	}
	if meta.Docs != u || len(records) != u {
		t.Errorf("%d units and %d records, want %d", meta.Docs, len(records), u)
	}
}

// numbers is an array section.
func numbers[T uint16 | uint32 | uint64 | int32](raw []byte) []T {
	all := make([]T, len(raw)/binary.Size(T(0)))
	if _, err := binary.Decode(raw, binary.LittleEndian, all); err != nil {
		panic(err)
	}
	return all
}

// cursor reads varints and texts.
type cursor struct{ b []byte }

func (c *cursor) varint() int {
	v, n := binary.Uvarint(c.b)
	c.b = c.b[n:]
	return int(v)
}

func (c *cursor) zigzag() int {
	v, n := binary.Varint(c.b)
	c.b = c.b[n:]
	return int(v)
}

func (c *cursor) bytes(n int) []byte {
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

func (c *cursor) text() string { return string(c.bytes(c.varint())) }

func (c *cursor) list() (all []string) {
	for range c.varint() {
		all = append(all, c.text())
	}
	return all
}

func readDocumentHeader(t *testing.T, raw []byte, d *document.Document) {
	t.Helper()
	c := &cursor{raw}
	texts := make([]string, 10)
	for i := range texts {
		texts[i] = c.text()
	}
	authors, topics := c.list(), c.list()
	if err := json.Unmarshal(c.b, d); err != nil {
		t.Fatal(err)
	}
	d.ID, d.Path, d.Format, d.Title, d.Language, d.Date = document.ID(texts[0]), texts[1], texts[2], texts[3], texts[4], texts[5]
	d.Source, d.URL, d.Collection = document.Source{Name: texts[6], URL: texts[7]}, texts[8], texts[9]
	d.Authors, d.Topics = authors, topics
}

func checkDocumentColumns(t *testing.T, n int, d *document.Document, columns map[string][]byte, dictionaries map[string][]string) {
	t.Helper()
	day, end := int32(-1<<31), int32(-1<<31)
	if first, last, err := document.DateSpan(d.Date); err == nil {
		day, end = int32(first.Unix()/86_400), int32(last.Unix()/86_400)
	}
	if a, b := numbers[int32](columns["doc.day"])[n], numbers[int32](columns["doc.day_end"])[n]; a != day || b != end {
		t.Errorf("document %d: days %d to %d, want %d to %d", n, a, b, day, end)
	}
	ends := append([]uint64{0}, numbers[uint64](columns["doc.title.ends"])...)
	if got := string(columns["doc.title"][ends[n]:ends[n+1]]); got != analysis.Fold(d.Title)+"\n" {
		t.Errorf("document %d: title %q", n, got)
	}
	combination := numbers[uint32](columns["doc.combination"])[n]
	if example := numbers[uint32](columns["combination.example"])[combination]; int(example) > n {
		t.Errorf("document %d: the example of its combination is %d", n, example)
	}
	for field, want := range map[string][]string{"source": {d.SourceName()}, "lang": {d.Language}, "topic": d.Topics, "author": d.Authors} {
		at := numbers[uint32](columns["combination."+field+".offsets"])
		var got []string
		for _, v := range numbers[uint32](columns["combination."+field+".values"])[at[combination]:at[combination+1]] {
			got = append(got, dictionaries[field][v])
		}
		distinct := []string{}
		for _, v := range want {
			if !slices.Contains(distinct, v) {
				distinct = append(distinct, v)
			}
		}
		if !slices.Equal(got, distinct) {
			t.Errorf("document %d: %s %q, want %q", n, field, got, distinct)
		}
	}
}

// postingsOf reads a field: for each term the units that hold it, and how
// often.
func postingsOf(t *testing.T, seg map[string][]byte, field string) map[string]map[uint32]int {
	t.Helper()
	fst, err := vellum.Load(seg[field+".dict"])
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[uint32]int{}
	forms := map[byte]int{}
	it, err := fst.Iterator(nil, nil)
	for ; err == nil; err = it.Next() {
		term, value := it.Current()
		held := map[uint32]int{}
		all[string(term)] = held
		if value&1 == 1 {
			held[uint32(value>>1)] = 1
			continue
		}
		c := &cursor{seg[field+".postings"][value>>1:]}
		form := c.bytes(1)[0]
		forms[form]++
		count := c.varint()
		if form == 0 {
			unit := uint32(0)
			for range count {
				v := c.varint()
				unit += uint32(v >> 1)
				if held[unit] = 1; v&1 == 1 {
					held[unit] = int(c.bytes(1)[0])
				}
			}
			continue
		}
		c.bytes(1) // the greatest frequency
		for _, unit := range bitmap(t, c).ToArray() {
			held[unit] = 1
		}
		if many := bitmap(t, c); many != nil {
			for _, unit := range many.ToArray() {
				held[unit] = int(c.bytes(1)[0])
			}
		}
		if len(held) != count {
			t.Errorf("%q: %d units, %d are counted", term, len(held), count)
		}
	}
	if forms[0] == 0 || forms[1] == 0 {
		t.Errorf("forms of postings: %v, want both", forms)
	}
	return all
}

func bitmap(t *testing.T, c *cursor) *roaring.Bitmap {
	t.Helper()
	raw := c.bytes(c.varint())
	if len(raw) == 0 {
		return nil
	}
	b := roaring.New()
	if err := b.UnmarshalBinary(raw); err != nil {
		t.Fatal(err)
	}
	return b
}

// storedRecord is a key and a unit.
type storedRecord struct {
	key   string
	value []byte
}

func storedRecords(seg map[string][]byte) (all []storedRecord) {
	offsets := numbers[uint64](seg["stored.offsets"])
	for i, first := range numbers[uint32](seg["stored.first"]) {
		end := uint64(len(seg["stored"]))
		if i+1 < len(offsets) {
			end = offsets[i+1]
		}
		block, err := s2.Decode(nil, seg["stored"][offsets[i]:end])
		if err != nil || int(first) != len(all) {
			panic(fmt.Sprintf("block %d begins with %d after %d records, error %v", i, first, len(all), err))
		}
		for c := (&cursor{block}); len(c.b) > 0; {
			key := c.text()
			all = append(all, storedRecord{key, c.bytes(c.varint())})
		}
	}
	return all
}

func (r storedRecord) unit(t *testing.T) (u document.Unit) {
	t.Helper()
	c := &cursor{r.value}
	kind := c.bytes(1)[0]
	text := c.text()
	var lines [][2]int
	for range c.varint() {
		first := c.zigzag()
		lines = append(lines, [2]int{first, first + c.zigzag()})
	}
	if len(c.b) > 0 {
		if err := json.Unmarshal(c.b, &u); err != nil {
			t.Fatal(err)
		}
	}
	u.Kind, u.Text, u.Lines = document.Kinds[kind-1], text, lines
	if u.ID == "" {
		u.ID = document.UnitID(r.key)
	}
	return u
}
