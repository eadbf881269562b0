package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"wensou/internal/ingest"
)

func configCommand() *cobra.Command {
	var env strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&env, "  %-25s %s\n", s.env(), s.key)
	}
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Check or print the configuration",
		Long: `A configuration file says what is built and how it is served; relative paths
are relative to the file's folder.

  index: idx
  user_dict: words.txt          # dictionaries, see wensou dict --help
  synonyms: synonyms.txt
  regional: regional.txt
  stopwords: stopwords.txt
  sources:
    - name: blog                  # what the source filter shows
      root: documents/blog
      include: ["**/*.md"]        # default: every text
      exclude: [drafts, "**/old-*.md"]
      source: {name: 海岸筆記, url: https://coast.example}   # where the document names none
      topics: [海岸]              # added to every document
      link: https://coast.example/{id}
    - name: 論文                   # a zip, tar, tar.gz, tgz or tar.zst
      root: documents/papers.zip
      prefix: papers/             # before the ids of its documents
      max_file: 64                # MB of the largest file that is read; default 256
    - name: 筆記
      root: documents/notes
      type: git                   # only what git tracks, with dates and authors from it
  server:
    listen: 127.0.0.1:8080
    metrics_listen: 127.0.0.1:9090
    title: 海岸文庫
    public_url: https://search.coast.example
    trusted_proxies: [10.0.0.0/8]
    cache: 64                     # MB of answers that are kept; 0: none
    log_queries: false
    verify: full                  # or quick: sizes only, before a generation serves
    rate_limit: {per_second: 5, burst: 50}   # of one client
    cors_origins: [https://portal.example]   # whose scripts may ask the API
    log_level: info               # debug, info, warn, error
    log_format: text              # or json
    count_queries: false          # true: for the admin endpoint, in memory
  auth:
    required: false               # true: search needs a key, too
  keys:
    - name: operator              # the secret: key, key_file, or WENSOU_KEYS__OPERATOR
      key_file: operator.key      #   or WENSOU_KEYS__OPERATOR_FILE
      scopes: [admin]             # search, admin
    - name: portal
      key_file: portal.key
      scopes: [search]
      sources: [blog]             # sees nothing of others
  memory: 2000                    # MB that a build may use for texts and terms
  gate:                           # what a generation has to pass, see docs/operations.md
    lost_documents: 5             # percent of a source that may be missing
    canaries: canaries.yaml       # queries and what they must return

The environment can set:

` + env.String(),
		Args: exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:     "check",
		Short:   "Check the configuration without doing anything",
		Example: `  wensou config check --config wensou.yaml`,
		Args:    exactArgs(),
		RunE:    runConfigCheck,
	}, &cobra.Command{
		Use:     "print",
		Short:   "Print the configuration that holds, with file and environment put together",
		Example: `  wensou config print --config wensou.yaml`,
		Args:    exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := loadConfig(cmd)
			if err != nil {
				return err
			}
			raw, err := yaml.Marshal(c)
			if err != nil {
				return fmt.Errorf("print configuration: %w", err)
			}
			_, err = cmd.OutOrStdout().Write(raw)
			return err
		},
	})
	return cmd
}

func runConfigCheck(cmd *cobra.Command, _ []string) error {
	c, err := loadConfig(cmd)
	if err != nil {
		return err
	}
	if _, err := c.live(); err != nil {
		return err
	}
	for _, s := range c.Sources {
		info, err := os.Stat(s.Root)
		switch {
		case err != nil:
			return fmt.Errorf("%w: sources: %s: there is no folder or file %s", errConfig, s.Name, s.Root)
		case s.Type == ingest.TypeGit && !info.IsDir():
			return fmt.Errorf("%w: sources: %s: %s is no folder, so no work tree of git", errConfig, s.Name, s.Root)
		}
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "the configuration is sound: %s\n", plural(len(c.Sources), "source"))
	return err
}
