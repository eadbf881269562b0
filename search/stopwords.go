package search

import (
	"strings"
	"sync"
)

// stopWords are words that people ask with and not for, in match text. They
// count little in the score and are not required by default.
var stopWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(stopList) {
		m[w] = true
	}
	return m
})

const stopList = `的 了 着 过 是 在 和 与 及 或 而 也 都 就 又 被 把 对 从 到 由 于 以 为 之 其 所 等 吗 呢 吧 啊 嘛
什么 哪些 哪个 哪一 哪里 哪位 哪 谁 如何 怎么 怎样 怎么样 为什么 为何 多少 几 何时 何 何种 何处 何者 是否 有没有 有哪些 是谁 多久 多大 多长 多高
关于 有关 请问 哪一个 哪一年 哪一种 哪种 哪年 哪国 哪座 什么样 什么时候 甚么 咩 边个 点样 点解
the a an of in on at to for and or is are was were be by with from as what which who whom whose when where why how does do did`

func isStop(term string) bool { return stopWords()[term] }
