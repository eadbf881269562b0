package bleveindex

import (
	"bytes"
	"context"
	"slices"
	"sort"
)

// lines are texts without line ends, each before one, so that all of them are
// searched as a single text.
type lines struct {
	text []byte
	ends []uint64 // where each line ends, behind its line end
}

// add appends a line.
func (l *lines) add(s string) {
	l.text = append(append(l.text, s...), '\n')
	l.ends = append(l.ends, uint64(len(l.text)))
}

func (l *lines) line(i uint32) []byte {
	from := uint64(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.text[from : l.ends[i]-1]
}

// containing calls hit for each line that contains want, ascending.
func (l *lines) containing(ctx context.Context, want []byte, hit func(line uint32) error) error {
	if len(want) == 0 || bytes.IndexByte(want, '\n') >= 0 {
		return nil
	}
	// What is searched between two looks at the deadline.
	const stretch = 4 << 20
	for from, line := 0, 0; line < len(l.ends); {
		if err := deadline(ctx); err != nil {
			return err
		}
		// The stretch ends with a line, which may lie far off.
		last := line + sort.Search(len(l.ends)-line-1, func(i int) bool { return l.ends[line+i] >= uint64(from+stretch) })
		end := int(l.ends[last])
		for {
			at := bytes.Index(l.text[from:end], want)
			if at < 0 {
				break
			}
			i, found := slices.BinarySearch(l.ends[line:last+1], uint64(from+at))
			if found { // ends[i] is where the next line begins
				i++
			}
			line += i
			if err := hit(uint32(line)); err != nil {
				return err
			}
			from = int(l.ends[line])
			line++
		}
		from, line = end, last+1
	}
	return nil
}
