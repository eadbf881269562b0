package citation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// cue is what leads from a note's own words to a work. 見 and 參 alone are
// part of many words, so the work must follow at once (see startsWork).
var cue = scanned("氏比例譬請请並另亦又也可參参見见詳详轉转引整改摘譯來来sScCqQaA", 64, cueAfter, `(?:氏著[，：]?|比如，|例如，|例如：|譬如，|請參見|請參閱|請參照|並請參閱|另請參閱|另參見|另參閱|另可參見|並參見|亦可參見|亦參見|亦參|並參|可參見|可參閱|可參考|參照|参照|另参见|又见|並可參考|也可參考|亦可參考|並可參|请参见|请参阅|請見|请见|參見|参见|參閱|参阅|參考|参考|詳見|详见|另見|另见|亦見|並見|可見|轉引自|转引自|引自|整理自|改繪自|改寫自|摘自|譯自|見諸|另參|參|見|见|來源：|来源：|來源:|(?i:\bsee also|\bsee|\bcf\.|\bquoted in|\bcited in|\badapted from|\bsources?:))[:：]? ?`)

// What only a citation has: quoted title, emphasis, imprint, pages, address.
var latinCore = regexp.MustCompile(`\((?:[12]\d{3}[a-z]?|n\.d\.)(?:, [^()]{1,30})?\)[.,:]|\((?:[^()]{0,24} )?[12]\d{3}\)|[“"][^“”"]{3,}[”"]|[‘'][^‘’']{8,}[’'],|\*[^*]{3,}\*|\([^()]*:[^()]*\d{4}\)|\bpp?\. ?\d|https?://|, \d{4}`)

// cueSecond are the second signs of cues.
var cueSecond = signs("如參参見见請请可引自理繪寫源著eEoOfFiIuUdD")

// cueAfter says that a cue may begin at s.
func cueAfter(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	switch r {
	case '見', '见', '參', '参':
		return true
	}
	return anywhere.of(firstRune(s[n:]))&cueSecond != 0
}

// Split cuts a note into what it says in its own words and the works that it
// cites, in the order of print. Every work is a piece of note, without the
// separators and the final full stop; commentary is the rest of the words. A
// note that cites nothing is all commentary.
func Split(note string) (commentary string, works []string) {
	var own []string
	for _, seg := range joinEntries(segments(note)) {
		for _, s := range cutAtCues(seg) {
			before, work := splitSegment(s)
			work, after := cutComment(trimWork(work))
			if work == "" { // what is no work as a whole may begin with one
				if w, words := cutComment(trimWork(before)); words != "" {
					before, work, after = "", w, words
				}
			}
			if before = strings.TrimSpace(before); before != "" {
				own = append(own, before)
			}
			if work != "" {
				works = append(works, cutDecisions(work)...)
			}
			if after != "" {
				own = append(own, after)
			}
		}
	}
	return join(own), works
}

// join joins pieces of commentary by separators, so that words of different
// sentences don't run together.
func join(own []string) string {
	var b strings.Builder
	for i, s := range own {
		switch {
		case i == 0 || strings.HasSuffix(own[i-1], "。"):
		case lastRune(own[i-1]) > 0x2e7f || firstRune(s) > 0x2e7f:
			b.WriteString("；")
		default:
			b.WriteString("; ")
		}
		b.WriteString(s)
	}
	return b.String()
}

// segments cuts a note at its separators: ; and ； outside brackets and
// addresses, and 。 between sentences, as . is between a citation in Latin
// letters and a sentence in Chinese.
func segments(note string) []string {
	out := cutAt(note, true)
	if len(out) == 1 {
		// A bracket that never closes must not hide the separators.
		if flat := cutAt(note, false); len(flat) > 1 && unbalanced(note) {
			return flat
		}
	}
	return out
}

func unbalanced(s string) bool {
	var d depth
	for _, r := range s {
		d.add(r)
	}
	return d.open()
}

func cutAt(note string, nested bool) []string {
	var out []string
	var d depth
	start, angle := 0, false
	for i, r := range note {
		switch r {
		case '<':
			angle = strings.HasPrefix(strings.TrimLeft(note[i:min(len(note), i+12)], "<"), "http")
		case '>', ' ':
			angle = false
		case '.':
			if rest := strings.TrimLeft(note[i+1:], " "); i >= start && endsWork(note[:i]) && len(rest) < len(note)-i-1 && isHan(firstRune(rest)) && !(nested && d.open()) {
				out = append(out, note[start:i+1])
				start = i + 1
			}
		case ';', '；', '。':
			if i < start || angle && r == ';' || nested && d.open() {
				continue
			}
			end := i + utf8.RuneLen(r)
			if q, n := utf8.DecodeRuneInString(note[end:]); q == '”' || q == '"' && r != '。' {
				end += n // the separator slipped inside the quote
				out = append(out, note[start:i]+note[i+utf8.RuneLen(r):end])
			} else if r == '。' {
				out = append(out, note[start:end])
			} else {
				out = append(out, note[start:i])
			}
			start = end
		}
		d.add(r)
	}
	if start < len(note) {
		out = append(out, note[start:])
	}
	return out
}

