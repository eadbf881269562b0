package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var (
	mdLink      = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	codeSpan    = regexp.MustCompile("`([^`\n]+)`")
	commandLine = regexp.MustCompile(`(?:^|[\s/])wensou ([a-z][^|;&>]*)`)
	option      = regexp.MustCompile(`^--([a-z][a-z-]*)`)
	makeTarget  = regexp.MustCompile(`(?:^|\s)make ([a-z][a-z-]*)`)
	variable    = regexp.MustCompile(`WENSOU_[A-Z_]+`)
	serverKey   = regexp.MustCompile(`^server\.[a-z_]+$`)
	shellBlocks = []string{"sh", "console"}
)

// Links, paths, commands, options, variables and make targets that the
// documents name are there.
func TestDocumentsNameWhatExists(t *testing.T) {
	root := newRoot(stdio{})
	root.InitDefaultHelpCmd()
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range docTexts(t) {
		for _, m := range mdLink.FindAllStringSubmatch(d.text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target != "" && !strings.Contains(target, "://") && !isThere(filepath.Dir(d.path), target) {
				t.Errorf("%s links to %s, which is not there", d.path, target)
			}
		}
		for _, name := range variable.FindAllString(d.text, -1) {
			known := func(s setting) bool { return s.env() == name }
			// Those of keys are named by the keys.
			if name != configEnv && !strings.HasPrefix(name, keysPrefix) && !slices.ContainsFunc(settings, known) {
				t.Errorf("%s: there is no %s", d.path, name)
			}
		}
		for _, code := range d.code() {
			if isPath(code) && !isThere(".", code) {
				t.Errorf("%s names %s, which is not there", d.path, code)
			}
			if m := commandLine.FindStringSubmatch(code); m != nil {
				checkCommand(t, d.path, root, strings.Fields(m[1]))
			}
			if m := option.FindStringSubmatch(code); m != nil && !someCommandHas(root, m[1]) {
				t.Errorf("%s: no command has --%s", d.path, m[1])
			}
			if m := makeTarget.FindStringSubmatch(code); m != nil && !strings.Contains(string(makefile), "\n"+m[1]+":") {
				t.Errorf("%s: there is no make %s", d.path, m[1])
			}
			if known := func(s setting) bool { return s.key == code }; serverKey.MatchString(code) && !slices.ContainsFunc(settings, known) {
				t.Errorf("%s: there is no setting %s", d.path, code)
			}
		}
	}
}

// code is what stands in code spans, and each command in blocks for the shell.
func (d docText) code() []string {
	var all []string
	for _, b := range d.blocks() {
		if !slices.Contains(shellBlocks, b.info) {
			continue
		}
		for line := range strings.Lines(b.text) {
			if b.info == "sh" || strings.HasPrefix(line, "$ ") {
				all = append(all, strings.Split(strings.TrimSpace(line), "&&")...)
			}
		}
	}
	for _, m := range codeSpan.FindAllStringSubmatch(fencedBlock.ReplaceAllString(d.text, ""), -1) {
		all = append(all, m[1])
	}
	return all
}

func isThere(dir, name string) bool {
	_, err := os.Stat(filepath.Join("..", "..", dir, filepath.FromSlash(name)))
	return err == nil
}

// isPath says whether code is a path of the repository; bin is where builds go.
func isPath(code string) bool {
	top, _, below := strings.Cut(code, "/")
	return below && top != "" && top != "bin" && !strings.ContainsAny(code, " *{") && isThere(".", top)
}

// checkCommand checks that a command line names a command and its own options.
func checkCommand(t *testing.T, path string, root *cobra.Command, words []string) {
	t.Helper()
	cmd, rest, err := root.Find(words)
	if err != nil || cmd == root {
		t.Errorf("%s: there is no wensou %s", path, strings.Join(words, " "))
		return
	}
	for _, w := range rest {
		if m := option.FindStringSubmatch(w); m != nil && m[1] != "help" && cmd.Flag(m[1]) == nil {
			t.Errorf("%s: %s has no --%s", path, cmd.CommandPath(), m[1])
		}
	}
}

func someCommandHas(cmd *cobra.Command, name string) bool {
	return cmd.Flag(name) != nil || slices.ContainsFunc(cmd.Commands(), func(sub *cobra.Command) bool { return someCommandHas(sub, name) })
}
