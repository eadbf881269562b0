package main

import (
	"github.com/spf13/cobra"
)

// The kinds of dictionary files, by the settings that name them.
const (
	kindUserDict  = "user_dict"
	kindSynonyms  = "synonyms"
	kindRegional  = "regional"
	kindStopwords = "stopwords"
)

var dictKinds = []string{kindUserDict, kindSynonyms, kindRegional, kindStopwords}

// dictionary is the file of a kind in the configuration, "" for none.
func (c *Config) dictionary(kind string) string {
	return map[string]string{
		kindUserDict: c.UserDict, kindSynonyms: c.Synonyms, kindRegional: c.Regional, kindStopwords: c.Stopwords,
	}[kind]
}

func dictCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "dict",
		Short: "Check dictionaries, and preview what they would change",
		Long: `A library can keep four plain files, in UTF-8, one entry a line, # before a
comment:

  user_dict   words that texts are cut into          數位典藏計畫
  synonyms    terms that mean the same               人工智慧 = AI
              or one way: who asks for the left
              also finds the right                   流感 => 流行性感冒
  regional    words of regions, over the shipped     tw:外送員 = cn:騎手
              ones; ! takes out of these             ! 土豆 = 馬鈴薯
  stopwords   words that people ask with; - takes    請教
              out of the shipped ones                - 關於

They are named in the configuration or by options. The user dictionary decides
how texts are indexed, so a change needs a build. The others are read with each
query: a server takes changes over by itself.`,
		Args: exactArgs(),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(dictCheckCommand(), dictPreviewCommand())
	return cmd
}
