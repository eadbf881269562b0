package server

import (
	"encoding/xml"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"wensou/index"
	"wensou/search"
)

// text of the page at target, with its status checked.
func page(t *testing.T, h http.Handler, status int, target string, headers ...string) string {
	t.Helper()
	resp := ask(t, h, "GET", target, "", headers...)
	body := bodyOf(t, resp)
	if resp.StatusCode != status {
		t.Fatalf("%s: status %d, want %d: %.500s", target, resp.StatusCode, status, body)
	}
	return body
}

// has checks that the page holds each string, or with a ! that it does not.
func has(t *testing.T, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if not, negated := strings.CutPrefix(w, "!"); negated == strings.Contains(body, not) {
			t.Errorf("%q: found %v", w, negated)
		}
	}
}

func TestSearchPage(t *testing.T) {
	q := url.QueryEscape("演算法問責")
	tests := []struct {
		name, target string
		status       int
		tweak        func(*search.Response)
		want         []string
	}{
		{"start", "/", 200, nil, []string{`<html lang="zh-Hant">`, "從主題開始", "數位治理", "最新文件", "75", "autofocus", "!noindex"}},
		{"hits", "/?q=" + q, 200, nil, []string{
			"共 27 份文件，58 處相符", "公部門<mark>演算法問責</mark>的制度設計", "本文件另有 5 處",
			`doc=papers%2Falgorithmic-accountability&amp;group=none&amp;q=`, `<svg viewBox=`, `aria-current="true">相關度`, "noindex",
		}},
		{"footnote", "/?kind=footnote&group=none&q=" + q, 200, nil, []string{"腳註 2", "註於", "#fn2:~:text="}},
		{"citation", "/?kind=citation&group=none&q=" + url.QueryEscape("林知遠"), 200, nil, []string{"引文（註 1）", "引於"}},
		{"reference", "/?kind=reference&group=none&q=" + url.QueryEscape("林知遠"), 200, nil, []string{"參考文獻 1"}},
		{"notes of a paragraph", "/?kind=paragraph&group=none&q=" + url.QueryEscape("關鍵詞"), 200, nil, []string{"本段註釋", `#fn1"`, `#fn2"`}},
		{"filters", "/?topic=" + url.QueryEscape("能源") + "&from=2010&to=2020&q=" + q, 200, nil, []string{
			"移除篩選：主題：能源", "移除篩選：日期範圍：2010 – 2020", "全部清除", `value="2010"`, `class="selected"`,
		}},
		{"browse", "/?topic=" + url.QueryEscape("能源"), 200, nil, []string{"瀏覽", "全部清除"}},
		{"variants", "/?q=" + q, 200, func(r *search.Response) { r.Query.Variants = []string{"算法问责", "演算法究責"} }, []string{"也搜尋了：算法问责、演算法究責", "variants=exact"}},
		{"relaxed", "/?q=" + q, 200, relaxed(search.Relaxed{HoldAll: 1, Words: 4, Minimum: 3}), []string{"僅 1 處含有全部 4 個詞語，以下列出至少含 3 個詞的段落", "mode=all"}},
		{"relaxed to less than all", "/?q=" + q, 200, relaxed(search.Relaxed{Words: 4, Minimum: 3}), []string{"沒有段落含有全部 4 個詞語，以下列出至少含 3 個詞的段落", "!mode=all"}},
		{"relaxed beside a phrase", "/?q=" + q, 200, relaxed(search.Relaxed{Words: 4, Minimum: 3, Phrases: 1}), []string{"含有引號內文字與至少 2 個詞的段落"}},
		{"relaxed to a phrase", "/?q=" + q, 200, relaxed(search.Relaxed{Words: 4, Minimum: 1, Phrases: 1}), []string{"以下列出含有引號內文字的段落"}},
		{"parts of words", "/?q=" + q, 200, relaxed(search.Relaxed{HoldAll: 2, Words: 2, Minimum: 2, Parts: []string{"問責", "<制度>"}}), []string{"改查其中的字詞：問責、&lt;制度&gt;。", "!只列出含全部詞語者"}},
		{"too many words", "/?q=" + q, 200, func(r *search.Response) { r.Warnings = []string{search.WarnWordsDropped} }, []string{"僅依前 64 個詞語搜尋"}},
		{"nothing to search", "/?q=" + q, 200, func(r *search.Response) { r.Warnings = []string{search.WarnNothingToSearch} }, []string{"沒有可以搜尋的文字"}},
		{"partial", "/?q=" + q, 200, func(r *search.Response) { r.Warnings = []string{"partial"} }, []string{"結果可能不完整"}},
		{"operators", "/?q=" + q, 200, func(r *search.Response) { r.Query.Operators, r.Query.Read = true, "a -b" }, []string{"查詢讀作：a -b", "mode=phrase"}},
		{"a quotation", "/?q=" + q, 200, func(r *search.Response) { r.Warnings = []string{search.WarnQuotation} }, []string{"文件中有與查詢逐字相同的段落"}},
		{"exact", "/?variants=exact&q=" + q, 200, nil, []string{"只查原字，未含", "也查各地用詞"}},
		{"page 2", "/?limit=10&page=2&q=" + q, 200, nil, []string{`start="11"`, `rel="prev"`, `rel="next"`, `aria-current="page">2`}},
		{"empty by filter", "/?topic=" + url.QueryEscape("沒有") + "&q=" + q, 200, nil, []string{"找不到相符的內容", "移除「主題」", "不加篩選條件有 58 處相符"}},
		{"empty by word", "/?q=" + q + "+zzzz", 200, nil, []string{"索引中沒有這些詞語：<strong>zzzz</strong>", "58 處含有其中任一詞語", "mode=any"}},
		{"empty by words", "/?q=" + q + "+zzzz", 200, func(r *search.Response) { r.Why = &search.Why{Words: []string{"演算法", "<企鵝>"}} }, []string{"省去任一個便有結果：<strong>演算法</strong>、<strong>&lt;企鵝&gt;</strong>"}},
		{"fault", "/?from=xyz&q=" + q, 400, nil, []string{"這項搜尋無法執行", "起始日期無法辨識", `name="from" value="xyz" size`}},
		{"long", "/?q=" + strings.Repeat("x", 600), 400, nil, []string{"查詢最多 512 個字"}},
		{"unknown parameters are taken", "/?utm_source=x&q=" + q, 200, nil, []string{"58 處相符", "!utm_source=x&amp;topic"}},
		{"said in several documents", "/?q=" + q, 200, func(r *search.Response) {
			r.Hits[0].AlsoIn = []search.AlsoIn{{ID: "a/b#p2", Document: search.DocumentRef{ID: "a/b", Title: "<轉載>", Source: "週報"}}}
		}, []string{`相同內容亦見於：<a href="/d/a/b?`, `#p2">&lt;轉載&gt;（週報）</a>`}},
		{"the way to a concordance", "/?group=none&q=" + q, 200, nil, []string{`view=kwic">詞語索引</a>`, "!group=none&amp;q=" + q + "&amp;view"}},
		{"concordance", "/?view=kwic&sort=left&topic=" + url.QueryEscape("數位治理") + "&q=" + q, 200, nil, []string{
			`<td role="cell" class="before" lang="zh-TW">`, "<mark>演算法問責</mark></a></td>", `aria-current="true">詞語索引`, `aria-current="true">前文`, `aria-current="true">20</a>`,
			`href="/api/v1/search?format=csv&amp;q=`, "移除篩選：主題：數位治理", `!class="facets"`, `name="view" value="kwic"`,
		}},
		{"concordance, page 2", "/?view=kwic&limit=10&page=2&context=40&q=" + q, 200, nil, []string{`aria-current="page">2`, "view=kwic", `aria-current="true">40</a>`, `context=40`}},
		{"empty concordance", "/?view=kwic&q=zzzz", 200, nil, []string{"找不到相符的內容", "!<table", "!CSV"}},
		{"concordance of nothing", "/?view=kwic&context=20", 200, nil, []string{"從主題開始"}},
		{"context too wide", "/?view=kwic&context=1000&q=" + q, 400, nil, []string{"前後字數須為 5 至 100"}},
		{"similar to a unit", "/similar?doc=papers/algorithmic-accountability&unit=p2", 200, nil, []string{"與「公部門演算法問責的制度設計", `href="/d/papers/algorithmic-accountability#p2"`, `class="passage"`, `class="hit `, "noindex"}},
		{"a work", "/w/" + fakeWork, 200, nil, []string{
			"<cite>演算法與公民：臺灣數位治理二十年</cite>", "林知遠 2021", `href="/d/papers/algorithmic-accountability#fn1c1"`, "這是註釋所在的句子。",
			`rel="canonical"`, `href="/?work=` + fakeWork + `"`, "引用此著作的文件", "!noindex",
		}},
		{"a work in English", "/w/" + fakeWork + "?ui=en", 200, nil, []string{"Documents that cite this work", "Note 1", "Cited by ", `<summary>Cite</summary>`, `/api/v1/works/` + fakeWork + `?format=bibtex`, `<h1 lang="zh-Hant"`}},
		{"no work", "/w/nothing", 404, nil, []string{"可能已移除"}},
		{"the way to a work", "/d/papers/algorithmic-accountability", 200, nil, []string{`class="workpage" href="/w/` + fakeWork + `">也被 2 篇文件引用</a>`}},
		{"the facet of works", "/?q=" + url.QueryEscape("林知遠"), 200, nil, []string{"facet-work", "work=" + fakeWork, "演算法與公民"}},
		{"what cites a work", "/?work=" + fakeWork, 200, nil, []string{"移除篩選：引用著作：演算法與公民"}},
		{"similar to a document", "/similar?ui=en&doc=papers/algorithmic-accountability", 200, nil, []string{"Passages similar to", `class="hit `}},
		{"similar to nothing", "/similar?doc=nothing", 404, nil, []string{"這份文件可能已移除"}},
		{"similar to no unit", "/similar?doc=papers/algorithmic-accountability&unit=p99", 404, nil, []string{"這份文件可能已移除"}},
		{"similar without a document", "/similar", 400, nil, []string{"請求有誤"}},
		{"english", "/?ui=en&q=" + q, 200, nil, []string{`<html lang="en">`, "58 passages in 27 documents", "ui=en", "5 more in this document"}},
		{"simplified", "/?ui=zh-Hans&q=" + q, 200, nil, []string{`<html lang="zh-Hans">`, "共 27 份文件，58 处匹配"}},
		{"missing", "/nothing", 404, nil, []string{"找不到這個頁面"}},
		{"missing document", "/d/nothing/here", 404, nil, []string{"這份文件可能已移除"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(library()...)
			f.tweak = tt.tweak
			has(t, page(t, newServer(t, f, Options{}).Handler(), tt.status, tt.target), tt.want...)
		})
	}
}

