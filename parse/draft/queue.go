package draft

import "wensou/document"

// Piece is a unit or a heading.
type Piece struct {
	Kind  document.Kind // "" for a heading
	Level int           // of a heading, 1 the highest; 0 for one that is left out
	Text  Fragment
}

// Queue keeps the pieces of a document until all its notes are known, for
// formats in which notes may stand behind their markers.
type Queue struct{ Pieces []Piece }

// Add appends a unit.
func (q *Queue) Add(kind document.Kind, f *Fragment) {
	q.Pieces = append(q.Pieces, Piece{Kind: kind, Text: *f})
}

// Heading appends a heading.
func (q *Queue) Heading(level int, f *Fragment) {
	q.Pieces = append(q.Pieces, Piece{Level: level, Text: *f})
}

// LastHeading is the text of the last heading, "" when there is none.
func (q *Queue) LastHeading() string {
	for i := len(q.Pieces) - 1; i >= 0; i-- {
		if q.Pieces[i].Kind == "" {
			return string(q.Pieces[i].Text.Text)
		}
	}
	return ""
}

// Title takes the first heading as the title of a document that names none;
// such a heading is no section when it is the only one of its level.
func (q *Queue) Title() Fragment {
	at, same := -1, 0
	for i := range q.Pieces {
		if q.Pieces[i].Kind != "" {
			continue
		}
		if at < 0 {
			at = i
		}
		if q.Pieces[i].Level == q.Pieces[at].Level {
			same++
		}
	}
	if at < 0 {
		return Fragment{}
	}
	first := &q.Pieces[at]
	first.Text.Trim()
	title := Fragment{Text: append([]byte(nil), first.Text.Text...), Lines: first.Text.Lines}
	if same == 1 {
		first.Level = 0
	}
	return title
}

// Write adds all pieces to the document of n.
func (q *Queue) Write(n *Notes) {
	for i := range q.Pieces {
		p := &q.Pieces[i]
		if p.Text.Trim(); p.Kind != "" {
			n.Add(p.Kind, &p.Text)
			continue
		}
		if len(p.Text.Text) > 0 && p.Level > 0 {
			n.d.Heading(p.Level, string(p.Text.Text), max(p.Text.Lines[0], 1))
		}
		n.Wait(&p.Text)
	}
}
