package zone

import "strings"

// MatchName tells whether a glob matches a name. Case and a final dot do not matter. Who matches one glob against many
// names makes a Glob of it.
func MatchName(glob, name string) bool { return NewGlob(glob).Match(strings.ToLower(name)) }

// Glob is a pattern on names. It goes label by label: "*" stands for one label or a part of one, "**" alone for any number
// of labels, none too.
type Glob []string // labels, the last one first

// NewGlob makes a Glob. Case and a final dot do not matter.
func NewGlob(s string) Glob {
	g, l := Glob{}, ""
	for s = strings.ToLower(strings.TrimSuffix(s, ".")); s != ""; {
		s, l = cutLast(s)
		g = append(g, l)
	}
	return g
}

// Match tells whether the glob matches a canonical name.
func (g Glob) Match(name string) bool { return g.match(strings.TrimSuffix(name, ".")) }

// match compares labels from the last to the first.
func (g Glob) match(name string) bool {
	if len(g) == 0 {
		return name == ""
	}
	rest, l := cutLast(name)
	if g[0] == "**" {
		return g[1:].match(name) || name != "" && g.match(rest)
	}
	return name != "" && matchLabel(g[0], l) && g[1:].match(rest)
}

// cutLast splits a name without final dot before its last label.
func cutLast(s string) (rest, label string) {
	i := lastLabel(s)
	return s[:max(i-1, 0)], s[i:]
}

func matchLabel(glob, label string) bool {
	head, tail, wild := strings.Cut(glob, "*")
	switch {
	case !wild:
		return glob == label
	case !strings.HasPrefix(label, head):
		return false
	case tail == "":
		return true
	}
	for i := len(head); i <= len(label); i++ {
		if matchLabel(tail, label[i:]) {
			return true
		}
	}
	return false
}
