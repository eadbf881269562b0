package analysis

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/yanyiwu/gojieba"
	"golang.org/x/text/unicode/norm"

	"wensou/analysis/dict"
)

// Options of an Analyzer. The zero value is ready to use.
type Options struct {
	// CacheDir is the directory that jieba's dictionaries are written to, some
	// 6 MB. Default "": the user's cache directory, or the directory for
	// temporary files if that cannot be written.
	CacheDir string
	// UserDict is the path of a user dictionary, one "word [freq [tag]]" a
	// line, # for comments. A word is Han characters, in any script variant;
	// freq is from 1 to 1,000,000,000, by default one that lets the word win
	// over its parts. Default "": none.
	UserDict string
	// Tables that queries are read by. Default nil: the shipped ones.
	Tables *Tables
}

// Analyzer makes terms. It is immutable and safe for concurrent use; it needs
// no Close, because the segmenter lives as long as the process.
type Analyzer struct {
	jieba       *gojieba.Jieba
	tables      *Tables
	han         int // characters in the fold table
	fingerprint string
}

// New returns an Analyzer. The first call for a user dictionary's content
// loads jieba, about a second and 130 MB; later ones share it. An error names
// the file, and the line of a user dictionary or table.
func New(o Options) (*Analyzer, error) {
	han, err := hanClasses()
	if err != nil {
		return nil, fmt.Errorf("load fold table: %w", err)
	}
	user, err := readUserDict(o.UserDict)
	if err != nil {
		return nil, fmt.Errorf("read user dictionary: %w", err)
	}
	tables := o.Tables
	if tables == nil {
		if tables, err = ShippedTables(); err != nil {
			return nil, fmt.Errorf("load tables: %w", err)
		}
	}
	jieba, err := segmenter(o.CacheDir, user)
	if err != nil {
		return nil, fmt.Errorf("load segmenter: %w", err)
	}
	return &Analyzer{jieba: jieba, tables: tables, han: len(han), fingerprint: fingerprint(len(han), user)}, nil
}

// Fingerprint returns a hash, in hex, of all that terms depend on: this
// package's version, the Unicode tables, the fold table, jieba's dictionaries
// and the user dictionary. An index built under another fingerprint may hold
// other terms.
func (a *Analyzer) Fingerprint() string { return a.fingerprint }

// FingerprintWith returns the Fingerprint of an Analyzer with another user
// dictionary, "" for none, without loading it. The errors are those of New.
func (a *Analyzer) FingerprintWith(userDict string) (string, error) {
	user, err := readUserDict(userDict)
	if err != nil {
		return "", fmt.Errorf("read user dictionary: %w", err)
	}
	return fingerprint(a.han, user), nil
}

// KeptUserDict looks for a user dictionary that was used on this machine before,
// in cacheDir as Options have it, by the fingerprint of its Analyzer.
func (a *Analyzer) KeptUserDict(cacheDir, fingerprint string) (path string, ok bool) {
	dirs := []string{cacheDir}
	if cacheDir == "" {
		dirs = defaultDirs()
	}
	for _, dir := range dirs {
		kept, err := dict.UserDicts(dir)
		if err != nil {
			continue // a folder that can't be looked into keeps nothing
		}
		for _, path := range kept {
			if print, err := a.FingerprintWith(path); err == nil && print == fingerprint {
				return path, true
			}
		}
	}
	return "", false
}

func fingerprint(han int, user []byte) string {
	h := sha256.New()
	fmt.Fprintf(h, "version %d\nnorm %s\ndict %s\n", version, norm.Version, dict.Hash())
	t := runes()
	for r := rune(0); r < scriptPages<<8; r++ {
		if e := t.at(r); e&entryRune != entry(r) {
			fmt.Fprintf(h, "%x %x\n", r, e)
		}
	}
	fmt.Fprintf(h, "han %d\nuser %d\n", han, len(user))
	h.Write(user)
	return hex.EncodeToString(h.Sum(nil))
}

// segmenters holds every segmenter for the life of the process: one that is
// only reachable from an Analyzer could be finalized during its last call.
// Words are never added to or removed from a loaded one; another user
// dictionary is another segmenter.
var segmenters struct {
	sync.Mutex
	loaded map[string]*gojieba.Jieba
}

func segmenter(cacheDir string, user []byte) (*gojieba.Jieba, error) {
	segmenters.Lock()
	defer segmenters.Unlock()
	if j := segmenters.loaded[string(user)]; j != nil {
		return j, nil
	}
	paths, err := materialise(cacheDir, user)
	if err != nil {
		return nil, err
	}
	j, err := loadJieba(paths)
	if err != nil {
		return nil, err
	}
	if segmenters.loaded == nil {
		segmenters.loaded = map[string]*gojieba.Jieba{}
	}
	segmenters.loaded[string(user)] = j
	return j, nil
}

// materialise writes the dictionaries to dir, or to the first default
// directory that can hold them.
func materialise(dir string, user []byte) (dict.Paths, error) {
	if dir != "" {
		return dict.Materialise(dir, user)
	}
	var errs []error
	for _, dir := range defaultDirs() {
		paths, err := dict.Materialise(dir, user)
		if err == nil {
			return paths, nil
		}
		errs = append(errs, err)
	}
	return dict.Paths{}, errors.Join(errs...)
}

func defaultDirs() []string {
	var dirs []string
	if d, err := os.UserCacheDir(); err == nil {
		dirs = append(dirs, filepath.Join(d, "wensou"))
	}
	// Another user's directory of the same name could not be written.
	return append(dirs, filepath.Join(os.TempDir(), "wensou-"+strconv.Itoa(os.Getuid())))
}

// loadJieba passes all five paths: the defaults point into the module cache of
// the machine that built the program. NewJieba panics if a file is gone.
func loadJieba(p dict.Paths) (j *gojieba.Jieba, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("start jieba: %v", r)
		}
	}()
	return gojieba.NewJieba(p.Main, p.HMM, p.User, p.IDF, p.Stop), nil
}