// relaxed makes an answer a relaxed one.
func relaxed(x search.Relaxed) func(*search.Response) {
	return func(r *search.Response) { r.Query.Relaxed = &x }
}

func TestPageFailures(t *testing.T) {
	for err, want := range map[error]string{search.ErrBusy: "目前無法搜尋", index.ErrDeadline: "搜尋逾時", index.ErrNoGeneration: "索引尚未建立", index.ErrCorrupt: "系統發生錯誤"} {
		f := newFake(library()...)
		f.err = err
		has(t, page(t, newServer(t, f, Options{}).Handler(), problemOf(err).Status, "/?q=a"), want, "!"+err.Error())
	}
	f := newFake()
	f.panics.Store(true)
	has(t, page(t, newServer(t, f, Options{}).Handler(), 500, "/?q=a"), "系統發生錯誤", "!secret")
	f = newFake()
	f.statsErr = index.ErrNoGeneration
	has(t, page(t, newServer(t, f, Options{}).Handler(), 503, "/"), "索引尚未建立")
	// Without its examples the start page is still one.
	f = newFake(paper())
	f.err = search.ErrBusy
	has(t, page(t, newServer(t, f, Options{}).Handler(), 200, "/"), "收錄範圍")
}

func TestReaderPage(t *testing.T) {
	h := newServer(t, newFake(library()...), Options{}).Handler()
	body := page(t, h, 200, "/d/papers/algorithmic-accountability?page=2&topic=x&q="+url.QueryEscape("演算法問責"))
	has(
		t, body,
		`<h1>公部門<mark id="m-1" data-match>演算法問責</mark>的制度設計`, `<p class="subtitle" id="t2">Designing`, `<p class="unit keywords" id="k1"><span class="label" lang="zh-Hant">關鍵詞</span><mark`,
		`很少經過議會討論。<sup class="ref" id="ref-p1-1"><a href="#fn1" role="doc-noteref"`, `</sup><mark id="m-3" data-match>演算法問責</mark><sup class="ref" id="ref-p1-2">`,
		`href="#ref-p1-2" role="doc-backlink"`, `href="#ref-p2-2" role="doc-backlink"`, // note 2 has two markers
		`<h2 id="h-1">壹、前言</h2>`, `<h3 id="h-3">一、演算法登錄</h3>`, `<blockquote class="unit" id="q1">`, `<th scope="col">主要問題</th>`, `<td>低<sup`,
		`<li>停用的系統保留紀錄`, `<pre class="unit" id="cd1"`, `<dd>臺北：青石文化</dd>`, `href="https://doi.org/10.5555/jct.8.2"`,
		`href="#fn1c1">完整書目`, `id="work-w1"`, `<li id="fn2c1"><details`, `<h3>中文部分/專書</h3>`, `<a href="#works">引用著作</a>`, `<p class="latin">`, "返回搜尋結果", `page=2&amp;q=`, `rel="canonical" href="http://search.example.org/d/papers/algorithmic-accountability"`,
		`href="https://journal.example.org/123"`, "2024-03-27", `<p class="similar" lang="zh-Hant"><a href="/similar?doc=papers%2Falgorithmic-accountability&amp;unit=p1"`,
	)
	if n := strings.Count(body, "data-match>"); !strings.Contains(body, fmt.Sprintf("在本文件中有 %d 處", n)) {
		t.Errorf("%d matches shown, another number said", n)
	}
	if dups := duplicateIDs(t, body); len(dups) > 0 {
		t.Errorf("ids that stand twice: %v", dups)
	}
	plain := page(t, h, 200, "/d/papers%2Falgorithmic-accountability")
	has(t, plain, "!<mark", "!返回搜尋結果", "!noindex")
}

