package input

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// TestShort holds which share of short texts in an old encoding is read as
// written: pieces of the documents of the demo corpus, as short as a title or a
// name. No piece names its encoding or holds ASCII letters.
func TestShort(t *testing.T) {
	tests := []struct {
		name  string
		enc   encoding.Encoding
		dirs  []string
		chars int
		share float64
	}{
		{"big5, 4 characters", traditionalchinese.Big5, []string{"blog", "hk", "notes", "papers"}, 4, 0.985},
		{"big5, 8 characters", traditionalchinese.Big5, []string{"blog", "hk", "notes", "papers"}, 8, 0.999},
		{"big5, 20 characters", traditionalchinese.Big5, []string{"blog", "hk", "notes", "papers"}, 20, 1},
		{"gbk, 4 characters", simplifiedchinese.GBK, []string{"zh-cn"}, 4, 0.99},
		{"gbk, 8 characters", simplifiedchinese.GBK, []string{"zh-cn"}, 8, 0.999},
		{"gbk, 20 characters", simplifiedchinese.GBK, []string{"zh-cn"}, 20, 1},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			right, all := 0, 0
			var wrong []string
			list := pieces(t, tc.dirs, tc.chars)
			step := max(len(list)/1000, 1)
			for i := 0; i < len(list); i += step {
				piece := list[i]
				data, err := tc.enc.NewEncoder().Bytes([]byte(piece))
				if err != nil { // not in the encoding
					continue
				}
				all++
				if f, _, err := Decode("a.txt", data); err == nil && f.Text == piece {
					right++
				} else if len(wrong) < 5 {
					wrong = append(wrong, piece)
				}
			}
			if all < 200 {
				t.Fatalf("only %d pieces", all)
			}
			share := float64(right) / float64(all)
			t.Logf("%d of %d, %.4f; wrong are %q", right, all, share, wrong)
			if share < tc.share {
				t.Errorf("a share of %.4f is read right, want %.4f; wrong are %q", share, tc.share, wrong)
			}
		})
	}
}

// pieces cuts the Chinese stretches of documents into pieces of so many
// characters.
func pieces(t *testing.T, dirs []string, chars int) []string {
	t.Helper()
	var out []string
	for _, dir := range dirs {
		root := os.DirFS("../../testdata/corpus/" + dir)
		err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			for _, stretch := range strings.FieldsFunc(string(data), func(r rune) bool { return r < utf8.RuneSelf }) {
				runes := []rune(stretch)
				for len(runes) >= chars {
					out = append(out, string(runes[:chars]))
					runes = runes[chars:]
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}
