package bibliography

import "context"

// Run is a piece of an entry's text.
type Run struct {
	Text   string
	Italic bool
}

// Text is one entry in the style of a text format, for pages; nil for what names
// nothing.
func Text(f Format, e Entry) []Run {
	style := styles[f]
	items, _ := prepare(context.Background(), []Entry{e}) // one is soon ready
	if style == nil || len(items) == 0 {
		return nil
	}
	var out []Run
	for _, r := range items[0].text(style).runs {
		out = append(out, Run{r.text, r.kind == italic})
	}
	return out
}

// styles write the text formats.
var styles = map[Format]func(*item) styled{GBT7714: gbt, APA: apa, Chicago: chicago}
