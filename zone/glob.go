package zone

import "strings"

// MatchName tells whether a glob matches a name. Globs go label by label: "*" stands for one label or a part of one, "**"
// alone for any number of labels, none too. Case and a final dot do not matter.
func MatchName(glob, name string) bool {
	return matchLabels(labels(glob), labels(name))
}

func labels(s string) []string {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	if s == "" {
		return nil
	}
	var out []string
	for i := lastLabel(s); i > 0; i = lastLabel(s) {
		out = append(out, s[i:])
		s = s[:i-1]
	}
	return append(out, s)
}

// matchLabels compares labels from the last to the first.
func matchLabels(glob, name []string) bool {
	if len(glob) == 0 {
		return len(name) == 0
	}
	if glob[0] == "**" {
		return matchLabels(glob[1:], name) || len(name) > 0 && matchLabels(glob, name[1:])
	}
	return len(name) > 0 && matchLabel(glob[0], name[0]) && matchLabels(glob[1:], name[1:])
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
