package bleveindex

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"unsafe"

	mmap "github.com/blevesearch/mmap-go"

	"wensou/index"
)

// A column file is a sequence of little-endian arrays, each at a multiple of
// eight bytes, then a JSON directory, its length (8 bytes) and a magic word.
// docs/index-format.md lists the arrays.
const columnMagic = "wensouC1"

// directory is the JSON at the end of a column file.
type directory struct {
	Arrays map[string]arrayEntry `json:"arrays"`
	// Dictionaries are the values of keyword columns by ordinal.
	Dictionaries map[string][]string `json:"dictionaries"`
	Stats        index.Stats         `json:"stats"`
	// TotalLengths are the summed lengths in terms of the scoring fields.
	TotalLengths map[index.Field]int64 `json:"total_lengths"`
}

type arrayEntry struct {
	Offset int64 `json:"offset"` // bytes from the start of the file
	Count  int   `json:"count"`
	Width  int   `json:"width"` // bytes an element
}

// columnWriter writes a column file.
type columnWriter struct {
	f   *os.File
	w   *bufio.Writer
	at  int64
	dir directory
}

func createColumns(path string) (*columnWriter, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, fmt.Errorf("create columns: %w", err)
	}
	return &columnWriter{f: f, w: bufio.NewWriterSize(f, 1<<20), dir: directory{Arrays: map[string]arrayEntry{}}}, nil
}

// writeArray appends one array.
func writeArray[T uint8 | uint16 | uint32 | uint64 | int32](c *columnWriter, name string, values []T) error {
	var zero [8]byte
	if pad := -c.at & 7; pad > 0 {
		n, err := c.w.Write(zero[:pad])
		c.at += int64(n)
		if err != nil {
			return fmt.Errorf("write column %s: %w", name, err)
		}
	}
	width := int(unsafe.Sizeof(*new(T)))
	c.dir.Arrays[name] = arrayEntry{Offset: c.at, Count: len(values), Width: width}
	if err := binary.Write(c.w, binary.LittleEndian, values); err != nil {
		return fmt.Errorf("write column %s: %w", name, err)
	}
	c.at += int64(width * len(values))
	return nil
}

func (c *columnWriter) close() error {
	raw, err := json.Marshal(c.dir)
	if err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	tail := binary.LittleEndian.AppendUint64(raw, uint64(len(raw)))
	tail = append(tail, columnMagic...)
	if _, err := c.w.Write(tail); err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	if err := c.w.Flush(); err != nil {
		return fmt.Errorf("write columns: %w", err)
	}
	return c.f.Close()
}

// mapped is a memory-mapped file; its bytes are valid until close.
type mapped struct {
	data []byte
	m    mmap.MMap
}

func mapFile(path string) (*mapped, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.Size() == 0 {
		return &mapped{}, err // an empty file can't be mapped and needs no bytes
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	return &mapped{data: m, m: m}, nil
}

func (m *mapped) close() error {
	if m == nil || m.m == nil {
		return nil
	}
	err := m.m.Unmap()
	m.m, m.data = nil, nil
	return err
}

// columnReader gives the arrays of a mapped column file as slices that live as
// long as the mapping.
type columnReader struct {
	*mapped
	dir directory
}

func openColumns(path string) (*columnReader, error) {
	m, err := mapFile(path)
	if err != nil {
		return nil, fmt.Errorf("open columns: %w", err)
	}
	r := &columnReader{mapped: m}
	if err := r.readDirectory(); err != nil {
		_ = m.close()
		return nil, fmt.Errorf("%w: columns: %w", index.ErrCorrupt, err)
	}
	return r, nil
}

func (r *columnReader) readDirectory() error {
	const tail = 8 + len(columnMagic)
	n := len(r.data)
	if n < tail || string(r.data[n-len(columnMagic):]) != columnMagic {
		return fmt.Errorf("no column file")
	}
	size := binary.LittleEndian.Uint64(r.data[n-tail:])
	if size > uint64(n-tail) {
		return fmt.Errorf("directory of %d bytes in a file of %d", size, n)
	}
	return json.Unmarshal(r.data[n-tail-int(size):n-tail], &r.dir)
}

// array returns a column as a slice of T without copying. The hosts we run on
// are little-endian, as the file is.
func array[T uint8 | uint16 | uint32 | uint64 | int32](r *columnReader, name string, want int) ([]T, error) {
	e, ok := r.dir.Arrays[name]
	width := int(unsafe.Sizeof(*new(T)))
	switch {
	case !ok:
		return nil, fmt.Errorf("%w: column %s is missing", index.ErrCorrupt, name)
	case e.Width != width || want >= 0 && e.Count != want:
		return nil, fmt.Errorf("%w: column %s has %d×%d bytes, not %d×%d", index.ErrCorrupt, name, e.Count, e.Width, want, width)
	case e.Count == 0:
		return nil, nil
	case e.Offset < 0 || e.Offset%8 != 0 || e.Count < 0 || e.Offset+int64(e.Count)*int64(width) > int64(len(r.data)):
		return nil, fmt.Errorf("%w: column %s lies outside its file", index.ErrCorrupt, name)
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&r.data[e.Offset])), e.Count), nil
}
