//go:build !race

package bleveindex_test

const raceDetector = false
