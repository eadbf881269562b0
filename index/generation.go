package index

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Names inside an index directory. See docs/index-format.md.
const (
	currentName   = "current"       // the marker: one line, the serving generation
	historyName   = "history.jsonl" // what was published, a line each
	generationDir = "generations"   // one directory a generation
	buildPrefix   = ".building-"    // an unfinished generation, removed by the next build
	removePrefix  = ".removing-"    // one that prune took away, the same
	newSuffix     = ".new"          // a file that is about to take another's place
	lockName      = "build.lock"
	publishLock   = "publish.lock"
)

// nameTime is how a generation's name begins.
const nameTime = "20060102T150405Z"

// Dir is an index directory: generations, the marker that names the one that
// serves, and the build lock.
type Dir string

// Path of a generation.
func (d Dir) Path(generation string) string {
	return filepath.Join(string(d), generationDir, generation)
}

func (d Dir) file(name string) string { return filepath.Join(string(d), name) }

// Current is the published generation; ErrNoGeneration when there is none.
func (d Dir) Current() (string, error) { return NewStore(d, OS{}).current() }

func checkName(name string) error {
	if name == "" || strings.HasPrefix(name, ".") || strings.ContainsAny(name, "/\\\x00\n") {
		return fmt.Errorf("%q names no generation", name)
	}
	return nil
}

// Generations lists the finished ones, oldest first.
func (d Dir) Generations() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(string(d), generationDir))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed("list generations", err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() || checkName(e.Name()) != nil {
			continue
		}
		if _, err := os.Stat(filepath.Join(d.Path(e.Name()), manifestName)); err == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // names begin with their time
	return names, nil
}

// NewBuild is that of a Store on the machine's file system.
func (d Dir) NewBuild(now time.Time) (*Build, error) { return NewStore(d, OS{}).NewBuild(now) }

// Publish is that of a Store on the machine's file system.
func (d Dir) Publish(generation string) error {
	return NewStore(d, OS{}).Publish(generation, Publication{})
}

// newName sorts by time; the random end keeps two builds of one second apart.
func newName(now time.Time) string {
	var r [2]byte
	_, _ = rand.Read(r[:]) // crypto/rand.Read never fails (Go 1.24)
	return now.UTC().Format(nameTime) + "-" + hex.EncodeToString(r[:])
}
