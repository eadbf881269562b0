package index

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/gofrs/flock"
)

// FS is the file system that a Store works on. Each call is one step that can
// fail, or after which the process can die; tests make it do so.
type FS interface {
	MkdirAll(path string) error
	// Create makes or empties a file and opens it for writing.
	Create(path string) (File, error)
	// Open opens a file for reading, or a folder to Sync it.
	Open(path string) (File, error)
	Rename(from, to string) error
	// RemoveAll removes a file or a folder with all it holds; one that does
	// not exist is no error.
	RemoveAll(path string) error
	// Lock takes a lock that ends with unlock or with the process; ErrLocked
	// when another process has one that excludes it.
	Lock(path string, kind LockKind) (unlock func() error, err error)
}

// File is an open file of an FS.
type File interface {
	io.Reader
	io.Writer
	Sync() error
	io.Closer
}

// LockKind says how a file is locked.
type LockKind int

// The kinds of locks.
const (
	LockNew    LockKind = iota // alone; the file is made when it is missing
	LockAlone                  // alone, on a file that exists
	LockShared                 // together with others, on a file that exists
)

// OS is the file system of the machine.
type OS struct{}

var _ FS = OS{}

// MkdirAll is os.MkdirAll with the usual permissions.
func (OS) MkdirAll(path string) error { return os.MkdirAll(path, 0o755) }

// Create makes a file that everybody may read.
func (OS) Create(path string) (File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return nil, err // not a File that holds a nil pointer
	}
	return f, nil
}

// Open is os.Open.
func (OS) Open(path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return f, nil
}

// Rename is os.Rename.
func (OS) Rename(from, to string) error { return os.Rename(from, to) }

// RemoveAll is os.RemoveAll.
func (OS) RemoveAll(path string) error { return os.RemoveAll(path) }

// Lock uses flock(2): the kernel gives the lock back when the process ends,
// however it does.
func (OS) Lock(path string, kind LockKind) (func() error, error) {
	if kind == LockNew {
		return tryLock(flock.New(path), (*flock.Flock).TryLock)
	}
	l := flock.New(path, flock.SetFlag(os.O_RDONLY))
	if kind == LockShared {
		return tryLock(l, (*flock.Flock).TryRLock)
	}
	return tryLock(l, (*flock.Flock).TryLock)
}

func tryLock(l *flock.Flock, try func(*flock.Flock) (bool, error)) (func() error, error) {
	ok, err := try(l)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrLocked
	}
	return l.Unlock, nil
}

// Advice says what a person can do about a fault of the file system that an
// error wraps; "" when that is not known.
func Advice(err error) string {
	for _, a := range advices {
		if errors.Is(err, a.err) {
			return a.text
		}
	}
	return ""
}

var advices = []struct {
	err  error
	text string
}{
	{syscall.ENOSPC, "the disk is full: make room (wensou prune removes old generations) and run the command again"},
	{syscall.EDQUOT, "the quota is used up: make room (wensou prune removes old generations) and run the command again"},
	{syscall.EMFILE, "too many files are open: raise the limit (ulimit -n, LimitNOFILE) and run the command again"},
	{syscall.ENFILE, "too many files are open on the machine: end other programs and run the command again"},
	{syscall.EROFS, "the file system can only be read: mount it for writing, or name another folder with --index"},
	{syscall.EACCES, "the folder does not let you: run the command as the user that owns it, or change its permissions"},
	{syscall.EPERM, "the folder does not let you: run the command as the user that owns it, or change its permissions"},
	{syscall.EIO, "the disk reports an error: look at the system's log, and build on another disk before this one fails"},
}

// failed wraps an error with what was done and what to do about it.
func failed(op string, err error) error {
	a := Advice(err)
	if err == nil || a == "" || strings.Contains(err.Error(), a) {
		return wrap(op, err)
	}
	return fmt.Errorf("%s: %w; %s", op, err, a)
}

func wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", op, err)
}

// replaceFile puts a complete file in the place of another: whoever reads it,
// and whenever the power fails, finds the old content or the new.
func replaceFile(fs FS, path string, content []byte) error {
	f, err := fs.Create(path + newSuffix)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = fs.Rename(path+newSuffix, path)
	}
	if err != nil {
		_ = fs.RemoveAll(path + newSuffix) // the next one would write over it
		return err
	}
	return syncDir(fs, filepath.Dir(path))
}

func syncDir(fs FS, path string) error {
	f, err := fs.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func readFile(fs FS, path string) ([]byte, error) {
	f, err := fs.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(f)
	return raw, errors.Join(err, f.Close())
}
