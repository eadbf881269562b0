package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"

	"wensou/internal/testutil"
	"wensou/parse/input"
)

var zipped = testutil.Zip

type named = testutil.Part

// linked is a container with a symbolic link.
func linked(t *testing.T) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	h := &zip.FileHeader{Name: "a"}
	h.SetMode(fs.ModeSymlink | 0o777)
	w, err := z.CreateHeader(h)
	if err == nil {
		_, err = w.Write([]byte("/etc/passwd"))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// overlapping names the bytes of one entry twice, as bombs do.
func overlapping(t *testing.T) []byte {
	data := zipped(named{Name: "a", Text: strings.Repeat("x", 1000)}, named{Name: "b", Text: strings.Repeat("x", 1000)})
	i := bytes.LastIndex(data, []byte("PK\x01\x02")) // the second entry of the list: its bytes are to begin at 0, too
	binary.LittleEndian.PutUint32(data[i+42:], 0)
	if _, err := zip.NewReader(bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	return data
}

func encrypted() []byte {
	data := zipped(named{Name: "a", Text: "x"})
	i := bytes.LastIndex(data, []byte("PK\x01\x02"))
	data[i+8] |= 1
	return data
}

func TestOpenRefuses(t *testing.T) {
	many := make([]named, 11)
	for i := range many {
		many[i].Name = fmt.Sprint("part", i)
	}
	whole := zipped(named{Name: "a", Text: strings.Repeat("word ", 1000)})
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"no zip", []byte("PK\x03\x04 and no more"), "damaged or cut off"},
		{"cut off", whole[:len(whole)-30], "damaged or cut off"},
		{"above the folder", zipped(named{Name: "../a"}), "lies outside"},
		{"above a folder inside", zipped(named{Name: "b/../../a"}), "lies outside"},
		{"absolute", zipped(named{Name: "/etc/passwd"}), "lies outside"},
		{"absolute on Windows", zipped(named{Name: `C:\a`}), "lies outside"},
		{"link", linked(t), "holds the link"},
		{"twice", zipped(named{Name: "a"}, named{Name: "./a"}), "twice"},
		{"too many", zipped(many...), "11 entries, more than 10"},
		{"overlapping", overlapping(t), "overlap"},
		{"encrypted", encrypted(), "encrypted"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Open("dir/a.docx", tc.data, Limits{Entries: 10})
			var e *input.Error
			if !errors.As(err, &e) || e.Path != "dir/a.docx" || !strings.Contains(e.Reason, tc.want) {
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
}

func TestRead(t *testing.T) {
	varied := strings.Builder{}
	for i := range 3000 {
		fmt.Fprint(&varied, i*i, " ")
	}
	data := zipped(named{Name: "Word/a.xml", Text: varied.String()}, named{Name: "b", Text: varied.String()},
		named{Name: "zeros", Text: strings.Repeat("\x00", 10_000)}, named{Name: "small", Text: "text"}, named{Name: "folder/"})
	tests := []struct {
		name, part string
		before     string // read first
		limits     Limits
		want       string // of the error; "" for none
	}{
		{name: "whole", part: "b"},
		{name: "in another case, from the root", part: "/word/A.xml"},
		{name: "absent", part: "c", want: "lacks the part c"},
		{name: "a folder", part: "folder", want: "lacks the part folder"},
		{name: "part too long", part: "b", limits: Limits{EntryBytes: 1000}, want: "unpacks to more than"},
		{name: "all too long", part: "b", before: "word/a.xml", limits: Limits{TotalBytes: int64(varied.Len()) + 10}, want: "the container unpacks to more than"},
		{name: "a bomb", part: "zeros", limits: Limits{Ratio: 100, RatioFrom: 1000}, want: "more than 100 times its size"},
		{name: "small parts may shrink as they like", part: "zeros", limits: Limits{Ratio: 100, RatioFrom: 20_000}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			a, err := Open("a.docx", data, tc.limits)
			if err != nil {
				t.Fatal(err)
			}
			if tc.before != "" {
				if _, err := a.ReadFile(tc.before, 1<<20); err != nil {
					t.Fatal(err)
				}
			}
			got, err := a.ReadFile(tc.part, 1<<20)
			var e *input.Error
			switch {
			case tc.want == "" && (err != nil || len(got) < 1000):
				t.Errorf("got %d bytes, %v", len(got), err)
			case tc.want != "" && (!errors.As(err, &e) || !strings.Contains(e.Reason, tc.want)):
				t.Errorf("got %v, want *input.Error with %q", err, tc.want)
			}
		})
	}
	t.Run("more than the caller wants", func(t *testing.T) {
		a, err := Open("a.docx", data, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = a.ReadFile("small", 3); err == nil || !strings.Contains(err.Error(), "more than 3 bytes") {
			t.Errorf("got %v", err)
		}
		if got := strings.Join(a.Names(), " "); got != "Word/a.xml b small zeros" {
			t.Errorf("the parts are %s", got)
		}
	})
}

// The list of entries may lie about sizes; what is unpacked counts.
func TestLyingSize(t *testing.T) {
	data := zipped(named{Name: "a", Text: strings.Repeat("x", 5000)})
	i := bytes.LastIndex(data, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(data[i+24:], 10)
	a, err := Open("a.docx", data, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.ReadFile("a", 1<<20)
	var e *input.Error
	if !errors.As(err, &e) {
		t.Errorf("got %v, want *input.Error", err)
	}
}

func FuzzArchive(f *testing.F) {
	f.Add(zipped(named{Name: "mimetype", Text: "x"}, named{Name: "a/b", Text: strings.Repeat("y", 100)}))
	f.Add(zipped())
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := Open("f", data, Limits{EntryBytes: 1 << 16, TotalBytes: 1 << 18})
		var e *input.Error
		if err != nil {
			if !errors.As(err, &e) {
				t.Fatalf("%v is no *input.Error", err)
			}
			return
		}
		var total int64
		for _, name := range a.Names() {
			r, err := a.Open(name)
			if err == nil {
				var n int64
				n, err = io.Copy(io.Discard, r)
				total += n
				_ = r.Close()
			}
			if err != nil && !errors.As(err, &e) {
				t.Fatalf("%v is no *input.Error", err)
			}
		}
		if total > 1<<18 {
			t.Fatalf("%d bytes were read", total)
		}
	})
}
