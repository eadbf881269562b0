package main

import (
	"context"
	"errors"
	"fmt"

	"wensou/index"
	"wensou/internal/ingest"
	"wensou/search"
)

// The exit codes that scripts rely on. `wensou --help` prints them.
const (
	exitOK           = 0
	exitFailure      = 1
	exitUsage        = 2
	exitConfig       = 3
	exitNoIndex      = 4
	exitCorrupt      = 5
	exitLocked       = 6
	exitSomeFailed   = 7
	exitGate         = 8
	exitInterrupted  = 130
	exitCodesMeaning = `  0    all went well
  1    something failed; the message says what
  2    the command line can't be understood, or names what is not there
  3    the configuration is wrong
  4    the index is missing, or was made by another version or other dictionaries
  5    files of the index are damaged
  6    another build is writing to the index
  7    some documents could not be read; the others went in
  8    the gate did not let a generation be published
  130  interrupted`
)

// Errors that only the command line knows.
var (
	errUsage       = errors.New("usage")
	errConfig      = errors.New("config")
	errSomeFailed  = errors.New("some documents could not be read")
	errGate        = errors.New("the gate refuses the generation")
	errNoDocuments = errors.New("no document could be read, so no generation was made")
	errUnhealthy   = errors.New("not healthy")
)

// exitCodes is looked through from above; the first error that matches counts.
var exitCodes = []struct {
	err  error
	code int
}{
	{context.Canceled, exitInterrupted},
	{errUsage, exitUsage},
	{ingest.ErrNoPath, exitUsage},
	{search.ErrBadRequest, exitUsage},
	{errConfig, exitConfig},
	{index.ErrCorrupt, exitCorrupt},
	{index.ErrNoGeneration, exitNoIndex},
	{index.ErrIncompatible, exitNoIndex},
	{index.ErrLocked, exitLocked},
	{errGate, exitGate},
	{errSomeFailed, exitSomeFailed},
}

func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	for _, e := range exitCodes {
		if errors.Is(err, e.err) {
			return e.code
		}
	}
	return exitFailure
}

// usageError is an errUsage that says only what is wrong.
type usageError struct{ error }

func (usageError) Is(target error) bool { return target == errUsage }
func (e usageError) Unwrap() error      { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
