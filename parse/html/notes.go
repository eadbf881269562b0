package html

import (
	"slices"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// noteSet are the notes of a tree: found not by names alone but by a marker
// that links to an element which calls itself a note or links back.
type noteSet struct {
	t      *tree
	links  []link              // to places in the tree, in document order
	accept map[int32]*noteBody // by target
	bodies map[int32]*noteBody // by first node
	order  []*noteBody
	marks  map[int32]*noteBody // markers, by node
	near   map[[2]int32]bool   // of a note and a block that holds a marker of it
	rest   map[int32]bool      // nodes that belong to a note behind its first
	tries  map[int32]int       // links looked at for a target that is no note yet
}

type link struct{ at, to int32 }

// noteBody is one note: the siblings from first up to end.
type noteBody struct {
	target     int32
	first, end int32
	printed    string
}

func (n *noteBody) label() string { return strconv.Itoa(int(n.target)) }

const maxTries = 16

func (t *tree) findNotes() *noteSet {
	s := &noteSet{
		t: t, accept: map[int32]*noteBody{}, bodies: map[int32]*noteBody{}, marks: map[int32]*noteBody{}, near: map[[2]int32]bool{},
		rest: map[int32]bool{}, tries: map[int32]int{},
	}
	s.findLinks()
	for _, l := range s.links {
		s.consider(l)
	}
	s.inline()
	s.bodiesOf()
	for _, l := range s.links {
		if b := s.accept[l.to]; b != nil {
			s.mark(l.at, b)
		}
	}
	s.unreferenced()
	s.plain()
	s.note()
	return s
}

// note marks the nodes that are looked up: few are.
func (s *noteSet) note() {
	for i := range s.marks {
		s.t.nodes[i].noted = true
	}
	for i := range s.bodies {
		s.t.nodes[i].noted = true
	}
	for i := range s.rest {
		s.t.nodes[i].noted = true
	}
}

// short is the text of an element, "" when there is more than a marker has.
func (t *tree) short(i int32) string {
	if t.nodes[i].size > 40 {
		return ""
	}
	var b strings.Builder
	for k := i; k < t.nodes[i].end && b.Len() < 200; k++ {
		b.WriteString(t.nodes[k].text)
	}
	return html.UnescapeString(b.String())
}

// block is the nearest element around a node that begins a paragraph.
func (t *tree) block(i int32) int32 {
	for i > 0 && !t.nodes[i].block {
		i = t.nodes[i].parent
	}
	return i
}

func (t *tree) inside(i, outer int32) bool { return outer <= i && i < t.nodes[outer].end }

// consider accepts the target of a link as a note.
func (s *noteSet) consider(l link) {
	t := s.t
	if s.accept[l.to] != nil || s.tries[l.to] > maxTries {
		return
	}
	from := &t.nodes[l.at]
	printed := markerOf(t.short(l.at))
	role := from.get("role") == "doc-noteref" || strings.Contains(from.get("epub:type"), "noteref")
	if printed == "" && !(role && from.size > 0 && from.size < 60) {
		return
	}
	s.tries[l.to]++
	body := t.noteBlock(l.to)
	n := &t.nodes[body]
	if n.size == 0 || n.holds&heading != 0 || headings[n.tag] || t.inside(l.at, body) || n.parent == 0 || headings[t.nodes[t.block(l.at)].tag] && !s.back(body, l.at) {
		return
	}
	forward := l.at < l.to
	switch {
	case role:
	case !forward:
		return
	case s.back(body, l.at):
	case s.inSup(l.at) && (t.callsItselfNote(body) || noteID.MatchString(strings.TrimPrefix(from.get("href"), "#"))):
	case t.looksLikeRef(l.at) && t.callsItselfNote(body):
	default:
		return
	}
	if printed == "" {
		printed = clean(t.short(l.at))
	}
	s.accept[l.to] = &noteBody{target: l.to, first: body, printed: printed}
}

// noteBlock is the block that a target stands in: itself, or what is around it.
func (t *tree) noteBlock(to int32) int32 {
	b := t.block(to)
	if tag := t.nodes[b].tag; (tag == atom.Td || tag == atom.Th) && t.nodes[t.nodes[b].parent].tag == atom.Tr {
		return t.nodes[b].parent
	}
	return b
}

// back says whether a link in a note leads back to its marker, or next to it.
func (s *noteSet) back(body, ref int32) bool {
	end := s.t.nodes[body].end
	if s.t.nodes[body].tag == atom.Dt {
		end = s.t.definitionEnd(body)
	}
	i := sort.Search(len(s.links), func(i int) bool { return s.links[i].at >= body })
	for tries := 0; i < len(s.links) && s.links[i].at < end && tries < maxTries; i, tries = i+1, tries+1 {
		to := s.links[i].to
		if to < body && (s.t.inside(ref, to) && s.t.nodes[to].size < 4096 || s.t.block(to) == s.t.block(ref)) {
			return true
		}
	}
	return false
}

func (s *noteSet) inSup(i int32) bool {
	for k := i; k > 0 && !s.t.nodes[k].block; k = s.t.nodes[k].parent {
		if s.t.nodes[k].tag == atom.Sup {
			return true
		}
	}
	c := s.t.nodes[i].child
	return c > 0 && s.t.nodes[c].tag == atom.Sup
}

// looksLikeRef says whether a link or what is around it has the name of a marker.
func (t *tree) looksLikeRef(i int32) bool {
	for k := i; k > 0 && !t.nodes[k].block; k = t.nodes[k].parent {
		if t.nodes[k].named(refNames) || t.nodes[k].tag == atom.Sup {
			return true
		}
	}
	return false
}

// callsItselfNote says whether a block or what is close around it has the name
// of a note.
func (t *tree) callsItselfNote(i int32) bool {
	for levels := 0; i > 0 && levels < 4; i, levels = t.nodes[i].parent, levels+1 {
		if t.nodes[i].isNote() {
			return true
		}
	}
	return false
}

// inline accepts notes that stand right behind their marker, in the margin.
func (s *noteSet) inline() {
	t := s.t
	for i := range t.nodes {
		n := &t.nodes[i]
		if len(n.attrs) == 0 || n.size == 0 || !n.named(inlineNotes) {
			continue
		}
		at := int32(i)
		b := &noteBody{target: at, first: at, end: n.end}
		mark := at
		for k, tries := t.previous(at), 0; k > 0 && tries < 3; k, tries = t.previous(k), tries+1 {
			p := &t.nodes[k]
			if p.tag != 0 && p.tag != atom.Input {
				if p.size == 0 || markerOf(t.short(k)) != "" {
					mark, b.printed = k, markerOf(t.short(k))
				}
				break
			}
			if p.tag == 0 && strings.TrimSpace(p.text) != "" {
				break
			}
		}
		s.bodies[at] = b
		s.order = append(s.order, b)
		s.marks[mark] = b
	}
}

// previous is the sibling before a node, 0 for none.
func (t *tree) previous(i int32) int32 {
	parent := t.nodes[i].parent
	k := i - 1
	for k > parent && t.nodes[k].parent != parent {
		k = t.nodes[k].parent
	}
	if k <= parent {
		return 0
	}
	return k
}

// bodiesOf says for each accepted note which siblings make it up.
func (s *noteSet) bodiesOf() {
	t := s.t
	var all []*noteBody
	for _, b := range s.accept {
		all = append(all, b)
	}
	slices.SortFunc(all, func(a, b *noteBody) int { return int(a.target) - int(b.target) })
	for i, b := range all {
		next := int32(len(t.nodes))
		if i+1 < len(all) {
			next = all[i+1].target
		}
		if k := len(s.order) - 1; k >= 0 {
			if last := s.order[k]; last.end > b.target && last.first <= b.target {
				if n := &t.nodes[last.first]; !n.named(listNames) && n.tag != atom.Ol && n.tag != atom.Ul && n.tag != atom.Dl {
					s.accept[b.target] = last // two names of one note
					continue
				}
				delete(s.accept, last.target) // a link to the list of notes
				delete(s.bodies, last.first)
				s.order = s.order[:k]
			}
		}
		b.first, b.end = t.extent(b, next, i > 0 && t.inside(b.target, b.first) && t.inside(all[i-1].target, b.first))
		s.bodies[b.first] = b
		s.order = append(s.order, b)
		for k := t.nodes[b.first].next; k > 0 && k < b.end; k = t.nodes[k].next {
			s.rest[k] = true
		}
	}
}

// extent is where a note begins and ends. next is the target of the following
// note; shared says that one before it stands in the same block.
func (t *tree) extent(b *noteBody, next int32, shared bool) (first, end int32) {
	first = b.first
	if shared || t.inside(next, first) && next < int32(len(t.nodes)) && !t.inside(b.target, next) && first != b.target {
		for first = b.target; t.nodes[first].parent != b.first; first = t.nodes[first].parent {
		}
		end = t.nodes[b.first].end
		for k := t.nodes[first].next; k > 0; k = t.nodes[k].next {
			if t.inside(next, k) || next < k {
				return first, k
			}
		}
		return first, end
	}
	for p := t.nodes[first].parent; t.nodes[p].child > 0 && t.nodes[p].isNote() && !t.nodes[p].named(listNames) && !t.inside(next, p) && b.target-p < 16 && t.nodes[p].tag != atom.Body; p = t.nodes[p].parent {
		first = p
	}
	end = t.nodes[first].end
	if t.nodes[first].tag == atom.Dt {
		return first, t.definitionEnd(first)
	}
	if p := &t.nodes[t.nodes[first].parent]; t.nodes[first].tag == atom.P && p.named(listNames) {
		for k := t.nodes[first].next; k > 0 && !t.inside(next, k) && t.nodes[k].tag != atom.Hr; k = t.nodes[k].next {
			end = t.nodes[k].end
		}
	}
	return first, end
}

// definitionEnd is where the dd elements behind a dt end.
func (t *tree) definitionEnd(dt int32) int32 {
	end := t.nodes[dt].end
	for k := t.nodes[dt].next; k > 0; k = t.nodes[k].next {
		switch {
		case t.nodes[k].tag == atom.Dd:
			end = t.nodes[k].end
		case t.nodes[k].tag != 0:
			return end
		}
	}
	return end
}

// mark notes that a link, with the brackets and the <sup> around it, is a
// marker.
func (s *noteSet) mark(at int32, b *noteBody) {
	t := s.t
	if at >= b.first && at < b.end {
		return
	}
	printed := markerOf(t.short(at))
	if printed == "" && at > b.target {
		return
	}
	if printed == "" && !t.looksLikeRef(at) && clean(t.short(at)) != b.printed {
		return
	}
	s.near[[2]int32{b.first, t.block(at)}] = true
	for p := t.nodes[at].parent; p > 0 && !t.nodes[p].block; p = t.nodes[p].parent {
		if m := markerOf(t.short(p)); m == "" || m != printed {
			break
		}
		at = p
	}
	s.marks[at] = b
}

// unreferenced takes the items of lists of notes that nothing refers to.
func (s *noteSet) unreferenced() {
	t := s.t
	for i := range t.nodes {
		n := &t.nodes[i]
		if n.tag != atom.Li || n.size == 0 || s.bodies[int32(i)] != nil || !n.has("id") || !noteID.MatchString(n.get("id")) {
			continue
		}
		p := &t.nodes[n.parent]
		if p.named(listNames) || t.nodes[p.parent].named(listNames) {
			b := &noteBody{target: int32(i), first: int32(i), end: n.end}
			s.bodies[b.first] = b
			s.order = append(s.order, b)
		}
	}
}