// endsWork says that a citation in Latin letters may end here: behind a year or
// page, a bracket or a quote.
func endsWork(s string) bool {
	r := lastRune(s)
	return r >= '0' && r <= '9' || strings.ContainsRune(")”\"", r)
}

// maxCueHead is how far into a segment a cue counts as its first words.
const maxCueHead = 64

func firstCue(s string) []int {
	return cue.next(clip(s, maxCueHead), 0)
}

// maxCues bounds how many cues of one segment are tried.
const maxCues = 16

// splitSegment tells the own words of a segment from the work it cites: the
// work starts behind the last cue that a work follows, or the whole is one.
func splitSegment(seg string) (before, work string) {
	s := strings.TrimSpace(seg)
	if head := sourceHead(s); head > 0 && isWork(s[head:]) {
		return s[:head], s[head:]
	}
	if m := firstCue(s); m != nil && m[0] == 0 && !isShort(s) && isWork(s[m[1]:]) {
		return s[:m[1]], s[m[1]:]
	}
	if isWork(s) {
		return "", s
	}
	tail := clipStart(s, maxWork) // a work that is longer is none
	all := cue.all(tail, -1)
	for i := len(all) - 1; i >= max(0, len(all)-maxCues); i-- {
		if end := len(s) - len(tail) + all[i][1]; isWork(s[end:]) {
			return s[:end], s[end:]
		}
	}
	return s, ""
}

// sourceLine opens the line below a figure or table that tells where it is from,
// and may say what its author did: 資料來源：作者整理自….
var sourceLine = regexp.MustCompile(`^(?:資料|资料|數據|数据|圖片|图片|圖表|图表)(?:來源|来源|出處|出处)[:：] ?(?:(?:作者|筆者|笔者|研究者|本研究|本文)?(?:自行)?(?:彙整|汇整|整理|改編|改编|改寫|改写|改繪|改绘|繪製|绘制|編製|编制|摘錄|摘录|摘|譯|译|引)自)?`)

// sourceHead is the length of such an opening, or 0.
func sourceHead(s string) int {
	if r := firstRune(s); !strings.ContainsRune("資资數数圖图", r) {
		return 0
	}
	return len(sourceLine.FindString(s))
}

// isWork says that s is a citation: it starts with an author or title and has
// what citations have. A title in a sentence is a mention, no citation: before
// a title stand names only, and behind it, or in its place, at least one of
// imprint, date, number of an issue, page, address or containing title.
func isWork(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxWork {
		return false
	}
	if isShort(s) || isGBT(s) || lonelyURL.MatchString(s) {
		return true
	}
	if _, law := lawWhole(s); law || decisionList.MatchString(s) {
		return true
	}
	if hasHan(s) && isHanStyle(s) {
		return isHanWork(s)
	}
	return startsUpper(s) && latinCore.MatchString(s) && latinShare(s) > 0.5
}

// lonelyURL is an address that stands for a work by itself.
var lonelyURL = guarded(guard{first: starts("<h"), words: words("http")}, `^<*https?://[^\s<>]{4,900}>*[.。]?$`)

var closeSquare = signs("]］")

func isGBT(s string) bool {
	if indexSign(s, closeSquare) < 0 {
		return false
	}
	m := gbt(Plain(s))
	return m != nil && gbtKinds[m[2]] != "" && len(m[1]) > 3
}

// isHanWork judges a citation in Chinese style.
func isHanWork(s string) bool {
	if m := hanDated(s); m != nil && m[2] < m[3] && !strings.ContainsAny(s[m[2]:m[3]], "《〈「。") {
		return plausibleName(s[m[2]:m[3]]) && len(s)-m[1] > 6
	}
	ps := cutPieces(s)
	at := -1
	for i, p := range ps {
		if p.mark != 0 && p.mark != '(' {
			at = i
			break
		}
	}
	if at < 0 || at > 3 {
		return isBareHan(ps)
	}
	for _, p := range ps[:at] {
		if p.mark == 0 && !plausibleName(p.text) {
			return at > 1 && isBareHan(ps)
		}
	}
	rest := ps[at+1:]
	if at == 0 && len(rest) == 0 { // nothing but a title, or a title in another
		return true
	}
	words := strings.TrimRight(s, " 。.")
	if len(rest) == 0 { // 王小明，《書》: a short form
		return !tailless(s, ps[at]) || strings.HasSuffix(words, "》") || strings.HasSuffix(words, "〉") || strings.HasSuffix(words, "」")
	}
	return hardField(rest) && !sentenceBehind(rest)
}

