package citation

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// joinEntries puts works together again whose fields end in full stops, as in
// APA style: the cut behind "王小明（2019）。" is none.
func joinEntries(segs []string) []string {
	var out []string
	for i := 0; i < len(segs); i++ {
		s := segs[i]
		if entryStart(s) && strings.HasSuffix(s, "。") {
			fields := 0
			for i+1 < len(segs) && fields < 4 && len(s) < maxWork && !entryStart(segs[i+1]) && (fields == 0 || !isWork(segs[i+1])) && entryField(segs[i+1], fields) {
				i++
				fields++
				s += segs[i]
				if !strings.HasSuffix(segs[i], "。") {
					break
				}
			}
		}
		out = append(out, s)
	}
	return out
}

// entryStart says that a segment is "authors（year）。".
func entryStart(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) > 600 || !strings.Contains(s, "）。") && !strings.Contains(s, ")。") {
		return false
	}
	if all := cue.all(s, 4); all != nil {
		for _, m := range all {
			if m[0] < 24 && entryHead.MatchString(s[m[1]:]) {
				return true
			}
		}
	}
	return entryHead.MatchString(s)
}

var (
	entryHead  = guarded(guard{has: signs("（(") | signs("。")}, `^[^，。；《〈「（()]{2,60}(?:（(?:主編|編|譯)）)? ?[（(](?:(?:19|20)\d{2}[a-z]?|民國? ?\d{2,3}|\d{2,3})(?:年[^（）()]{0,12})?[)）]。`)
	entryWords = regexp.MustCompile(`[，,] ?\d+ ?[(（]\d+[)）]|[頁页]|出版|書局|书局|http|取自|檢索|doi|DOI|[：:]|論文|论文|第 ?\d+|^.{2,16}。$`)
)

// entryField says that a segment can be the next field of such an entry: the
// title first, then what has the signs of a field.
func entryField(s string, fields int) bool {
	return fields == 0 || entryWords.MatchString(strings.TrimSpace(s))
}

// midCue leads to a further work behind a comma or bracket.
var midCue = scanned("，,）)、》〉。 0123456789頁页", 96, leads, `[，,）)、》〉。 \d頁页](?:(?:並|亦|也|又|另|同時|還|尚)?(?:可|請)?(?:一併)?(?:參見|参见|參閱|参阅|參考|参考|參照|詳見|详见)|另見|另见|另參|另参|並參|并参|並見|并见|亦見|亦参|亦參|又見|又见|轉引自|转引自|引自|收錄情形見|(?i:see also|cf\.|quoted in|cited in|reprinted in))[:：]? ?`)

var cueStart = signs("並亦也又另同還尚可請一參参詳详見见並并轉转引收scqrSCQR")

// leads says that a cue may begin behind the first sign of s.
func leads(s string) bool {
	_, n := utf8.DecodeRuneInString(s)
	return anywhere.of(firstRune(s[n:]))&cueStart != 0
}

// cutAtCues cuts a segment before the cue to a further work, where a work
// stands on either side.
func cutAtCues(s string) []string {
	if len(s) > maxWork {
		return []string{s}
	}
	all := midCue.all(s, maxCues)
	var out []string
	start := 0
	for _, m := range all {
		_, n := utf8.DecodeRuneInString(s[m[0]:])
		at := m[0] + n
		if s[m[0]] < 0x80 && isDigit(s[m[0]]) && strings.IndexFunc(s[at:], isHan) != 0 {
			continue
		}
		if unbalanced(s[start:at]) || at <= start {
			continue
		}
		first := strings.TrimRight(s[start:at], " ，,、。")
		if _, w := splitSegment(first); w == "" {
			continue
		}
		if _, w := splitSegment(s[at:]); w == "" {
			continue
		}
		out = append(out, first)
		start = at
	}
	return append(out, s[start:])
}

var (
	// The fields behind which a work may end and words go on.
	workEnd = guarded(guard{has: signs("頁页）)") | signs("，,：:（(")}, `(?:[頁页] ?`+hanNum+`(?: ?[-–—~～至、] ?`+hanNum+`)*(?:以下)?|第 ?`+hanNum+`(?: ?[-–—~～至] ?`+hanNum+`)? ?[頁页]|\d{4} ?年?[)）])([，,：:] ?|（|\()`)
	// What goes on behind a page as part of the work.
	goesOn = regexp.MustCompile(`^(?:註|注|[頁页]|第|\d|http|doi|DOI|檢索|检索|最後|最后|於|网址|網址|URL|pp?\.|見|引自|轉引|转引|《|〈|收|載|载|` + hanDay + `)`)
)

// cutComment cuts the words that a note adds behind a Chinese work: after its
// pages, a clause without any field of a citation.
func cutComment(s string) (work, after string) {
	if !hasHan(s) {
		return s, ""
	}
	var last []int
	for _, m := range workEnd.FindAllStringSubmatchIndex(s, 16) {
		if !unbalanced(s[:m[2]]) {
			last = m
		}
	}
	if last == nil {
		return s, ""
	}
	work, after = s[:last[2]], s[last[3]:]
	if sign := s[last[2]:last[3]]; strings.ContainsAny(sign, "(（") {
		after = sign + after
	}
	flat := strings.TrimLeft(after, "（(")
	if utf8.RuneCountInString(flat) < 5 || !hasHan(flat) || goesOn.MatchString(flat) || commentField.MatchString(flat) || !isWork(work) {
		return s, ""
	}
	for _, p := range cutPieces(flat) {
		if p.mark == 0 && (isField(p) || edition.MatchString(p.text) || pressWord.MatchString(p.text)) {
			return s, ""
		}
	}
	return work, strings.TrimSpace(after)
}

var commentField = regexp.MustCompile(`\d{4}|https?:|出版|[頁页] ?\d`)
