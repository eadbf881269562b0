package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"wensou/index"
	"wensou/internal/gate"
	"wensou/internal/ingest"
)

func buildCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "build --index DIR [--publish] [PATH...]",
		Short: "Read documents and make a new generation of an index",
		Long: `build reads documents and writes a new generation of the index. Searches go
on using the published generation until the new one is published, here with
--publish or later with "wensou publish".

PATH is a file, a folder, or a zip or tar archive (.zip, .tar, .tar.gz, .tgz,
.tar.zst); formats are detected. Files named *.jsonl or *.ndjson, also with .zst
or .gz behind, hold rows: one JSON object a line. Without PATH the sources of the
configuration are read, which may also be work trees of git.

Hidden files and folders are passed over, and what .wensouignore excludes.
Symbolic links are followed when they stay below the folder. What is not a text
that we read is passed over too, unless it was named or matched by "include".

Files that did not change since the generation that serves are neither read nor
analysed again; what is made of them is taken over. The new generation is the
same, byte by byte, as one that is built anew. --full reads every file, and so
does the first build of another version of wensou or with another user
dictionary.

A file or source that can't be read does not stop the build: it is named with its reason
on standard error, and the exit code is 7. --report writes them as JSON Lines:
path, line, code, message, and what to do; the generation keeps the same as
rejected.jsonl.

--watch goes on after the build, for those who write: it builds and publishes
whenever files are saved, added, renamed or removed, and a server on the index
takes each generation over. What can't be read, or what the gate does not let
through, is told, and what served goes on serving (--force lets everything
through). It keeps three generations unless --keep says otherwise, sees
no changes of the configuration, and ends with Ctrl-C.

With --publish the generation has to pass the gate, see "wensou gate": one that
lost a source or its footnotes is not published, and the exit code is 8. For
cron, --quiet prints nothing but errors, and --keep removes old generations as
"wensou prune" does.`,
		Example: `  wensou build --index idx --publish documents/
  wensou build --index idx --publish paper.md articles.jsonl.zst
  wensou build --config wensou.yaml --publish --quiet --keep 3
  wensou build --config wensou.yaml --watch`,
		RunE: runBuild,
	}
	addSettings(cmd, "index", "cache_dir", "user_dict", "workers", "memory", "gate.canaries", "gate.judged")
	cmd.Flags().Bool("publish", false, "let searches use the new generation at once")
	cmd.Flags().Bool("force", false, "publish even if the gate refuses; the history of the index says so")
	cmd.Flags().Bool("watch", false, "build and publish again whenever a document changes, until Ctrl-C")
	cmd.Flags().Bool("full", false, "read every file, even those that did not change")
	cmd.Flags().Int("keep", 0, "afterwards, remove all but the `N` newest generations and those in use (default: remove none)")
	cmd.Flags().String("report", "", "write what could not be read to this `FILE`, JSON Lines")
	cmd.Flags().Bool("quiet", false, "print errors only")
	formatFlag(cmd, "text", "json")
	return cmd
}

// built is what `build --format json` prints.
type built struct {
	Index      string `json:"index"`
	Generation string `json:"generation"`
	Published  bool   `json:"published"`
	*ingest.Summary
	Analysed   int64  `json:"analysed_bytes"` // of text; the rest was taken over from an older generation
	Base       string `json:"base,omitempty"` // the generation that unchanged files were taken over from
	Anew       string `json:"anew,omitempty"` // why there is none
	IndexBytes int64  `json:"index_bytes"`
}

func runBuild(cmd *cobra.Command, args []string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	dir, err := c.indexDir(cmd)
	if err != nil {
		return err
	}
	sources, err := buildSources(c, args)
	if err != nil {
		return err
	}
	for i := range sources {
		if sources[i].Files == nil && sameFile(sources[i].Root, dir) {
			return usagef("the index can't be the folder of the documents, %s; name another folder with --index", dir)
		}
	}
	o, err := buildOptions(cmd)
	if err != nil {
		return err
	}
	w := &watcher{cmd: cmd, config: c, dir: dir, sources: sources, flags: o}
	if o.watch {
		return w.run(cmd.Context())
	}
	return w.publish(cmd.Context())
}

