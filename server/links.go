package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"wensou/index"
	"wensou/search"
)

// state is a search as its address carries it: everything that a page shows
// follows from it, and every link is it with one thing changed. Defaults are
// left out, so that one search has one address.
type state struct{ v url.Values }

// stateOf is the state of a request; ui is the language when the address says.
func stateOf(r *search.Request, ui string) state {
	v := url.Values{}
	set := func(name, value, def string) {
		if value != def && value != "" {
			v.Set(name, value)
		}
	}
	set("q", r.Query, "")
	set("mode", string(r.Mode), "")
	if r.Exact {
		v.Set("variants", "exact")
	}
	for _, f := range filterLists(r) {
		if len(f.values) > 0 {
			v[f.name] = slices.Clone(f.values)
		}
	}
	set("from", r.From, "")
	set("to", r.To, "")
	set("sort", string(r.Sort), string(index.ByRelevance))
	if r.Ungrouped {
		v.Set("group", "none")
	}
	set("view", string(r.View), "")
	if r.Context != defaultContext && r.Context > 0 {
		v.Set("context", strconv.Itoa(r.Context))
	}
	set("duplicates", string(r.Duplicates), string(search.DuplicatesFold))
	if r.Page > 1 {
		v.Set("page", strconv.Itoa(r.Page))
	}
	if r.Limit != defaultLimit && r.Limit > 0 {
		v.Set("limit", strconv.Itoa(r.Limit))
	}
	set(uiParam, ui, "")
	return state{v}
}

// Defaults of hits a page, and of characters beside a match.
const (
	defaultLimit   = 20
	defaultContext = 20
)

// namedFilter is one filter by its parameter's name.
type namedFilter struct {
	name   string
	values []string
}

// filterLists are the filters in the order of the page.
func filterLists(r *search.Request) []namedFilter {
	return []namedFilter{
		{"source", r.Sources},
		{"topic", r.Topics},
		{"kind", r.Kinds},
		{"author", r.Authors},
		{"lang", r.Langs},
		{"doc", r.Docs},
		{"work", r.Works},
	}
}

// change is a copy that begins at its first page.
func (s state) change() state {
	v := make(url.Values, len(s.v))
	for name, vs := range s.v {
		v[name] = slices.Clone(vs)
	}
	v.Del("page")
	return state{v}
}

// with adds a value to a filter.
func (s state) with(name, value string) state {
	c := s.change()
	if !slices.Contains(c.v[name], value) {
		c.v.Add(name, value)
	}
	return c
}

// without removes a value from a filter.
func (s state) without(name, value string) state {
	c := s.change()
	c.v[name] = slices.DeleteFunc(c.v[name], func(v string) bool { return v == value })
	if len(c.v[name]) == 0 {
		c.v.Del(name)
	}
	return c
}

// set gives a parameter one value; "" removes it.
func (s state) set(name, value string) state {
	c := s.change()
	if value == "" {
		c.v.Del(name)
	} else {
		c.v.Set(name, value)
	}
	return c
}

// drop removes parameters.
func (s state) drop(names ...string) state {
	c := s.change()
	for _, n := range names {
		c.v.Del(n)
	}
	return c
}

// filterNames are the parameters that narrow a search.
var filterNames = []string{"source", "topic", "kind", "author", "lang", "doc", "work", "from", "to"}

func (s state) search() string {
	if len(s.v) == 0 {
		return "/"
	}
	return "/?" + s.v.Encode()
}

// reader is the address of a unit in the reader. The state goes along, so that
// the reader's way back keeps the filters. text, when given, is a passage of
// the unit that browsers scroll to.
func (s state) reader(doc, unit, text string) string {
	href := documentPath(doc)
	if len(s.v) > 0 {
		href += "?" + s.v.Encode()
	}
	if unit != "" {
		href += "#" + url.PathEscape(unit)
		if text != "" {
			href += ":~:text=" + escapeDirective(text)
		}
	}
	return href
}

// documentPath keeps the slashes of ids.
func documentPath(id string) string {
	parts := strings.Split(id, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return "/d/" + strings.Join(parts, "/")
}

// escapeDirective escapes a text directive's value, in which - , and & have a
// meaning of their own.
func escapeDirective(s string) string {
	return strings.NewReplacer("+", "%20", "-", "%2D").Replace(url.QueryEscape(s))
}

// field is one hidden input of a form.
type field struct{ Name, Value string }

// hidden are the state's parameters for a form that sets the named ones itself.
func (s state) hidden(except ...string) []field {
	var out []field
	for _, name := range append([]string{"q", "mode", "variants", "sort", "group", "view", "context", "duplicates", "limit", uiParam}, filterNames...) {
		if slices.Contains(except, name) {
			continue
		}
		for _, v := range s.v[name] {
			out = append(out, field{name, v})
		}
	}
	return out
}

// unitOf is a unit's id inside its document. Rows have keys of their own,
// which are their unit ids.
func unitOf(key, doc string) string {
	return strings.TrimPrefix(key, doc+"#")
}

// webURL is s when it is an absolute http(s) address, else "".
func webURL(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}
