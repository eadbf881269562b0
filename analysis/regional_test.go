package analysis

import (
	"slices"
	"strings"
	"testing"
)

// Words of one region that find those of another, in both directions.
const wellKnown = `
愛滋病 艾滋病|新冠肺炎 武漢肺炎|斑馬線 行人穿越道|捷運 地鐵|計程車 出租車|計程車 的士|計程車 德士|公車 公交車|公車 巴士
義大利 意大利|寮國 老撾|雪梨 悉尼|紐西蘭 新西蘭|沙烏地阿拉伯 沙特阿拉伯|沙烏地阿拉伯 沙地阿拉伯|北韓 朝鮮|肯亞 肯尼亞
川普 特朗普|歐巴馬 奧巴馬|普丁 普京|普亭 普京|澤倫斯基 澤連斯基|古特瑞斯 古特雷斯|邱吉爾 丘吉爾|馬克宏 馬克龍|雷根 列根
輝達 英偉達|臉書 Facebook|推特 Twitter|世界衛生組織 世衛|北大西洋公約組織 北約|NATO 北約|東協 東盟|東協 亞細安|歐盟 EU
軟體 軟件|網路 網絡|程式 程序|硬碟 硬盤|記憶體 內存|滑鼠 鼠標|印表機 打印機|伺服器 服務器|作業系統 操作系統|人工智慧 人工智能
資料庫 數據庫|演算法 算法|區域網路 局域網|部落格 博客|駭客 黑客|簡訊 短信|行動電話 移動電話|智慧型手機 智能手機|電晶體 晶體管
雷射 激光|雷射 鐳射|奈米 納米|機率 概率|質數 素數|畢氏定理 勾股定理|賽局理論 博弈論|常態分布 正態分布|核融合 核聚變|太空人 宇航員
太空梭 航天飛機|微中子 中微子|都卜勒效應 多普勒效應|薛丁格 薛定諤|居禮夫人 居里夫人|馬克士威 麥克斯韋|達文西 達芬奇|畢卡索 畢加索
莫札特 莫扎特|蕭邦 肖邦|德布西 德彪西|海耶克 哈耶克|凱因斯 凱恩斯|佛洛伊德 弗洛伊德|沙林傑 塞林格|百年孤寂 百年孤獨|魔戒 指環王
攝護腺 前列腺|失智症 認知障礙症|盤尼西林 青黴素|阿斯匹靈 阿司匹林|基因改造 轉基因|磁振造影 磁共振成像|盲腸炎 闌尾炎|加護病房 重症監護室
塑膠 塑料|鮭魚 三文魚|鮪魚 金槍魚|鳳梨 菠蘿|番茄 西紅柿|奇異果 獼猴桃|酪梨 牛油果|泡麵 方便麵|起司 芝士|優格 酸奶|巧克力 朱古力
冰淇淋 雪糕|三明治 三文治|咖哩 咖喱|腳踏車 自行車|摩托車 電單車|貨櫃 集裝箱|煞車 剎車|電梯 升降機|幼稚園 幼兒園|郵遞區號 郵政編碼
提款機 自動櫃員機|便利商店 便利店|志工 義工|志工 志願者|智慧財產權 知識產權|著作權 版權|永續發展 可持續發展
飛彈 導彈|洲際彈道飛彈 洲際彈道導彈|航空母艦 航母|聯準會 美聯儲|通貨膨脹 通脹|避險基金 對沖基金|本益比 市盈率|殖利率 收益率
首次公開發行 IPO|國內生產毛額 國內生產總值|執行長 首席執行官|所得稅 入息稅|全球暖化 全球變暖|土石流 泥石流|聖嬰現象 厄爾尼諾現象
核廢料 放射性廢物|情境喜劇 情景喜劇|鐵達尼號 泰坦尼克號|羽球 羽毛球|高空彈跳 蹦極|溫布頓 溫布爾登|巴塞隆納 巴塞羅那|舊金山 三藩市
紐奧良 新奧爾良|蒙特婁 蒙特利爾|車諾比 切爾諾貝利|麻薩諸塞州 馬薩諸塞州|密西根州 密歇根州|聖母峰 額菲爾士峰|亞塞拜然 阿塞拜疆
奈及利亞 尼日利亞|衣索比亞 埃塞俄比亞|象牙海岸 科特迪瓦|瓜地馬拉 危地馬拉|賓士 奔馳|福斯汽車 大眾汽車|賴比瑞亞 利比里亞|帛琉 帕勞
生成式人工智慧 生成式人工智能|數位落差 數字鴻溝|軟體品質 軟件質量|空氣品質 空氣質素|聯合國氣候變化綱要公約 聯合國氣候變化框架公約
唐納·川普 唐納德·特朗普|珍·奧斯汀 簡·奧斯汀|史蒂芬·史匹柏 史蒂文·斯皮爾伯格|不擴散核武器條約 核不擴散條約
`

// Words that other tables or a hasty hand would join.
const neverJoined = `
程序 行程|程序 進程|土豆 花生|土豆 馬鈴薯|質量 品質|檔案 文件|文檔 文件|項目 專案|支持 支援|通過 透過|打開 開啟|對象 物件
窩心 噁心|奶油 牛油|奶油 黃油|高校 高中|機車 摩托車|桌球 台球|桌球 乒乓球|培根 煙肉|土司 多士|聲寶 夏普|阿巴斯 馬哈茂德·阿巴斯|泰森 麥克·泰森
洛克 約翰·洛克|安南 科菲·安南|公安局 警察局|拘留 拘役|保釋 取保候審|立法委員 人大代表|立法院 立法會|行政院 國務院|健保 醫療保險
世衛 WHO|北京 北平|台北 台灣|老師 教授|水準 水平|聖保羅 聖保祿|奇異 通用電氣公司|放空 賣空|圓環 迴旋處|算子 運算元|皮膚 面板
類型 型別|高級 高階|設備 裝置|發送 傳送|社區 社群|點滴 輸液|裁判 球證
`

func TestRegionalPairs(t *testing.T) {
	shipped, err := shippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	all := shipped.variants
	for _, tt := range []struct {
		name, pairs string
		least       int
		joined      bool
	}{
		{"well known", wellKnown, 150, true},
		{"never joined", neverJoined, 40, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			pairs := strings.FieldsFunc(tt.pairs, func(r rune) bool { return r == '|' || r == '\n' })
			if len(pairs) < tt.least {
				t.Errorf("%d pairs, want %d", len(pairs), tt.least)
			}
			for _, p := range pairs {
				a, b, _ := strings.Cut(p, " ")
				a, b = Fold(a), Fold(b)
				if slices.Contains(all[a], b) != tt.joined || slices.Contains(all[b], a) != tt.joined {
					t.Errorf("%s: %q and %q, want joined %v", p, all[a], all[b], tt.joined)
				}
			}
		})
	}
}

// A query grows by what its words are called elsewhere, so that is bounded.
func TestVariantsAreFew(t *testing.T) {
	shipped, err := shippedVocabulary()
	if err != nil {
		t.Fatal(err)
	}
	for term, v := range shipped.variants {
		if len(v) > 8 {
			t.Errorf("%s: %d variants %q, want 8 at most", term, len(v), v)
		}
	}
}
