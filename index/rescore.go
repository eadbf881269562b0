package index

// Rescorer looks at the best candidates of a search again, with their text. It
// serves one request and is used by one goroutine at a time.
type Rescorer interface {
	// Window is how many of the best candidates are looked at, at least 1:
	// units or, with Group, documents with their best units each. It must not
	// depend on the page, so that all pages are cut from one order.
	Window() int
	// Value is added to the score of a unit with this match text, in a
	// document whose title has that match text. It is 0 or more: what was not
	// looked at stays behind what was. The bytes must neither be kept nor
	// changed.
	Value(text, title []byte) float64
}
