package subprocess

import (
	"errors"

	"golang.org/x/sys/unix"
)

// limit bounds a process that has started and waits for its input. A process
// that is already gone needs no bounds.
func limit(pid int, l Limits) error {
	seconds := uint64(l.Time.Seconds()) + 1
	for resource, n := range map[int]uint64{
		unix.RLIMIT_AS:    uint64(l.Memory),
		unix.RLIMIT_CPU:   seconds,
		unix.RLIMIT_FSIZE: 0, // it writes to its pipes only
		unix.RLIMIT_CORE:  0,
	} {
		err := unix.Prlimit(pid, resource, &unix.Rlimit{Cur: n, Max: n}, nil)
		if err != nil && !errors.Is(err, unix.ESRCH) {
			return err
		}
	}
	return nil
}
