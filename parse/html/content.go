package html

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// contentNames are ids and classes of the element that holds a page's text.
var contentNames = words(`mw-content-text mw-parser-output bodycontent article-content article_content article-body articlebody article__body
	entry-content post-content post_content post-body story-body markdown-body rst-content content-body main-content maincontent main-text
	page-content single-content theme-doc-markdown td-content trs_editor ucap-content zoom detail-content news-content newscontent
	essay chapter content`)

// findMain finds the element that holds the text of a page: main or article,
// or one with the name of content inside it. sure is false when none does and
// the whole page is taken.
func (t *tree) findMain() (at int32, sure bool) {
	root := t.parts[0].first
	base, articles, sum := int32(0), 0, int32(0)
	var article int32
	for i := root; i < int32(len(t.nodes)); i++ {
		n := &t.nodes[i]
		switch {
		case n.tag == atom.Main || n.get("role") == "main":
			if base == 0 || n.size > t.nodes[base].size {
				base = i
			}
		case n.tag == atom.Article || n.get("itemprop") == "articleBody":
			if articles++; article == 0 || n.size > t.nodes[article].size {
				article = i
			}
			sum += n.size
			i = n.end - 1
		}
	}
	if base == 0 && article > 0 && t.nodes[article].size*2 > sum {
		base = article
	}
	if base > 0 && t.nodes[base].size*10 < t.nodes[root].size && t.nodes[base].size < minMain {
		base = 0
	}
	at, sure = root, base > 0
	if base > 0 {
		at = base
	}
	for i := at + 1; i < t.nodes[at].end; i++ {
		n := &t.nodes[i]
		if n.size*10 < t.nodes[at].size*7 { // too little; nor will anything inside it do
			i = n.end - 1
			continue
		}
		if n.tag == atom.Article || n.named(contentNames) || contentNames[strings.ToLower(n.get("id"))] {
			at, sure = i, true
		}
	}
	return at, sure
}

const (
	minMain  = 200 // bytes
	minLinks = 4
)

// gone says whether an element is a part of the page beside its text.
func (w *walker) gone(i int32, n *node) bool {
	if n.tag == 0 || len(n.attrs) == 0 && !apart[n.tag] && (w.sure || !n.block) {
		return false
	}
	if w.sure && strings.Contains(n.get("epub:type"), "titlepage") && n.size < longCell { // repeats what the package of a book says
		return true
	}
	if n.size*2 > w.t.nodes[w.main].size && n.tag != atom.Nav {
		return false
	}
	switch n.tag {
	case atom.Nav:
		return true
	case atom.Header:
		return !w.sure
	case atom.Footer:
		if w.into == nil && n.holds&(heading|table) == 0 {
			return true
		}
	case atom.Aside:
		if !n.isNote() && n.linked*2 > n.size {
			return true
		}
	}
	if t := n.get("title"); n.tag == atom.Div && (t == "header" || t == "footer") { // of LibreOffice's pages
		return true
	}
	if n.named(clutter) || clutter[n.get("id")] {
		return !n.isNote()
	}
	return !w.sure && w.into == nil && w.t.menu(i, n) && !w.d.InReferences()
}

// menu says whether a block is little more than links.
func (t *tree) menu(i int32, n *node) bool {
	if !n.block || n.linked*10 < n.size*7 || n.size == 0 {
		return false
	}
	links := 0
	for k := i; k < n.end && links < minLinks; k++ {
		if t.nodes[k].tag == atom.A && t.nodes[k].has("href") {
			links++
		}
	}
	return links == minLinks
}
