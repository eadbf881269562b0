// Package testdata holds the documents that were written for the project.
// Tests read them, and `wensou serve --demo` serves them.
package testdata

import "embed"

// Corpus is the folder corpus with all its documents.
//
//go:embed all:corpus
var Corpus embed.FS
