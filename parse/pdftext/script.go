package pdftext

// Characters that only one of the two scripts uses, among the commonest.
const (
	onlyTraditional = "這個們為國來時說會學對發經過還從後開關體實點與應當無種間現見長問題總產業點變條義權戰術軍際係員術響質導網訊華據顯"
	onlySimplified  = "这个们为国来时说会学对发经过还从后开关体实点与应当无种间现见长问题总产业变条义权战术军际系员响质导网讯华据显"
)

// firstIdeograph is where the block of ideographs begins.
const firstIdeograph = 0x4e00

// scriptOf says of each ideograph whether only one script uses it: 1 for
// Traditional, -1 for Simplified Chinese.
var scriptOf = func() *[0xa000 - firstIdeograph]int8 {
	var t [0xa000 - firstIdeograph]int8
	for _, r := range onlyTraditional {
		t[r-firstIdeograph]++
	}
	for _, r := range onlySimplified {
		t[r-firstIdeograph]--
	}
	return &t
}()

// scriptCount counts the characters of a text by script.
type scriptCount struct{ traditional, simplified, han, latin int }

func (c *scriptCount) add(s string) {
	for _, r := range s {
		switch {
		case r < 0x250 && (r|0x20) >= 'a' && (r|0x20) <= 'z':
			c.latin++
		case wide(r):
			c.han++
			if r < firstIdeograph || r >= 0xa000 {
				continue
			}
			switch t := scriptOf[r-firstIdeograph]; {
			case t > 0:
				c.traditional++
			case t < 0:
				c.simplified++
			}
		}
	}
}

// language tells the Chinese scripts apart by the characters that only one of
// them uses; a text without many ideographs is taken for English.
func (c *scriptCount) language() string {
	switch {
	case c.han*10 < c.latin:
		return "en"
	case c.simplified > c.traditional:
		return "zh-CN"
	}
	return "zh-TW"
}
