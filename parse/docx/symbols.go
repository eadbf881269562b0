package docx

import (
	"strconv"
	"strings"
)

// greek are the letters of the font Symbol at A to Z and a to z.
const (
	upperGreek = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
	lowerGreek = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"
)

// signs are others of the symbol fonts, by font and code.
var signs = map[string]map[int]string{
	"symbol": {
		0xa3: "≤", 0xa5: "∞", 0xb0: "°", 0xb1: "±", 0xb3: "≥", 0xb4: "×", 0xb7: "•", 0xb8: "÷", 0xb9: "≠", 0xbb: "≈",
		0xac: "←", 0xad: "↑", 0xae: "→", 0xaf: "↓", 0xce: "∈", 0xd6: "√", 0xe5: "∑", 0xf2: "∫",
	},
	"wingdings": {
		0x6c: "●", 0x6e: "■", 0x6f: "□", 0x71: "❑", 0x75: "◆", 0x9f: "•", 0xa7: "▪", 0xa8: "□", 0xd8: "➢", 0xe0: "→",
		0xdf: "←", 0xfb: "✗", 0xfc: "✓", 0xfd: "☒", 0xfe: "☑",
	},
}

// symbol is the character of a w:sym: its font and its code in hexadecimal;
// "" when Unicode has none for it.
func symbol(font, code string) string {
	n, err := strconv.ParseUint(code, 16, 21)
	if err != nil || n == 0 {
		return ""
	}
	if n < 0xe000 || n > 0xf8ff {
		if n >= 0xd800 && n < 0xe000 || n < 0x20 || n > 0x10ffff {
			return ""
		}
		return string(rune(n))
	}
	at := int(n & 0xff)
	font = strings.ToLower(font)
	if s := signs[font][at]; s != "" || font != "symbol" {
		return s
	}
	switch {
	case at >= 'A' && at <= 'Z':
		return string([]rune(upperGreek)[at-'A'])
	case at >= 'a' && at <= 'z':
		return string([]rune(lowerGreek)[at-'a'])
	case at >= ' ' && at < '@':
		return string(rune(at))
	}
	return ""
}
