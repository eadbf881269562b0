package html

import (
	"regexp"
	"strings"
)

func words(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// Names that site generators and word processors give to notes and to parts of
// a page. Classes count as whole words.
var (
	refNames = words(`footnote footnoteref footnote-ref footnote-reference footnote_reference noteref note-ref fnref fn-ref
		easy-footnote modern-footnotes-footnote reference mw-ref footnote_referrer footnote-link msofootnotereference
		msoendnotereference sdfootnoteanc sdendnoteanc doc-noteref footnote-anchor endnote-ref`)
	noteNames = words(`footnote footnotes footnote-list footnotes-list footnotelist endnote endnotes doc-footnote doc-endnote doc-endnotes
		rearnote rearnotes references reflist fn-list fnlist notes note-list wp-block-footnotes easy-footnotes-wrapper easy-footnote-single
		footnote-definition footnote-item footnote-body msofootnotetext msoendnotetext sdfootnote sdendnote footnote_container
		footnotes_table footnote-reference-container`)
	listNames = words(`footnotes footnote-list footnotes-list endnotes doc-endnotes rearnotes references fn-list wp-block-footnotes
		easy-footnotes-wrapper`)
	inlineNotes = words(`sidenote marginnote margin-note modern-footnotes-footnote__note inline-footnote`)
	backNames   = words(`footnote-backref reversefootnote fn-backref mw-cite-backlink easy-footnote-to-top footnote-back footnote-return
		doc-backlink backlink footnote-backlink footnote_plugin_index`)

	// clutter are parts of a page that are not its text.
	clutter = words(`nav navbar navigation navheader navfooter navbox menu sidebar side-bar breadcrumb breadcrumbs toc doc-toc landmarks page-list
		table-of-contents tableofcontents share sharing share-buttons social social-share sharedaddy ads ad advert advertisement adsbygoogle banner
		cookie cookie-banner cookie-notice related related-posts relatedposts jp-relatedposts comments comment-list comments-area comment-respond
		disqus_thread pagination pager post-navigation nav-links page-navigation mw-editsection printfooter catlinks mw-jump-link noprint
		headerlink skip-link site-header site-footer site-nav widget widget-area newsletter subscribe popup modal contentinfo search doc-pagelist
		navigation-links mw-indicators vector-header sistersitebox metadata prev-next prevnext copyright-bar
		lineno linenos linenodiv linenumber line-numbers gutter lnt`)
	unseen = words(`sr-only visually-hidden screen-reader-text visuallyhidden screen-reader-only hidden d-none
		footnote_tooltip`)
)

// noteID is how generators name the targets of markers.
var noteID = regexp.MustCompile(`(?i)^_?(?:ftn|edn|fn|footnote|endnote|cite[-_]?note|note|sdfootnote|sdendnote|easy-footnote-bottom|user-content-fn|rfn|annot)[\w.:-]*$`)

// named says whether a class, the role or the EPUB type of an element is in a
// list of names.
func (n *node) named(names map[string]bool) bool {
	for _, a := range n.attrs {
		switch a.key {
		case "class", "role", "epub:type":
			if names[a.value] {
				return true
			}
			for w := range strings.FieldsSeq(a.value[:min(len(a.value), maxNames)]) {
				if names[w] || names[strings.ToLower(w)] {
					return true
				}
			}
		}
	}
	return false
}

const maxNames = 1 << 10 // bytes of a list of classes

var (
	hiddenStyle = regexp.MustCompile(`(?i)(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)`)
	noteStyle   = regexp.MustCompile(`(?i)mso-element\s*:\s*(?:footnote|endnote)\s*(?:;|$)`)
)

// hidden says whether browsers don't show an element, or readers don't read it.
func (n *node) hidden() bool {
	if n.tag == 0 && len(n.attrs) == 0 {
		return false
	}
	if unread[n.tag] || n.has("hidden") || n.named(unseen) {
		return true
	}
	if n.get("aria-hidden") == "true" && !blocks[n.tag] {
		return true
	}
	s := n.get("style")
	return s != "" && hiddenStyle.MatchString(s[:min(len(s), maxNames)])
}

// isNote says whether an element calls itself a note, or a list of them.
func (n *node) isNote() bool {
	s := n.get("style")
	return n.named(noteNames) || noteID.MatchString(n.get("id")) || s != "" && noteStyle.MatchString(s[:min(len(s), maxNames)])
}

const (
	opening = `[(（［〔【{〈`
	closing = `])）］〕】}〉`
)

// markerText is what a note's marker looks like, without its brackets.
var markerText = regexp.MustCompile(`^(?:(?:註|注|註釋|注释|註解|注解|附註|附注|脚注|腳註|note|notes|fn|n\.?|nb|lower-alpha)\s*)?` +
	`(?:\d{1,4}[a-z]?|[A-Za-z]{1,2}|[ivxl]{1,7}|[一二三四五六七八九十百]{1,5}|[*＊†‡§¶#※]{1,4}|[①-⓿㈠-㈩❶-➓]|\d{1,3}[.:]\d{1,3})$`)

// markerOf is the marker that s is, without brackets; "" when it is none.
func markerOf(s string) string {
	s = strings.Trim(clean(s), " .、,，:：\u200b")
	s = strings.TrimLeft(s, opening+" ")
	s = strings.TrimRight(s, closing+" .")
	if len(s) > 24 || !markerText.MatchString(strings.ToLower(s)) && !markerText.MatchString(s) {
		return ""
	}
	return s
}

// arrows are signs of links that lead back.
const arrows = "^↑↩⏎↵⤴←«\ufe0e\ufe0f"
