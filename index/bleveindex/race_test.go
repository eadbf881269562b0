//go:build race

package bleveindex_test

// raceDetector says that tests run several times slower than otherwise.
const raceDetector = true