// tailless says that the author before a title is set off by no comma.
func tailless(s string, title piece) bool {
	i := strings.Index(s, title.text)
	return i > 0 && !strings.ContainsAny(s[:i], ",，:：")
}

// hardField says that one of the pieces is what only citations have.
func hardField(ps []piece) bool {
	for _, p := range ps {
		switch {
		case p.mark == '(':
			if hasDate(p.text) || hanPlaceColon.MatchString(p.text) || knownPlace.MatchString(p.text) {
				return true
			}
		case p.mark != 0, isField(p), bareURL.MatchString(p.text), strings.Contains(p.text, "http"), pressWord.MatchString(p.text), doiForm.MatchString(p.text), journalWord.MatchString(p.text):
			return true
		case pages.MatchString(p.text):
			return true
		}
	}
	return false
}

// sentenceBehind says that the words right behind a title go on as a sentence:
// 《論語》的作者…. A cue or field may follow without a comma.
func sentenceBehind(rest []piece) bool {
	p := rest[0]
	if p.mark != 0 || !p.tail || isField(p) || containerCue.MatchString(p.text) {
		return false
	}
	r := firstRune(p.text)
	if !isHan(r) {
		return false
	}
	return !edition.MatchString(p.text) && utf8.RuneCountInString(p.text) > 4
}

// isBareHan accepts a citation without title marks, as law journals print
// them: a person, a title, and a page, issue or thesis behind.
func isBareHan(ps []piece) bool {
	if len(ps) < 3 || ps[0].mark != 0 {
		return false
	}
	name, _, role := cutRole(ps[0].text)
	name = hanEtAl.ReplaceAllString(name, "")
	for part := range strings.SplitSeq(name, "、") {
		if !isHanPerson(part) && !(role && plausibleName(part)) {
			return false
		}
	}
	if ps[1].mark == 0 && utf8.RuneCountInString(ps[1].text) < 2 {
		return false
	}
	for _, p := range ps[1:] {
		if t := p.text; p.mark == 0 && (hanPages.MatchString(t) || hanIssue.MatchString(t) || hanThesis.MatchString(t) || volumeIssue.MatchString(t) || edition.MatchString(t)) {
			return true
		}
	}
	return false
}

func latinShare(s string) float64 {
	n, l := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
			if r < 0x250 {
				l++
			}
		}
	}
	return float64(l) / float64(max(1, n))
}

func isShort(s string) bool {
	_, ok := readShort(s)
	return ok
}

// maxName is how many characters a name, or a list of names, has at most.
const maxName = 40

// notName are words that sentences hold and lists of names don't.
var notName = guarded(guard{has: signs("的是了就在對对於于為为與与和及而將将被把從从自關关請参參例所可提指認认主其另此這这報告意見說说論學相有本")}, `[的是了就在對对於于為为與与和及而將将被把從从自]|關於|关于|請見|参见|參見|例如|所謂|所谓|可見|提到|指出|認為|认为|主張|主张|其中|另外|此外|這|这|報告|意見|說|说|論者|學者|相關|有關|可以|本文`)

// plausibleName says that s may be what stands before a title: names, with or
// without what the people did.
func plausibleName(s string) bool {
	s = strings.TrimSpace(s)
	if name, _, ok := cutRole(s); ok {
		s = name
	}
	s = hanEtAl.ReplaceAllString(s, "")
	n := utf8.RuneCountInString(s)
	if n == 0 || n > maxName {
		return false
	}
	if isHanPerson(s) || !hasHan(s) && startsUpper(s) {
		return true
	}
	for part := range strings.SplitSeq(s, "、") {
		if isHanPerson(part) || !hasHan(part) {
			continue
		}
		if m := andBetween.FindStringSubmatch(part); m != nil && isHanPerson(m[1]) && isHanPerson(m[2]) {
			continue
		}
		if bodyEnd.MatchString(part) || !notName.MatchString(part) {
			continue
		}
		return false
	}
	return true
}

// bodyEnd are the ends of the names of bodies, which may hold 與 and 及.
var bodyEnd = guarded(guard{last: ends("部院會会局署府處处廳厅司社所室心學学黨党團团織织行網网報报")}, `(?:部|院|會|会|局|署|府|處|处|廳|厅|司|社|所|室|中心|公司|大學|大学|學院|学院|學會|学会|黨|党|委員會|委员会|集團|集团|組織|组织|基金會|基金会|研究院|研究所|出版社|銀行|银行|法院|網|网|報|报)$`)
