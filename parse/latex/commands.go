package latex

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"wensou/document"
	"wensou/parse/draft"
)

// arguments of commands whose arguments are not simply text. Each letter stands
// for one: o an optional one in brackets, c a command or a group that is
// dropped, s one that is dropped, t text; the others are named in argument.
var arguments = map[string]string{
	"documentclass": "os", "usepackage": "os", "RequirePackage": "os", "input": "s", "include": "s", "includeonly": "s", "label": "s", "ref": "s",
	"eqref": "s", "pageref": "s", "autoref": "s", "cref": "s", "Cref": "s", "nameref": "s", "vspace": "s", "hspace": "s", "zihao": "s",
	"bibliography": "s", "bibliographystyle": "s", "addbibresource": "os", "printbibliography": "o", "nocite": "s", "pagestyle": "s", "thispagestyle": "s", "pagenumbering": "s",
	"newcommand": "coos", "renewcommand": "coos", "providecommand": "coos", "newenvironment": "sooss", "renewenvironment": "sooss", "DeclareMathOperator": "cs",
	"newtheorem": "soto", "newcounter": "so", "setcounter": "ss", "addtocounter": "ss", "setlength": "cs", "addtolength": "cs", "newlength": "c",
	"geometry": "s", "hypersetup": "s", "lstset": "s", "graphicspath": "s", "definecolor": "sss", "color": "os", "textcolor": "ost", "colorbox": "st",
	"fcolorbox": "sst", "fontsize": "ss", "index": "s", "glossary": "s", "includegraphics": "os", "setCJKmainfont": "os", "setCJKsansfont": "os", "setCJKmonofont": "os",
	"setmainfont": "os", "setsansfont": "os", "setmonofont": "os", "newCJKfontfamily": "ocos", "CJKfamily": "s", "fontspec": "os", "ctexset": "s", "CTEXsetup": "os",
	"hyphenation": "s", "rule": "oss", "parbox": "ost", "makebox": "oot", "framebox": "oot", "raisebox": "soot", "resizebox": "sst", "scalebox": "st", "rotatebox": "ost",
	"multicolumn": "sst", "multirow": "sost", "cline": "s", "cmidrule": "os", "addcontentsline": "sss", "markboth": "ss", "markright": "s", "ruby": "ts", "xpinyin": "ts",
	"phantom": "s", "hphantom": "s", "vphantom": "s", "hypertarget": "st", "hyperlink": "st", "theoremstyle": "s", "tikzset": "s", "usetikzlibrary": "s", "usetheme": "os",
	"footnote": "oN", "endnote": "oN", "thanks": "N", "footnotetext": "ON", "footnotemark": "M", "url": "u", "path": "u", "href": "Lt", "nolinkurl": "u",
	"title": "oT", "author": "oA", "date": "D", "keywords": "K", "caption": "oC", "subcaption": "oC", "captionof": "sC", "bibitem": "oB", "item": "I",
	"cite": "Q", "citep": "Q", "citet": "Q", "citealp": "Q", "citeauthor": "Q", "citeyear": "Q", "parencite": "Q", "textcite": "Q", "footcite": "Q", "autocite": "Q",
	"upcite": "Q", "supercite": "Q", "citeyearpar": "Q", "citenum": "Q",
	"part": "oH", "chapter": "oH", "section": "oH", "subsection": "oH", "subsubsection": "oH", "paragraph": "oH", "subparagraph": "oH", "frametitle": "H",
	"emph": "E", "textit": "E", "textsl": "E",
}

var levels = map[string]int{
	"part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6, "frametitle": 3,
}

