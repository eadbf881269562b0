package rst

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
	d, err := Parse(input.File{Path: "dir/a.rst", Text: text})
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
		{"headings by their underlines", "==\n題\n==\n\n:Author: 王一、李二\n:Date: 2024-05-01\n\n甲。\n\n節\n====\n\n乙\n丙 one\ntwo。\n\n小節\n----\n\n丁。\n\n節二\n====\n\n戊。\n", "t1@2-2 題\np1@8-8 甲。\np2@13-15 [節] 乙丙 one two。\np3@20-20 [節/小節] 丁。\np4@25-25 [節二] 戊。\n"},
		{"markup", "這是 *斜*、**粗**、``碼_x`` 與 `文字 <https://a.b>`_，:ref:`標籤 <x>`，:c:func:`f`，|s|，名\\ *稱*，Python_。snake_case 2 * 3\n\n.. |s| replace:: 代換\n.. _Python: https://python.org\n", "p1@1-1 這是 斜、粗、碼_x 與 文字，標籤，f，代換，名稱，Python。snake_case 2 * 3\n"},
		{"lists", "- 甲\n  續\n- 乙\n\n  - 丙\n\n1. 一\n2. 二\n\n詞\n  釋義。\n詞二\n  釋義二。\n", "l1@1-5 甲續⏎乙⏎丙\nl2@7-8 一⏎二\nl3@10-13 詞⏎釋義。⏎詞二⏎釋義二。\n"},
		{"quotes, code, verses", "見下::\n\n  x := 1\n\n    y\n\n引：\n\n  引文\n  續。\n\n| 春眠\n| 處處\n\n>>> 1\n1\n\n.. code-block:: go\n   :linenos:\n\n   z\n", "p1@1-1 見下:\ncode1@3-5 x := 1⏎⏎  y\np2@7-7 引：\nq1@9-10 引文續。\np3@12-13 春眠⏎處處\ncode2@15-16 >>> 1⏎1\ncode3@21-21 z\n"},
		{"directives", ".. note:: 小心。\n\n   第二段。\n\n.. figure:: a.png\n   :alt: x\n\n   圖說。\n\n   圖例。\n\n.. toctree::\n\n   a\n   b\n\n.. 註解\n   不見\n\n.. admonition:: 標題\n\n   內容。\n", "p1@1-1 小心。\np2@3-3 第二段。\ncap1@8-8 圖說。\np3@10-10 圖例。\ncap2@20-20 標題\np4@22-22 內容。\n"},
		{"tables", "+----+----+\n| 甲 | 乙 |\n+====+====+\n| 1  | 2  |\n|    | 3  |\n+----+----+\n\n====  ====\n名    值\n====  ====\n一    二三\n====  ====\n\n.. list-table:: 表說\n\n   * - 子\n     - 丑\n   * - 寅\n     - 卯\n\n.. csv-table::\n\n   \"a, b\", c\n", "tab1@2-5 甲⇥乙⏎1⇥2 3\ntab2@9-11 名⇥值⏎一⇥二三\ncap1@14-14 表說\ntab3@16-19 子⇥丑⏎寅⇥卯\ntab4@22-23 a, b⇥c\n"},
		{"notes without markup", "甲[1]，乙 [2] 丙[3]。\n見 [9]。\n\n注釋：\n[1] 一\n    續。\n\n    第二段。\n[2] 二\n\n[3] 三\n\n附錄\n====\n\n完[1]。\n", "t1@13-13 附錄\np1@1-2 甲⟦fn1⟧，乙⟦fn2⟧丙⟦fn3⟧。見 [9]。\np2@4-4 注釋：\np3@16-16 完⟦fn1⟧。\nfn1@5-8 一續。⏎第二段。 ⟵ p1:3\nfn2@9-9 二 ⟵ p1:9\nfn3@11-11 三 ⟵ p1:12\n"},
		{"notes that nothing refers to", "甲。\n\n註釋\n----\n\n[1] 一\n[2] 二\n", "t1@3-3 註釋\np1@1-1 甲。\nfn1@6-6 一\nfn2@7-7 二\n"},
		{"entries without markup", "題\n==\n\n甲[1]。\n\n參考文獻\n--------\n\n[1] 王一，《書》。\n[2] 李二，《文》，\n續。\n", "t1@1-1 題\np1@4-4 甲[1]。\nr1@9-9 [參考文獻] 王一，《書》。\nr2@10-11 [參考文獻] 李二，《文》，續。\n"},
		{"numbers that prove nothing", "陣列 a[1]。\n\n[1] 一\n[2] 二\n[3] 三\n", "p1@1-1 陣列 a[1]。\np2@3-5 [1] 一[2] 二[3] 三\n"},
		{"notes of all kinds", "甲 [1]_ 乙 [#]_ 丙 [#n]_ 丁 [*]_ 戊 [CIT2002]_ 己 [#n]_ 庚\\ [#]_ [X1]_。one [1]_ two\n\n.. [1] 一\n   續。\n.. [#] 自動一\n.. [#n] 有名\n\n   第二段。\n.. [#] 自動二\n.. [*] 星\n.. [CIT2002] 王一，《書》。\n", "p1@1-1 甲⟦fn1⟧乙⟦fn2⟧丙⟦fn3⟧丁⟦fn4⟧戊⟦fn5⟧己⟦fn3⟧庚⟦fn6⟧[X1]。one⟦fn1⟧ two\nfn1@3-4 一續。 ⟵ p1:3\nfn2@5-5 自動一 ⟵ p1:6\nfn3@6-8 有名⏎第二段。 ⟵ p1:9\nfn4@10-10 星 ⟵ p1:12\nfn5@11-11 王一，《書》。 ⟵ p1:15\nfn6@9-9 自動二 ⟵ p1:21\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, testutil.Units(parse(t, tc.text))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func FuzzRST(f *testing.F) {
	f.Add("a\n==\n\n:Author: b\n\nc [1]_ [#]_::\n\n  d\n\n.. [1] e\n.. [#] f\n   g\n")
	f.Add("+--+--+\n|a |b |\n+--+--+\n\n== ==\na  b\n== ==\n\n.. list-table:: t\n\n   * - a\n     - b\n.. csv-table::\n\n   a,b\n")
	f.Add("- a\n\n  1. b\n\nc\n  d\n\n| e\n\n.. figure:: x\n   :alt: y\n\n   z ``l`` *m* :r:`n` |s|_ `o <p>`_\n")
	f.Add("a[1] b [2] c\n\n[1] d\n    e\n[2] f\n\n注释：\n[1] g\n")
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
