//go:build ignore

// Generate writes jieba's dictionaries as they are embedded: folded, because
// the segmenter is given match text, and with the regional vocabulary that a
// mainland dictionary lacks. Run it with go generate after a change of a
// table: it reads gojieba's files from the module cache.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/klauspost/compress/zstd"

	"wensou/analysis"
	"wensou/analysis/dict"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatalf("generate: %v", err)
	}
}

func run() error {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yanyiwu/gojieba").Output()
	if err != nil {
		return fmt.Errorf("find gojieba: %w", err)
	}
	dir := filepath.Join(strings.TrimSpace(string(out)), "deps", "cppjieba", "dict")
	words, err := mainDict(filepath.Join(dir, "jieba.dict.utf8"))
	if err != nil {
		return err
	}
	if err := dict.ValidateMain(words); err != nil {
		return err
	}
	hmm, err := hmmModel(filepath.Join(dir, "hmm_model.utf8"))
	if err != nil {
		return err
	}
	if err := dict.ValidateHMM(hmm); err != nil {
		return err
	}
	sums := ""
	for name, b := range map[string][]byte{"jieba.dict.utf8": words, "hmm_model.utf8": hmm} {
		if err := pack(filepath.Join("jieba", name+".zst"), b); err != nil {
			return err
		}
		sums += fmt.Sprintf("%x  %s\n", sha256.Sum256(b), name)
	}
	lines := strings.SplitAfter(sums, "\n")
	slices.Sort(lines)
	return os.WriteFile(filepath.Join("jieba", "SHA256SUMS"), []byte(strings.Join(lines, "")), 0o644)
}

type word struct {
	freq, best int
	tag        string
}

// mainDict folds the words; words that fold to one add up. Words with letters
// never reach the segmenter and are left out.
func mainDict(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	words := map[string]*word{}
	var order []string
	total := 0
	for line := range strings.Lines(string(b)) {
		f := strings.Fields(line)
		freq, err := strconv.Atoi(f[1])
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		term := analysis.Fold(f[0])
		if !allHan(term) {
			continue
		}
		w := words[term]
		if w == nil {
			w = &word{}
			words[term] = w
			order = append(order, term)
		}
		if freq > w.best {
			w.best, w.tag = freq, f[2]
		}
		w.freq += freq
		total += freq
	}
	extra, err := regional()
	if err != nil {
		return nil, err
	}
	for _, term := range extra {
		// A term of whole words is left to them: 数据治理 is found by both.
		if freq, broken := suggest(term, words, total); words[term] == nil && broken {
			words[term] = &word{freq: freq, tag: "n"}
			order = append(order, term)
		}
	}
	var out bytes.Buffer
	for _, term := range order {
		fmt.Fprintf(&out, "%s %d %s\n", term, words[term].freq, words[term].tag)
	}
	return out.Bytes(), nil
}

func allHan(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.Is(unicode.Han, r) }) < 0
}

// regional returns the folded Han terms of the regional tables.
func regional() ([]string, error) {
	own, err := dict.Regional()
	if err != nil {
		return nil, err
	}
	groups := own.Groups
	pairs, err := dict.OpenCC("TWPhrases")
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		groups = append(groups, append([]string{p.From}, p.To...))
	}
	groups = append(groups, []string{"云计算", "区块链"})
	var terms []string
	for _, g := range groups {
		for _, t := range g {
			t = analysis.Fold(t)
			if n := utf8.RuneCountInString(t); allHan(t) && n >= 2 && n <= 6 {
				terms = append(terms, t)
			}
		}
	}
	return terms, nil
}

// suggest returns the least frequency at which a word wins over its pieces,
// and whether a piece is a single character.
func suggest(term string, words map[string]*word, total int) (freq int, broken bool) {
	runes := []rune(term)
	best := make([]float64, len(runes)+1)
	from := make([]int, len(runes)+1)
	for i := range runes {
		best[i+1] = math.Inf(-1)
		for j := 0; j <= i; j++ {
			n := 0.0
			if w := words[string(runes[j:i+1])]; w != nil {
				n = float64(w.freq)
			} else if j == i {
				n = 1
			}
			if v := best[j] + math.Log(n/float64(total)); v > best[i+1] {
				best[i+1], from[i+1] = v, j
			}
		}
	}
	for i := len(runes); i > 0; i = from[i] {
		broken = broken || i-from[i] == 1
	}
	return max(3, int(math.Exp(best[len(runes)])*float64(total))+1), broken
}

// hmmModel folds the characters of the emission rows; the probabilities of
// characters that fold to one add up.
func hmmModel(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		line := strings.TrimSpace(s.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		if !strings.Contains(line, ":") {
			fmt.Fprintln(&out, line)
			continue
		}
		sum := map[string]float64{}
		var order []string
		for _, pair := range strings.Split(line, ",") {
			char, weight, _ := strings.Cut(pair, ":")
			v, err := strconv.ParseFloat(weight, 64)
			if err != nil {
				return nil, fmt.Errorf("%q: %w", pair, err)
			}
			char = analysis.Fold(char)
			if _, ok := sum[char]; !ok {
				order = append(order, char)
			}
			sum[char] += math.Exp(v)
		}
		for i, char := range order {
			if i > 0 {
				out.WriteByte(',')
			}
			fmt.Fprintf(&out, "%s:%.6f", char, math.Log(sum[char]))
		}
		out.WriteByte('\n')
	}
	return out.Bytes(), s.Err()
}

func pack(path string, b []byte) error {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	return os.WriteFile(path, e.EncodeAll(b, nil), 0o644)
}
