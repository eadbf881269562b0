package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"wensou/analysis"
)

func dictCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [--kind KIND] [FILE...]",
		Short: "Find faults in dictionaries, and lines without effect",
		Long: `check reads dictionaries and names each line that is wrong, and each that is
sound and does not do what one may expect: terms that are one word already,
single characters, what the shipped tables say, lines that stand twice, terms
of two lines that do not find each other, words that are still cut apart, and
synonyms that another table keeps apart (the synonyms win).

Without FILE the files of the configuration and of the options are checked.
The kind of a FILE is that under which it is configured, or KIND.

With faults the exit code is 3; warnings are no fault.`,
		Example: `  wensou dict check --config wensou.yaml
  wensou dict check --kind synonyms new.txt`,
		RunE: runDictCheck,
	}
	addSettings(cmd, "cache_dir", "user_dict", "synonyms", "regional", "stopwords")
	cmd.Flags().String("kind", "", "`KIND` of the files: "+strings.Join(dictKinds, ", "))
	formatFlag(cmd, "text", "json")
	return cmd
}

// checkedFile is what was found in one dictionary.
type checkedFile struct {
	File     string       `json:"file"`
	Kind     string       `json:"kind"`
	Entries  int          `json:"entries"`
	Faults   []checkedRow `json:"faults"`
	Warnings []checkedRow `json:"warnings"`
}

// checkedRow is a line that is wrong, or without effect.
type checkedRow struct {
	Line  int    `json:"line"` // 0: the file as a whole
	Other int    `json:"other_line,omitempty"`
	Code  string `json:"code,omitempty"`
	Text  string `json:"text"`
}

type checkReport struct {
	Files    []checkedFile `json:"files"`
	Faults   int           `json:"faults"`
	Warnings int           `json:"warnings"`
}

func runDictCheck(cmd *cobra.Command, args []string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	kind, _ := cmd.Flags().GetString("kind")
	files, err := filesToCheck(c, kind, args)
	if err != nil {
		return err
	}
	report := checkReport{Files: files}
	for i := range files {
		f := &files[i]
		if err := f.check(c); err != nil {
			return err
		}
		report.Faults += len(f.Faults)
		report.Warnings += len(f.Warnings)
	}
	if wantsJSON(cmd) {
		err = writeJSON(cmd.OutOrStdout(), report)
	} else {
		err = report.print(cmd.OutOrStdout())
	}
	if err == nil && report.Faults > 0 {
		err = fmt.Errorf("%w: %s in dictionaries", errConfig, plural(report.Faults, "fault"))
	}
	return err
}

func filesToCheck(c *Config, kind string, args []string) ([]checkedFile, error) {
	if kind != "" && !slices.Contains(dictKinds, kind) {
		return nil, usagef("--kind %s: not %s", kind, strings.Join(dictKinds, ", "))
	}
	var files []checkedFile
	if len(args) == 0 {
		for _, k := range dictKinds {
			if path := c.dictionary(k); path != "" && (kind == "" || kind == k) {
				files = append(files, checkedFile{File: path, Kind: k})
			}
		}
		if len(files) == 0 {
			return nil, usagef("wensou dict check needs a FILE, or a configuration that names dictionaries; see wensou dict check --help")
		}
		return files, nil
	}
	for _, path := range args {
		k := kind
		for _, known := range dictKinds {
			if k == "" && sameFile(path, c.dictionary(known)) {
				k = known
			}
		}
		if k == "" {
			return nil, usagef("%s is in no setting: say what it is with --kind %s", path, strings.Join(dictKinds, ", "))
		}
		files = append(files, checkedFile{File: path, Kind: k})
	}
	return files, nil
}

// check fills in what is found; the error is one that has nothing to do with
// the file.
func (f *checkedFile) check(c *Config) error {
	f.Faults, f.Warnings = []checkedRow{}, []checkedRow{}
	entries, warnings, err := f.lint(c)
	f.Entries = entries
	for _, w := range warnings {
		f.Warnings = append(f.Warnings, checkedRow{w.Line, w.Other, w.Code, w.Text})
	}
	faults := analysis.AsFaults(err)
	for _, x := range faults {
		f.Faults = append(f.Faults, checkedRow{Line: x.Line, Text: x.Reason})
	}
	var unreadable *os.PathError
	switch {
	case err == nil || len(faults) > 0:
		return nil
	case errors.As(err, &unreadable):
		f.Faults = append(f.Faults, checkedRow{Text: unreadable.Err.Error()})
		return nil
	}
	return err
}

// lint reads the file and looks at it, beside the others if need be.
func (f *checkedFile) lint(c *Config) (entries int, found []analysis.Warning, err error) {
	plain := func() (*analysis.Analyzer, error) { return analysis.New(analysis.Options{CacheDir: c.CacheDir}) }
	switch f.Kind {
	case kindUserDict:
		words, err := analysis.ReadUserDict(f.File)
		if err != nil {
			return len(words), nil, err
		}
		a, err := plain()
		if err != nil {
			return len(words), nil, err
		}
		with, err := analysis.New(analysis.Options{CacheDir: c.CacheDir, UserDict: f.File})
		if err != nil {
			return len(words), nil, err
		}
		return len(words), analysis.LintUserDict(words, a, with), nil
	case kindSynonyms:
		rules, err := analysis.ReadSynonyms(f.File)
		var pairs []analysis.Pairing
		if c.Regional != "" {
			pairs, _ = analysis.ReadRegional(c.Regional) // its own faults are told when it is checked
		}
		return len(rules), analysis.LintSynonyms(rules, pairs), err
	case kindRegional:
		pairs, err := analysis.ReadRegional(f.File)
		return len(pairs), analysis.LintRegional(pairs), err
	}
	words, err := analysis.ReadStopwords(f.File)
	if err != nil {
		return len(words), nil, err
	}
	a, err := newAnalyzer(c)
	if errors.Is(err, errConfig) { // faults of the user dictionary are told when it is checked
		a, err = plain()
	}
	if err != nil {
		return len(words), nil, err
	}
	return len(words), analysis.LintStopwords(words, a), nil
}

func (r *checkReport) print(w io.Writer) error {
	out := &lines{w: w}
	for i := range r.Files {
		f := &r.Files[i]
		out.printf("%s: %s, %s", oneLine(f.File), f.Kind, entries(f.Entries))
		for _, x := range f.Faults {
			out.printf("  %s: fault: %s", lineOf(f.File, x.Line), oneLine(x.Text))
		}
		for _, x := range f.Warnings {
			out.printf("  %s: %s", lineOf(f.File, x.Line), oneLine(x.Text))
		}
	}
	out.printf("%s, %s", plural(r.Faults, "fault"), plural(r.Warnings, "warning"))
	return out.err
}

func entries(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

// lineOf is file:line, or the file as a whole.
func lineOf(file string, line int) string {
	if line == 0 {
		return oneLine(file)
	}
	return fmt.Sprintf("%s:%d", oneLine(file), line)
}