var idAttr = regexp.MustCompile(` id="([^"]*)"`)

func duplicateIDs(t *testing.T, body string) (out []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, m := range idAttr.FindAllStringSubmatch(body, -1) {
		if seen[m[1]] {
			out = append(out, m[1])
		}
		seen[m[1]] = true
	}
	return out
}

// TestPagesEscape parses pages full of attacks and checks that no element or
// attribute came from them. The browser test says the same of what runs.
func TestPagesEscape(t *testing.T) {
	allowed := map[string]bool{}
	for _, name := range strings.Fields("html head meta title link script body a header div svg symbol rect path use span search form label input select option button nav ul li ol main h1 h2 h3 h4 h5 h6 p time article mark strong section aside details summary figure table caption thead tbody tr th td footer dl dt dd sup cite output blockquote pre code i") {
		allowed[name] = true
	}
	for i, x := range attacks {
		d := hostile(i)
		f := newFake(d)
		// A searcher that forgets to escape must not matter.
		f.tweak = func(r *search.Response) {
			r.Query.Variants, r.Warnings = []string{x}, []string{x}
			for i := range r.Hits {
				r.Hits[i].TitleHTML = x + "<mark>" + x
				r.Hits[i].Snippets = []search.Snippet{{HTML: x}}
			}
			if r.Why != nil {
				r.Why.Missing, r.Why.Filters = []string{x}, []string{x}
			}
		}
		h := newServer(t, f, Options{Title: x}).Handler()
		e := url.QueryEscape(x)
		for _, target := range []string{"/", "/?q=" + e, "/?q=" + url.QueryEscape("文搜"), "/?q=x&topic=" + e + "&doc=" + e, "/?q=x&from=" + e + "&mode=" + e, documentPath(string(d.ID)) + "?q=" + e, "/d/" + url.PathEscape(x), "/?ui=" + e} {
			body := bodyOf(t, ask(t, h, "GET", target, "", "Cookie", "ui="+url.QueryEscape(x), "Accept-Language", "x"))
			z := html.NewTokenizer(strings.NewReader(body))
			for z.Next() != html.ErrorToken {
				tok := z.Token()
				if tok.Type != html.StartTagToken && tok.Type != html.SelfClosingTagToken {
					continue
				}
				if !allowed[tok.Data] {
					t.Errorf("%s: element %s", target, tok.Data)
				}
				for _, a := range tok.Attr {
					if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" || (a.Key == "src" && tok.Data != "script") {
						t.Errorf("%s: attribute %s on %s", target, a.Key, tok.Data)
					}
					if a.Key == "href" && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "http") {
						t.Errorf("%s: link to %q", target, a.Val)
					}
				}
			}
		}
	}
}