// symbols are commands that stand for characters.
var symbols = map[string]string{
	"LaTeX": "LaTeX", "TeX": "TeX", "LaTeXe": "LaTeX2ε", "XeTeX": "XeTeX", "XeLaTeX": "XeLaTeX", "pdfTeX": "pdfTeX", "pdfLaTeX": "pdfLaTeX", "LuaTeX": "LuaTeX",
	"ldots": "…", "dots": "…", "textellipsis": "…", "textbackslash": `\`, "textasciitilde": "~", "textasciicircum": "^", "textbar": "|", "textless": "<", "textgreater": ">",
	"textendash": "–", "textemdash": "—", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘", "textquoteright": "’", "textunderscore": "_",
	"S": "§", "P": "¶", "copyright": "©", "textcopyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£", "euro": "€", "textdegree": "°", "textbullet": "•",
	"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dag": "†", "ddag": "‡",
	"quad": " ", "qquad": " ", "space": " ", "newline": "\n", "linebreak": "\n", "CJKspace": "",
}

// accents are the combining marks of commands that put one on a letter.
var accents = map[string]string{
	"'": "\u0301", "`": "\u0300", "^": "\u0302", `"`: "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b",
	"c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323", "b": "\u0331",
}

// dimension is a length behind a command that moves.
var dimension = regexp.MustCompile(`^\s*=?\s*(?:-?[\d.]*\s*(?:pt|em|ex|cm|mm|in|bp|dd|sp|\\\w+)\s*(?:plus|minus)?)+`)

const andMark = "\x01" // between authors

// command reads one command from its backslash on.
func (p *parser) command() {
	s := p.rest()[1:]
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z' || s[n] == '@') {
		n++
	}
	if n == 0 {
		p.controlSymbol(s)
		return
	}
	name := s[:n]
	p.pos += 1 + n
	switch name {
	case "begin", "end":
		p.environment(name)
		return
	case "verb", "lstinline":
		p.verb()
		return
	case "hskip", "vskip", "kern":
		p.pos += len(dimension.FindString(p.rest()[:min(len(p.rest()), 100)]))
		p.write(" ")
		return
	case "def", "gdef", "edef", "xdef", "let":
		p.definition(name)
		return
	}
	if accent := accents[name]; accent != "" && n == 1 {
		p.accented(accent)
		return
	}
	p.pos += len(p.rest()) - len(strings.TrimPrefix(p.rest(), "*"))
	rest := p.rest()
	blank := len(rest) - len(strings.TrimLeft(rest, " \t"))
	if p.pos += blank; strings.HasPrefix(p.rest(), "\n") && !strings.HasPrefix(strings.TrimLeft(p.rest()[1:], " \t"), "\n") && blank == 0 {
		p.advance(1)
	}
	if text, ok := symbols[name]; ok {
		p.write(text)
		return
	}
	switch name {
	case "par", "maketitle", "newpage", "clearpage", "noindent", "hline", "toprule", "midrule", "bottomrule", "centering":
		if name == "par" {
			p.flush()
		}
	case "and":
		p.cur.Verbatim(andMark)
	case "appendix":
	default:
		p.arguments(name, arguments[name])
	}
}

func (p *parser) controlSymbol(s string) {
	if s == "" {
		p.pos++
		return
	}
	r, n := utf8.DecodeRuneInString(s)
	p.advance(1 + n)
	switch {
	case r == '\\':
		p.rowEnd()
	case r == '(':
		p.pos -= 2
		p.formula(`\(`, `\)`)
	case r == '[':
		p.pos -= 2
		p.formula(`\[`, `\]`)
	case strings.ContainsRune(",;: \n", r):
		p.write(" ")
	case accents[string(r)] != "":
		p.accented(accents[string(r)])
	case strings.ContainsRune("#$%&_{}", r), unicode.IsLetter(r):
		p.write(string(r))
	}
}

// rowEnd is "\\": the end of a line, or of a row of a table.
func (p *parser) rowEnd() {
	p.pos += len(p.rest()) - len(strings.TrimPrefix(p.rest(), "*"))
	if s := p.rest(); strings.HasPrefix(s, "[") {
		if i := strings.IndexByte(s[:min(len(s), 40)], ']'); i > 0 {
			p.pos += i + 1
		}
	}
	switch {
	case p.inTable > 0:
		p.flush()
	case len(p.stack) > 0 && p.stack[len(p.stack)-1].cmd == "author":
		p.cur.Verbatim("\n")
	default:
		p.write("\n")
	}
}

// verb copies what stands between two equal characters.
func (p *parser) verb() {
	s := strings.TrimPrefix(p.rest(), "*")
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 || unicode.IsLetter(r) || unicode.IsSpace(r) {
		return
	}
	if r == '{' {
		r = '}'
	}
	s = s[n:]
	line, _, _ := strings.Cut(s[:min(len(s), 1024)], "\n")
	if i := strings.IndexRune(line, r); i >= 0 {
		p.cur.On(p.line)
		if !p.skipping() {
			p.cur.Verbatim(line[:i])
		}
		p.pos = len(p.src) - len(s) + i + utf8.RuneLen(r)
	}
}

// definition drops "\def\name#1{…}" and "\let\a=\b".
func (p *parser) definition(name string) {
	s := p.rest()
	head, _, _ := strings.Cut(s[:min(len(s), 200)], "\n")
	if i := strings.IndexByte(head, '{'); i >= 0 && name != "let" {
		p.pos += i
		p.arguments(name, "s")
		return
	}
	p.pos += len(head)
}

// arguments reads those of a command: it opens the first, and pop the others.
func (p *parser) arguments(cmd, pattern string) {
	for pattern != "" {
		kind := pattern[0]
		pattern = pattern[1:]
		s := p.rest()
		trimmed := strings.TrimLeft(s, " \t")
		next := byte(0)
		if trimmed != "" {
			next = trimmed[0]
		}
		switch {
		case kind == 'o':
			if next == '[' {
				p.pos += len(s) - len(trimmed) + 1
				p.push(frame{close: ']', skip: true, cmd: cmd, args: pattern})
				return
			}
			continue
		case strings.IndexByte("MIQO", kind) >= 0:
			p.special(kind)
			continue
		case kind == 'c' && next == '\\':
			n := 1
			for n < len(trimmed) && unicode.IsLetter(rune(trimmed[n])) {
				n++
			}
			p.pos += len(s) - len(trimmed) + n
			continue
		}
		if next != '{' {
			return
		}
		p.pos += len(s) - len(trimmed) + 1
		p.open(kind, cmd, pattern)
		return
	}
}

// open starts an argument in braces.
func (p *parser) open(kind byte, cmd, rest string) {
	f := frame{close: '}', cmd: cmd, args: rest}
	switch kind {
	case 's', 'c':
		f.skip = true
	case 'B':
		f.skip = true
		p.flush()
	case 'u', 'L':
		p.address(kind)
		if rest != "" {
			p.arguments(cmd, rest)
		}
		return
	case 'E':
		f.start = p.cur.Start() + 1
	case 'N':
		p.openNote(&f, cmd)
	case 'H':
		p.flush()
		f.into, f.done = &draft.Fragment{}, func(t *draft.Fragment) { p.out.Heading(levels[cmd], t) }
	case 'C':
		f.into, f.done = &draft.Fragment{}, func(t *draft.Fragment) { p.out.Add(document.KindCaption, t) }
	case 'T', 'A', 'D', 'K':
		to := map[byte]*draft.Fragment{'T': &p.meta.title, 'A': &p.meta.author, 'D': &p.meta.date, 'K': &p.meta.keywords}[kind]
		f.into, f.done = &draft.Fragment{}, func(t *draft.Fragment) {
			if kind == 'A' && len(to.Text) > 0 {
				to.Join(andMark, t)
				return
			}
			*to = *t
		}
	}
	p.push(f)
}

// address copies a URL, in which no character is special.
func (p *parser) address(kind byte) {
	s := p.rest()
	i := strings.IndexByte(s[:min(len(s), 4096)], '}')
	if i < 0 || p.unclosed > maxUnclosed {
		p.unclosed++
		return
	}
	url := strings.NewReplacer(`\%`, "%", `\#`, "#", `\_`, "_", `\&`, "&", "\n", "").Replace(s[:i])
	if !p.skipping() {
		p.cur.Target(url)
		if kind == 'u' {
			start := p.cur.Start()
			p.cur.On(p.line)
			p.cur.Verbatim(url)
			p.cur.Style(start, draft.Address)
		}
	}
	p.advance(i + 1)
}

