package pdf

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"wensou/internal/subprocess"
)

// Bounds of one PDF. The slowest thesis of a thousand pages needs seconds.
const (
	maxTime   = 2 * time.Minute
	maxMemory = 2 << 30
	maxOutput = 64 << 20
	maxPages  = 5000
)

var limits = subprocess.Limits{Time: maxTime, Memory: maxMemory, Output: maxOutput}

// poppler runs one of poppler's programs on the bytes of a PDF, which it reads
// from its standard input. A failure is told in words for people.
func poppler(ctx context.Context, data []byte, program string, args ...string) (subprocess.Result, error) {
	r, err := subprocess.Run(ctx, limits, data, program, args...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return r, nil
	case ctx.Err() != nil:
		return r, ctx.Err()
	case errors.Is(err, subprocess.ErrMissing):
		return r, errors.New("a PDF, which needs poppler: install poppler-utils and poppler-data (Debian, Ubuntu), poppler (Homebrew, Fedora) or the like")
	case errors.Is(err, subprocess.ErrTime):
		return r, fmt.Errorf("%s did not finish within %v; the PDF may be damaged, or split it", program, limits.Time)
	case errors.Is(err, subprocess.ErrOutput):
		return r, fmt.Errorf("its layout takes more than %d MB; split it", limits.Output>>20)
	case !errors.As(err, &exit):
		return r, err
	case strings.Contains(r.Messages, "Incorrect password"):
		return r, errors.New("the PDF is encrypted with a password; save it without one (qpdf --decrypt --password=… in.pdf out.pdf)")
	case strings.Contains(r.Messages, "unsupported") && strings.Contains(r.Messages, "ncrypt"), strings.Contains(r.Messages, "Unsupported"):
		return r, errors.New("the PDF is encrypted in a way that poppler can't read; save it without encryption")
	case !exit.Exited():
		return r, fmt.Errorf("%s broke on it (%v); it is damaged or needs more than %d MB of memory", program, exit, limits.Memory>>20)
	}
	return r, fmt.Errorf("the PDF is damaged or cut off%s; fetch it again or repair it (qpdf in.pdf out.pdf)", firstMessage(r.Messages))
}

// Version names the poppler that PDFs are read with, "" when there is none:
// another one may read them otherwise.
func Version(ctx context.Context) string {
	r, err := subprocess.Run(ctx, limits, nil, "pdfinfo", "-v")
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(r.Messages+string(r.Output), "\n")
	return strings.TrimSpace(first)
}

// firstMessage is the first thing that poppler complained of, in brackets.
func firstMessage(messages string) string {
	for line := range strings.Lines(messages) {
		if _, what, ok := strings.Cut(strings.TrimSpace(line), "Error"); ok {
			if i := strings.Index(what, ": "); i >= 0 {
				return fmt.Sprintf(" (%.100s)", strings.ToValidUTF8(what[i+2:], ""))
			}
		}
	}
	return ""
}

// unmapped says whether poppler lacked the tables that turn the character
// codes of Chinese fonts into text.
func unmapped(messages string) bool {
	return strings.Contains(messages, "Missing language pack") || strings.Contains(messages, "Unknown character collection") ||
		strings.Contains(messages, "Couldn't find") && strings.Contains(messages, "CMap")
}
