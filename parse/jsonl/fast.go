package jsonl

import "unicode/utf8"

// fast reads the plain form of a row: an object of strings, lists of strings,
// true, false, null and whole numbers, each key once. It returns false for
// anything else, valid or not, and leaves that to encoding/json, which takes
// several times as long.
func (w *row) fast(line []byte) bool {
	s := scanner{b: line}
	if !s.token('{') {
		return false
	}
	for {
		key, ok := s.str()
		if !ok || !s.token(':') || !s.value(w, key) {
			return false
		}
		if s.token(',') {
			continue
		}
		return s.token('}') && s.end()
	}
}

type scanner struct {
	b    []byte
	i    int
	seen uint
}

func (s *scanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\t') {
		s.i++
	}
}

func (s *scanner) token(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) end() bool {
	s.space()
	return s.i == len(s.b)
}

// value reads a value into the field of its key, or past it.
func (s *scanner) value(w *row, key string) bool {
	var field *string
	var list *[]string
	var bit uint
	switch key {
	case "id":
		field, bit = &w.ID, 1
	case "doc_id":
		field, bit = &w.DocID, 2
	case "title":
		field, bit = &w.Title, 4
	case "text":
		field, bit = &w.Text, 8
	case "kind":
		field, bit = &w.Kind, 16
	case "source":
		field, bit = &w.Source, 32
	case "date":
		field, bit = &w.Date, 64
	case "lang":
		field, bit = &w.Lang, 128
	case "url":
		field, bit = &w.URL, 256
	case "topics":
		list, bit = &w.Topics, 512
	case "authors":
		list, bit = &w.Authors, 1024
	default:
		return lower(key) && s.skip()
	}
	if s.seen&bit != 0 {
		return false
	}
	s.seen |= bit
	var ok bool
	if list != nil {
		*list, ok = s.list()
		return ok
	}
	*field, ok = s.str()
	return ok
}

// lower says whether a key can't be one of ours in other letters, which
// encoding/json takes for the same.
func lower(key string) bool {
	for i := range len(key) {
		if c := key[i]; c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// skip reads past a value that nobody wants.
func (s *scanner) skip() bool {
	s.space()
	rest := s.b[s.i:]
	for _, word := range []string{"true", "false", "null"} {
		if len(rest) >= len(word) && string(rest[:len(word)]) == word {
			s.i += len(word)
			return true
		}
	}
	if len(rest) > 0 && rest[0] == '[' {
		_, ok := s.list()
		return ok
	}
	if len(rest) > 0 && rest[0] >= '1' && rest[0] <= '9' {
		for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
			s.i++
		}
		return true
	}
	_, ok := s.str()
	return ok
}

func (s *scanner) list() ([]string, bool) {
	if !s.token('[') {
		return nil, false
	}
	if s.token(']') {
		return nil, true
	}
	var out []string
	for {
		v, ok := s.str()
		if !ok {
			return nil, false
		}
		if out = append(out, v); s.token(',') {
			continue
		}
		return out, s.token(']')
	}
}

// str reads a string of valid UTF-8 with no escapes but the short ones.
func (s *scanner) str() (string, bool) {
	if !s.token('"') {
		return "", false
	}
	start, escapes := s.i, false
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == '"':
			raw := s.b[start:s.i]
			s.i++
			if !utf8.Valid(raw) {
				return "", false
			}
			if escapes {
				raw = unescape(raw)
			}
			return string(raw), true
		case c < ' ':
			return "", false
		case c == '\\':
			if s.i++; s.i >= len(s.b) || short[s.b[s.i]] == 0 {
				return "", false
			}
			escapes = true
		}
	}
	return "", false
}

// short are the escapes of two bytes.
var short = [256]byte{'"': '"', '\\': '\\', '/': '/', 'n': '\n', 't': '\t', 'r': '\r', 'b': '\b', 'f': '\f'}

func unescape(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c == '\\' {
			i++
			c = short[raw[i]]
		}
		out = append(out, c)
	}
	return out
}
