package jsonl

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"wensou/parse/input"
)

// maxWindow bounds what a compressed file can make us hold (zstd --long=27).
const maxWindow = 128 << 20

// Open opens a file of rows, as Unpack reads it.
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &input.Error{Path: path, Reason: "open: " + reason(err), Err: err}
	}
	return Unpack(path, f)
}

// Unpack reads rows from f, whose name is path: *.zst and *.gz are decompressed
// while reading, with bounded memory. Damage shows as an error of Read. f is
// closed by what is returned, and when Unpack fails.
func Unpack(path string, f io.ReadCloser) (io.ReadCloser, error) {
	name := strings.ToLower(path)
	switch {
	case strings.HasSuffix(name, ".zst"):
		z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, errors.Join(&input.Error{Path: path, Reason: fmt.Sprintf("not a readable zstd file (%v)", err), Err: err}, f.Close())
		}
		return &stream{Reader: z, close: func() error { z.Close(); return f.Close() }}, nil
	case strings.HasSuffix(name, ".gz"):
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, errors.Join(&input.Error{Path: path, Reason: fmt.Sprintf("not a readable gzip file (%v)", err), Err: err}, f.Close())
		}
		return &stream{Reader: z, close: f.Close}, nil
	}
	return &stream{Reader: f, close: f.Close}, nil
}

// reason is the cause without the path, which input.Error names already.
func reason(err error) string {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	return err.Error()
}

type stream struct {
	io.Reader
	close func() error
	done  bool
}

// Close closes the file; a second call does nothing.
func (s *stream) Close() error {
	if s.done {
		return nil
	}
	s.done = true
	return s.close()
}
