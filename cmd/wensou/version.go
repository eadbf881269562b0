package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"wensou/index"
)

// release is set by the linker (-X main.release=v1.2.3).
var release string

// version of this binary: the release, else what the go command knows.
func version() string {
	if release != "" {
		return release
	}
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "dev"
}

func versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of wensou and of what it reads",
		Long: `version prints the version of the binary, of Go, of the index format and of the
analyzer. An index can be served when it was made with the same format and
the same analyzer (dictionaries included).`,
		Example: `  wensou version --format json`,
		Args:    exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			a, err := newAnalyzer(c)
			if err != nil {
				return err
			}
			v := struct {
				Version  string `json:"version"`
				Go       string `json:"go"`
				Format   int    `json:"format_version"`
				Analyzer string `json:"analyzer"`
			}{version(), runtime.Version(), index.FormatVersion, a.Fingerprint()}
			if wantsJSON(cmd) {
				return writeJSON(cmd.OutOrStdout(), v)
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "wensou %s, %s, index format %d, analyzer %s\n", v.Version, v.Go, v.Format, v.Analyzer)
			return err
		},
	}
	addSettings(cmd, "cache_dir", "user_dict")
	formatFlag(cmd, "text", "json")
	return cmd
}
