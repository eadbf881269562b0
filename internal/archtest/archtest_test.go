package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "wensou"

// ours says which of our packages a package may import; "x/..." stands for x
// and everything below. A package that is not listed may import none, so a new
// one has to be placed here.
var ours = map[string][]string{
	"document":                 nil,
	"query":                    nil,
	"analysis/dict":            nil,
	"analysis":                 {"analysis/dict"},
	"parse/input":              {"document"},
	"parse":                    {"document", "analysis/dict", "parse/..."},
	"parse/pdf":                {"document", "parse/...", "internal/subprocess"},
	"parse/...":                {"document", "analysis/dict", "parse/..."},
	"bibliography":             {"document", "parse/language"},
	"index":                    {"document", "analysis", "query"},
	"index/bleveindex":         {"document", "analysis", "index", "index/bleveindex/segment"},
	"index/bleveindex/segment": nil,
	"index/indextest":          {"document", "analysis", "index"},
	"search":                   {"document", "analysis", "query", "index", "search/..."},
	"search/...":               {"document", "analysis", "query", "index"},
	"server":                   {"document", "bibliography", "search", "index", "server/..."},
	"server/...":               {"document", "search", "index"},
	"testdata":                 nil,
	"internal/archtest":        nil,
	"internal/gate":            {"document", "analysis", "index"},
	"internal/gitlog":          nil,
	"internal/ingest":          {"document", "index", "parse/...", "internal/gitlog", "internal/pack"},
	"internal/pack":            {"parse/archive", "parse/input"},
	"internal/subprocess":      nil,
	"internal/testutil":        {"document", "analysis", "index", "parse/...", "testdata"},
	"cmd/wensou":               {"..."},
}

// only says who may import a module of others; its value is a list of ours.
var only = map[string][]string{
	"github.com/yanyiwu/gojieba":  {"analysis"},
	"github.com/blevesearch":      {"index/bleveindex", "index/bleveindex/segment", "search/suggest", "search/works"},
	"github.com/mozillazg":        {"search/suggest", "bibliography"},
	"github.com/gin-gonic":        {"server"},
	"github.com/gin-contrib":      {"server"},
	"github.com/spf13":            {"cmd/wensou"},
	"github.com/goccy/go-yaml":    {"cmd/wensou", "parse/markdown"},
	"github.com/schollz":          {"cmd/wensou"},
	"github.com/opensearch":       {"index/opensearchindex"},
	"testing":                     {"index/indextest", "internal/testutil"},
	"github.com/prometheus":       {"server"},
	"github.com/yuin/goldmark":    {"parse/markdown"},
	"github.com/longbridgeapp":    nil, // registers a global flag when imported
	"github.com/liuzl":            nil,
	"net/http/pprof":              nil, // registers handlers when imported
	"github.com/fsnotify":         {"cmd/wensou"},
	"github.com/maypok86":         {"search"},
	"github.com/tsenart":          {"cmd/wensou"},
	"github.com/klauspost":        {"index/bleveindex/segment", "parse/jsonl", "analysis/dict", "internal/pack"},
	"golang.org/x/sys":            {"internal/subprocess"},
	"go.etcd.io":                  {"index/bleveindex"},
	"github.com/gofrs/flock":      {"index"},
	"github.com/wlynxg/chardet":   {"parse/input"},
	"github.com/adrg/frontmatter": {"parse/markdown"},
}

// maxLines of a file that is not a table.
const maxLines = 450

// tables are long because they list things.
var tables = []string{"analysis/table.go"}

// initFile is the one file with an init function: Bleve finds analyzers by
// registration.
const initFile = "index/bleveindex/register.go"

// source is one non-test Go file of the project.
type source struct {
	name  string // slash-separated, below the module's root
	pkg   string // folder
	lines int
	ast   *ast.File
	fset  *token.FileSet
}

func sources(t *testing.T) []source {
	t.Helper()
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	var all []source
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		// The go command passes over the same folders.
		if e.IsDir() && name != root && (strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "_")) {
			return fs.SkipDir
		}
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if bytes.HasPrefix(text, []byte("//go:build ignore")) { // a program for go generate
			return nil
		}
		s := source{name: filepath.ToSlash(rel), lines: bytes.Count(text, []byte("\n")), fset: token.NewFileSet()}
		s.pkg = path.Dir(s.name)
		s.ast, err = parser.ParseFile(s.fset, s.name, text, parser.ParseComments)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func (s *source) imports() []string {
	var paths []string
	for _, i := range s.ast.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, `"`))
	}
	return paths
}

