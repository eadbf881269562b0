package server

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/search"
)

//go:embed web
var webFiles embed.FS

// web is what pages are made of: templates, and static files by name.
type web struct {
	templates *template.Template
	files     map[string]asset
}

// asset is one static file with the hash that its address carries.
type asset struct {
	body        []byte
	contentType string
	hash        string
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

func loadWeb() (*web, error) {
	w := &web{files: map[string]asset{}}
	static, err := fs.Sub(webFiles, "web/static")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(static, "*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		body, err := fs.ReadFile(static, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		w.files[name] = asset{body, contentTypes[path.Ext(name)], hex.EncodeToString(sum[:6])}
	}
	w.templates, err = template.New("").Funcs(template.FuncMap{"arg": newArg}).Option("missingkey=error").ParseFS(webFiles, "web/templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	return w, nil
}

// pageBase is what every page has.
type pageBase struct {
	uiLang
	web    *web
	Site   string // the installation's name
	Nonce  string
	Title  string // of the window
	Query  string
	Modes  []choice
	Hidden []field // state that the search form carries on
	Langs  []choice
	Home   string
	Focus  bool // the page is about to be typed into
	Index  bool // search engines may list the page
}

// choice is one of several links of which one holds.
type choice struct {
	Value, Label, Href, Lang string
	Selected                 bool
}

// Asset is the address of a static file; it changes with the file.
func (p pageBase) Asset(name string) string {
	return "/static/" + name + "?v=" + p.web.files[name].hash
}

// SuggestWords are the words that the search box needs to show completions, as
// JSON.
func (p pageBase) SuggestWords() (string, error) {
	words := struct {
		Label string            `json:"label"`
		Found string            `json:"found"`
		Kinds map[string]string `json:"kinds"`
	}{p.T("suggest"), texts["suggest.found"][p.uiLang], map[string]string{}}
	for _, k := range search.SuggestKinds {
		words.Kinds[string(k)] = p.T("suggest." + string(k))
	}
	raw, err := json.Marshal(words)
	return string(raw), err
}

// page answers errors of h as pages.
func (s *Server) page(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := h(c); err != nil {
			s.errorPage(c, err)
		}
	}
}

// newPage begins a page in the language that the request asks for.
func (s *Server) newPage(c *gin.Context) pageBase {
	l := langOf(c)
	p := pageBase{uiLang: l, web: s.web, Site: s.opts.Title, Title: s.opts.Title, Nonce: randomHex(16), Home: "/"}
	if c.Query(uiParam) != "" {
		p.Home = "/?" + uiParam + "=" + l.Tag()
	}
	q := c.Request.URL.Query()
	for i, ui := range uiLangs {
		q.Set(uiParam, ui.tag)
		p.Langs = append(p.Langs, choice{Label: ui.name, Lang: ui.tag, Href: c.Request.URL.EscapedPath() + "?" + q.Encode(), Selected: uiLang(i) == l})
	}
	for _, m := range []string{"", "all", "any", "phrase"} {
		p.Modes = append(p.Modes, choice{Value: m, Label: l.T("mode." + m)})
	}
	return p
}

// render executes a template before the first byte is sent.
func (s *Server) render(c *gin.Context, status int, name, nonce string, data any) error {
	var b bytes.Buffer
	if err := s.web.templates.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	h := c.Writer.Header()
	h.Set("Content-Security-Policy", pagePolicy(nonce))
	h.Add("Vary", "Accept-Language, Cookie")
	if status == http.StatusOK {
		// The nonce is in the page: it is asked for again, not revalidated.
		h.Set("Cache-Control", "private, no-cache")
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}

// static serves the embedded files by their plain names, nothing else.
func (s *Server) static(c *gin.Context) error {
	f, ok := s.web.files[strings.TrimPrefix(c.Param("file"), "/")]
	if !ok {
		return errNoSuchRoute
	}
	if notModified(c, `W/"`+f.hash+`"`) {
		return nil
	}
	if c.Query("v") == f.hash {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Data(http.StatusOK, f.contentType, f.body)
	return nil
}

// templateArg lets a template that shows one item ask its page for words.
type templateArg struct{ Page, Item any }

func newArg(page, item any) templateArg { return templateArg{page, item} }
