package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gin-gonic/gin"

	"wensou/index"
	"wensou/search"
)

// param is one parameter of a search: the same name in an address and in JSON.
type param struct {
	name  string
	multi bool // may be repeated
	set   func(r *search.Request, values []string) error
}

// searchParams are all parameters of a search.
var searchParams = []param{
	{"q", false, text(func(r *search.Request) *string { return &r.Query })},
	{"mode", false, func(r *search.Request, v []string) error { r.Mode = search.Mode(v[0]); return nil }},
	{"variants", false, func(r *search.Request, v []string) error {
		if v[0] != "auto" && v[0] != "exact" {
			return fmt.Errorf("is %q, not auto or exact", v[0])
		}
		r.Exact = v[0] == "exact"
		return nil
	}},
	{"source", true, list(func(r *search.Request) *[]string { return &r.Sources })},
	{"topic", true, list(func(r *search.Request) *[]string { return &r.Topics })},
	{"kind", true, list(func(r *search.Request) *[]string { return &r.Kinds })},
	{"author", true, list(func(r *search.Request) *[]string { return &r.Authors })},
	{"lang", true, list(func(r *search.Request) *[]string { return &r.Langs })},
	{"doc", true, list(func(r *search.Request) *[]string { return &r.Docs })},
	{"work", true, list(func(r *search.Request) *[]string { return &r.Works })},
	{"from", false, text(func(r *search.Request) *string { return &r.From })},
	{"to", false, text(func(r *search.Request) *string { return &r.To })},
	{"facets", false, func(r *search.Request, v []string) error {
		for _, list := range v { // several only in JSON
			for f := range strings.SplitSeq(list, ",") {
				if f = strings.TrimSpace(f); f != "" && !slices.Contains(r.Facets, index.Field(f)) {
					r.Facets = append(r.Facets, index.Field(f))
				}
			}
		}
		return nil
	}},
	{"facet_size", false, number(func(r *search.Request) *int { return &r.FacetSize })},
	{"sort", false, func(r *search.Request, v []string) error { r.Sort = index.SortOrder(v[0]); return nil }},
	{"group", false, func(r *search.Request, v []string) error {
		if v[0] != "document" && v[0] != "none" {
			return fmt.Errorf("is %q, not document or none", v[0])
		}
		r.Ungrouped = v[0] == "none"
		return nil
	}},
	{"duplicates", false, func(r *search.Request, v []string) error { r.Duplicates = search.Duplicates(v[0]); return nil }},
	{"page", false, number(func(r *search.Request) *int { return &r.Page })},
	{"limit", false, number(func(r *search.Request) *int { return &r.Limit })},
	{"highlight", false, func(r *search.Request, v []string) error { r.Highlight = search.Highlight(v[0]); return nil }},
	{"snippets", false, number(func(r *search.Request) *int { return &r.Snippets })},
	{"snippet_length", false, number(func(r *search.Request) *int { return &r.SnippetLength })},
	{"fields", false, func(r *search.Request, v []string) error {
		for _, f := range v {
			if f != "text" {
				return fmt.Errorf("is %q, not text", f)
			}
		}
		r.WithText = true
		return nil
	}},
	{"view", false, func(r *search.Request, v []string) error { r.View = search.View(v[0]); return nil }},
	{"context", false, number(func(r *search.Request) *int { return &r.Context })},
	{"format", false, text(func(r *search.Request) *string { return &r.Format })},
	{"explain", false, func(r *search.Request, v []string) error {
		b, err := strconv.ParseBool(v[0])
		if err != nil {
			return fmt.Errorf("is %q, not true or false", v[0])
		}
		r.Explain = b
		return nil
	}},
}

func text(field func(*search.Request) *string) func(*search.Request, []string) error {
	return func(r *search.Request, v []string) error { *field(r) = v[0]; return nil }
}

func list(field func(*search.Request) *[]string) func(*search.Request, []string) error {
	return func(r *search.Request, v []string) error {
		p := field(r)
		for _, s := range v {
			if s = strings.ToValidUTF8(strings.TrimSpace(s), ""); s != "" && !slices.Contains(*p, s) {
				*p = append(*p, s)
			}
		}
		return nil
	}
}

func number(field func(*search.Request) *int) func(*search.Request, []string) error {
	return func(r *search.Request, v []string) error {
		n, err := strconv.Atoi(v[0])
		if err != nil {
			return fmt.Errorf("is %q, not a whole number", v[0])
		}
		if n < 1 {
			return fmt.Errorf("is %d, not 1 or more", n) // 0 would mean the default
		}
		*field(r) = n
		return nil
	}
}

