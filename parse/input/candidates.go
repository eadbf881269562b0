package input

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// aliases are names that Windows and older systems give encodings.
var aliases = map[string]struct {
	enc  encoding.Encoding
	name string
}{
	"CP950": {traditionalchinese.Big5, "Big5"}, "MS950": {traditionalchinese.Big5, "Big5"}, "WINDOWS-950": {traditionalchinese.Big5, "Big5"},
	"BIG5-ETEN": {traditionalchinese.Big5, "Big5"}, "BIG5HKSCS": {traditionalchinese.Big5, "Big5"}, "BIG5-HKSCS": {traditionalchinese.Big5, "Big5"},
	"CP936": {simplifiedchinese.GB18030, "GB18030"}, "MS936": {simplifiedchinese.GB18030, "GB18030"}, "WINDOWS-936": {simplifiedchinese.GB18030, "GB18030"},
	"EUC-CN": {simplifiedchinese.GB18030, "GB18030"}, "HZ-GB-2312": {simplifiedchinese.HZGB2312, "HZ"}, "HZ": {simplifiedchinese.HZGB2312, "HZ"},
}

// The lead bytes of everyday characters: both encodings put them, and only
// them, into a block of their own.
var (
	everydayGB   = [2]byte{0xb0, 0xd7}
	everydayBig5 = [2]byte{0xa4, 0xc6}
)

const firstHan = 0xa4 // lead bytes below are signs and rare characters

// everyday is the share of everyday characters among those outside ASCII, by
// their bytes. A name of three characters holds few of the commonest, but none
// of the rare ones that it shows in the wrong encoding.
func everyday(data []byte, block [2]byte) float64 {
	all, usual := 0, 0
	for i := 0; i+1 < len(data); i++ {
		lead := data[i]
		if lead < utf8.RuneSelf {
			continue
		}
		if next := data[i+1]; next >= '0' && next <= '9' { // GB 18030 in four bytes
			i++
		}
		i++
		if lead > 0x80 && (lead < 0xa1 || lead >= firstHan) {
			all++
			if lead >= block[0] && lead <= block[1] {
				usual++
			}
		}
	}
	if all == 0 {
		return 0
	}
	return float64(usual) / float64(all)
}

// wide recognises UTF-16 without a mark and without any ASCII, such as one line
// of Chinese: bytes that read as everyday characters in one order.
func wide(data []byte) (encoding.Encoding, string) {
	if len(data) < 4 || len(data)%2 > 0 {
		return nil, ""
	}
	head := data[:min(len(data), binaryHead)&^1]
	high := 0
	for _, c := range head {
		if c >= utf8.RuneSelf || c < ' ' {
			high++
		}
	}
	if high*4 < len(head) { // Latin letters in pairs look like Chinese
		return nil, ""
	}
	for i, name := range []string{"UTF-16LE", "UTF-16BE"} {
		endian := []unicode.Endianness{unicode.LittleEndian, unicode.BigEndian}[i]
		enc := unicode.UTF16(endian, unicode.IgnoreBOM)
		out, err := enc.NewDecoder().Bytes(head)
		if err != nil || !ordinary(string(out)) {
			continue
		}
		usual := 0
		for _, r := range string(out) {
			if commonSet[r] {
				usual++
			}
		}
		if usual*10 >= utf8.RuneCount(out) && !strings.ContainsRune(string(out), utf8.RuneError) {
			return enc, name
		}
	}
	return nil, ""
}
