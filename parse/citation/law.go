package citation

import (
	"regexp"
	"strings"

	"wensou/document"
)

// lawForm is a way to cite a decision, statute, order or treaty. Groups of the
// pattern are named after the CSL fields that they give.
type lawForm struct {
	kind string
	re   *pattern
}

const (
	lawNo   = `[\d一二三四五六七八九十百千零〇]+`
	lawGap  = ` ?`
	article = `第` + lawGap + lawNo + lawGap + `[條条](?:之` + lawNo + `)?(?:` + lawGap + `第` + lawGap + lawNo + lawGap + `[項项款目])*(?:` + lawGap + `(?:前段|中段|後段|后段|但書|但书|本文))?(?:[、及至]` + lawGap + `第?` + lawGap + lawNo + lawGap + `[條条項项款]?(?:之` + lawNo + `)?)*`
	statute = `(?:法|條例|条例|辦法|办法|規則|规则|細則|细则|準則|准则|綱要|通則|规定|規程|憲法|宪法|憲法增修條文|法典|通则|修正案|解释)`
)

// lawForms are tried in order at the start of a citation.
var lawForms = []lawForm{
	// Taiwan
	{"legal_case", guarded(guard{first: starts("司大會釋"), words: words("釋字")}, `^(?P<title>(?P<authority>司法院)?(?:大法官)?(?:會議)?(?P<number>釋字第? ?`+lawNo+` ?號)(?P<genre>解釋)?(?:.{0,20}?(?:理由書|解釋文|意見書))?)`)},
	{"legal_case", guarded(guard{first: starts("司憲"), words: words("憲法法庭")}, `^(?P<title>(?:司法院)?(?P<authority>憲法法庭) ?(?P<number>(?P<issued>\d{2,3}) ?年(?:度)?(?:憲判|憲裁|憲暫裁|審裁|憲民|憲審)字第? ?\d+ ?號)(?P<genre>判決|裁定|暫時處分裁定)?)`)},
	{"legal_case", guarded(guard{words: words("字第")}, `^(?P<title>(?P<authority>(?:臺灣|台灣|福建)?[\p{Han}]{0,10}(?:法院|法庭|委員會|懲戒法院)(?:[\p{Han}]{2,4}分院)?) ?(?:民國 ?)?(?P<number>(?P<issued>\d{2,3}) ?年 ?(?:度 ?)?[\p{Han}]{1,8}字第 ?\d+(?:-\d+)? ?號)(?P<genre>(?:刑事|民事|行政)?(?:大法庭)?(?:判決|裁定|判例|決議|簡易判決|裁判))?)`)},
	{"legal_case", guarded(guard{words: words("字第")}, `^(?P<title>(?P<number>(?P<issued>\d{2,3}) ?年 ?(?:度 ?)?[\p{Han}]{1,8}字第 ?\d+(?:-\d+)? ?號)(?P<genre>(?:刑事|民事|行政)?(?:大法庭)?(?:判決|裁定|判例|決議))?)`)},
	{"legal_case", guarded(guard{first: starts("第"), words: words("號")}, `^(?P<title>(?P<number>第 ?\d{1,4} ?號)(?P<genre>解釋)?)(?:參照|参照)?[。. ]*$`)},
	{"legal_case", guarded(guard{first: starts("最"), words: words("次")}, `^(?P<title>(?P<authority>最高(?:行政)?法院) ?(?P<number>(?P<issued>\d{2,3}) ?年 ?(?:度 ?)?(?:\d{1,2}月份? ?)?第 ?\d+ ?次(?:[民刑]事庭|庭長法官聯席|刑庭|民庭)?(?:庭推總)?會?議?)(?P<genre>決議)?(?:（.{1,6}）)?)`)},
	{"regulation", guarded(guard{has: signs("第"), words: words("號")}, `^(?P<title>(?P<authority>(?:[\p{Han}]{1,12}(?:部|院|會|局|署|府|處|廳)|總統)) ?(?P<issued>(?:中華民國 ?|民國 ?)?\d{2,4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日)?(?P<number>[\p{Han}（）()]{0,14}字?第 ?[A-Z\d]{4,20} ?號)(?P<genre>令釋|函釋|令|書函|函|公告|解釋令|釋)?)`)},
	{"hearing", guarded(guard{first: starts("《立國行司"), words: words("公報")}, `^《?(?P<title>(?:立法院|國民大會|行政院|司法院)公報)》?[，,]? ?第 ?(?P<volume>`+lawNo+`) ?卷[，,]? ?第 ?(?P<issue>`+lawNo+`) ?期(?:[，,]? ?(?P<genre>院會紀錄|委員會紀錄|黨團協商紀錄|[\p{Han}]{2,12}紀錄))?`)},
	{"bill", guarded(guard{first: starts("立"), words: words("議案關係文書")}, `^(?P<title>(?P<authority>立法院)議案關係文書)[，,]? ?(?P<number>院總第 ?\d+ ?號(?:[\p{Han}]{0,6}(?:提案|議案)?第 ?\d+ ?號)?(?:之\d+)?)`)},
	// the mainland
	{"legal_case", guarded(guard{has: signs("号") | signs("（(〔[")}, `^(?P<title>(?:[^，。；]{2,60}?案[，,：:] ?)?(?P<authority>[\p{Han}]{2,24}法院)?[（(〔\[](?P<issued>(?:19|20)\d\d)[）)〕\]](?P<number>[\p{Han}\d]{1,14}第?\d+(?:-\d+)?号(?:之[一二三四五六七八九十])?)(?P<genre>(?:民事|刑事|行政|执行)?(?:判决书|裁定书|调解书|决定书|判决|裁定))?)`)},
	{"legal_case", guarded(guard{first: starts("最指"), words: words("指导")}, `^(?P<title>(?P<authority>最高人民法院|最高人民检察院)?(?P<genre>指导(?:性)?案例)(?P<number>第? ?\d+ ?号)(?:[：:][^，。；]{2,60})?)`)},
	{"legislation", guarded(guard{has: signs("号") | signs("（(〔[") | signs("令发函释办")}, `^(?P<title>(?P<number>(?:法释|法发|国发|国办发|法办|高检发释字|[\p{Han}]{1,6}发|[\p{Han}]{1,6}函|[\p{Han}]{1,6}令)[〔\[（(](?P<issued>(?:19|20)\d\d)[〕\]）)](?:第)?\d+号))`)},
	// statutes by name and article
	{"legislation", guarded(guard{first: starts("《")}, `^《(?P<title>[^《》]{1,60}?`+statute+`(?:（[^（）]{1,20}）|\([^()]{1,20}\))?)》(?:[（(](?P<number>(?:法释|国发|第)[^（）()]{2,20})[）)])?(?:[，,]? ?(?P<section>`+article+`))?`)},
	{"legislation", guarded(guard{has: signs("第") | signs("條条")}, `^(?P<title>(?:中華民國|中华人民共和国)?[\p{Han}]{1,24}?`+statute+`(?:（[^（）]{1,12}）|\([^()]{1,12}\))?(?:增修條文|施行法|施行細則)?)`+lawGap+`(?P<section>`+article+`)`)},
	// Hong Kong
	{"legislation", guarded(guard{has: signs("第") | signs("章"), words: words("條例")}, `^《?(?P<title>[\p{Han}（）()]{2,40}條例)》?[（(](?P<number>(?:香港法例)?第 ?\d+[A-Z]* ?章)[）)](?:[，,]? ?(?P<section>`+article+`))?`)},
	{"legislation", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("Cap")}, `^(?P<title>[A-Z][\w()' ,-]{3,100}? (?:Ordinance|Rules|Regulations?))(?:,? \(?(?P<number>Cap\.? ?\d+[A-Z]*)(?:, Laws of Hong Kong)?\)?)(?:,? ?(?P<section>(?:ss?\.? ?|sections? )[\dA-Z()–-]+))?`)},
	{"legislation", guarded(guard{first: starts("C"), words: words("Cap")}, `^(?P<title>(?P<number>Cap\.? ?\d+[A-Z]*))(?:,? ?(?P<section>(?:ss?\.? ?|sections? )[\dA-Z()–-]+))?`)},
	{"legal_case", guarded(guard{has: signs("[") | signs("]"), test: holdsYear}, `^(?P<title>[^\[\]()（）;；。]{3,160}?)?[ ,，]*(?P<number>\[(?P<issued>(?:19|20)\d\d)\] (?P<authority>(?:HK(?:CFA|CA|CFI|DC|LdT|CT)|UK(?:SC|HL|PC|UT|FTT)|EW(?:CA|HC)|HCA|SGCA|SGHC|NZSC|NZCA|SCC|CSIH)(?: (?:Civ|Crim))?) \d+(?: \((?:Ch|QB|KB|Fam|Admin|Comm|TCC)\))?)(?:[,，]? ?(?:at )?\[?(?P<page>\d+(?:[–-]\d+)?)\]?)?`)},
	{"legal_case", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words(" v. | v "), test: holdsYear}, `^(?P<title>[A-Z][^\[\]()（）;；。]{3,160}? v\.? [^\[\]()（）;；。]{2,100}?)[ ,]*[\[(](?P<issued>(?:18|19|20)\d\d)[\])] (?P<volume>\d+ )?(?P<container>[A-Z][A-Za-z.& ]{1,24}?) (?P<page>\d+)(?: \((?P<authority>[A-Z]{2,6})\))?`)},
	// United States
	{"legal_case", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), test: holdsReport}, `^(?:(?P<title>[A-Z][^;；。()]{2,160}? v\. [^;；。()]{2,120}?|In re [^,;()]{2,100}|Ex parte [^,;()]{2,100}), )?(?P<volume>\d{1,4}) (?P<container>U\. ?S\.|S\. ?Ct\.|L\. ?Ed\. ?(?:2d)?|F\. ?(?:2d|3d|4th)|F\. ?Supp\. ?(?:2d|3d)?|F\.|[A-Z]\.[A-Z]?\.? ?(?:2d|3d)?|Cal\. ?(?:2d|3d|4th|5th)?|N\.Y\.(?:2d|3d)?|N\.E\.(?:2d|3d)?|A\.(?:2d|3d)?|P\.(?:2d|3d)?) (?P<page>\d+)(?:, (?:\d+(?:[–-]\d+)?))? \((?P<authority>[^()]{2,24}? )?(?P<issued>(?:17|18|19|20)\d\d)\)`)},
	{"legislation", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), words: words("§|U.S.C|C.F.R|Stat|Fed")}, `^(?P<title>(?P<volume>\d{1,3}) (?P<container>U\.S\.C\.(?:A\.)?|C\.F\.R\.|Fed\. Reg\.|Stat\.) (?:§§? ?)?(?P<section>[\w.–()-]+))(?: \((?P<issued>(?:19|20)\d\d)\))?`)},
	{"legislation", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("Pub")}, `^(?P<title>(?:[A-Z][^;；。()]{3,100}? Act(?: of \d{4})?, )?(?P<number>Pub\. ?L\. ?(?:No\. ?)?\d+[–-]\d+))(?:, (?:§§? ?(?P<section>[\w()]+), )?(?P<volume>\d+) (?P<container>Stat\.) (?P<page>\d+))?(?:,? \((?P<issued>(?:19|20)\d\d)\))?`)},
	{"legislation", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("Act "), test: holdsYear}, `^(?P<title>[A-Z][\w()' ,-]{3,100}? Act (?P<issued>(?:18|19|20)\d\d))(?: \([A-Z]{2,10}\))?(?:,? (?P<section>(?:ss?\.? ?|sections? )[\dA-Z()–-]+))?$`)},
	{"bill", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("Cong")}, `^(?:(?P<title>[A-Z][^;；。()]{3,120}?), )?(?P<number>(?:H\.R\.|S\.|H\.R\. Res\.|H\.J\. Res\.) ?\d+), (?P<authority>\d{2,3}(?:st|nd|rd|th|d) Cong\.) \((?P<issued>(?:19|20)\d\d)\)`)},
	// Germany
	{"legal_case", guarded(guard{first: starts("BR")}, `^(?P<title>(?P<container>BVerfGE|BGHZ|BGHSt|BVerwGE|RGZ|RGSt|BAGE|BSGE) ?(?P<volume>\d+)), ?(?P<page>\d+)`)},
	// international law
	{"treaty", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("TS|T.S|T. S|L.M|LM|A.S"), test: holdsYear}, `^(?P<title>(?:[A-Z][^;；。]{0,200}? )?(?:Treaty|Convention|Covenant|Protocol|Charter|Agreement|Statute)[^;；。]{0,120}?), (?:(?:opened for signature|done|adopted|signed) )?(?P<issued>`+latinDay+`), (?P<volume>\d+) (?P<container>U\.?N\.?T\.?S\.?|I\.?L\.?M\.?|T\.?I\.?A\.?S\.?|L\.?N\.?T\.?S\.?) (?P<page>\d+)`)},
	{"treaty", guarded(guard{first: starts("《")}, `^《(?P<title>[^《》]{2,60}(?:公約|公约|條約|条约|議定書|议定书|協定|协定|憲章|宪章|盟約))》(?:[，,]? ?(?P<section>`+article+`))?`)},
	{"treaty", guarded(guard{has: signs("第"), words: words("約|约|議定|憲章|宪章")}, `^(?P<title>[\p{Han}]{2,30}(?:公約|公约|條約|条约|議定書|憲章|宪章))`+lawGap+`(?P<section>`+article+`)`)},
	{"report", guarded(guard{first: starts("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), words: words("A/|E/|S/")}, `^(?:(?P<title>[A-Z][^;；。]{3,200}?)(?:,| \() ?)?(?:U\.?N\.? ?Docs?\.? ?|UN Document )?(?P<number>[AES]/(?:RES|CN\.\d+|C\.\d+|HRC|CONF\.\d+|\d+)(?:/[\w.\-]+)*)(?: \((?P<issued>(?:19|20)\d\d)\))?\)?`)},
}

// refered closes a citation of a decision in a note: 參照, 可資參照, 意旨.
var lawTrail = regexp.MustCompile(`^(?:[^，。；]{0,4}意旨)?(?:可資)?(?:參照|参照|參考|規定)?[。.，, ]*$`)

// parseLaw reads a decision, statute, order or treaty. rest is what follows
// the reference.
func parseLaw(s string) (c *document.CSL, rest string, ok bool) {
	for _, f := range lawForms {
		m := f.re.FindStringSubmatchIndex(s)
		if m == nil {
			continue
		}
		c = &document.CSL{Type: f.kind}
		for g, name := range f.re.re.SubexpNames() {
			if name == "" || m[2*g] < 0 {
				continue
			}
			setLaw(c, name, strings.TrimSpace(s[m[2*g]:m[2*g+1]]))
		}
		if c.Title == "" {
			c.Title = strings.TrimSpace(strings.Trim(s[m[0]:m[1]], "《》"))
		}
		c.Title = strings.Trim(trimValue(Plain(c.Title)), "“”\"")
		return c, s[m[1]:], true
	}
	return nil, s, false
}

// holdsReport says that a volume and the letters of a law report stand in s:
// 123 F.
func holdsReport(s string) bool {
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ' ' && isDigit(s[i-1]) && 'A' <= s[i+1] && s[i+1] <= 'Z' {
			return true
		}
	}
	return false
}

func setLaw(c *document.CSL, name, v string) {
	switch name {
	case "title":
		c.Title = v
	case "authority":
		c.Authority = v
	case "number":
		c.Number = v
	case "genre":
		c.Genre = v
	case "section":
		c.Section = v
	case "volume":
		c.Volume = v
	case "issue":
		c.Issue = v
	case "container":
		c.ContainerTitle = v
	case "page":
		c.Page = v
	case "issued":
		if len(v) <= 3 { // the year of a case number
			c.Issued = newDate("", eraYear("民國", v, ""), 0, 0)
		} else {
			c.Issued, _, _ = findDate(v)
		}
	}
}

// lawWhole says that s is nothing but a reference to a law or decision, with
// the place in it: in prose such a reference is only a mention.
func lawWhole(s string) (*document.CSL, bool) {
	s = strings.TrimSpace(Plain(s))
	if len(s) > 600 {
		return nil, false
	}
	c, rest, ok := parseLaw(s)
	if !ok || strings.HasPrefix(strings.TrimSpace(rest), "[J") {
		return nil, false
	}
	w := &work{csl: c, rest: rest}
	w.takeAddress()
	rest = strings.TrimLeft(w.rest, " ，,。.")
	if lawTrail.MatchString(rest) {
		return c, true
	}
	for _, p := range cutPieces(rest) {
		left := p.text
		if p.mark == 0 {
			left = w.hanNumbers(p.text)
			w.rest = left
			if c.Page == "" {
				c.Page = w.cut(pages, atPage)
				left = w.rest
			}
		} else if p.mark == '(' && (hasDate(p.text) || len(p.text) < 24) {
			continue
		}
		if left = strings.Trim(left, " 。.，"); left != "" && !lawTrail.MatchString(left) {
			return nil, false
		}
	}
	return c, true
}

var atPage = guarded(guard{words: words("at ")}, `\bat (?:pp?\. ?)?(\d+(?:[-–—]\d+)?(?:, ?\d+(?:[-–—]\d+)?\b)*)`)
