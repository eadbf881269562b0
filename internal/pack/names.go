package pack

import (
	"archive/zip"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"unicode/utf8"

	"wensou/parse/input"
)

// unicodePathID is the extra field in which Info-ZIP keeps the name in UTF-8.
const unicodePathID = 0x7075

// unicodePath is the name in UTF-8 that stands beside the raw one; "" when there
// is none, or when it belongs to another name.
func unicodePath(f *zip.File) string {
	for extra := f.Extra; len(extra) >= 4; {
		id, size := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		extra = extra[4:]
		if size > len(extra) {
			return ""
		}
		field := extra[:size]
		extra = extra[size:]
		if id != unicodePathID || size < 6 || field[0] != 1 {
			continue
		}
		name := string(field[5:])
		if binary.LittleEndian.Uint32(field[1:]) == crc32.ChecksumIEEE([]byte(f.Name)) && utf8.ValidString(name) {
			return name
		}
	}
	return ""
}

// namesBytes is how many bytes of names the guess at their encoding sees at
// once.
const namesBytes = 32 << 10

// decodeNames makes text of names that are no UTF-8. Those that stand together
// are decoded together, for one name is too short to tell GBK from Big5. A name
// in no encoding that we know stays as it is.
func decodeNames(names []string) []string {
	var at []int
	size := 0
	flush := func() {
		decodeTogether(names, at)
		at, size = nil, 0
	}
	for i, n := range names {
		if utf8.ValidString(n) || strings.ContainsAny(n, "\n\r\x00") {
			continue
		}
		at = append(at, i)
		if size += len(n) + 1; size > namesBytes {
			flush()
		}
	}
	flush()
	return names
}

func decodeTogether(names []string, at []int) {
	if len(at) == 0 {
		return
	}
	raw := make([]string, len(at))
	for i, n := range at {
		raw[i] = names[n]
	}
	f, warnings, err := input.Decode("names", []byte(strings.Join(raw, "\n")))
	if err != nil || len(warnings) > 0 {
		return
	}
	if decoded := strings.Split(f.Text, "\n"); len(decoded) == len(at) {
		for i, n := range at {
			names[n] = decoded[i]
		}
	}
}