// values of parameters by name. Parameters without a value are left out, as
// forms send them.
type values map[string][]string

// jsonLists are single-valued parameters that JSON may give as an array.
var jsonLists = []string{"facets", "fields"}

// bindSome reads a request of which only the named parameters may be given.
func bindSome(v values, known []string) (search.Request, error) {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if !slices.Contains(known, name) {
			errs = append(errs, &search.ParamError{Param: name, Reason: "is unknown; known are " + strings.Join(known, ", ")})
		}
	}
	if len(errs) > 0 {
		return search.Request{}, errors.Join(errs...)
	}
	return bindRequest(v, true, false)
}

// bindRequest reads a request and reports all faults at once. A strict one
// refuses unknown and duplicated parameters, a page takes what it knows.
func bindRequest(v values, strict, fromJSON bool) (search.Request, error) {
	var r search.Request
	var errs []error
	bad := func(name, format string, args ...any) {
		errs = append(errs, &search.ParamError{Param: name, Reason: fmt.Sprintf(format, args...)})
	}
	for _, p := range searchParams {
		vs := v[p.name]
		if len(vs) == 0 {
			continue
		}
		if len(vs) > 1 && !p.multi && (!fromJSON || !slices.Contains(jsonLists, p.name)) {
			if strict {
				bad(p.name, "stands %d times, once is enough", len(vs))
				continue
			}
			vs = vs[:1]
		}
		if err := p.set(&r, vs); err != nil {
			bad(p.name, "%v", err)
		}
	}
	if strict {
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !slices.ContainsFunc(searchParams, func(p param) bool { return p.name == name }) {
				bad(name, "is not a parameter of a search; known are %s", paramNames())
			}
		}
	}
	if err := r.Normalize(); err != nil {
		errs = append(errs, err)
	}
	return r, errors.Join(errs...)
}

func paramNames() string {
	names := make([]string, len(searchParams))
	for i, p := range searchParams {
		names[i] = p.name
	}
	return strings.Join(names, ", ")
}

// queryValues reads an address's parameters.
func queryValues(raw string) (values, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, fmt.Errorf("%w: query string: %w", errMalformed, err)
	}
	out := values{}
	for name, vs := range q {
		vs = slices.DeleteFunc(vs, func(s string) bool { return s == "" })
		// A name without a value is still checked for being known.
		out[name] = vs
	}
	return out, nil
}

// decodeObject reads one JSON object into its members, and nothing after it.
func decodeObject(body io.Reader) (map[string]json.RawMessage, error) {
	var members map[string]json.RawMessage
	d := json.NewDecoder(body)
	if err := d.Decode(&members); err != nil {
		return nil, fmt.Errorf("%w: body: %w", errMalformed, err)
	}
	if members == nil {
		return nil, fmt.Errorf("%w: body: null, not an object", errMalformed)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, fmt.Errorf("%w: body: %w", errMalformed, err)
		}
		return nil, fmt.Errorf("%w: body: more than one JSON value", errMalformed)
	}
	return members, nil
}

// jsonValues turns members into the strings that an address would carry.
func jsonValues(members map[string]json.RawMessage) (values, error) {
	out := values{}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(members)) {
		vs, err := scalars(members[name])
		if err != nil {
			errs = append(errs, &search.ParamError{Param: name, Reason: err.Error()})
			continue
		}
		out[name] = vs
	}
	return out, errors.Join(errs...)
}

// scalars reads a string, number, bool, null or an array of strings.
func scalars(raw json.RawMessage) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	elements, isList := v.([]any)
	if !isList {
		elements = []any{v}
	}
	var out []string
	for _, e := range elements {
		switch e := e.(type) {
		case nil:
		case string:
			if e != "" {
				out = append(out, e)
			}
		case json.Number:
			out = append(out, e.String())
		case bool:
			out = append(out, strconv.FormatBool(e))
		default:
			return nil, errors.New("is neither a string, a number, true or false, nor an array of strings")
		}
	}
	return out, nil
}

// noParams refuses every parameter.
func noParams(c *gin.Context) error {
	v, err := queryValues(c.Request.URL.RawQuery)
	if err != nil {
		return err
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(v)) {
		errs = append(errs, &search.ParamError{Param: name, Reason: "is unknown; this address takes no parameters"})
	}
	return errors.Join(errs...)
}
