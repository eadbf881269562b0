package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/adrg/frontmatter"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// field is one key of the front matter. Values are as written in the file.
type field struct {
	key    string
	line   int
	values []string // one for a scalar, several for a list
	list   bool
	fields []field // of a mapping, or of all mappings in a list
}

// frontMatter is what stands before the text.
type frontMatter struct {
	fields []field
	raw    string // its text, kept when it could not be read
	line   int    // where the problem is
	err    error
}

const (
	maxFrontMatter = 128 << 10 // bytes; what is longer is text
	maxDepth       = 64        // brackets open at once
)

var opener = regexp.MustCompile(`\A\s*(?:---(?:yaml|toml|json)?|\+\+\+|;;;|\{)[ \t]*\r?\n`)

// splitFrontMatter returns the front matter, the text behind it and the number
// of that text's first line. Text between two thematic breaks is no front
// matter.
func splitFrontMatter(s string) (frontMatter, string, int) {
	m := opener.FindString(s[:min(len(s), 4096)])
	if m == "" {
		return plainMeta(s)
	}
	head := s[:min(len(s), maxFrontMatter)]
	var found frontMatter
	got := false
	capture := func(read func([]byte) ([]field, int, error)) frontmatter.UnmarshalFunc {
		return func(data []byte, _ any) error {
			got = true
			found.raw = string(data)
			found.fields, found.line, found.err = read(data)
			return nil
		}
	}
	yaml, tomlRead := capture(readYAML), capture(readTOML)
	json := frontmatter.NewFormat("{", "}", capture(readJSON))
	rest, err := frontmatter.Parse(strings.NewReader(head), nil,
		frontmatter.NewFormat("---", "---", yaml), frontmatter.NewFormat("---yaml", "---", yaml), frontmatter.NewFormat("---json", "---", yaml),
		frontmatter.NewFormat("+++", "+++", tomlRead), frontmatter.NewFormat("---toml", "---", tomlRead),
		frontmatter.NewFormat(";;;", ";;;", yaml), json)
	if err != nil || !got || found.fields == nil && !keyLine.MatchString(firstLine(found.raw)) {
		return frontMatter{}, s, 1
	}
	end := len(head) - len(rest)
	above := strings.Count(m, "\n")
	for i := range found.fields {
		found.fields[i].line += above
	}
	if found.err != nil {
		found.line += above
		found.fields = salvage(found.raw, above)
	}
	return found, s[end:], 1 + strings.Count(s[:end], "\n")
}

func firstLine(s string) string {
	s = strings.TrimLeft(s, " \t\r\n")
	line, _, _ := strings.Cut(s, "\n")
	return line
}

var (
	keyLine  = regexp.MustCompile(`^\s*["']?([\w.-]+)["']?\s*[:=]\s*(.*?)\s*$`)
	metaKeys = regexp.MustCompile(`(?i)^(?:title|authors?|date|tags|keywords|description|summary|lang(?:uage)?|category|categories|subtitle|status|slug|comments|hide)$`)
)

// plainMeta reads "author: …" lines at the top without fences, as MultiMarkdown
// and MkDocs do: only when every line up to a blank one has a known key.
func plainMeta(s string) (frontMatter, string, int) {
	var fm frontMatter
	rest, line := s, 1
	for {
		l, after, ok := strings.Cut(rest, "\n")
		if strings.TrimSpace(l) == "" && len(fm.fields) > 0 {
			return fm, rest, line
		}
		m := keyLine.FindStringSubmatch(l[:min(len(l), 4096)])
		if m == nil || !ok || !metaKeys.MatchString(m[1]) || !strings.Contains(l, ":") || len(l) > 4096 {
			return frontMatter{}, s, 1
		}
		fm.fields = append(fm.fields, field{key: m[1], line: line, values: []string{unquote(m[2])}})
		rest = after
		line++
	}
}

// salvage reads the plain "key: value" lines of front matter that is no valid
// YAML or TOML.
func salvage(raw string, above int) []field {
	var out []field
	for i, l := range strings.Split(raw, "\n") {
		m := keyLine.FindStringSubmatch(l)
		if m == nil || m[2] == "" || strings.HasPrefix(l, " ") || strings.ContainsAny(m[2][:1], "&*{|>") {
			continue
		}
		f := field{key: m[1], line: above + i + 1, values: []string{unquote(m[2])}}
		if v := m[2]; strings.HasPrefix(v, "[") {
			f.list, f.values = true, nil
			for part := range strings.SplitSeq(strings.Trim(v, "[]"), ",") {
				f.values = append(f.values, unquote(strings.TrimSpace(part)))
			}
		}
		out = append(out, f)
	}
	return out
}

