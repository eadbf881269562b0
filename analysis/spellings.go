package analysis

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// spellingPairs are words that conversion between the scripts rewrites with a
// character that folding keeps apart: joining 画 and 划 everywhere would find
// 规划面积 by 画面. Behind those stand words that the regions spell otherwise
// though their characters are no variants: 帐号 and 账号. Both sides are match
// text; none is part of another.
const spellingPairs = `
计画 计划
规画 规划
企画 企划
策画 策划
筹画 筹划
座标 坐标
家俱 家具
待着 呆着
荫庇 荫蔽
讲吓 讲下
上炼 上链
手炼 手链
拉炼 拉链
项炼 项链
颈炼 颈链
金炼 金链
银炼 银链
铁炼 铁链
铰炼 铰链
锁炼 锁链
炼锁 链锁
炼坠 链坠
炼形 链形
炼甲 链甲
炼子 链子
炼条 链条
炼锤 链锤
李炼福 李链福
帐号 账号
帐户 账户
帐单 账单
帐簿 账簿
帐目 账目
记帐 记账
转帐 转账
结帐 结账
萤光 荧光
萤幕 荧幕
黏贴 粘贴
黏膜 粘膜
黏土 粘土
黏液 粘液
黏性 粘性
黏合 粘合
想像 想象
图像 图象
胺基酸 氨基酸
蕃茄 番茄
磨擦 摩擦
座落 坐落
思惟 思维
惟一 唯一
麻疹 痲疹
喝采 喝彩
甚么 什么
`

// spellings are the pairs in both directions.
var spellings = sync.OnceValue(func() (list []site) {
	for line := range strings.Lines(spellingPairs) {
		if w := strings.Fields(line); len(w) == 2 {
			list = append(list, site{0, w[0], w[1]}, site{0, w[1], w[0]})
		}
	}
	return list
})

// spellingSites is how many words of a text are respelled one by one; the rest
// of a long text is taken to be written in one way.
const spellingSites = 4

// Spellings returns the ways in which match text may stand in the other
// script, itself first: 应变计划 and 应变计画. Most text has no other.
func Spellings(folded string) []string {
	sites := respelled(folded)
	out := []string{folded}
	for choice := 1; choice < 1<<min(len(sites), spellingSites); choice++ {
		var b strings.Builder
		at := 0
		for i, s := range sites {
			if choice>>min(i, spellingSites-1)&1 == 1 {
				b.WriteString(folded[at:s.at] + s.to)
				at = s.at + len(s.from)
			}
		}
		out = append(out, b.String()+folded[at:])
	}
	return out
}

// site is a place in a text where a word can be written otherwise.
type site struct {
	at       int
	from, to string
}

// respelled finds the sites from left to right, none overlapping another.
func respelled(folded string) []site {
	var found []site
	for _, s := range spellings() {
		for from := 0; ; {
			i := strings.Index(folded[from:], s.from)
			if i < 0 {
				break
			}
			s.at = from + i
			found = append(found, s)
			from = s.at + len(s.from)
		}
	}
	slices.SortFunc(found, func(a, b site) int { return cmp.Compare(a.at, b.at) })
	end := 0
	return slices.DeleteFunc(found, func(s site) bool {
		overlaps := s.at < end
		if !overlaps {
			end = s.at + len(s.from)
		}
		return overlaps
	})
}