// openNote starts the text of a note.
func (p *parser) openNote(f *frame, cmd string) {
	if p.skipping() {
		return
	}
	label, printed := "", ""
	switch {
	case cmd == "footnotetext" && len(p.waiting) > 0:
		label, p.waiting = p.waiting[0], p.waiting[1:]
		if label[0] == 'e' {
			printed, _, _ = strings.Cut(label[1:], ".")
		}
	default:
		label = p.newLabel()
		if cmd != "footnotetext" {
			p.cur.On(p.line)
			p.cur.Mark(label)
		}
	}
	at := len(p.notes)
	p.notes = append(p.notes, noteText{label: label, printed: printed})
	f.into, f.done = &draft.Fragment{}, func(t *draft.Fragment) { p.notes[at].text = *t }
}

// bracket is what stands in brackets here, if anything does.
func (p *parser) bracket() (string, bool) {
	s := strings.TrimLeft(p.rest(), " \t")
	if !strings.HasPrefix(s, "[") {
		return "", false
	}
	i := strings.IndexByte(s[:min(len(s), 400)], ']')
	if i < 0 {
		return "", false
	}
	p.advance(len(p.rest()) - len(s) + i + 1)
	return s[1:i], true
}

// special reads the arguments that are more than text.
func (p *parser) special(kind byte) {
	switch kind {
	case 'M':
		number, ok := p.bracket()
		label := "e" + number + "." + strconv.Itoa(len(p.waiting)+p.count)
		if !ok {
			label = p.newLabel()
		}
		if n, _ := strconv.Atoi(number); n > 0 && n <= p.count && ok { // a further marker of a note
			p.cur.Mark("n" + number)
			return
		}
		if !p.skipping() {
			p.cur.On(p.line)
			p.cur.Mark(label)
			p.waiting = append(p.waiting, label)
		}
	case 'O':
		if number, ok := p.bracket(); ok {
			for i, l := range p.waiting {
				if strings.HasPrefix(l, "e"+number+".") {
					copy(p.waiting[1:i+1], p.waiting[:i])
					p.waiting[0] = l
					break
				}
			}
		}
	case 'I':
		p.flush()
		if label, ok := p.bracket(); ok {
			p.write(strings.NewReplacer(`\textbf`, "", `\emph`, "", "{", "", "}", "").Replace(label) + " ")
		}
	case 'Q':
		p.cite()
	}
}

// cite writes the numbers of the entries that a citation names, as printed.
func (p *parser) cite() {
	var places []string
	for {
		place, ok := p.bracket()
		if !ok {
			break
		}
		if place != "" {
			places = append(places, place)
		}
	}
	s := strings.TrimLeft(p.rest(), " \t")
	i := strings.IndexByte(s[:min(len(s), 1024)], '}')
	if !strings.HasPrefix(s, "{") || i < 0 {
		return
	}
	var shown []string
	for key := range strings.SplitSeq(s[1:i], ",") {
		key = strings.TrimSpace(key)
		if n := p.bib[key]; n > 0 {
			key = strconv.Itoa(n)
		}
		shown = append(shown, key)
	}
	p.write("[" + strings.Join(append(shown, places...), ", ") + "]")
	p.advance(len(p.rest()) - len(s) + i + 1)
}