func unquote(s string) string {
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return strings.Trim(s, `"'`)
}

// tooDeep refuses nesting that only an attack holds: parsers recurse.
func tooDeep(data []byte) error {
	depth := 0
	for _, c := range data {
		switch c {
		case '[', '{':
			if depth++; depth > maxDepth {
				return fmt.Errorf("brackets nested deeper than %d", maxDepth)
			}
		case ']', '}':
			depth--
		}
	}
	for line := range bytes.SplitSeq(data, []byte("\n")) {
		dashes := 0
		for rest := bytes.TrimLeft(line, " "); bytes.HasPrefix(rest, []byte("- ")) || bytes.HasPrefix(rest, []byte("? ")); rest = bytes.TrimLeft(rest[2:], " ") {
			if dashes++; dashes > maxDepth {
				return fmt.Errorf("lists nested deeper than %d", maxDepth)
			}
		}
	}
	return nil
}

func readJSON(data []byte) ([]field, int, error) {
	return readYAML([]byte("{" + string(data) + "}"))
}

// readYAML reads the syntax tree, not decoded values: so dates and numbers stay
// as written, and aliases are not expanded.
func readYAML(data []byte) (fields []field, line int, err error) {
	if err := tooDeep(data); err != nil {
		return nil, 1, err
	}
	defer func() { // the YAML parser is not ours; a slip of it must not lose the file
		if r := recover(); r != nil {
			fields, line, err = nil, 1, fmt.Errorf("YAML parser: %v", r)
		}
	}()
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, errorLine(err), fmt.Errorf("%s", strings.TrimSpace(firstLine(err.Error())))
	}
	for _, doc := range file.Docs {
		fields = append(fields, yamlFields(doc.Body, 0)...)
	}
	return fields, 0, nil
}

var linePrefix = regexp.MustCompile(`\[(\d+):\d+\]|line (\d+)`)

func errorLine(err error) int {
	if m := linePrefix.FindStringSubmatch(err.Error()); m != nil {
		n := 0
		for _, c := range m[1] + m[2] {
			n = n*10 + int(c-'0')
		}
		return n
	}
	return 1
}

func yamlFields(n ast.Node, depth int) []field {
	var out []field
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	}
	for _, kv := range pairs {
		f := field{key: kv.Key.String(), line: kv.Key.GetToken().Position.Line}
		if t := kv.Key.GetToken(); t != nil {
			f.key = t.Value
		}
		fillYAML(&f, kv.Value, depth)
		out = append(out, f)
	}
	return out
}

func fillYAML(f *field, n ast.Node, depth int) {
	if depth > maxDepth {
		return
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		fillYAML(f, n.Value, depth+1)
	case *ast.TagNode:
		fillYAML(f, n.Value, depth+1)
	case *ast.MappingNode, *ast.MappingValueNode:
		f.fields = append(f.fields, yamlFields(n, depth+1)...)
	case *ast.SequenceNode:
		f.list = true
		for _, v := range n.Values {
			fillYAML(f, v, depth+1)
		}
	case *ast.NullNode, *ast.AliasNode, nil:
	case *ast.StringNode:
		f.values = append(f.values, n.Value)
	case *ast.LiteralNode:
		f.values = append(f.values, strings.TrimRight(n.Value.Value, "\n"))
	default:
		f.values = append(f.values, n.GetToken().Value)
	}
}

func readTOML(data []byte) ([]field, int, error) {
	if err := tooDeep(data); err != nil {
		return nil, 1, err
	}
	var values map[string]any
	meta, err := toml.Decode(string(data), &values)
	if err != nil {
		return nil, errorLine(err), err
	}
	lines := map[string]int{}
	written := map[string]string{}
	for i, l := range strings.Split(string(data), "\n") {
		if m := keyLine.FindStringSubmatch(l); m != nil && lines[m[1]] == 0 {
			lines[m[1]], written[m[1]] = i+1, m[2]
		}
	}
	var out []field
	for _, k := range meta.Keys() {
		if len(k) != 1 {
			continue
		}
		out = append(out, tomlField(k[0], values[k[0]], written, lines[k[0]]))
	}
	return out, 0, nil
}
