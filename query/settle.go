package query

import "slices"

// maxDepth of brackets; deeper ones are text.
const maxDepth = 32

// brackets makes text of those that don't group anything: brackets without a
// partner, and pairs that neither stand beside an operator nor hold one, as in
// pasted sentences.
func brackets(tokens []token) []token {
	type pair struct{ open, close int }
	var open []int
	var pairs []pair // inner ones first
	for i, t := range tokens {
		switch t.kind {
		case kindOpen:
			open = append(open, i)
		case kindClose:
			if n := len(open); n > 0 {
				if n <= maxDepth && open[n-1] < i-1 {
					pairs = append(pairs, pair{open[n-1], i})
				}
				open = open[:n-1]
			}
		}
	}
	syntax := make([]bool, len(tokens))
	for _, p := range pairs {
		if besideOperator(tokens, p.open, p.close) || holdsOperator(tokens[p.open+1:p.close], syntax[p.open+1:p.close]) {
			syntax[p.open], syntax[p.close] = true, true
		}
	}
	for i := range tokens {
		if t := &tokens[i]; !syntax[i] && (t.kind == kindOpen || t.kind == kindClose) {
			t.kind, t.text = kindWord, t.raw
		}
	}
	return tokens
}

func isBinary(k kind) bool { return k == kindAnd || k == kindOr || k == kindNear }

// besideOperator says that a pair of brackets is an operand.
func besideOperator(tokens []token, open, shut int) bool {
	before, after := open > 0, shut+1 < len(tokens)
	if before && !tokens[open].space {
		k := tokens[open-1].kind
		return k == kindNot || k == kindField
	}
	if before && (isBinary(tokens[open-1].kind) || tokens[open-1].kind == kindNot) {
		return !after || tokens[shut+1].space || tokens[shut+1].kind == kindClose
	}
	return after && tokens[shut+1].space && isBinary(tokens[shut+1].kind)
}

// holdsOperator: an operator, or brackets that group.
func holdsOperator(tokens []token, syntax []bool) bool {
	for i, t := range tokens {
		switch t.kind {
		case kindAnd, kindOr, kindNear, kindNot, kindField:
			return true
		case kindOpen:
			if syntax[i] {
				return true
			}
		}
	}
	return false
}

// joinWords makes one word of those without white space between them.
func joinWords(tokens []token) []token {
	out := tokens[:0]
	for _, t := range tokens {
		if n := len(out); n > 0 && t.kind == kindWord && !t.space && out[n-1].kind == kindWord {
			out[n-1].text += t.text
			out[n-1].raw += t.raw
			continue
		}
		out = append(out, t)
	}
	return out
}

// settle makes text of operators without operands, until all that are left
// have theirs.
func (p *parser) settle() {
	for {
		var lone []int
		for i := range p.tokens {
			if !p.hasOperands(i) {
				lone = append(lone, i)
			}
		}
		for _, i := range lone {
			t := &p.tokens[i]
			if t.kind != kindEqual && t.kind != kindNot || len(t.raw) > 1 {
				p.asText = append(p.asText, t.raw)
			}
			t.kind, t.text = kindWord, t.raw
		}
		p.tokens = joinWords(p.tokens) // fields in values have become text, too
		if len(lone) == 0 {
			return
		}
	}
}

func (p *parser) hasOperands(i int) bool {
	t := p.tokens[i]
	var next token
	next.kind = kindClose
	if i+1 < len(p.tokens) {
		next = p.tokens[i+1]
	}
	begins := next.isOperand() || slices.Contains([]kind{kindOpen, kindNot, kindEqual, kindField}, next.kind)
	switch {
	case isBinary(t.kind):
		return i > 0 && (p.tokens[i-1].isOperand() || p.tokens[i-1].kind == kindClose) && begins
	case t.kind == kindNot:
		return begins
	case t.kind == kindEqual:
		return next.kind == kindWord || next.kind == kindPhrase
	case t.kind == kindField:
		return !next.space && p.hasValue(t.text, i+1)
	}
	return true
}

// hasValue says that a field's value begins at token i. Fields inside it are
// text; in a date's value, everything must be a date.
func (p *parser) hasValue(name string, i int) bool {
	tokens := p.tokens[i:]
	if len(tokens) == 0 {
		return false
	}
	end := 1
	switch tokens[0].kind {
	case kindOpen:
		for depth := 1; depth > 0; end++ {
			switch tokens[end].kind {
			case kindOpen:
				depth++
			case kindClose:
				depth--
			}
		}
	case kindEqual:
		return !isDateField(name) && len(tokens) > 1 && (tokens[1].kind == kindWord || tokens[1].kind == kindPhrase)
	case kindWord, kindPhrase, kindPrefix:
	default:
		return false
	}
	for j := range tokens[:end] {
		t := &tokens[j]
		if t.kind == kindField {
			t.kind, t.text = kindWord, t.raw
		}
		if isDateField(name) && (t.kind == kindPrefix || t.kind == kindEqual || t.kind == kindNear || t.isOperand() && !isPeriod(name, t.text)) {
			return false
		}
	}
	return true
}
