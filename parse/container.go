package parse

import (
	"bytes"
	"path"
	"strings"

	"wensou/document"
	"wensou/parse/archive"
	"wensou/parse/docx"
	"wensou/parse/epub"
	"wensou/parse/input"
	"wensou/parse/odt"
)

// oleMark begins the files of old word processors, and encrypted new ones.
var oleMark = []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")

// promised are the names of files that are containers or damaged.
var promised = map[string]bool{".docx": true, ".docm": true, ".dotx": true, ".odt": true, ".ott": true, ".epub": true}

// isContainer says whether a file is read by parseContainer: one that begins as
// a container or as an old word processor's, or that promises to be one.
func isContainer(name, format string, data []byte) bool {
	switch format {
	case FormatDOCX, FormatEPUB:
		return true
	case FormatODT:
		return !bytes.HasPrefix(bytes.TrimLeft(data, "\xEF\xBB\xBF \r\n\t"), []byte("<"))
	case "":
		return archive.Is(data) || bytes.HasPrefix(data, oleMark) || promised[strings.ToLower(path.Ext(name))]
	}
	return false
}

// detectContainer names the format of a zip file by what lies in it; "" when it
// is no text.
func detectContainer(name string, data []byte) string {
	a, err := archive.Open(name, data, archive.Limits{})
	if err != nil {
		return ""
	}
	return containerFormat(a)
}

func containerFormat(a *archive.Archive) string {
	switch {
	case odt.Detect(a):
		return FormatODT
	case docx.Detect(a):
		return FormatDOCX
	case epub.Detect(a):
		return FormatEPUB
	}
	return ""
}

func parseContainer(name string, data []byte, o Options) (*document.Document, error) {
	if bytes.HasPrefix(data, oleMark) {
		return nil, &input.Error{Path: name, Reason: "an old Word file (.doc), or one with a password; save it as .docx without a password"}
	}
	a, err := archive.Open(name, data, archive.Limits{})
	if err != nil {
		return nil, err
	}
	format := o.Format
	if format == "" {
		format = containerFormat(a)
	}
	var d *document.Document
	switch format {
	case FormatDOCX:
		d, err = docx.Parse(name, a)
	case FormatODT:
		d, err = odt.Parse(name, a)
	case FormatEPUB:
		d, err = epub.Parse(name, a)
	default:
		return nil, &input.Error{Path: name, Reason: "a zip container, but none of a text that we read (DOCX, ODT, EPUB); " + unpack(name)}
	}
	if err != nil {
		return nil, err
	}
	return finish(d, input.File{Path: name}, format, o)
}

// unpack is what to do with another container.
func unpack(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".zip":
		return "unpack it, or make it a source of its own"
	case ".xlsx", ".pptx", ".ods", ".odp":
		return "save its text as .docx or .txt"
	}
	return "convert it or leave it out"
}
