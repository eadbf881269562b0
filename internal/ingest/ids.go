package ingest

import (
	"strconv"
	"strings"

	"wensou/document"
	"wensou/parse"
)

// ids keeps document ids unique over all files. Documents come in canonical
// order, so the same files always get the same ids.
type ids struct {
	owner map[document.ID]owner
	rows  map[document.ID]document.ID // rows' id → the id they got, when it was taken
}

type owner struct {
	path string // of the file; "" for rows, which may come in parts
}

func newIDs() *ids {
	return &ids{owner: map[document.ID]owner{}, rows: map[document.ID]document.ID{}}
}

// assign gives d a free id, with a warning when it is not its own, and
// reports whether d is a new document rather than a further part of one. The
// prefix of its source stands before it already; the link has the id without it.
func (s *ids) assign(d *document.Document, of *Source) (isNew bool) {
	if d.Format == parse.FormatJSONL {
		return s.assignRows(d)
	}
	old, taken := s.owner[d.ID]
	if taken {
		was := d.ID
		d.ID = s.free(document.ID(of.Prefix) + parse.PathID(d.Path))
		by := old.path
		if by == "" {
			by = "rows"
		}
		d.Warn(0, "duplicate-id", "the id %q belongs to %s already; this document is %q", was, by, d.ID)
		if of.LinkTemplate != "" {
			d.URL = parse.Link(of.LinkTemplate, document.ID(strings.TrimPrefix(string(d.ID), of.Prefix)), d.Path)
		}
	}
	s.owner[d.ID] = owner{path: d.Path}
	return true
}

// assignRows lets documents of rows go on in later rows and files, and moves
// them aside only where a file has their id.
func (s *ids) assignRows(d *document.Document) (isNew bool) {
	was := d.ID
	if id, ok := s.rows[was]; ok {
		d.ID = id
		return false
	}
	old, taken := s.owner[was]
	switch {
	case !taken:
		s.owner[was] = owner{}
		return true
	case old.path == "":
		return false
	}
	d.ID = s.free(was)
	s.rows[was], s.owner[d.ID] = d.ID, owner{}
	d.Warn(0, "duplicate-id", "the id %q belongs to %s already; these rows are %q", was, old.path, d.ID)
	return true
}

// free is id, or id with the first free number from 2 behind it.
func (s *ids) free(id document.ID) document.ID {
	free := id
	for n := 2; ; n++ {
		if _, taken := s.owner[free]; !taken {
			return free
		}
		free = id + document.ID("-"+strconv.Itoa(n))
	}
}
