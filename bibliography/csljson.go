package bibliography

import (
	"encoding/json"
	"strings"

	"wensou/document"
)

// cslItem is a record with what CSL-JSON wants besides: an id.
type cslItem struct {
	ID string `json:"id"`
	*document.CSL
	Note string `json:"note,omitempty"`
}

func writeCSLJSON(items []*item) (string, error) {
	out := make([]cslItem, 0, len(items))
	for _, it := range items {
		out = append(out, cslItem{ID: it.key, CSL: &it.CSL, Note: it.note()})
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(out)
	return b.String(), err
}

// note is what no other field of a reference manager takes: the places in a
// document, or the citation as it is printed.
func (it *item) note() string {
	if it.printed != "" {
		return it.printed
	}
	return it.placeText()
}
