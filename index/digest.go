package index

import (
	"github.com/cespare/xxhash/v2"

	"wensou/document"
)

// Digest of a unit's id, kind and text. The sum over the units of a document,
// in whatever order, says whether it is as it was built.
func Digest(u *document.Unit) uint64 {
	var d xxhash.Digest
	d.Reset()
	for _, s := range []string{string(u.ID), string(u.Kind), u.Text} {
		_, _ = d.WriteString(s) // a hash never fails
		_, _ = d.WriteString("\x00")
	}
	return d.Sum64()
}

// Duplicate is a unit that a builder left out because its key was taken.
type Duplicate struct {
	Key      UnitKey
	Document document.ID
	Path     string // of the file, as its document has it
	Line     int    // 1-based, 0 when not known
	Kind     document.Kind
	Digest   uint64
}

// NewDuplicate describes a unit of d that is left out.
func NewDuplicate(d *document.Document, u *document.Unit) Duplicate {
	out := Duplicate{Key: KeyOf(d, u.ID), Document: d.ID, Path: d.Path, Kind: u.Kind, Digest: Digest(u)}
	if len(u.Lines) > 0 {
		out.Line = u.Lines[0][0]
	}
	return out
}
