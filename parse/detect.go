package parse

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"wensou/parse/input"
	"wensou/parse/lawjson"
	"wensou/parse/odt"
	"wensou/parse/pdf"
	"wensou/parse/pdftext"
)

// Detect names the format of a file from its path and its bytes: "markdown",
// "plaintext", "pdf", "pdftext", "html", "latex", "rst", "lawjson", "docx", "odt",
// "epub", "jsonl", or "" when it is no text that we read (binary, another
// markup).
func Detect(name string, data []byte) string {
	if IsRows(name) {
		return FormatJSONL
	}
	if isContainer(name, "", data) {
		return detectContainer(cleanPath(name), data)
	}
	if pdf.Detect(data) {
		return FormatPDF
	}
	f, _, err := input.Decode(cleanPath(name), data)
	if err != nil {
		return ""
	}
	return detect(f)
}

// IsRows says whether the file holds JSON Lines, by its name: *.jsonl or
// *.ndjson, also with .zst or .gz behind.
func IsRows(name string) bool {
	name = strings.ToLower(name)
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".zst"), ".gz")
	return strings.HasSuffix(name, ".jsonl") || strings.HasSuffix(name, ".ndjson")
}

// otherFormats are extensions of texts that would only look like prose.
var otherFormats = map[string]bool{
	".xml": true, ".json": true, ".yaml": true, ".yml": true, ".toml": true,
	".bib": true, ".csv": true, ".tsv": true, ".rtf": true, ".svg": true, ".css": true, ".js": true,
}

// detectBytes is how much of a file decides between Markdown and plain text.
const detectBytes = 64 << 10

var (
	markdownMark = regexp.MustCompile("(?m)^(?:#{1,6} +\\S|```|~~~|> \\S|\\[\\^[^\\]\\s]+\\]:|\\|.*\\|\\s*$|!\\[[^\\]]*\\]\\()")
	htmlMark     = regexp.MustCompile(`(?i)^\s*(?:<\?xml\s[^>]*>\s*)?(?:<!--[^>]*-->\s*)?(?:<!doctype\s+html|<html[\s>])`)
	rtfMark      = []byte(`{\rtf`)
)

func detect(f input.File) string {
	ext := strings.ToLower(path.Ext(f.Path))
	head := f.Text[:min(len(f.Text), detectBytes)]
	switch {
	case IsRows(f.Path):
		return FormatJSONL
	case odt.IsFlat(head):
		return FormatODT
	case ext == ".html" || ext == ".htm" || ext == ".xhtml" || ext == ".xht" || htmlMark.MatchString(head) && !otherFormats[ext]:
		return FormatHTML
	case ext == ".tex" || ext == ".ltx" || ext == ".latex":
		return FormatLaTeX
	case ext == ".rst" || ext == ".rest":
		return FormatRST
	case ext == ".json" && lawjson.Detect(f):
		return FormatLawJSON
	case otherFormats[ext], bytes.HasPrefix([]byte(head), rtfMark):
		return ""
	case ext == ".md" || ext == ".markdown" || ext == ".mdown" || ext == ".mdx" || ext == ".qmd" || ext == ".rmd":
		return FormatMarkdown
	case pdftext.Detect(f):
		return FormatPDFText
	case ext == ".txt" || ext == ".text":
		// People save Markdown as .txt; one mark alone is no proof.
		if frontMatter(head) || len(markdownMark.FindAllStringIndex(head, 3)) == 3 && strings.Contains(head, "\n#") {
			return FormatMarkdown
		}
		return FormatPlaintext
	case frontMatter(head) || len(markdownMark.FindAllStringIndex(head, 2)) == 2:
		return FormatMarkdown
	}
	return FormatPlaintext
}

var frontMatterMark = regexp.MustCompile(`\A\s*(?:---|\+\+\+)[ \t]*\r?\n(?s:.{0,400}?)^(?:title|date|tags)\s*[:=]`)

func frontMatter(head string) bool {
	return strings.HasPrefix(strings.TrimSpace(head[:min(len(head), 64)]), "---") && strings.Contains(head, "\ntitle:") ||
		frontMatterMark.MatchString(head)
}
