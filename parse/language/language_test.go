package language

import (
	"strings"
	"testing"
)

func TestDetect(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", " \n", "und"},
		{"taiwan", "這款軟體的預設字型在螢幕上看起來很清楚，資訊部門已經更新伺服器。", "zh-TW"},
		{"taiwan, names", "義大利總理與川普在雪梨見面，討論半導體供應鏈。", "zh-TW"},
		{"hong kong", "立法會今日討論的士加價，運輸署表示港鐵票價不變。", "zh-HK"},
		{"hong kong, writing about taiwan", "本港市民赴臺北旅遊，入境處提醒帶備護照，區議會亦關注短訊詐騙。", "zh-HK"},
		{"taiwan, writing about hong kong", "香港與臺灣的網路使用者都關心資訊安全，香港的作法值得參考。", "zh-TW"},
		{"cantonese", "佢哋話呢啲嘢唔係咁做嘅。", "zh-HK"},
		{"mainland", "这个软件的默认字体在屏幕上看起来很清楚，信息部门已经更新了服务器。", "zh-CN"},
		{"traditional without evidence", "漢字的歷史很長，書寫的習慣隨時代變遷。", "zh-TW"},
		{"no script", "山水人生", "zh"},
		{"japanese", "この文書は日本語で書かれています。漢字も使います。", "ja"},
		{"korean", "이 문서는 한국어로 작성되었습니다.", "ko"},
		{"english", "This is a note about the history of typography, and that is all.", "en"},
		{"english with a chinese name", strings.Repeat("This is a note about the work of the author. ", 5) + "王小明", "en"},
		{"chinese with english terms", "我們使用 GraphQL 與 PostgreSQL 建立查詢服務，並以 Kubernetes 部署。", "zh-TW"},
		{"german", "Das ist nicht der Anfang und auch nicht das Ende.", "de"},
		{"digits", "12345 67890", "und"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if got := Detect(tc.text); got != tc.want {
				t.Errorf("Detect = %q, want %q", got, tc.want)
			}
		})
	}
}
