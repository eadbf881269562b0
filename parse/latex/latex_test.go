package latex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"wensou/document"
	"wensou/internal/testutil"
	"wensou/parse/input"
)

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := Parse(input.File{Path: "dir/a.tex", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = "dir/a"
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestUnits(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a whole document", `\documentclass{ctexart}
\usepackage[x]{y} % 註解
\newcommand{\foo}[1]{不見#1}
\title{題目\thanks{謝某人。}} \author{王一 \\ 某大學 \and 李二} \date{2024年5月}
\begin{document}
\maketitle
\begin{abstract}摘要。\end{abstract}
\section{前言}\label{sec:a}
一段，見第\ref{x}節。% 註解
續行，
one
two.

\begin{quote}引\\文\end{quote}
\end{document}
後面不讀。
`, "t1@4-4 題目⟦fn1⟧\na1@7-7 摘要。\np1@9-12 [前言] 一段，見第節。續行，one two.\nq1@14-14 [前言] 引文\nfn1@4-4 謝某人。 ⟵ t1:6\n"},
		{"lists, tables, captions, code", `\section{題}
\begin{itemize}\item 甲 \item[乙] 丙
  \begin{enumerate}\item 丁\end{enumerate}
\end{itemize}
\begin{table}[h]\caption{表說}\begin{tabular}{l|r}\hline a & b\\ & 2\\\hline\end{tabular}\end{table}
\begin{verbatim}
\footnote{碼} % x
\end{verbatim}
`, "t1@1-1 題\nl1@2-3 甲⏎乙 丙⏎丁\ncap1@5-5 表說\ntab1@5-5 a⇥b⏎⇥2\ncode1@7-7 \\footnote{碼} % x\n"},
		{
			"symbols, accents, formulas, commands unknown", `甲~乙 50\% a--b ` + "``q''" + ` \'e\"{o} \LaTeX{} \unknown{文}\other[x]{字} $a_1 \% b$ \[x\] {\bf 粗} \verb|a{%| \url{https://a.b/c_d%20} \href{http://x.y}{連結}`,
			"p1@1-1 甲 乙 50% a–b “q” éö LaTeX 文[x]字 $a_1 \\% b$ \\[x\\] 粗 a{% https://a.b/c_d%20 連結\n",
		},
		{"citations", `\section*{文}見\cite[頁3]{b,a}。
\begin{thebibliography}{9}
\bibitem{a} 王一. 書[M]. 北京: 社, 2001.
\bibitem[李]{b} 李二. 文[J]. 刊, 2002.
\end{thebibliography}`, "t1@1-1 文\np1@1-1 [文] 見[2, 1, 頁3]。\nr1@3-3 [參考文獻] 王一. 書[M]. 北京: 社, 2001.\nr2@4-4 [參考文獻] 李二. 文[J]. 刊, 2002.\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, testutil.Units(parse(t, tc.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNotes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"in text, in a note, two paragraphs", "甲\\footnote{註一，又\\footnote{註二。}。\n\n第二段。}乙。", "p1@1-3 甲⟦fn1⟧乙。\nfn1@1-3 註一，又⟦fn2⟧。⏎第二段。 ⟵ p1:3\nfn2@1-1 註二。 ⟵ fn1:12\n"},
		{"in heading, table, list", "\\section{節\\footnote{一}}\n文。\n\n\\subsection{小\\footnote{五}}\\begin{tabular}{l}格\\footnote{二} & x\\end{tabular}\\begin{itemize}\\item 項\\footnote{三}\\end{itemize}", "t1@1-1 節\np1@2-2 ⟦fn1⟧文。\ntab1@4-4 [小] ⟦fn2⟧格⟦fn3⟧⇥x\nl1@4-4 [小] 項⟦fn4⟧\nfn1@1-1 一 ⟵ p1:0\nfn2@4-4 [小] 五 ⟵ tab1:0\nfn3@4-4 [小] 二 ⟵ tab1:3\nfn4@4-4 [小] 三 ⟵ l1:3\n"},
		{"marks and texts apart", "甲\\footnotemark 乙\\footnotemark。\n\n\\footnotetext{一}\\footnotetext{二}\n\n丙\\footnotemark[7]。\\footnotetext[7]{七}再\\footnotemark[1]", "p1@1-1 甲⟦fn1⟧乙⟦fn2⟧。\np2@5-5 丙⟦fn7⟧。再⟦fn1⟧\nfn1@3-3 一 ⟵ p1:3\nfn2@3-3 二 ⟵ p1:6\nfn7@5-5 七 ⟵ p2:3\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, testutil.Units(parse(t, tc.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzLaTeX(f *testing.F) {
	f.Add("\\title{a}\\section{b\\footnote{c}}\nd\\footnotemark[1]\\footnotetext{e}\n\n\\begin{itemize}\\item[x] y\\end{itemize}")
	f.Add("\\begin{tabular}{l}a & b\\\\[2pt] c\\end{tabular}\\verb|x| $a$ \\[b\\] \\'{e}\\href{http://a}{b}\\cite[p]{k}")
	f.Add("\\begin{verbatim}\nx\n\\end{verbatim}% c\n\\begin{thebibliography}{9}\\bibitem{k} A. B. 2001.\\end{thebibliography}\\label{")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
		d, err := Parse(input.File{Path: "f", Text: text})
		if err != nil {
			return
		}
		d.ID = "f"
		if err := d.Validate(); err != nil {
			t.Fatal(err)
		}
		testutil.CheckLines(t, d, text)
	})
}
