package citation

import "strings"

const (
	decisionNo   = `第 ?\d{1,4} ?號(?:解釋)?`
	caseNo       = `(?:民國 ?)?\d{2,3} ?年 ?(?:度 ?)?\p{Han}{1,8}字第 ?\d+(?:-\d+)? ?號(?:(?:刑事|民事|行政)?(?:大法庭)?(?:判決|裁定|判例|決議))?`
	decisionLink = `(?:[、，]|以?及|與|和)`
)

// decisionList is a row of decisions of one court: 釋字第499號、第553號解釋.
var decisionList = guarded(guard{words: words("釋字|字第")},
	`^(?:(?:司法院)?(?:大法官)?(?:會議)?釋字 ?`+decisionNo+`(?: ?`+decisionLink+` ?(?:釋字 ?)?`+decisionNo+`)+`+
		`|\p{Han}{2,12}(?:法院|法庭|委員會)(?:\p{Han}{2,4}分院)? ?`+caseNo+`(?: ?`+decisionLink+` ?`+caseNo+`)+)`+
		`(?:等)?(?:[^，。；]{0,4}意旨)?(?:可資)?(?:參照|参照)?[。., ]*$`)

var nextDecision = scanned("、，及以與和", 240, nil, decisionLink+` ?(?:(?:釋字 ?)?`+decisionNo+`|`+caseNo+`)`)

// cutDecisions cuts a list of decisions into them; another work stays whole.
func cutDecisions(s string) []string {
	if len(s) > 600 || !decisionList.MatchString(s) {
		return []string{s}
	}
	var out []string
	start := 0
	for _, m := range nextDecision.all(s, -1) {
		out = append(out, strings.TrimSpace(s[start:m[0]]))
		start = m[0]
		for _, link := range []string{"、", "，", "以及", "及", "與", "和"} {
			if after, ok := strings.CutPrefix(s[start:], link); ok {
				start = len(s) - len(after)
				break
			}
		}
	}
	return append(out, strings.TrimSpace(s[start:]))
}
