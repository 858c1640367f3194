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

// Match tells whether the glob matches a canonical name. It compares labels from the last to the first. When one does not
// fit, only the last "**" that was passed need take one label more: what an earlier one could take, this one can take too.
// So the cost does not grow with the number of "**".
func (g Glob) Match(name string) bool {
	name = strings.TrimSuffix(name, ".")
	var after Glob // what stands behind the last "**",
	var left string
	passed := false // if there was one
	for name != "" {
		rest, l := cutLast(name)
		switch {
		case len(g) > 0 && g[0] == "**":
			g = g[1:]
			after, left, passed = g, name, true
		case len(g) > 0 && matchLabel(g[0], l):
			g, name = g[1:], rest
		case !passed:
			return false
		default:
			left, _ = cutLast(left)
			g, name = after, left
		}
	}
	for len(g) > 0 && g[0] == "**" {
		g = g[1:]
	}
	return len(g) == 0
}

// cutLast splits a name without final dot before its last label.
func cutLast(s string) (rest, label string) {
	i := lastLabel(s)
	return s[:max(i-1, 0)], s[i:]
}

// matchLabel looks for the parts between the stars one after the other, each as early as it comes.
func matchLabel(glob, label string) bool {
	head, tail, wild := strings.Cut(glob, "*")
	if !wild {
		return glob == label
	}
	label, ok := strings.CutPrefix(label, head)
	for ok {
		part, rest, more := strings.Cut(tail, "*")
		if !more {
			return strings.HasSuffix(label, part)
		}
		_, label, ok = strings.Cut(label, part)
		tail = rest
	}
	return false
}
