package bibliography

import (
	"strings"
	"unicode"

	"wensou/document"
)

// natural is a name in reading order; Han names have no blank.
func natural(n document.Name) string {
	if n.Literal == "" && isHan(n.Family) {
		return n.Family + n.Given + n.Suffix
	}
	return n.String()
}

// inverted is "Family, Given, Suffix".
func inverted(n document.Name) string {
	if n.Literal != "" || isHan(n.Family) {
		return natural(n)
	}
	return joinNonEmpty(", ", n.Family, n.Given, n.Suffix)
}

// initials are the first letters of given names, each with after behind it:
// "Jean-Paul A." is "J.-P. A." with hyphens, else "J P A".
func initials(given, after string, hyphens bool) string {
	var out strings.Builder
	begin, sep := true, ""
	for _, r := range given {
		switch {
		case r == '-' && hyphens && out.Len() > 0:
			begin, sep = true, "-"
		case r == ' ' || r == '.' || r == '-':
			if begin, sep = true, " "; out.Len() == 0 {
				sep = ""
			}
		case begin && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			out.WriteString(sep + string(r) + after)
			begin = false
		}
	}
	return out.String()
}

// apaName is "Family, G. G., Suffix"; direct is "G. G. Family".
func apaName(n document.Name, direct bool) string {
	if n.Literal != "" || isHan(n.Family) {
		return natural(n)
	}
	given := initials(n.Given, ".", true)
	if direct {
		return joinNonEmpty(", ", joinNonEmpty(" ", given, n.Family), n.Suffix)
	}
	return joinNonEmpty(", ", n.Family, given, n.Suffix)
}

// gbtName is "FAMILY G G Suffix".
func gbtName(n document.Name) string {
	if n.Literal != "" || isHan(n.Family) {
		return natural(n)
	}
	return joinNonEmpty(" ", strings.ToUpper(n.Family), initials(n.Given, "", false), strings.TrimSuffix(n.Suffix, "."))
}

// each maps names to text.
func each(list []document.Name, f func(document.Name) string) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = f(n)
	}
	return out
}

// series joins names: sep between, last before the last of several.
func series(list []string, sep, last string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], sep) + last + list[len(list)-1]
}

func joinNonEmpty(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// sameName says that a body is named twice, as author and as publisher.
func (it *item) sameName(s string) bool {
	for _, n := range it.Author {
		if strings.EqualFold(natural(n), s) {
			return true
		}
	}
	return false
}
