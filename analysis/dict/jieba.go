package dict

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

//go:embed jieba/jieba.dict.utf8.zst
var mainZst []byte

//go:embed jieba/hmm_model.utf8.zst
var hmmZst []byte

//go:embed jieba/SHA256SUMS
var sums string

// Keyword extraction is not used, but jieba aborts the process when these two
// files are empty.
const (
	idfText  = "的 1.0\n"
	stopText = "的\n"
)

// Paths are the five files that jieba is started with.
type Paths struct{ Main, HMM, User, IDF, Stop string }

// ErrPath is wrapped by the error for a directory that jieba cannot read from.
var ErrPath = errors.New("dict: path holds '|' or ';', which divide paths for jieba")

type file struct {
	name     string
	sum      string // of the content, in hex
	content  func() ([]byte, error)
	validate func([]byte) error
}

func files() []file {
	return []file{
		{"jieba.dict.utf8", wantSum("jieba.dict.utf8"), unpack(mainZst), ValidateMain},
		{"hmm_model.utf8", wantSum("hmm_model.utf8"), unpack(hmmZst), ValidateHMM},
		{"idf.utf8", sum([]byte(idfText)), plain(idfText), ValidateIDF},
		{"stop_words.utf8", sum([]byte(stopText)), plain(stopText), ValidateStop},
	}
}

func plain(text string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(text), nil }
}

func unpack(packed []byte) func() ([]byte, error) {
	return func() ([]byte, error) {
		d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		defer d.Close()
		return d.DecodeAll(packed, nil)
	}
}

func wantSum(name string) string {
	for line := range strings.Lines(sums) {
		if f := strings.Fields(line); len(f) == 2 && f[1] == name {
			return f[0]
		}
	}
	return ""
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Hash identifies the embedded jieba dictionaries, in hex. It changes when the
// content of one of them does.
func Hash() string {
	h := sha256.New()
	for _, f := range files() {
		fmt.Fprintf(h, "%s %s\n", f.sum, f.name)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Materialise writes jieba's dictionaries and the given user dictionary, which
// may be empty, below dir and returns their paths. Files that are present and
// whole are left alone; a damaged one is written anew; each is read back and
// compared before Materialise returns. Processes may do so at the same time.
// The user dictionary is in cppjieba's format: see ValidateUser.
func Materialise(dir string, user []byte) (Paths, error) {
	if strings.ContainsAny(dir, "|;") {
		return Paths{}, fmt.Errorf("materialise dictionaries in %q: %w", dir, ErrPath)
	}
	dir, err := folder(dir)
	if err != nil {
		return Paths{}, fmt.Errorf("materialise dictionaries: %w", err)
	}
	userSum := sum(user)
	all := append(files(), file{
		"user-" + userSum[:16] + ".utf8", userSum,
		func() ([]byte, error) { return user, nil }, ValidateUser,
	})
	var paths [5]string
	for i, f := range all {
		paths[i] = filepath.Join(dir, f.name)
		if err := f.ensure(dir, paths[i]); err != nil {
			return Paths{}, fmt.Errorf("materialise dictionary %s: %w", paths[i], err)
		}
	}
	return Paths{Main: paths[0], HMM: paths[1], IDF: paths[2], Stop: paths[3], User: paths[4]}, nil
}

func folder(dir string) (string, error) { return filepath.Abs(filepath.Join(dir, "dict-"+Hash()[:16])) }

// UserDicts returns the paths of the user dictionaries that Materialise wrote
// below dir.
func UserDicts(dir string) ([]string, error) {
	dir, err := folder(dir)
	if err != nil {
		return nil, err
	}
	return filepath.Glob(filepath.Join(dir, "user-*.utf8"))
}

// ensure makes the file at path what it should be. jieba aborts the process
// on a malformed file, so nothing reaches it that was not compared by hash.
func (f file) ensure(dir, path string) error {
	if b, err := os.ReadFile(path); err == nil && sum(b) == f.sum {
		return nil
	}
	b, err := f.content()
	if err != nil {
		return err
	}
	if got := sum(b); got != f.sum {
		return fmt.Errorf("embedded content has hash %s, want %s", got, f.sum)
	}
	if err := f.validate(b); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := writeFile(path, b); err != nil {
		return err
	}
	got, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if sum(got) != f.sum {
		return errors.New("content differs after writing")
	}
	return nil
}

// writeFile replaces path in one step, so that a reader never sees a part.
func writeFile(path string, b []byte) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreAbsent(os.Remove(tmp.Name())))
		}
	}()
	_, err = tmp.Write(b)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	if info, statErr := os.Lstat(path); statErr == nil && info.IsDir() {
		return &fs.PathError{Op: "replace", Path: path, Err: errors.New("is a directory")}
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func ignoreAbsent(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
