package index

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// Actions of a Publication.
const (
	ActionPublish  = "publish"
	ActionRollback = "rollback"
)

// Publication is one change of the marker.
type Publication struct {
	Generation string    `json:"generation"`
	Action     string    `json:"action"` // publish or rollback
	At         time.Time `json:"at"`
	By         string    `json:"by,omitempty"` // user@host
	// Forced names the checks that failed and were overruled.
	Forced []string `json:"forced,omitempty"`
}

// maxHistory is how many publications are kept.
const maxHistory = 1000

// History lists what was published, oldest first; the last is what serves. One
// that was published by hand, or before there was a history, has no time.
func (d Dir) History() ([]Publication, error) {
	current, err := d.Current()
	if err != nil {
		return nil, err
	}
	return NewStore(d, OS{}).history(current)
}

// history reads the lines that count while a generation ("" for none) serves.
// Lines that can't be read are left out: they must not keep a sound generation
// from being published.
func (s *Store) history(current string) ([]Publication, error) {
	raw, err := readFile(s.fs, s.file(historyName))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, failed("read "+historyName, err)
	}
	var all []Publication
	for line := range bytes.Lines(raw) {
		var p Publication
		if json.Unmarshal(line, &p) == nil && checkName(p.Generation) == nil {
			all = append(all, p)
		}
	}
	switch n := len(all); {
	case n > 0 && all[n-1].Generation == current:
	case n > 1 && all[n-2].Generation == current, n == 1 && current == "":
		all = all[:n-1] // its marker was never written
	case current != "":
		all = append(all, Publication{Generation: current, Action: ActionPublish})
	}
	return all, nil
}

func (s *Store) writeHistory(all []Publication) error {
	var b bytes.Buffer
	for _, p := range all[max(0, len(all)-maxHistory):] {
		line, err := json.Marshal(p)
		if err != nil {
			return err
		}
		b.Write(append(line, '\n'))
	}
	return replaceFile(s.fs, s.file(historyName), b.Bytes())
}

// served are the generations that served one after the other and were not
// rolled back, the current one last.
func served(all []Publication) (stack []string) {
	for _, p := range all {
		at := slices.Index(stack, p.Generation)
		switch {
		case at >= 0 && p.Action == ActionRollback:
			stack = stack[:at+1]
		case at >= 0: // taken up again: it stands on top, and only there
			stack = append(slices.Delete(stack, at, at+1), p.Generation)
		default:
			stack = append(stack, p.Generation)
		}
	}
	return stack
}

// Previous is what a rollback would publish; ErrNoGeneration when nothing.
func (d Dir) Previous() (string, error) {
	current, err := d.Current()
	if err != nil {
		return "", err
	}
	return NewStore(d, OS{}).previous(current)
}

func (s *Store) previous(current string) (string, error) {
	finished, err := s.Generations()
	if err != nil {
		return "", err
	}
	all, err := s.history(current)
	if err != nil {
		return "", err
	}
	stack := served(all)
	if len(all) == 1 && all[0].At.IsZero() { // of before there was a history: in the order of their builds
		at, _ := slices.BinarySearch(finished, current)
		stack = append(slices.Clone(finished[:at]), current)
	}
	for i := len(stack) - 2; i >= 0; i-- {
		if slices.Contains(finished, stack[i]) {
			return stack[i], nil
		}
	}
	return "", fmt.Errorf("%w: none that served before %s is there", ErrNoGeneration, current)
}