func TestPageHeaders(t *testing.T) {
	h := newServer(t, newFake(paper()), Options{}).Handler()
	nonces := map[string]bool{}
	for range 2 {
		resp := ask(t, h, "GET", "/?q=a", "")
		csp := resp.Header.Get("Content-Security-Policy")
		m := regexp.MustCompile(`'nonce-([0-9a-f]{32})'`).FindStringSubmatch(csp)
		if m == nil || !strings.Contains(bodyOf(t, resp), `nonce="`+m[1]+`"`) {
			t.Fatalf("policy %q has not the page's nonce", csp)
		}
		nonces[m[1]] = true
		has(t, csp, "default-src 'none'", "require-trusted-types-for 'script'", "base-uri 'none'", "!unsafe")
	}
	if len(nonces) != 2 {
		t.Error("a nonce came twice")
	}
	for _, target := range []string{"/", "/d/x", "/api/v1/stats", "/healthz", "/static/app.js", "/nothing", "/api/nothing"} {
		resp := ask(t, h, "GET", target, "")
		for _, name := range []string{"X-Request-ID", "Referrer-Policy", "Permissions-Policy", "Content-Security-Policy"} {
			if resp.Header.Get(name) == "" {
				t.Errorf("%s without %s", target, name)
			}
		}
		if resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s may be sniffed", target)
		}
	}
}

