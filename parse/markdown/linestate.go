package markdown

import "strings"

// lineState follows fenced code and the indented contents of admonitions from
// line to line.
type lineState struct {
	fence  string // the open fence; "" outside code
	indent []int  // columns at which the contents of the open admonitions start
	strip  int    // columns to take from this line
}

// code says whether the line is inside a fence or is one. It also closes the
// admonitions whose contents end before this line.
func (st *lineState) code(line string) bool {
	if strings.TrimSpace(line) != "" {
		in := len(line) - len(strings.TrimLeft(line, " "))
		if st.fence == "" {
			for len(st.indent) > 0 && in < st.indent[len(st.indent)-1] {
				st.indent = st.indent[:len(st.indent)-1]
			}
		}
	}
	st.strip = 0
	if n := len(st.indent); n > 0 {
		st.strip = 4 * n
	}
	m := fence.FindStringSubmatch(line[:min(len(line), 512)])
	switch {
	case m == nil:
		return st.fence != ""
	case st.fence == "":
		if m[1][0] == '`' && strings.Contains(m[2], "`") {
			return false
		}
		st.fence = m[1]
	case m[1][0] == st.fence[0] && len(m[1]) >= len(st.fence) && strings.TrimSpace(m[2]) == "":
		st.fence = ""
	}
	return true
}

// open notes that an admonition stands at a column of the line as dedented.
func (st *lineState) open(column int) {
	if len(st.indent) < maxMarkers {
		st.indent = append(st.indent, column+st.strip+4)
	}
}

// dedent moves the contents of admonitions to the left, where they are text
// and not code.
func (st *lineState) dedent(line string) string {
	n := 0
	for n < st.strip && n < len(line) && line[n] == ' ' {
		n++
	}
	return line[n:]
}
