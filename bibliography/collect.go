package bibliography

import (
	"context"
	"errors"
	"fmt"

	"wensou/document"
)

// ErrNoUnit: a document has no unit of this id.
var ErrNoUnit = errors.New("bibliography: no such unit")

// Ref names what is to be cited: a document, or one of its units.
type Ref struct {
	Document document.ID
	Unit     document.UnitID // "" for the document itself
}

// Collect makes the entries of refs, in their order. Each document is loaded
// once and then let go. Errors: those of load, and ErrNoUnit.
func Collect(ctx context.Context, refs []Ref, load func(context.Context, document.ID) (*document.Document, error)) ([]Entry, error) {
	at := map[document.ID][]int{}
	var order []document.ID
	for i, r := range refs {
		if at[r.Document] == nil {
			order = append(order, r.Document)
		}
		at[r.Document] = append(at[r.Document], i)
	}
	out := make([]Entry, len(refs))
	for _, id := range order {
		d, err := load(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, i := range at[id] {
			if out[i], err = refEntry(d, refs[i].Unit); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func refEntry(d *document.Document, unit document.UnitID) (Entry, error) {
	if unit == "" {
		return Document(d), nil
	}
	for i := range d.Units {
		if d.Units[i].ID == unit {
			return Unit(d, &d.Units[i]), nil
		}
	}
	return Entry{}, fmt.Errorf("%w: %q of %q", ErrNoUnit, unit, d.ID)
}