func TestLanguage(t *testing.T) {
	h := newServer(t, newFake(paper()), Options{}).Handler()
	tests := []struct{ query, cookie, accept, want string }{
		{"", "", "", "zh-Hant"},
		{"", "", "en-GB,en;q=0.9,zh-TW;q=0.5", "en"},
		{"", "", "de, zh-CN;q=0.8, en;q=0.3", "zh-Hans"},
		{"", "", "zh-Hant-HK", "zh-Hant"},
		{"", "", "en;q=abc, ;;;,zh-SG", "zh-Hans"},
		{"", "", "en;q=0", "zh-Hant"},
		{"", "zh-Hans", "en", "zh-Hans"},
		{"", "xx", "en", "en"},
		{"?ui=en", "zh-Hans", "zh-TW", "en"},
		{"?ui=fr", "", "en", "en"},
	}
	for _, tt := range tests {
		resp := ask(t, h, "GET", "/"+tt.query, "", "Cookie", "ui="+tt.cookie, "Accept-Language", tt.accept)
		if !strings.Contains(bodyOf(t, resp), `<html lang="`+tt.want+`">`) {
			t.Errorf("%+v: another language", tt)
		}
		if set := resp.Header.Get("Set-Cookie"); (set != "") != (tt.query == "?ui=en") {
			t.Errorf("%+v: cookie %q", tt, set)
		}
	}
}

