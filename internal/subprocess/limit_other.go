//go:build !linux

package subprocess

// limit does nothing: only Linux can bound another process. Time and output
// are bounded everywhere.
func limit(int, Limits) error { return nil }
