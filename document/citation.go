package document

// CSL is a bibliographic record in the fields of CSL-JSON (Citation Style
// Language 1.0.2, https://docs.citationstyles.org/en/1.0.2/specification.html)
// that we fill. Values are as printed; a field that is not printed is absent.
type CSL struct {
	Type           string `json:"type"`
	Title          string `json:"title,omitempty"`
	Author         []Name `json:"author,omitempty"`
	Editor         []Name `json:"editor,omitempty"`
	Translator     []Name `json:"translator,omitempty"`
	ContainerTitle string `json:"container-title,omitempty"`
	Publisher      string `json:"publisher,omitempty"`
	PublisherPlace string `json:"publisher-place,omitempty"`
	Issued         *Date  `json:"issued,omitempty"`
	Volume         string `json:"volume,omitempty"`
	Issue          string `json:"issue,omitempty"`
	Page           string `json:"page,omitempty"`
	URL            string `json:"URL,omitempty"`
	DOI            string `json:"DOI,omitempty"`
	Edition        string `json:"edition,omitempty"`
	Language       string `json:"language,omitempty"`

	Accessed        *Date  `json:"accessed,omitempty"`         // when the address was looked at
	Authority       string `json:"authority,omitempty"`        // court or body that a decision or order is of
	CollectionTitle string `json:"collection-title,omitempty"` // series
	ContainerAuthor []Name `json:"container-author,omitempty"` // author of the book that a chapter stands in
	EventTitle      string `json:"event-title,omitempty"`      // conference
	Genre           string `json:"genre,omitempty"`            // 碩士論文, 民事判決, Doctoral dissertation
	ISBN            string `json:"ISBN,omitempty"`
	Number          string `json:"number,omitempty"`  // of a case, bill, order, standard, patent or report
	Section         string `json:"section,omitempty"` // of a law: 第184條第1項前段
	Status          string `json:"status,omitempty"`  // 出版中, forthcoming
}

// Name is a person (Family and Given) or, where the parts are not known, a
// Literal: bodies, and Chinese names that cannot be split.
type Name struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Suffix  string `json:"suffix,omitempty"`
	Literal string `json:"literal,omitempty"`
}

// String is the name in reading order.
func (n Name) String() string {
	if n.Literal != "" {
		return n.Literal
	}
	s := n.Given
	for _, p := range []string{n.Family, n.Suffix} {
		if s != "" && p != "" {
			s += " "
		}
		s += p
	}
	return s
}

// Date is a CSL date: one or two (a range) of [year, month, day], cut to what
// is known. Season is kept as printed.
type Date struct {
	DateParts [][]int `json:"date-parts"`
	Season    string  `json:"season,omitempty"`
}

// Year of the (first) date, 0 when unknown.
func (d *Date) Year() int {
	if d == nil || len(d.DateParts) == 0 || len(d.DateParts[0]) == 0 {
		return 0
	}
	return d.DateParts[0][0]
}

// Work is one thing that a document cites, with every place that cites it.
type Work struct {
	ID         WorkID   `json:"id"`
	CSL        *CSL     `json:"csl,omitempty"`
	Citations  []UnitID `json:"citations,omitempty"`
	References []UnitID `json:"references,omitempty"`
	Mentions   []UnitID `json:"mentions,omitempty"` // units whose Refs name one of References
}