// TestTexts keeps table and templates together: every key that templates use
// is there, in three languages, with the same number of places to fill.
func TestTexts(t *testing.T) {
	verbs := regexp.MustCompile(`%(\[\d\])?s`)
	for key, row := range texts {
		for l, s := range row {
			if s == "" {
				t.Errorf("%s has no text in %s", key, uiLangs[l].tag)
			}
			if len(verbs.FindAllString(s, -1)) != len(verbs.FindAllString(row[0], -1)) {
				t.Errorf("%s: another number of places in %s", key, uiLangs[l].tag)
			}
		}
	}
	use := regexp.MustCompile(`\.[TN] "([^"]+)"`)
	err := fs.WalkDir(webFiles, "web/templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := webFiles.ReadFile(path)
		for _, m := range use.FindAllStringSubmatch(string(b), -1) {
			if _, known := texts[m[1]]; !known {
				t.Errorf("%s uses %q", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOpenSearch(t *testing.T) {
	f := newFake()
	resp := ask(t, newServer(t, f, Options{Title: `<&"文搜一二三四五六七八九十`}).Handler(), "GET", "/opensearch.xml", "")
	body := bodyOf(t, resp)
	if err := xml.Unmarshal([]byte(body), new(struct{ XMLName xml.Name })); err != nil {
		t.Fatal(err)
	}
	has(t, body, `template="http://search.example.org/?q={searchTerms}"`)
	has(t, bodyOf(t, ask(t, newServer(t, f, Options{PublicURL: "https://wensou.example.org/"}).Handler(), "GET", "/opensearch.xml", "")), `"https://wensou.example.org/?q={searchTerms}"`)
}

func TestStatic(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	if names := len(s.web.files); names != 5 {
		t.Errorf("%d static files", names)
	}
	for name, f := range s.web.files {
		resp := ask(t, s.Handler(), "GET", "/static/"+name+"?v="+f.hash, "")
		if resp.Header.Get("Content-Type") != f.contentType || f.contentType == "" || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %v", name, resp.Header)
		}
	}
}

func TestPager(t *testing.T) {
	tests := []struct {
		page, limit, found int
		want               []int // 0 is a gap
		atEnd              bool
	}{
		{1, 20, 20, nil, false},
		{1, 20, 21, []int{1, 2, 2}, false},
		{5, 10, 95, []int{4, 1, 0, 3, 4, 5, 6, 7, 0, 10, 6}, false},
		{100, 100, 1_000_000, []int{99, 1, 0, 98, 99, 100}, true},
		{9, 10, 25, []int{3, 1, 0, 3}, false}, // beyond the last
	}
	for _, tt := range tests {
		v := searchView{State: state{url.Values{}}}
		links, atEnd := v.pager(&search.Request{Page: tt.page, Limit: tt.limit}, tt.found)
		var got []int
		for _, l := range links {
			got = append(got, l.Number)
		}
		if !slices.Equal(got, tt.want) || atEnd != tt.atEnd {
			t.Errorf("page %d of %d: %v %v, want %v %v", tt.page, tt.found, got, atEnd, tt.want, tt.atEnd)
		}
	}
}