// matches compares a package with "x", "x/..." and "...".
func matches(pattern, pkg string) bool {
	base, deep := strings.CutSuffix(pattern, "...")
	if !deep {
		return pattern == pkg
	}
	base = strings.TrimSuffix(base, "/")
	return base == "" || pkg == base || strings.HasPrefix(pkg, base+"/")
}

// allowed are the packages of ours that pkg may import: those of its own
// entry, or of the one that covers the folders below another.
func allowed(pkg string) (patterns []string, listed bool) {
	if patterns, ok := ours[pkg]; ok {
		return patterns, true
	}
	for dir := path.Dir(pkg); dir != "."; dir = path.Dir(dir) {
		if patterns, ok := ours[dir+"/..."]; ok {
			return patterns, true
		}
	}
	return nil, false
}

func TestImportsRunOneWay(t *testing.T) {
	for _, s := range sources(t) {
		patterns, listed := allowed(s.pkg)
		if !listed {
			t.Errorf("%s: the package %s has no place in the list of this test", s.name, s.pkg)
			continue
		}
		for _, p := range s.imports() {
			own, isOurs := strings.CutPrefix(p, module+"/")
			if isOurs && !slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, own) }) {
				t.Errorf("%s imports %s; %s may import %v", s.name, p, s.pkg, patterns)
			}
		}
	}
}

func TestWhoMayImportWhat(t *testing.T) {
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			for prefix, users := range only {
				if p != prefix && !strings.HasPrefix(p, prefix+"/") {
					continue
				}
				if !slices.Contains(users, s.pkg) {
					t.Errorf("%s imports %s, which only %v may", s.name, p, users)
				}
			}
		}
	}
}

// Adapters never import each other, and search knows none of them.
func TestEnginesStandAlone(t *testing.T) {
	for _, s := range sources(t) {
		for _, p := range s.imports() {
			engine, ok := strings.CutPrefix(p, module+"/index/")
			if !ok || s.pkg == "cmd/wensou" {
				continue
			}
			// An engine may have packages of its own below it.
			if engine, _, _ = strings.Cut(engine, "/"); s.pkg != "index/"+engine {
				t.Errorf("%s imports the engine %s", s.name, p)
			}
		}
	}
}

func TestNoInit(t *testing.T) {
	for _, s := range sources(t) {
		if s.name == initFile {
			continue
		}
		for _, d := range s.ast.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has an init function", s.name)
			}
		}
	}
}

// Libraries return errors; only main ends the process.
func TestOnlyMainExits(t *testing.T) {
	ends := map[string]bool{"os.Exit": true, "log.Fatal": true, "log.Fatalf": true, "log.Fatalln": true}
	for _, s := range sources(t) {
		if s.name == "cmd/wensou/main.go" {
			continue
		}
		ast.Inspect(s.ast, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && ends[x.Name+"."+sel.Sel.Name] {
				t.Errorf("%s ends the process", s.fset.Position(n.Pos()))
			}
			return true
		})
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > maxLines && !slices.Contains(tables, s.name) {
			t.Errorf("%s has %d lines, more than %d", s.name, s.lines, maxLines)
		}
	}
}

// Each package says what it is for.
func TestPackageComments(t *testing.T) {
	said, seen := map[string]bool{}, map[string]bool{}
	for _, s := range sources(t) {
		seen[s.pkg] = true
		want := "Package " + s.ast.Name.Name + " "
		if s.ast.Name.Name == "main" {
			want = "Command " + path.Base(s.pkg) + " "
		}
		if strings.HasPrefix(s.ast.Doc.Text(), want) {
			said[s.pkg] = true
		}
	}
	for pkg := range seen {
		if !said[pkg] {
			t.Errorf("the package %s has no comment that begins with its name", pkg)
		}
	}
}

// Vague names gather what belongs elsewhere.
func TestPackageNames(t *testing.T) {
	for _, s := range sources(t) {
		if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc", "base"}, s.ast.Name.Name) {
			t.Errorf("%s: the package name %s says nothing", s.name, s.ast.Name.Name)
		}
	}
}
