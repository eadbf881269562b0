package bleveindex

import (
	"bufio"
	"errors"
	"io"
	"os"

	"wensou/index/bleveindex/segment"
)

// layout is where each unit of an index in the making comes from, in the order
// of their numbers.
type layout struct {
	doc       []uint32 // document number of each unit
	textBytes int64    // of original text
	runs      []segment.Span
	inPart    map[int]uint32 // units of each part so far
}

func (l *layout) units() uint32 { return uint32(len(l.doc)) }

// add notes the next unit of a part.
func (l *layout) add(p *part, doc uint32) {
	if l.inPart == nil {
		l.inPart = map[int]uint32{}
	}
	l.next(p.number, l.inPart[p.number], doc)
	l.inPart[p.number]++
}

// keep notes a unit of the base.
func (l *layout) keep(unit, doc uint32) { l.next(segment.FromKept, unit, doc) }

func (l *layout) next(part int, from, doc uint32) {
	l.doc = append(l.doc, doc)
	if n := len(l.runs); n > 0 && l.runs[n-1].Part == part && l.runs[n-1].From+l.runs[n-1].Docs == from {
		l.runs[n-1].Docs++
		return
	}
	l.runs = append(l.runs, segment.Span{Part: part, From: from, Docs: 1})
}

func (l *layout) spans() []segment.Span { return l.runs }

// textOffsets are where the match text of each unit begins, and the end.
func (b *builder) textOffsets() []uint64 {
	offsets := make([]uint64, 1, len(b.layout.doc)+1)
	at := uint64(0)
	for _, s := range b.layout.runs {
		for u := s.From; u < s.From+s.Docs; u++ {
			if s.Part == segment.FromKept {
				at += b.base.textLen(u)
			} else {
				at += uint64(b.parts[s.Part].textLen[u])
			}
			offsets = append(offsets, at)
		}
	}
	return offsets
}

// writeText joins the match text of all units.
func (b *builder) writeText(path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(b.joinText(out), out.Close())
}

func (b *builder) joinText(out *os.File) (err error) {
	w := bufio.NewWriterSize(out, 1<<20)
	var in *os.File // of the part that is read, from its first to its last unit
	reading := segment.FromKept
	defer func() {
		if in != nil {
			err = errors.Join(err, in.Close())
		}
	}()
	for _, s := range b.layout.runs {
		if s.Part == segment.FromKept {
			if _, err := w.Write(b.base.text(s.From, s.From+s.Docs)); err != nil {
				return err
			}
			continue
		}
		if s.Part != reading {
			if in != nil {
				if err := in.Close(); err != nil {
					return err
				}
			}
			if in, err = os.Open(b.parts[s.Part].textPath()); err != nil {
				return err
			}
			reading = s.Part
		}
		n := int64(0)
		for _, length := range b.parts[s.Part].textLen[s.From : s.From+s.Docs] {
			n += int64(length)
		}
		if _, err := io.CopyN(w, in, n); err != nil {
			return err
		}
	}
	return w.Flush()
}
