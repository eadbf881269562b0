package analysis

import "testing"

func TestCanonical(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"one word", "人工智慧治理", "人工智能治理", true},
		{"script as well", "數位治理二十年", "数字治理二十年", true},
		{"several words", "資訊安全與網路", "信息安全与网络", true},
		{"the longest word first", "軟體品質", "软件质量", true},
		{"characters of a word", "演算法與公民", "算法与公民", true},
		{"other words", "人工智慧治理", "人工智慧管理", false},
		{"Latin words stay", "software quality", "soft quality", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := Canonical(Fold(tt.a)), Canonical(Fold(tt.b))
			if (a == b) != tt.same {
				t.Errorf("%q and %q become %q and %q", tt.a, tt.b, a, b)
			}
			if again := Canonical(a); again != a {
				t.Errorf("Canonical(%q) = %q", a, again)
			}
		})
	}
}
