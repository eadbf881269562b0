package bleveindex

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"

	"wensou/document"
)

// A stored unit is its kind's number (a byte), its text's length and text, the
// number of its lines' ranges and each range's start and length, and JSON of
// everything else, nothing when there is nothing else: rows are read without a
// JSON decoder.

// errRecord: a stored record is cut.
var errRecord = errors.New("stored unit is cut")

// appendUnit encodes u. The id is left out where the key holds it (rows).
func appendUnit(b []byte, u *document.Unit, keyIsID bool) ([]byte, error) {
	b = append(b, kindNumber(u.Kind))
	b = binary.AppendUvarint(b, uint64(len(u.Text)))
	b = append(b, u.Text...)
	b = binary.AppendUvarint(b, uint64(len(u.Lines)))
	for _, l := range u.Lines {
		b = binary.AppendVarint(b, int64(l[0]))
		b = binary.AppendVarint(b, int64(l[1]-l[0]))
	}
	rest := *u
	rest.Text, rest.Lines = "", nil
	if kindNumber(u.Kind) > 0 {
		rest.Kind = ""
	}
	if keyIsID {
		rest.ID = ""
	}
	raw, err := json.Marshal(&rest)
	if err != nil {
		return nil, err
	}
	if string(raw) != emptyUnit {
		b = append(b, raw...)
	}
	return b, nil
}

// emptyUnit is the JSON of a unit without anything.
const emptyUnit = `{"id":"","kind":"","text":""}`

// readUnit decodes what appendUnit wrote under key.
func readUnit(b []byte, key string) (document.Unit, error) {
	var u document.Unit
	if len(b) == 0 || int(b[0]) > len(document.Kinds) {
		return u, errRecord
	}
	kind, b := b[0], b[1:]
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return u, errRecord
	}
	text, b := string(b[size:size+int(n)]), b[size+int(n):]
	lines, rest, err := readLines(b)
	if err != nil {
		return u, err
	}
	if len(rest) > 0 {
		if err := json.Unmarshal(rest, &u); err != nil {
			return u, fmt.Errorf("stored unit: %w", err)
		}
	}
	u.Text, u.Lines = text, lines
	if kind > 0 {
		u.Kind = document.Kinds[kind-1]
	}
	if u.ID == "" {
		u.ID = document.UnitID(key)
	}
	return u, nil
}

func readLines(b []byte) (lines [][2]int, rest []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)) {
		return nil, nil, errRecord
	}
	b = b[size:]
	for range n {
		start, s1 := binary.Varint(b)
		if s1 <= 0 {
			return nil, nil, errRecord
		}
		length, s2 := binary.Varint(b[s1:])
		if s2 <= 0 {
			return nil, nil, errRecord
		}
		b = b[s1+s2:]
		lines = append(lines, [2]int{int(start), int(start + length)})
	}
	return lines, b, nil
}

// kindNumber is the ordinal of a kind in document.Kinds, plus one; 0 is any other.
func kindNumber(k document.Kind) uint8 {
	for i, other := range document.Kinds {
		if k == other {
			return uint8(i + 1)
		}
	}
	return 0
}
