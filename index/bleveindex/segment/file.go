package segment

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"unsafe"

	mmap "github.com/blevesearch/mmap-go"
)

// ErrFormat: a file is not what its magic word and directory promise.
var ErrFormat = errors.New("segment: damaged file")

// magic ends every file of sections.
const magic = "wensouF2"

// section is a run of bytes of a file, at a multiple of eight.
type section struct {
	Offset int64 `json:"offset"`
	Bytes  int64 `json:"bytes"`
}

// directory is the JSON at the end of a file, before its length (8 bytes,
// little-endian) and the magic word.
type directory struct {
	Sections map[string]section `json:"sections"`
	Meta     json.RawMessage    `json:"meta,omitempty"`
}

// stream is a file that is written from its start to its end.
type stream struct {
	f  *os.File
	w  *bufio.Writer
	at int64
}

func create(path string) (*stream, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &stream{f: f, w: bufio.NewWriterSize(f, 1<<20)}, nil
}

func (s *stream) Write(p []byte) (int, error) {
	n, err := s.w.Write(p)
	s.at += int64(n)
	return n, err
}

// offset is where the next byte goes.
func (s *stream) offset() uint64 { return uint64(s.at) }

func (s *stream) close() error { return errors.Join(s.w.Flush(), s.f.Close()) }

// FileWriter writes a file of named sections, one after the other.
type FileWriter struct {
	*stream
	dir  directory
	name string // of the open section
	from int64
}

// CreateFile makes or empties the file at path.
func CreateFile(path string) (*FileWriter, error) {
	s, err := create(path)
	if err != nil {
		return nil, fmt.Errorf("create sections: %w", err)
	}
	return &FileWriter{stream: s, dir: directory{Sections: map[string]section{}}}, nil
}

// Section ends the open section and begins another. Names are unique.
func (w *FileWriter) Section(name string) error {
	w.end()
	if _, ok := w.dir.Sections[name]; ok {
		return fmt.Errorf("segment: section %s stands twice", name)
	}
	var zero [8]byte
	if _, err := w.Write(zero[:-w.at&7]); err != nil {
		return fmt.Errorf("write section %s: %w", name, err)
	}
	w.name, w.from = name, w.at
	return nil
}

func (w *FileWriter) end() {
	if w.name != "" {
		w.dir.Sections[w.name] = section{w.from, w.at - w.from}
		w.name = ""
	}
}

// offset is where the next byte goes, from the start of the open section.
func (w *FileWriter) offset() uint64 { return uint64(w.at - w.from) }

// Close writes the directory with meta, any JSON value, and closes the file.
func (w *FileWriter) Close(meta any) error {
	w.end()
	raw, err := json.Marshal(meta)
	if err == nil {
		w.dir.Meta = raw
		raw, err = json.Marshal(w.dir)
	}
	if err == nil {
		_, err = w.Write(append(binary.LittleEndian.AppendUint64(raw, uint64(len(raw))), magic...))
	}
	return errors.Join(err, w.close())
}

// Abort closes the file without making it readable.
func (w *FileWriter) Abort() error { return w.f.Close() }

// CopyFile writes a section that is the content of a file.
func (w *FileWriter) CopyFile(name, path string) error {
	if err := w.Section(name); err != nil {
		return err
	}
	in, err := os.Open(path)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = io.Copy(w, in)
	return err
}

// Number is an element of an array section.
type Number interface {
	uint8 | uint16 | uint32 | uint64 | int32
}

// WriteArray writes a section of numbers, little-endian.
func WriteArray[T Number](w *FileWriter, name string, values []T) error {
	if err := w.Section(name); err != nil {
		return err
	}
	if len(values) == 0 {
		return nil
	}
	width := int(unsafe.Sizeof(values[0]))
	_, err := w.Write(unsafe.Slice((*byte)(unsafe.Pointer(&values[0])), width*len(values)))
	return err
}

// Mapped is a memory-mapped file; Data is valid until Close.
type Mapped struct {
	Data []byte
	m    mmap.MMap
}

// Map maps a file. An empty file can't be mapped and has no bytes.
func Map(path string) (*Mapped, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil || st.Size() == 0 {
		return &Mapped{}, err
	}
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	return &Mapped{Data: m, m: m}, nil
}

// Close unmaps the file; a second call does nothing.
func (m *Mapped) Close() error {
	if m == nil || m.m == nil {
		return nil
	}
	err := m.m.Unmap()
	m.m, m.Data = nil, nil
	return err
}

// File is an open file of sections.
type File struct {
	*Mapped
	dir directory
}

// OpenFile maps a file and reads its directory; meta, when not nil, is filled
// from what Close wrote.
func OpenFile(path string, meta any) (*File, error) {
	m, err := Map(path)
	if err != nil {
		return nil, err
	}
	f := &File{Mapped: m}
	if err := f.readDirectory(meta); err != nil {
		return nil, errors.Join(fmt.Errorf("%w %s: %w", ErrFormat, path, err), m.Close())
	}
	return f, nil
}

func (f *File) readDirectory(meta any) error {
	const tail = 8 + len(magic)
	n := len(f.Data)
	if n < tail || string(f.Data[n-len(magic):]) != magic {
		return errors.New("no file of sections")
	}
	size := binary.LittleEndian.Uint64(f.Data[n-tail:])
	if size > uint64(n-tail) {
		return fmt.Errorf("directory of %d bytes in a file of %d", size, n)
	}
	end := int64(n-tail) - int64(size)
	if err := json.Unmarshal(f.Data[end:n-tail], &f.dir); err != nil {
		return err
	}
	for name, s := range f.dir.Sections {
		if s.Offset < 0 || s.Offset%8 != 0 || s.Bytes < 0 || s.Offset > end || s.Bytes > end-s.Offset {
			return fmt.Errorf("section %s lies outside the file", name)
		}
	}
	if meta == nil {
		return nil
	}
	return json.Unmarshal(f.dir.Meta, meta)
}

// Section is the bytes of a section.
func (f *File) Section(name string) ([]byte, error) {
	s, ok := f.dir.Sections[name]
	if !ok {
		return nil, fmt.Errorf("%w: section %s is missing", ErrFormat, name)
	}
	return f.Data[s.Offset : s.Offset+s.Bytes : s.Offset+s.Bytes], nil
}

// Array is a section as a slice of numbers without copying: the hosts we run
// on are little-endian, as the file is. want is the length it must have, -1
// for any.
func Array[T Number](f *File, name string, want int) ([]T, error) {
	raw, err := f.Section(name)
	if err != nil {
		return nil, err
	}
	width := int(unsafe.Sizeof(*new(T)))
	if len(raw)%width != 0 || want >= 0 && len(raw) != want*width {
		return nil, fmt.Errorf("%w: section %s has %d bytes, not %d×%d", ErrFormat, name, len(raw), want, width)
	}
	if len(raw) == 0 {
		return nil, nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&raw[0])), len(raw)/width), nil
}
