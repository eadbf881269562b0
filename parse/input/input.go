// Package input is what every parser starts from: a source file decoded to
// UTF-8 with its lines, and the error that names file, line and reason.
package input

import (
	"fmt"
	"strings"
)

// File is one source file, decoded.
type File struct {
	Path string // relative to its source's root, slash-separated
	Text string // UTF-8, without a byte order mark; line ends as read
}

// Line is one line of a file without its line end.
type Line struct {
	Number int // 1-based
	Text   string
	Start  int // byte offset of Text in File.Text
}

// Lines splits the text at \n, \r\n and \r. A last line without an end counts;
// an empty string has no lines.
func (f File) Lines() []Line {
	var lines []Line
	for rest, at := f.Text, 0; at < len(f.Text); {
		i := strings.IndexAny(rest, "\r\n")
		if i < 0 {
			return append(lines, Line{Number: len(lines) + 1, Text: rest, Start: at})
		}
		lines = append(lines, Line{Number: len(lines) + 1, Text: rest[:i], Start: at})
		if rest[i] == '\r' && i+1 < len(rest) && rest[i+1] == '\n' {
			i++
		}
		rest, at = rest[i+1:], at+i+1
	}
	return lines
}

// Error says which file can't be read, where and why, in words that tell a
// person what to do.
type Error struct {
	Path   string
	Line   int // 1-based; 0 when it concerns the whole file
	Reason string
	Err    error // what lies beneath, if anything
}

func (e *Error) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Path, e.Reason)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
