package parse

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// hostile are texts made to take time or stack, about n bytes each, by format.
func hostile(n int) map[string]map[string]string {
	r := func(s string) string { return strings.Repeat(s, n/len(s)) }
	both := func(a, b string) string {
		return strings.Repeat(a, n/(len(a)+len(b))) + strings.Repeat(b, n/(len(a)+len(b)))
	}
	var links, notes strings.Builder
	for i := 0; links.Len() < n; i++ {
		fmt.Fprintf(&links, `<a href="#n%d" id="r%d">1</a> <p id="n%d"><a href="#r%d">1</a>x</p>`, i, i, i, i)
		fmt.Fprintf(&notes, `<a href="#n" id="r%d">1</a>`, i)
	}
	return map[string]map[string]string{
		"html": {
			"divs": r("<div>"), "inline": r("<b>"), "closed": both("<div>", "</div>"), "fonts": r("<font><p>x"), "tables": r("<table><tr><td>"), "lists": r("<ul><li>x"),
			"quotes": r("<blockquote>x"), "end tags": r("</b>"), "end tags in a div": "<b><div>" + strings.Repeat("<i>", 500) + r("</b>"), "links": r("<a href='#x'>1"),
			"entities": r("&amp;"), "no entities": r("&"), "open tag": "<a " + r("b=c "), "open comment": "x<!--" + r("- "), "comments": r("<!---->"), "quotes open": `<a title="` + r("x "),
			"one line": r("文字。"), "notes": links.String(), "one note": notes.String() + `<p id="n">` + strings.ReplaceAll(notes.String(), "#n", "#r0") + "</p>", "ids": r("<i id=a>"),
			"marks in a sup": "<sup>" + r("<a href='#n'>1</a>") + "</sup><p id=n>x", "sidenotes": r("<span class=sidenote>x</span>"), "classes": `<p class="` + r("a ") + `">x`,
			"json-ld": "<script type=application/ld+json>" + r("[") + "</script>x", "meta": r("<meta name=keywords content='a,b'>") + "x", "brs": r("<br>x"), "pres": r("<pre>x"),
			"headings": r("<h1>x"), "ruby": r("<ruby>x<rt>y"), "spaces": r(" "), "breaks": "x" + r("\n") + "y", "cells": "<table><tr>" + r("<td>x"), "cdata": "<?xml?><p>" + r("<![CDATA[x]]>"), "svg": r("<svg><title>x"),
		},
		"latex": {
			"groups": r("{"), "commands": r(`\textbf{`), "notes": r(`\footnote{x`), "environments": r(`\begin{quote}`), "ends": r(`\end{quote}`), "labels": r(`\label{`), "brackets": r(`\item[`),
			"formulas": r("$"), "display": r(`\[`), "inline": r(`\(`), "urls": r(`\url{`), "cites": r(`\cite{`), "marks": r(`\footnotemark`), "texts": r(`\footnotetext[1]{`), "verbs": r(`\verb|`),
			"comments": r("%\n"), "tables": r(`\begin{tabular}{l}&\\`), "verbatim": r(`\begin{verbatim}`), "backslashes": r(`\`), "accents": r(`\'{`), "definitions": r(`\def\x`), "sections": r(`\section{`),
			"items": r(`\bibitem{a}`), "one line": r("文字。"), "lines": r("\n \n"), "spaces": r(`\a `), "optional": r(`\includegraphics[`), "new": r(`\newcommand{`),
		},
		"rst": {
			"stars": r("*a "), "ticks": r("`a "), "double ticks": r("``a "), "bars": r("|a "), "notes": r("[1]_ "), "definitions": r(".. [1] x\n"), "roles": r(":a:`"), "underscores": r("a_ "), "escapes": r(`\*`),
			"bullets": r("- "), "nested": nested(n, "- "), "quotes": nested(n, ""), "definition lists": nested(n, "a\n"), "directives": nested(n, ".. note::\n"), "grids": r("+--+\n|a|\n"), "bars in grids": "+--+\n" + r("|"), "simple": r("== ==\na  b\n"),
			"rules": r("====\n"), "headings": r("a\n====\n"), "lines": r("| a\n"), "fields": r(":a: b\n"), "fields below text": "x\n\n" + r(":a: b\n"), "literal": r("a::\n\n  b\n\n"), "options": ".. note::\n" + r("   :a: b\n"), "tabs": r("\t"), "one line": r("文字。"), "csv": ".. csv-table::\n\n" + r("   \"a,\n"),
			"comments": r("..\n"), "targets": r(".. _a: b\n"), "blank": r("\n \n"), "numbers": r("1. a\n"),
		},
		"lawjson":  {"lists": `{"法規名稱":"x","法規內容":[` + r(`{"條文內容":"x"},`) + `{}]}`, "deep": `{"法規名稱":` + r("["), "lines": `{"法規名稱":"x","法規內容":[{"條文內容":"` + r(`x\r\n`) + `"}]}`},
		"markdown": {"inline notes": r("^[ab"), "closed": both("^[ab", "]"), "colons": r("[^1]：x\n"), "sups": r("<a name='x'></a><sup>1</sup> x\n")},
	}
}

// nested is a text that goes one column deeper with every line.
func nested(n int, mark string) string {
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		b.WriteString(strings.Repeat(" ", i*2) + strings.ReplaceAll(mark, "\n", "\n"+strings.Repeat(" ", i*2)) + "x\n\n")
	}
	return b.String()
}

