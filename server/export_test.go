package server

import (
	"mime"
	"net/url"
	"strings"
	"testing"

	"wensou/bibliography"
	"wensou/document"
)

func TestExport(t *testing.T) {
	f := newFake(library()...)
	f.docs = append(f.docs, &document.Document{
		ID: "odd/a#b units", Title: "題／名:\"x\"\r\nER  - \u202e", Language: "zh-TW", Units: []document.Unit{{ID: "fn1", Kind: document.KindFootnote, Number: 1, Text: "註"}},
	})
	h := newServer(t, f, Options{}).Handler()
	const id, docs = "papers/algorithmic-accountability", "/api/v1/documents/"
	q := url.QueryEscape("演算法問責")
	item := func(doc, unit string) string { return "item=" + url.QueryEscape(itemOf(doc, unit)) }
	tests := []struct {
		name, target, accept string
		mediaType            string
		want                 []string
	}{
		{"a document", docs + id + "?format=bibtex", "", "application/x-bibtex", []string{"title        = {公部門演算法問責的制度設計：", "author       = {"}},
		{"by its media type", docs + id, "text/html;q=0.5, application/x-research-info-systems", "application/x-research-info-systems", []string{"TY  - ", "\r\nER  - \r\n"}},
		{"anything is JSON", docs + id, "*/*, application/x-bibtex", "application/json", []string{`"generation"`}},
		{"JSON by name", docs + id + "?format=json", "application/x-bibtex", "application/json", []string{`"generation"`}},
		{"a paragraph", docs + id + "/units/p2?format=apa", "", "text/plain", []string{"公部門演算法問責的制度設計", "段）"}},
		{"a note", docs + id + "/units/fn2?format=gbt7714", "", "text/plain", []string{"（註2）"}},
		{"a citation", docs + id + "/units/fn1c1?format=chicago", "", "text/plain", []string{"林知遠。《", "!公部門演算法問責的制度設計"}},
		{"references", docs + id + "/references", "", "application/vnd.citationstyles.csl+json", []string{`"id": "linzhiyuan`, "林知遠"}},
		{"a work", "/api/v1/works/" + fakeWork + "?format=chicago", "", "text/plain", []string{"林知遠。《"}},
		{"a work by its media type", "/api/v1/works/" + fakeWork, "application/x-bibtex", "application/x-bibtex", []string{"@book{"}},
		{"a work as JSON", "/api/v1/works/" + fakeWork + "?format=json", "application/x-bibtex", "application/json", []string{`"cited_in"`}},
		{"works", "/api/v1/works?format=gbt7714&sort=year", "", "text/plain", []string{"林知遠. "}},
		{"no works", "/api/v1/works?format=ris&q=zzz", "", "application/x-research-info-systems", nil},
		{"hits", "/api/v1/search?format=ris&limit=5&q=" + q, "", "application/x-research-info-systems", []string{"TI  - 公部門演算法問責的制度設計"}},
		{"hits of one document are one entry", "/api/v1/search?format=bibtex&group=none&kind=footnote&kind=paragraph&doc=" + id + "&q=" + q, "", "application/x-bibtex", []string{"註2"}},
		{"a selection", "/api/v1/export?format=apa&" + item(id, "fn1") + "&" + item("odd/a#b units", "fn1"), "", "text/plain", []string{"（註1）"}},
		{"odd ids and titles", "/api/v1/export?format=ris&" + item("odd/a#b units", ""), "", "application/x-research-info-systems", []string{`TI  - 題／名:"x" ER -` + "\r\n"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp := ask(t, h, "GET", tt.target, "", "Accept", tt.accept)
			body := bodyOf(t, resp)
			mediaType, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
			if resp.StatusCode != 200 || mediaType != tt.mediaType {
				t.Fatalf("status %d, %s: %.300s", resp.StatusCode, mediaType, body)
			}
			has(t, body, tt.want...)
			tag := resp.Header.Get("ETag")
			if again := ask(t, h, "GET", tt.target, "", "Accept", tt.accept, "If-None-Match", tag); tag == "" || again.StatusCode != 304 {
				t.Errorf("asked again with %q: status %d", tag, again.StatusCode)
			}
		})
	}
	if n := strings.Count(bodyOf(t, ask(t, h, "GET", tests[9].target, "")), "\n@") + 1; n != 1 {
		t.Errorf("%d entries of one document", n)
	}
}

// Two formats of one document never share a tag, and names of files are safe.
func TestExportHeaders(t *testing.T) {
	f := newFake(&document.Document{ID: "a", Title: "../題/名\r\nX-Evil: 1\"; filename=\"x.exe", Language: "zh-TW"}, &document.Document{ID: "b", Title: "...", Language: "en"})
	h := newServer(t, f, Options{}).Handler()
	tags := map[string]bool{}
	for _, format := range []string{"bibtex", "ris", "csl-json", "apa"} {
		resp := ask(t, h, "GET", "/api/v1/documents/a?format="+format, "")
		kind, params, err := mime.ParseMediaType(resp.Header.Get("Content-Disposition"))
		name := params["filename"]
		if err != nil || strings.ContainsAny(name, "/\\\r\n\"") || !strings.HasPrefix(name, "題 名 X-Evil 1 ; filename= x.exe.") || resp.Header.Get("X-Evil") != "" {
			t.Errorf("%s: %q is %q %q, %v", format, resp.Header.Get("Content-Disposition"), kind, name, err)
		}
		if want := map[bool]string{true: "inline", false: "attachment"}[format == "apa"]; kind != want {
			t.Errorf("%s is %s", format, kind)
		}
		tags[resp.Header.Get("ETag")] = true
	}
	if len(tags) != 4 {
		t.Errorf("%d tags of 4 formats", len(tags))
	}
	if got := ask(t, h, "GET", "/api/v1/documents/b?format=ris", "").Header.Get("Content-Disposition"); got != `attachment; filename="citation.ris"; filename*=UTF-8''citation.ris` {
		t.Errorf("a title of dots: %s", got)
	}
}

func TestItems(t *testing.T) {
	for _, want := range []bibliography.Ref{{Document: "a"}, {Document: "papers/a b", Unit: "p1"}, {Document: "a#b%2F?", Unit: "fn1c1"}, {Document: "rows", Unit: "row 1/2"}} {
		got, err := readItem(itemOf(string(want.Document), string(want.Unit)))
		if err != nil || got != want {
			t.Errorf("%v comes back as %v, %v", want, got, err)
		}
	}
	for _, bad := range []string{"", "%zz", "a/../b", "a%00b", "/units/p1"} {
		if got, err := readItem(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}
