package jsonl

import (
	"encoding/json"
	"slices"

	"wensou/document"
	"wensou/parse/draft"
)

// row is one line. Fields that are not here are ignored.
type row struct {
	ID      string   `json:"id"`
	DocID   string   `json:"doc_id"`
	Title   string   `json:"title"`
	Text    string   `json:"text"`
	Kind    string   `json:"kind"`
	Source  string   `json:"source"`
	Date    string   `json:"date"`
	Topics  []string `json:"topics"`
	Lang    string   `json:"lang"`
	Authors []string `json:"authors"`
	URL     string   `json:"url"`
}

// looseRow takes rows whose writer was less strict: numbers as ids and dates,
// one string as a list.
type looseRow struct {
	row
	ID      any      `json:"id"`
	DocID   any      `json:"doc_id"`
	Date    any      `json:"date"`
	Topics  textList `json:"topics"`
	Authors textList `json:"authors"`
}

// textList is a list of strings, or one string that holds a list.
type textList []string

func (l *textList) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		var s string
		if err := json.Unmarshal(data, &s); err != nil {
			return err
		}
		*l = draft.List(s)
		return nil
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// decode reads a line; null is as good as absent.
func (w *row) decode(line []byte) error {
	if w.fast(line) {
		return nil
	}
	*w = row{}
	err := json.Unmarshal(line, w)
	if err == nil {
		return nil
	}
	var loose looseRow
	if json.Unmarshal(line, &loose) != nil {
		return err
	}
	*w = loose.row
	w.ID, w.DocID, w.Date = scalar(loose.ID), scalar(loose.DocID), scalar(loose.Date)
	w.Topics, w.Authors = loose.Topics, loose.Authors
	return nil
}

func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		b, _ := json.Marshal(v)
		return string(b)
	}
	return ""
}

func (w *row) kindKnown() bool {
	return w.Kind == "" || slices.Contains(document.Kinds, document.Kind(w.Kind))
}
