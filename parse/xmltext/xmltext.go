// Package xmltext reads XML token by token within limits: no deeper than
// documents are, no entities of its own, in whichever encoding it declares.
package xmltext

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"

	"wensou/parse/input"
)

// MaxDepth is how deep elements may stand inside each other. A table inside a
// table costs four in a word processor's file.
const MaxDepth = 1000

// Reader yields the tokens of one XML text.
type Reader struct {
	dec   *xml.Decoder
	path  string // of the file
	part  string // of the container; "" when the file itself is XML
	depth int
}

// New reads XML from r; errors name the file at path and, in a container, the
// part.
func New(r io.Reader, path, part string) *Reader {
	b := bufio.NewReaderSize(r, 64<<10)
	x := &Reader{path: path, part: part}
	head, _ := b.Peek(2)
	var src io.Reader = b
	wide := string(head) == "\xFF\xFE" || string(head) == "\xFE\xFF" || string(head) == "<\x00" || string(head) == "\x00<"
	if wide {
		endian := unicode.LittleEndian
		if head[0] == 0xFE || head[0] == 0 {
			endian = unicode.BigEndian
		}
		src = unicode.UTF16(endian, unicode.UseBOM).NewDecoder().Reader(b)
	}
	x.dec = xml.NewDecoder(src)
	x.dec.CharsetReader = func(label string, in io.Reader) (io.Reader, error) {
		if wide { // decoded already
			return in, nil
		}
		var enc encoding.Encoding
		enc, err := htmlindex.Get(label)
		if err != nil {
			return nil, fmt.Errorf("its encoding %q is unknown", label)
		}
		return enc.NewDecoder().Reader(in), nil
	}
	return x
}

// Decoded reads XML that is UTF-8 already, whatever it declares.
func Decoded(r io.Reader, path string) *Reader {
	x := &Reader{path: path, dec: xml.NewDecoder(r)}
	x.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return x
}

// Next returns the next start or end of an element or run of text; io.EOF at
// the end. Every other error is an *input.Error. The token is good until the
// next call.
func (x *Reader) Next() (xml.Token, error) {
	for {
		t, err := x.dec.Token()
		if err != nil {
			return nil, x.wrap(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > MaxDepth {
				return nil, x.fail(nil, "elements stand more than %d deep inside each other", MaxDepth)
			}
			return t, nil
		case xml.EndElement:
			x.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		case xml.Directive:
			if strings.ContainsRune(string(t), '[') {
				return nil, x.fail(nil, "it declares entities or rules of its own (DOCTYPE with [ ]), which are not read")
			}
		}
	}
}

// Children calls f for each element inside the one whose start was read last,
// and text for what stands between them (text may be nil). f must read its
// element to the end, by Children or Skip. The end is consumed.
func (x *Reader) Children(f func(xml.StartElement) error, text func(xml.CharData)) error {
	for {
		t, err := x.Next()
		if err != nil {
			return x.unexpected(err)
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			if text != nil {
				text(t)
			}
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		}
	}
}

// Skip reads to the end of the element whose start was read last.
func (x *Reader) Skip() error {
	for depth := 1; depth > 0; {
		t, err := x.Next()
		if err != nil {
			return x.unexpected(err)
		}
		switch t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

// Text is all text inside the element whose start was read last, at most limit
// bytes of it. The end is consumed.
func (x *Reader) Text(limit int) (string, error) {
	var b strings.Builder
	for depth := 1; depth > 0; {
		t, err := x.Next()
		if err != nil {
			return "", x.unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			b.Write(t[:min(len(t), max(limit-b.Len(), 0))])
		}
	}
	return strings.ToValidUTF8(b.String(), ""), nil
}

// Root returns the start of the outermost element.
func (x *Reader) Root() (xml.StartElement, error) {
	for {
		t, err := x.Next()
		if err != nil {
			return xml.StartElement{}, x.unexpected(err)
		}
		if s, ok := t.(xml.StartElement); ok {
			return s, nil
		}
	}
}

func (x *Reader) unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return x.fail(io.ErrUnexpectedEOF, "the XML ends too early")
	}
	return err
}

func (x *Reader) wrap(err error) error {
	var known *input.Error
	var syntax *xml.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.As(err, &known):
		return known
	case errors.As(err, &syntax):
		return x.fail(err, "the XML is damaged (%s)", syntax.Msg)
	}
	return x.fail(err, "the XML is damaged (%v)", err)
}

func (x *Reader) fail(err error, format string, args ...any) *input.Error {
	line, _ := x.dec.InputPos()
	e := &input.Error{Path: x.path, Reason: fmt.Sprintf(format, args...), Err: err}
	if x.part == "" {
		e.Line = line
	} else {
		e.Reason = fmt.Sprintf("%s, line %d: %s", x.part, line, e.Reason)
	}
	return e
}

// Attr is the value of the attribute with that local name; "" when absent.
func Attr(e xml.StartElement, local string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == local {
			return e.Attr[i].Value
		}
	}
	return ""
}
