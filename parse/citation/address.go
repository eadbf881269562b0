package citation

import (
	"strings"
)

const (
	hanDay   = `(?:(?:中華)?民國? ?)?\d{2,4} ?[年/.-] ?\d{1,2}(?: ?[月/.-] ?\d{1,2} ?日?| ?月)?`
	latinDay = `(?:\d{1,2} ` + monthWord + `,? \d{4}|` + monthWord + ` \d{1,2},? \d{4}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})`
	lookUp   = `(?:檢索|检索|查詢|查询|瀏覽|浏览|檢視|查閱|查阅|造訪|访问|訪問|引用|上網|上网|下載|下载|登入|登录|讀取|读取|點閱|到訪)`
)

var (
	doiForm = guarded(guard{words: words("10.")}, `(?i)(?:\bdoi ?[:：]? ?|https?://(?:dx\.)?doi\.org/)(10\.\d{4,9}/[^\s<>，。；、〉》）」"”]+)`)
	isbn    = guarded(guard{words: words("ISBN|書號|书号")}, `(?:ISBN|書號|书号)[:：]? ?([\dXx-]{10,17})(?:/[A-Z]{1,3}[\d.]+|/[A-Z]{1,3}\.\d+)?`)

	// 最後瀏覽日：2020年5月1日; 2020/5/1檢索; (accessed 1 May 2020); [2020-05-01]
	accessForms = []*pattern{
		guarded(guard{has: signs("檢检查瀏浏造访訪引上下登讀读點到") | signs("索詢询覽览視閱阅訪问問用網网載载入录取")}, `[，,。；;]? ?[（(\[［【]?(?:最後|最后|上次|上网)?`+lookUp+`(?:日期|時間|时间|日|於|于|时)?[:：]? ?(`+hanDay+`)[）)\]］】]?`),
		guarded(guard{has: signs("檢检查瀏浏造访訪引上下登讀读點到") | signs("索詢询覽览視閱阅訪问問用網网載载入录取")}, `[，,。；;]? ?[（(\[［【]?於?(`+hanDay+`) ?(?:最後|最后)?`+lookUp+`(?:日期|自|，|。|$|[）)\]］】])`),
		guarded(guard{test: holdsYear, words: words("ccessed|isited|etrieved|iewed|onsulted|CCESSED|ISITED|ETRIEVED|IEWED|ONSULTED")}, `(?i)[,.;，。；]? ?[\[(（]?(?:last |date )?(?:accessed|visited|retrieved|viewed|consulted)(?: on)?[:,]? ?(`+latinDay+`)[\])）]?`),
		guarded(guard{has: signs("[［"), test: holdsYear}, `[\[［]((?:19|20)\d\d-\d{1,2}-\d{1,2})[\]］]`),
	}
	// What leads to an address.
	addressCue = guarded(guard{last: ends(":： <自址於源tmliTMLI")}, `(?i)(?:(?:資料)?取自|檢自|网址|網址|載於|资料来源|available (?:online )?(?:at|from)|retrieved from|,? from|\bat|\bURL|\bDOI)[:：]? ?<*$`)
	status     = guarded(guard{has: signs(",，"), words: words("出版中|印刷中|排印中|待刊|即將出版|即将出版|接受刊登|orthcoming|ORTHCOMING|n press|n Press|N PRESS")}, `(?i)[，,] ?(出版中|印刷中|排印中|待刊|即將出版|即将出版|接受刊登|forthcoming|in press)`)
)

// takeAddress reads address, DOI, ISBN and the day of access.
func (w *work) takeAddress() {
	for _, re := range accessForms {
		if m := re.FindStringSubmatchIndex(w.rest); m != nil {
			w.csl.Accessed, _, _ = findDate(w.rest[m[2]:m[3]])
			w.rest = w.rest[:m[0]] + "，" + w.rest[m[1]:]
			break
		}
	}
	w.takeURL()
	if m := doiForm.FindStringSubmatchIndex(w.rest); m != nil {
		w.csl.DOI = strings.TrimRight(w.rest[m[2]:m[3]], ".,;")
		w.rest = w.rest[:m[0]] + w.rest[m[1]:]
	} else if m := doiForm.FindStringSubmatch(w.csl.URL); m != nil {
		w.csl.DOI = m[1]
	}
	w.csl.ISBN = w.cut(isbn)
	w.csl.Status = w.cut(status)
	w.rest = strings.TrimRight(w.rest, " ，,")
}

func (w *work) takeURL() {
	from, to, ok := lastURL(w.rest)
	if !ok {
		return
	}
	head := strings.TrimRight(w.rest[:from], "<")
	w.csl.URL = trimURL(w.rest[from:to])
	tail := strings.TrimLeft(w.rest[to:], ">")
	if strings.HasSuffix(head, "(") && strings.HasPrefix(w.rest[from+len(w.csl.URL):], ")") { // it stood alone in its bracket
		head, tail = strings.TrimRight(head, " ("), w.rest[from+len(w.csl.URL)+1:]
	}
	w.rest = addressCue.ReplaceAllString(head, "") + tail
}

// lastURL is where the last address in s stands.
func lastURL(s string) (from, to int, ok bool) {
	for at := 0; ; {
		i := strings.Index(s[at:], "http")
		if i < 0 {
			return from, to, ok
		}
		i += at
		at = i + len("http")
		k := len(s) - len(strings.TrimPrefix(strings.TrimPrefix(s[at:], "s"), "://"))
		if k <= at+1 {
			continue
		}
		end := k + urlEnd(s[k:])
		if end > k {
			from, to, ok = i, end, true
			at = end
		}
	}
}

// urlStop are the signs that no address holds.
var urlStop = signs(" \t\n\f\r<>，。；：、（）「」〈〉《》“”\"")

func urlEnd(s string) int {
	if i := indexSign(s, urlStop); i >= 0 {
		return i
	}
	return len(s)
}

func asciiWord(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'z' }

// trimURL cuts the punctuation behind an address; a bracket belongs to it only
// when it was opened there.
func trimURL(s string) string {
	for i, r := range s { // Chinese words that follow without a blank
		if i > 0 && isHan(r) && asciiWord(s[i-1]) && strings.Count(s[:i], "/") > 2 {
			s = s[:i]
			break
		}
	}
	for s != "" {
		switch c := s[len(s)-1]; {
		case strings.IndexByte(".,;:", c) >= 0,
			c == ')' && strings.Count(s, "(") < strings.Count(s, ")"),
			c == ']' && strings.Count(s, "[") < strings.Count(s, "]"):
			s = s[:len(s)-1]
		default:
			return s
		}
	}
	return s
}
