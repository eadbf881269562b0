package query

// Simplify returns an equal tree without nodes inside nodes of their kind,
// without double negation and without what asks for nothing; nil when nothing
// is left.
func Simplify(n Node) Node {
	switch n := n.(type) {
	case Words:
		if n.Text == "" {
			return nil
		}
	case List:
		var l List
		for _, c := range n {
			l = l.with(Simplify(c))
		}
		return l.one()
	case And:
		var nodes []Node
		for _, c := range n {
			c = Simplify(c)
			if inner, ok := c.(And); ok {
				nodes = append(nodes, inner...)
			} else {
				nodes = append(nodes, notNil(c)...)
			}
		}
		return gather(nodes, func(nodes []Node) Node { return And(nodes) })
	case Or:
		var nodes []Node
		for _, c := range n {
			c = Simplify(c)
			if inner, ok := c.(Or); ok {
				nodes = append(nodes, inner...)
			} else {
				nodes = append(nodes, notNil(c)...)
			}
		}
		return gather(nodes, func(nodes []Node) Node { return Or(nodes) })
	case Not:
		c := Simplify(n.Node)
		if inner, ok := c.(Not); ok {
			return inner.Node
		}
		if c == nil {
			return nil
		}
		return Not{c}
	case Field:
		if n.Value = Simplify(n.Value); n.Value == nil {
			return nil
		}
		return n
	}
	return n
}

// gather is several nodes under one, one by itself, or nothing.
func gather(nodes []Node, of func([]Node) Node) Node {
	if len(nodes) > 1 {
		return of(nodes)
	}
	return List(nodes).one()
}
