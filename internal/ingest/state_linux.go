package ingest

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// stateOf is what the file system says of a file: where it lies, its size, and
// when content and inode were changed last. No program can set the last of
// these, so what is written to a file always shows. changed is the later time.
func stateOf(name string) (state string, changed time.Time) {
	info, err := os.Stat(name)
	if err != nil {
		return "", time.Time{}
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return "", time.Time{}
	}
	changed = time.Unix(s.Ctim.Unix())
	if m := info.ModTime(); m.After(changed) {
		changed = m
	}
	return fmt.Sprintf("%x.%x.%x.%x.%x", s.Dev, s.Ino, s.Size, info.ModTime().UnixNano(), s.Ctim.Nano()), changed
}
