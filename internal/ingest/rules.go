package ingest

import (
	"path"
	"slices"
	"strings"

	"wensou/parse/input"
)

// rules say by its name whether a file is read.
type rules struct {
	include []string // none: every file
	exclude []string // wins; an excluded folder is not entered
}

// enters says whether a folder, or a link, is looked into.
func (r *rules) enters(rel string) bool {
	base := path.Base(rel)
	if versionControl(base) || matchAny(r.exclude, rel) {
		return false
	}
	return !hidden(base) || slices.ContainsFunc(r.include, func(glob string) bool { return names(glob, base) })
}

// takes says whether a file is read whose folders are all entered.
func (r *rules) takes(rel string) bool {
	base := path.Base(rel)
	switch {
	case versionControl(base) || rel == ignoreFile || matchAny(r.exclude, rel):
		return false
	case len(r.include) == 0:
		return !hidden(base)
	}
	return slices.ContainsFunc(r.include, func(glob string) bool {
		return hiddenIn(glob) == hiddenIn(rel) && Match(glob, rel)
	})
}

// reach says whether a file is read, with all folders above it.
func (r *rules) reach(rel string) bool {
	for i := range len(rel) {
		if rel[i] == '/' && !r.enters(rel[:i]) {
			return false
		}
	}
	return r.takes(rel)
}

// hidden says whether a file or folder is passed over unless it is named: what
// systems hide, packages of programs, what macOS puts beside files in archives,
// and what word processors keep beside an open file.
func hidden(base string) bool {
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") || base == "node_modules" || base == "__MACOSX"
}

func hiddenIn(rel string) (n int) {
	for seg := range strings.SplitSeq(rel, "/") {
		if hidden(seg) {
			n++
		}
	}
	return n
}

// names says whether a segment of the glob is hidden itself and means base: * and
// ** stand for nothing hidden.
func names(glob, base string) bool {
	for seg := range strings.SplitSeq(glob, "/") {
		if hidden(seg) && matchSegment(seg, base) {
			return true
		}
	}
	return false
}

// versionControl folders are never entered, even if a glob names them.
func versionControl(base string) bool { return base == ".git" || base == ".hg" || base == ".svn" }

func versionControlIn(rel string) bool {
	return slices.ContainsFunc(strings.Split(rel, "/"), versionControl)
}

// parseIgnore reads the lines of an ignore file: globs as in Source.Exclude, but
// one without a slash means names at any depth. Empty lines and those that begin
// with # say nothing.
func parseIgnore(text string) (globs []string, faults []input.Error) {
	for n, line := range strings.Split(strings.TrimPrefix(text, "\uFEFF"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		glob := strings.TrimSuffix(line, "/")
		anchored := strings.TrimPrefix(glob, "/")
		if !strings.Contains(glob, "/") {
			anchored = "**/" + glob
		}
		switch err := CheckGlob(anchored); {
		case line[0] == '!':
			faults = append(faults, input.Error{Line: n + 1, Reason: "a line can't take back what another excludes; remove the !"})
		case err != nil:
			faults = append(faults, input.Error{Line: n + 1, Reason: err.Error()})
		default:
			globs = append(globs, anchored)
		}
	}
	return globs, faults
}
