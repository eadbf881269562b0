package numeral

import "testing"

func TestFormat(t *testing.T) {
	tests := []struct {
		n            int
		format, want string
	}{
		{12, "decimal", "12"},
		{3, "decimalZero", "03"},
		{12, "decimalFullWidth", "１２"},
		{1994, "upperRoman", "MCMXCIV"},
		{4, "lowerRoman", "iv"},
		{28, "lowerLetter", "bb"},
		{2, "upperLetter", "B"},
		{20, "decimalEnclosedCircle", "⑳"},
		{21, "decimalEnclosedCircle", "21"},
		{10, "taiwaneseCountingThousand", "十"},
		{11, "chineseCounting", "十一"},
		{110, "taiwaneseCountingThousand", "一百一十"},
		{105, "taiwaneseCountingThousand", "一百零五"},
		{2000, "japaneseCounting", "二千"},
		{1024, "chineseCountingThousand", "一千零二十四"},
		{0, "chineseCounting", "零"},
		{10, "ideographLegalTraditional", "壹拾"},
		{3, "chineseLegalSimplified", "叁"},
		{102, "ideographDigital", "一〇二"},
		{10, "ideographTraditional", "癸"},
		{12, "ideographZodiac", "亥"},
		{13, "ideographZodiac", "13"},
		{-1, "chineseCounting", "-1"},
		{0, "upperRoman", "0"},
		{7, "newFormat", "7"},
	}
	for _, tc := range tests {
		if got := Format(tc.n, tc.format); got != tc.want {
			t.Errorf("Format(%d, %s) = %q, want %q", tc.n, tc.format, got, tc.want)
		}
	}
}

func TestParse(t *testing.T) {
	tests := map[string]int{"12": 12, "１２": 12, "[3]": 3, "（4）": 4, "⑤": 5, "iv": 4, "XL": 40, "*": 0, "": 0, "-1": 0, "0": 0, "12345678": 0, "iiii": 0, "b": 0}
	for s, want := range tests {
		if got := Parse(s); got != want {
			t.Errorf("Parse(%q) = %d, want %d", s, got, want)
		}
	}
}
