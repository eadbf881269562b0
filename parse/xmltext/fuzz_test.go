package xmltext

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"wensou/parse/input"
)

func FuzzReader(f *testing.F) {
	f.Add("<d a='1'>漁<b/>&lt;</d>")
	f.Add("\xFF\xFE<\x00d\x00/\x00>\x00")
	f.Add(`<?xml version="1.0" encoding="Big5"?><d>` + "\xa4\xa4</d>")
	f.Fuzz(func(t *testing.T, s string) {
		x := New(strings.NewReader(s), "f", "p")
		for {
			token, err := x.Next()
			var e *input.Error
			if errors.Is(err, io.EOF) || errors.As(err, &e) {
				return
			}
			if err != nil {
				t.Fatalf("%v is no *input.Error", err)
			}
			if text, ok := token.(xml.CharData); ok && !utf8.Valid(text) {
				t.Fatalf("%q gives the text %q", s, text)
			}
		}
	})
}
