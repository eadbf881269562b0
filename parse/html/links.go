package html

import (
	"net/url"
	"path"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/html/atom"
)

// clicked is the place that a script goes to, as plug-ins of WordPress write it.
var clicked = regexp.MustCompile(`\(\s*['"](#?[\w-]{1,80})['"]\s*\)`)

// findLinks resolves the links that lead into the tree.
func (s *noteSet) findLinks() {
	canonical := s.t.canonical()
	for k := range s.t.parts {
		p := &s.t.parts[k]
		end := int32(len(s.t.nodes))
		if k+1 < len(s.t.parts) {
			end = s.t.parts[k+1].first
		}
		for i := p.first; i < end; i++ {
			if s.t.nodes[i].tag != atom.A {
				continue
			}
			n := &s.t.nodes[i]
			to, ok := s.t.resolve(n.get("href"), p.Path, canonical)
			if m := clicked.FindStringSubmatch(n.get("onclick")); !ok && m != nil {
				to, ok = s.t.ids[p.Path+"#"+strings.TrimPrefix(m[1], "#")]
			}
			if ok {
				s.links = append(s.links, link{i, to})
			}
		}
	}
}

// resolve finds the node that a link in a part leads to.
func (t *tree) resolve(href, from, canonical string) (int32, bool) {
	before, fragment, ok := strings.Cut(href, "#")
	if !ok || fragment == "" {
		return 0, false
	}
	name := from
	switch {
	case before == "" || before == path.Base(from) || before == canonical:
	case len(t.parts) > 1:
		if u, err := url.PathUnescape(before); err == nil {
			before = u
		}
		name = path.Join(path.Dir(from), before)
	default:
		return 0, false
	}
	to, ok := t.ids[name+"#"+fragment]
	if !ok && strings.Contains(fragment, "%") {
		if u, err := url.PathUnescape(fragment); err == nil {
			to, ok = t.ids[name+"#"+u]
		}
	}
	return to, ok
}

// linkAt is where a link leads to in the tree.
func (s *noteSet) linkAt(i int32) (int32, bool) {
	k := sort.Search(len(s.links), func(k int) bool { return s.links[k].at >= i })
	if k == len(s.links) || s.links[k].at != i {
		return 0, false
	}
	return s.links[k].to, true
}
