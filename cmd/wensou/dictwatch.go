package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"wensou/analysis"
	"wensou/search"
)

// maxConflicts are logged of one file; wensou dict check names all.
const maxConflicts = 20

// dictionaries takes over changed files of a library's dictionaries while a
// server runs.
type dictionaries struct {
	userDict string
	service  *search.Service
	log      *slog.Logger

	mu      sync.Mutex // for all below
	files   analysis.TableFiles
	seen    map[string]stamp
	trouble search.Trouble
}

// stamp is how a file was when it was looked at.
type stamp struct {
	modified time.Time
	size     int64
	sum      string // of the content, or why it can't be read
	read     time.Time
}

func newDictionaries(c *Config, s *search.Service, log *slog.Logger) *dictionaries {
	return &dictionaries{files: c.tableFiles(), userDict: c.UserDict, service: s, log: log, seen: map[string]stamp{}}
}

// follow takes over files that a poll finds changed until ctx is done. count is
// told of tables that are taken over (nil) or not.
func (d *dictionaries) follow(ctx context.Context, count func(error)) {
	d.mu.Lock()
	d.sayConflicts()
	d.mu.Unlock()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			d.mu.Lock()
			d.look(false, count)
			d.mu.Unlock()
		}
	}
}

// reread reads the files, which may be others than before, whether they seem to
// have changed or not, and returns what is wrong with them.
func (d *dictionaries) reread(files analysis.TableFiles, count func(error)) (refused []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files = files
	d.look(true, count)
	return d.trouble.Refused
}

// look takes over what changed since the last look; with anyway, also what
// seems not to have changed, and what was refused before is told again.
func (d *dictionaries) look(anyway bool, count func(error)) {
	if anyway {
		d.trouble = search.Trouble{}
	}
	tables := anyway
	for _, path := range []string{d.files.Synonyms, d.files.Regional, d.files.Stopwords} {
		tables = d.changed(path) || tables
	}
	if tables {
		d.readTables(count)
	}
	if d.userDict != "" && (d.changed(d.userDict) || anyway) {
		d.readUserDict()
	}
	d.service.SetTrouble(d.trouble)
}

// changed says whether a file's content differs from that of the last look.
func (d *dictionaries) changed(path string) bool {
	if path == "" {
		return false
	}
	last := d.seen[path]
	now := stamp{read: time.Now()}
	info, err := os.Stat(path)
	if err == nil {
		now.modified, now.size = info.ModTime(), info.Size()
		// Clocks of files are coarse: one that was written just before it was
		// read may have been written again since.
		if last.sum != "" && now.modified.Equal(last.modified) && now.size == last.size && last.read.Sub(last.modified) > pollEvery {
			return false
		}
		now.sum, err = sumOf(path)
	}
	if err != nil {
		now.sum = err.Error()
	}
	d.seen[path] = now
	return now.sum != last.sum
}

func sumOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return string(h.Sum(nil)), nil
}

// readTables takes the tables over, all of them or none.
func (d *dictionaries) readTables(count func(error)) {
	t, err := analysis.ReadTables(d.files)
	if err != nil {
		was := strings.Join(d.trouble.Refused, "\n")
		d.trouble.Refused = strings.Split(err.Error(), "\n")
		if was != err.Error() {
			d.log.Error("changed dictionaries not taken over", "err", err)
			count(err)
		}
		return
	}
	d.trouble.Refused = nil
	if t.Version() == d.service.Analyzer().Tables().Version() {
		return
	}
	d.service.SetTables(t)
	n := t.Counts()
	d.log.Info("new dictionaries", "version", t.Version(), "synonyms", n.Synonyms, "regional", n.Regional, "stopwords", n.Stopwords)
	count(nil)
	d.sayConflicts()
}

// readUserDict compares the user dictionary with the one that is loaded, which
// is the one of the index.
func (d *dictionaries) readUserDict() {
	a := d.service.Analyzer()
	print, err := a.FingerprintWith(d.userDict)
	text := ""
	switch {
	case err != nil:
		text = fmt.Sprintf("the user dictionary changed and has faults: %v", err)
	case print != a.Fingerprint():
		text = fmt.Sprintf("the user dictionary %s changed; the index is still cut by the one before: build and publish it again, then restart the server", d.userDict)
	}
	if text != d.trouble.UserDict && text != "" {
		d.log.Warn(text)
	}
	d.trouble.UserDict = text
}

// sayConflicts logs where the synonyms join what other tables keep apart.
func (d *dictionaries) sayConflicts() {
	if d.files.Synonyms == "" {
		return
	}
	rules, err := analysis.ReadSynonyms(d.files.Synonyms)
	var pairs []analysis.Pairing
	if d.files.Regional != "" && err == nil {
		pairs, err = analysis.ReadRegional(d.files.Regional)
	}
	if err != nil {
		return // it changed again: the next look reads it
	}
	said := 0
	for _, w := range analysis.LintSynonyms(rules, pairs) {
		if w.Code == analysis.WarnConflict && said < maxConflicts {
			said++
			d.log.Warn("synonyms: "+w.Text, "file", d.files.Synonyms, "line", w.Line)
		}
	}
}
