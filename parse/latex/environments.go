package latex

import (
	"strings"

	"wensou/document"
	"wensou/parse/draft"
)

// kinds of the units that environments are.
var kinds = map[string]document.Kind{
	"abstract": document.KindAbstract, "cabstract": document.KindAbstract, "eabstract": document.KindAbstract,
	"quote": document.KindBlockquote, "quotation": document.KindBlockquote, "verse": document.KindBlockquote, "displayquote": document.KindBlockquote,
	"itemize": document.KindList, "enumerate": document.KindList, "description": document.KindList, "compactitem": document.KindList, "compactenum": document.KindList,
	"tabular": document.KindTable, "tabularx": document.KindTable, "longtable": document.KindTable, "tabu": document.KindTable, "supertabular": document.KindTable,
}

// raw environments are copied as they stand: as code, as a formula, or not at
// all.
var raw = map[string]document.Kind{
	"verbatim": document.KindCode, "Verbatim": document.KindCode, "lstlisting": document.KindCode, "minted": document.KindCode, "alltt": document.KindCode, "code": document.KindCode,
	"equation": document.KindParagraph, "align": document.KindParagraph, "gather": document.KindParagraph, "multline": document.KindParagraph,
	"eqnarray": document.KindParagraph, "displaymath": document.KindParagraph, "math": document.KindParagraph, "flalign": document.KindParagraph,
	"comment": "", "tikzpicture": "", "pspicture": "", "filecontents": "", "picture": "", "asy": "",
}

// before are the arguments of environments, as in arguments.
var before = map[string]string{
	"tabular": "os", "tabularx": "sos", "longtable": "os", "tabu": "s", "supertabular": "s", "table": "o", "figure": "o", "minipage": "ooos", "CJK": "oss", "multicols": "s",
	"thebibliography": "s", "enumerate": "o", "itemize": "o", "description": "o", "wrapfigure": "oss", "frame": "oH", "adjustbox": "s", "spacing": "s", "list": "ss",
	"compactitem": "o", "compactenum": "o",
}

// environment reads what follows \begin or \end.
func (p *parser) environment(verb string) {
	s := strings.TrimLeft(p.rest(), " \t")
	i := strings.IndexByte(s[:min(len(s), 80)], '}')
	if !strings.HasPrefix(s, "{") || i < 0 {
		return
	}
	full := s[1:i]
	name := strings.TrimSuffix(strings.TrimSpace(full), "*")
	p.advance(len(p.rest()) - len(s) + i + 1)
	if verb == "end" {
		p.end(name)
		return
	}
	if kind, ok := raw[name]; ok {
		p.copyRaw(full, kind)
		return
	}
	p.begin(name)
}

func (p *parser) begin(name string) {
	if name == "document" {
		p.muted, p.cur = false, draft.Fragment{}
		p.leave(0)
		return
	}
	f := frame{name: name}
	kind := kinds[name]
	if kind != "" || name == "thebibliography" {
		p.flush()
	}
	switch {
	case name == "thebibliography" && !draft.IsReferences(p.out.LastHeading()):
		p.out.Heading(2, &draft.Fragment{Text: []byte("參考文獻"), Lines: [2]int{p.line, p.line}})
	case kind == document.KindTable:
		p.inTable++
		fallthrough
	case kind != "":
		if p.nested() {
			break
		}
		f.into, f.done = &draft.Fragment{}, func(t *draft.Fragment) { p.out.Add(kind, t) }
	}
	p.push(f)
	p.arguments(name, before[name])
}

// nested says whether a unit is open already; inside it others are its lines.
func (p *parser) nested() bool {
	for i := range p.stack {
		if p.stack[i].into != nil {
			return true
		}
	}
	return false
}

// end closes an environment with all that was left open in it.
func (p *parser) end(name string) {
	if name == "document" {
		p.flush()
		p.leave(0)
		p.pos = len(p.src)
		return
	}
	for i := len(p.stack) - 1; i >= 0; i-- {
		if p.stack[i].close != 0 || p.stack[i].name != name {
			continue
		}
		if p.deep > 0 {
			p.deep--
			return
		}
		p.leave(i + 1)
		if kinds[name] != "" || name == "thebibliography" {
			p.flush()
		}
		if kinds[name] == document.KindTable {
			p.inTable--
		}
		p.pop()
		return
	}
}

// copyRaw takes everything up to the end of an environment.
func (p *parser) copyRaw(name string, kind document.Kind) {
	s := p.rest()
	end := `\end{` + name + `}`
	i := strings.Index(s, end)
	if i < 0 {
		i, end = len(s), ""
	}
	body := s[:i]
	if p.skipping() || p.muted {
		kind = ""
	}
	switch kind {
	case document.KindCode:
		if strings.HasPrefix(body, "[") || strings.HasPrefix(body, "{") { // options
			if k := strings.IndexByte(body, '\n'); k >= 0 {
				p.advance(k)
				body = body[k:]
			}
		}
		p.flush()
		lead := len(body) - len(strings.TrimLeft(body, "\n"))
		first := p.line + lead
		f := draft.Fragment{Lines: [2]int{first, first + strings.Count(strings.TrimSpace(body), "\n")}}
		f.Verbatim(strings.Trim(body, "\n"))
		if p.nested() {
			p.cur = f
			p.flush()
		} else if strings.TrimSpace(body) != "" {
			p.out.Add(kind, &f)
		}
	case document.KindParagraph:
		p.formulaText(`\begin{` + name + `}` + body + end)
	}
	p.advance(len(body) + len(end))
}