// deliver writes the report and does the rest.
func deliver(cmd *cobra.Command, c *Config, b *built, o buildFlags) error {
	if o.report != "" {
		if err := copyReport(filepath.Join(index.Dir(b.Index).Path(b.Generation), gate.RejectedFile), o.report); err != nil {
			return err
		}
	}
	return finishBuild(cmd, c, b, o)
}

// finishBuild publishes, prunes and tells, as far as the options want it.
func finishBuild(cmd *cobra.Command, c *Config, b *built, o buildFlags) error {
	var refused error
	if o.publish {
		refused = publishChecked(cmd, c, b.Index, b.Generation, o.quiet)
		if refused != nil && !errors.Is(refused, errGate) {
			return refused
		}
		b.Published = refused == nil
	}
	if o.keep > 0 {
		if _, err := index.NewStore(index.Dir(b.Index), index.OS{}).Prune(index.Prune{Keep: o.keep}); err != nil {
			return errors.Join(refused, err)
		}
	}
	var err error
	switch {
	case o.quiet:
	case wantsJSON(cmd):
		err = writeJSON(cmd.OutOrStdout(), b)
	default:
		err = b.print(cmd.OutOrStdout())
	}
	switch {
	case err != nil || refused != nil:
		return errors.Join(refused, err)
	case b.Rejected > 0 && o.quiet:
		named := filepath.Join(index.Dir(b.Index).Path(b.Generation), gate.RejectedFile)
		return fmt.Errorf("%w: %d of them are named in %s", errSomeFailed, b.Rejected, cmp.Or(o.report, named))
	case b.Rejected > 0:
		return fmt.Errorf("%w: %d of them are named above", errSomeFailed, b.Rejected)
	}
	return nil
}

// buildFlags are the options of one build that no configuration has.
type buildFlags struct {
	publish, quiet bool
	full, watch    bool
	keep           int
	report         string
}

func buildOptions(cmd *cobra.Command) (o buildFlags, err error) {
	f := cmd.Flags()
	o.publish, _ = f.GetBool("publish")
	o.quiet, _ = f.GetBool("quiet")
	o.full, _ = f.GetBool("full")
	if o.watch, _ = f.GetBool("watch"); o.watch {
		o.publish, o.keep = true, watchKeep
	}
	if keep, _ := f.GetInt("keep"); f.Changed("keep") || !o.watch {
		o.keep = keep
	}
	o.report, _ = f.GetString("report")
	if f.Changed("keep") && o.keep < 1 {
		err = usagef("--keep %d: at least the newest generation stays", o.keep)
	}
	return o, err
}

func buildSources(c *Config, args []string) ([]ingest.Source, error) {
	var sources []ingest.Source
	for _, arg := range args {
		s, err := ingest.FromPath(arg)
		if err != nil {
			return nil, err
		}
		sources = append(sources, s)
	}
	if len(args) == 0 {
		for i := range c.Sources {
			sources = append(sources, c.Sources[i].source())
		}
	}
	if len(sources) == 0 {
		return nil, usagef("wensou build needs a PATH, or a configuration with sources; see wensou build --help")
	}
	return sources, nil
}

func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

func (b *built) print(w io.Writer) error {
	out := &lines{w: w}
	out.printf("generation %s in %s", b.Generation, b.Index)
	out.printf("  %s, %s: %s", plural(b.Documents, "document"), plural(b.AllUnits(), "unit"), counts(b.Units))
	if b.Base != "" {
		out.printf("  %s unchanged since %s, %d read, %d removed", plural(b.Files.Unchanged, "file"), b.Base, b.Files.Read, b.Files.Removed)
	} else if b.Anew != "" {
		out.printf("  every file was read: %s", b.Anew)
	}
	out.printf("  read %s in %.1f s, index %s", size(b.Bytes), b.Seconds, size(b.IndexBytes))
	if b.Rejected > 0 || b.Skipped > 0 {
		out.printf("  %d rejected, %d passed over", b.Rejected, b.Skipped)
	}
	if n := b.AllWarnings(); n > 0 {
		out.printf("  %s: %s", plural(n, "warning"), counts(b.Warnings))
	}
	if b.Published {
		out.printf("published; servers on this index take it over now")
	} else {
		out.printf("not published; do so with: wensou publish --index %s %s", b.Index, b.Generation)
	}
	return out.err
}