// TestHostile bounds the time that such texts take, widely: machines differ.
func TestHostile(t *testing.T) {
	for format, texts := range hostile(200_000) {
		for name, text := range texts {
			t.Run(format+"/"+strings.ReplaceAll(name, " ", "-"), func(t *testing.T) {
				start := time.Now()
				d, err := Parse("a."+format, []byte(text), Options{Format: format})
				if err == nil {
					err = d.Validate()
				} else {
					err = nil // refused, which is as good
				}
				if took := time.Since(start); err != nil || took > 20*time.Second {
					t.Errorf("took %v: %v", took, err)
				}
			})
		}
	}
}

// generated are ordinary texts of about n bytes.
func generated(format string, n int) string {
	const sentence = "圖書館的索引每季更新一次，讀者可以按題名、作者與主題查找。"
	paragraph := strings.Repeat(sentence, 6)
	part := map[string]string{
		"html":     "<h2>第%[1]d節</h2>\n<p>%[2]s<a href=\"#fn%[1]d\" id=\"r%[1]d\"><sup>%[1]d</sup></a></p>\n<ul><li>%[3]s</li><li><em>%[3]s</em></li></ul>\n<table><tr><th>甲</th><td>乙</td></tr></table>\n<p id=\"fn%[1]d\"><a href=\"#r%[1]d\">%[1]d</a>. 見該館年報。</p>\n",
		"latex":    "\\section{第%[1]d節}\n%[2]s\\footnote{見該館年報%[1]d。}\n\n\\begin{itemize}\\item %[3]s \\item \\emph{%[3]s}\\end{itemize}\n",
		"rst":      "第%[1]d節\n==========\n\n%[2]s [#]_\n\n- %[3]s\n- *%[3]s*\n\n.. [#] 見該館年報%[1]d。\n\n",
		"lawjson":  "{\"條號\": \"第 %[1]d 條\", \"條文內容\": \"%[2]s\\r\\n%[3]s\"},\n",
		"markdown": "## 第%[1]d節\n\n%[2]s[^%[1]d]\n\n- %[3]s\n- *%[3]s*\n\n[^%[1]d]: 見該館年報。\n\n",
	}[format]
	var b strings.Builder
	for i := 1; b.Len() < n; i++ {
		b.WriteString(fmt.Sprintf(part, i, paragraph, sentence))
	}
	switch format {
	case "html":
		return "<html><head><title>題</title></head><body>" + b.String() + "</body></html>"
	case "lawjson":
		return "{\"法規名稱\": \"法\", \"法規內容\": [" + strings.TrimSuffix(b.String(), ",\n") + "]}"
	}
	return b.String()
}

func BenchmarkParse(b *testing.B) {
	for _, format := range []string{"html", "latex", "rst", "lawjson", "markdown"} {
		for _, mb := range []int{1, 10, 100} {
			b.Run(fmt.Sprintf("%s/%dMB", format, mb), func(b *testing.B) {
				text := []byte(generated(format, mb<<20))
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					if _, err := Parse("a."+format, text, Options{Format: format}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
