package analysis

import (
	"strings"
	"sync"
	"unicode/utf8"

	"wensou/analysis/dict"
)

// StopWord is one line of a stop list.
type StopWord struct {
	Line   int
	Word   string // as it is written
	Key    string // as it is looked up
	Remove bool   // takes the word out of the shipped list
}

// ReadStopwords reads a stop list, which extends the shipped one:
//
//	請教       # a word that people ask with and not for
//	- 關於     # search for this one like for any other
//
// The error holds all Faults of the file.
func ReadStopwords(path string) ([]StopWord, error) {
	content, err := readLimited(path, MaxListFile)
	if err != nil {
		return nil, err
	}
	return parseStopwords(path, content)
}

func parseStopwords(file string, content []byte) ([]StopWord, error) {
	r := &listReader{file: file}
	var words []StopWord
	first := map[string]StopWord{}
	r.lines(content, func(n int, line string) {
		w := StopWord{Line: n}
		word, remove := strings.CutPrefix(line, "-")
		if w.Remove = remove; !remove {
			word = strings.TrimPrefix(line, "+")
		}
		w.Word = strings.TrimSpace(word)
		if len(strings.Fields(w.Word)) > 1 {
			r.fault(n, "holds more than one word; write one a line")
			return
		}
		if w.Word == "" {
			r.fault(n, "has a sign and no word; write a word behind it")
			return
		}
		key, ok := r.term(n, w.Word)
		if !ok {
			return
		}
		w.Key = key
		if f, again := first[key]; again && f.Remove != remove {
			r.fault(n, "says the contrary of line %d about %s; take one of the two out", f.Line, w.Word)
			return
		} else if !again {
			first[key] = w
		}
		words = append(words, w)
	})
	return words, r.faults.err()
}

// shippedStops is the list that is in the binary.
var shippedStops = sync.OnceValues(func() (map[string]bool, error) {
	words, err := parseStopwords("stopwords.txt", []byte(dict.Stopwords()))
	stops := make(map[string]bool, len(words))
	for _, w := range words {
		stops[w.Key] = true
	}
	return stops, err
})

// singleChar says that a key is one character, which only a stop list uses.
func singleChar(key string) bool { return utf8.RuneCountInString(key) < 2 }
