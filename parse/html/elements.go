package html

import "golang.org/x/net/html/atom"

func set(atoms ...atom.Atom) map[atom.Atom]bool {
	m := make(map[atom.Atom]bool, len(atoms))
	for _, a := range atoms {
		m[a] = true
	}
	return m
}

var (
	headings  = set(atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6)
	cells     = set(atom.Td, atom.Th, atom.Caption)
	rowGroups = set(atom.Tbody, atom.Thead, atom.Tfoot)

	tableParts = set(atom.Table, atom.Caption, atom.Tr, atom.Td, atom.Th, atom.Tbody, atom.Thead, atom.Tfoot)

	// void elements have no content and no end tag.
	void = set(atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Keygen, atom.Param,
		atom.Source, atom.Track, atom.Wbr, atom.Frame, atom.Basefont)

	// blocks begin and end a paragraph.
	blocks = set(atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Body, atom.Caption, atom.Center, atom.Dd, atom.Details,
		atom.Dialog, atom.Dir, atom.Div, atom.Dl, atom.Dt, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Legend, atom.Li, atom.Main,
		atom.Menu, atom.Nav, atom.Ol, atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot,
		atom.Th, atom.Thead, atom.Tr, atom.Ul, atom.Listing, atom.Xmp, atom.Plaintext)

	// unread are elements whose content nobody reads as text.
	unread = set(atom.Script, atom.Style, atom.Template, atom.Svg, atom.Iframe, atom.Noembed, atom.Noframes, atom.Noscript, atom.Object,
		atom.Audio, atom.Video, atom.Canvas, atom.Select, atom.Option, atom.Datalist, atom.Button, atom.Textarea, atom.Map,
		atom.Dialog, atom.Rt, atom.Rp, atom.Rtc, atom.Title, atom.Progress, atom.Meter, atom.Output, atom.Applet)

	// apart are parts of a page that are not its text.
	apart = set(atom.Nav, atom.Header, atom.Footer, atom.Aside)
)

// keptAttrs are the attributes that trees keep.
var keptAttrs = map[string]bool{
	"id": true, "name": true, "class": true, "href": true, "role": true, "epub:type": true, "style": true, "hidden": true, "aria-hidden": true,
	"lang": true, "xml:lang": true, "type": true, "alt": true, "alttext": true, "itemprop": true, "datetime": true, "content": true, "title": true, "onclick": true,
}

const (
	maxMetaAttrs = 32
	maxJSONLD    = 1 << 20 // bytes of one block
	longCell     = 1200    // bytes; a table with such a cell arranges text and holds no data
)
