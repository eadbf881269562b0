package index

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/cespare/xxhash/v2"
)

// FormatVersion of a generation's files. It rises when an older binary could
// not read them; Open refuses any other.
const FormatVersion = 3

const manifestName = "manifest.json"

// Manifest describes a finished generation. It is written last: a directory
// without one is the remains of a build that died.
type Manifest struct {
	FormatVersion int         `json:"format_version"`
	Generation    string      `json:"generation"`
	Created       time.Time   `json:"created"`
	Engine        string      `json:"engine"`
	Wensou        string      `json:"wensou"`   // version of the binary that built it
	Analyzer      string      `json:"analyzer"` // analysis fingerprint
	Stats         Stats       `json:"stats"`
	Rejected      int         `json:"rejected"` // files and rows that could not be read
	Warnings      int         `json:"warnings"`
	Files         []FileEntry `json:"files"`
}

// FileEntry is one file of a generation, by its slash-separated path inside it.
type FileEntry struct {
	Path string `json:"path"`
	Size int64  `json:"size"`
	Hash string `json:"xxh64"` // xxHash64 of the content, hex
}

// Bytes is the size of all files.
func (m *Manifest) Bytes() (n int64) {
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// listFiles hashes every regular file below dir but the manifest, syncing each
// so that the manifest never names bytes that a power cut can lose.
func listFiles(files FS, dir string) ([]FileEntry, error) {
	var list []FileEntry
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if rel == manifestName {
			return nil
		}
		f, err := hashFile(files, path, true)
		f.Path = filepath.ToSlash(rel)
		list = append(list, f)
		return err
	})
	slices.SortFunc(list, func(a, b FileEntry) int { return strings.Compare(a.Path, b.Path) })
	return list, err
}

func hashFile(files FS, path string, sync bool) (FileEntry, error) {
	f, err := files.Open(path)
	if err != nil {
		return FileEntry{}, err
	}
	defer f.Close()
	h := xxhash.New()
	n, err := io.Copy(h, f)
	if err == nil && sync {
		err = f.Sync()
	}
	return FileEntry{Size: n, Hash: hex.EncodeToString(h.Sum(nil))}, err
}

// checksumKey is what stands between what is summed and the sum, the last value
// of the manifest.
const checksumKey = ",\n \"checksum\": \""

// encodeManifest writes a manifest with the checksum of all that stands before
// it in the file.
func encodeManifest(m *Manifest) ([]byte, error) {
	raw, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, err
	}
	return withChecksum(bytes.TrimSuffix(raw, []byte("\n}"))), nil
}

func withChecksum(summed []byte) []byte {
	return fmt.Appendf(nil, "%s%s%016x\"\n}\n", summed, checksumKey, xxhash.Sum64(summed))
}

// soundManifest says whether every byte of a manifest is as it was written.
func soundManifest(raw []byte) bool {
	at := bytes.LastIndex(raw, []byte(checksumKey))
	return at >= 0 && bytes.Equal(raw, withChecksum(raw[:at]))
}

// ReadManifest reads a generation's manifest. A missing or unreadable one, or
// one that was changed, is ErrCorrupt, another format version ErrIncompatible.
func ReadManifest(dir string) (*Manifest, error) { return readManifest(OS{}, dir) }

func readManifest(fs FS, dir string) (*Manifest, error) {
	raw, err := readFile(fs, filepath.Join(dir, manifestName))
	switch {
	case isOurs(err):
		return nil, fmt.Errorf("read %s/%s: %w", filepath.Base(dir), manifestName, err)
	case err != nil:
		return nil, fmt.Errorf("%w: %s has no readable manifest: %w", ErrCorrupt, filepath.Base(dir), err)
	}
	var m Manifest
	if err := json.Unmarshal(raw, &m); err != nil {
		return nil, fmt.Errorf("%w: %s/%s: %w", ErrCorrupt, filepath.Base(dir), manifestName, err)
	}
	if m.FormatVersion != FormatVersion {
		return nil, fmt.Errorf("%w: %s has format %d, this binary reads %d: build the index again",
			ErrIncompatible, filepath.Base(dir), m.FormatVersion, FormatVersion)
	}
	if !soundManifest(raw) {
		return nil, fmt.Errorf("%w: %s/%s: content differs from what was written", ErrCorrupt, filepath.Base(dir), manifestName)
	}
	return &m, nil
}

// Verify reads every file of a generation and compares size and hash with the
// manifest. The error is ErrCorrupt and names every file at fault.
func Verify(dir string) (*Manifest, error) { return verify(OS{}, dir, false) }

// VerifySizes is Verify without reading the files: one that is missing or cut
// is found, one that was altered is not. The manifest is read whole.
func VerifySizes(dir string) (*Manifest, error) { return verify(OS{}, dir, true) }

func verify(files FS, dir string, sizes bool) (*Manifest, error) {
	m, err := readManifest(files, dir)
	if err != nil {
		return nil, err
	}
	var errs []error
	for _, want := range m.Files {
		if err := want.check(files, dir, sizes); err != nil {
			errs = append(errs, err)
		}
	}
	return m, errors.Join(errs...)
}

// check compares a file of a generation with its entry. A machine that has no
// more descriptors or does not let us read says nothing of the file.
func (want *FileEntry) check(files FS, dir string, sizes bool) error {
	local := filepath.FromSlash(want.Path)
	if !filepath.IsLocal(local) {
		return fmt.Errorf("%w: manifest names %q outside the generation", ErrCorrupt, want.Path)
	}
	var got FileEntry
	var err error
	if path := filepath.Join(dir, local); sizes {
		var info fs.FileInfo
		if info, err = os.Stat(path); err == nil {
			got.Size, got.Hash = info.Size(), want.Hash
		}
	} else {
		got, err = hashFile(files, path, false)
	}
	switch {
	case isOurs(err):
		return fmt.Errorf("read %s: %w", want.Path, err)
	case err != nil:
		return fmt.Errorf("%w: %s: %w", ErrCorrupt, want.Path, err)
	case got.Size != want.Size:
		return fmt.Errorf("%w: %s has %d bytes, %d were written", ErrCorrupt, want.Path, got.Size, want.Size)
	case got.Hash != want.Hash:
		return fmt.Errorf("%w: %s: content differs from what was written", ErrCorrupt, want.Path)
	}
	return nil
}

// isOurs says that an error lies in this process or its rights, and that the
// file may be sound.
func isOurs(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) || errors.Is(err, os.ErrPermission)
}
