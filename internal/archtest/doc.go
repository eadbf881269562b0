// Package archtest holds the rules of the project's structure as tests: which
// package may import which, and where few things may stand at all.
package archtest
