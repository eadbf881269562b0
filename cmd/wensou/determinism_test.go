package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"wensou/index"
	"wensou/query"
	"wensou/search"
	"wensou/testdata"
)

// Rows that the determinism test makes beside the documents; ROWS sets
// another number. An index of several parts takes some 200,000.
const someRows = 6_000

// TestDeterminism builds one corpus from its paths in several orders with
// several numbers of workers: every answer is the same to the byte.
func TestDeterminism(t *testing.T) {
	root := t.TempDir()
	if err := os.CopyFS(root, testdata.Corpus); err != nil {
		t.Fatal(err)
	}
	writeRows(t, filepath.Join(root, "corpus", "rows"))
	folders, err := filepath.Glob(filepath.Join(root, "corpus", "*"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(root, "corpus", "*", "*"))
	if err != nil {
		t.Fatal(err)
	}
	requests := sameAnswers()
	cache := t.TempDir()
	var first []string
	for _, b := range []struct {
		name    string
		workers int
		paths   []string
	}{
		{"one worker", 1, folders},
		{"two workers, folders from last to first", 2, backwards(folders)},
		{"seven workers, folders in disorder", 7, shuffled(folders)},
		{"seven workers, file by file in disorder", 7, shuffled(files)},
	} {
		answers := answersOf(t, indexed(t, &Config{CacheDir: cache, Workers: b.workers}, b.paths...).service, requests)
		if first == nil {
			first = answers
			continue
		}
		for i := range answers {
			if answers[i] != first[i] {
				at := firstDifference(answers[i], first[i])
				t.Errorf("%s: %+v\nanswers …%.300s\nand before …%.300s", b.name, requests[i], answers[i][at:], first[i][at:])
			}
		}
	}
	t.Logf("%d answers of %d bytes, four times", len(first), len(fmt.Sprint(first)))
}

// answersOf runs the requests and returns the responses without what names
// the moment.
func answersOf(t *testing.T, s *search.Service, requests []search.Request) (out []string) {
	t.Helper()
	hits := 0
	for _, r := range requests {
		resp, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatalf("%+v: %v", r, err)
		}
		hits += len(resp.Hits)
		resp.TookMS, resp.Generation = 0, ""
		b, err := json.Marshal(resp)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(b))
	}
	if hits < 10*len(requests) {
		t.Errorf("%d requests have %d hits, too few to compare", len(requests), hits)
	}
	return out
}

func firstDifference(a, b string) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return max(0, i-100)
		}
	}
	return min(len(a), len(b))
}

// sameAnswers are 60 requests: words, phrases, filters, orders, groups.
func sameAnswers() (all []search.Request) {
	ways := []search.Request{
		{Facets: index.Facets, FacetSize: 40, Limit: 50, Explain: true},
		{Ungrouped: true, Sort: index.ByNewest, Facets: index.Facets, Limit: 100, Kinds: []string{"paragraph", "footnote", "citation"}},
		{Mode: search.ModeAny, Sort: index.ByOldest, From: "2022", To: "2025-08", Page: 2, Limit: 20, Facets: index.Facets},
		{Ungrouped: true, Mode: search.ModeAll, Langs: []string{"zh-TW", "zh-HK"}, Limit: 100, Highlight: search.HighlightSegments},
	}
	for _, q := range []string{
		"", "人工智慧", "人工智能 治理", "演算法問責 制度", `"的"`, `"颱風"`, "台风 预警 资料", "圖書館", "開放資料", "AI model",
		"計畫", "私隐 语音", query.Quote("資料") + " 公車", "檔案 數位化 標準", "晶片 供應鏈 韌性",
	} {
		for _, r := range ways {
			r.Query = q
			all = append(all, r)
		}
	}
	return all
}

// writeRows makes files of rows out of the corpus: short texts, of which many
// are alike, so that scores tie.
func writeRows(t *testing.T, dir string) {
	t.Helper()
	rows := someRows
	if s := os.Getenv("ROWS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("ROWS is %q, not a number", s)
		}
		rows = n
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	units := passages(t, filepath.Join("..", "..", "testdata", "corpus"))
	rng := rand.New(rand.NewPCG(3, 5))
	for file := range 3 {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		for i := range rows / 3 {
			text := ""
			for range 1 + rng.IntN(4) {
				text += pieceOf(units[rng.IntN(len(units))].text, 12, rng)
			}
			err := enc.Encode(map[string]any{
				"id": fmt.Sprintf("r%d-%d", file, i), "doc_id": fmt.Sprintf("rows/%d/%d", file, i/7), "title": "摘錄 " + strconv.Itoa(i/7), "text": text,
				"date": fmt.Sprintf("%d-%02d", 2019+rng.IntN(8), 1+rng.IntN(12)), "lang": []string{"zh-TW", "zh-CN", "zh-HK"}[i/7%3],
				"topics": []string{"資料", "治理", "港口"}[i/7%3:], "source": []string{"摘錄甲", "摘錄乙"}[file%2],
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("rows-%d.jsonl", file)), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func backwards(list []string) []string {
	list = slices.Clone(list)
	slices.Reverse(list)
	return list
}

func shuffled(list []string) []string {
	list = slices.Clone(list)
	rng := rand.New(rand.NewPCG(13, 17))
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}
