package simulator

import "strings"

// MatchPath holds the segments of a path against a pattern such as "zones/*/recordsets", and gives those that stand for a *. None
// of these is empty.
func MatchPath(pattern string, segments []string) (args []string, ok bool) {
	want := strings.Split(pattern, "/")
	if len(want) != len(segments) {
		return nil, false
	}
	for i, w := range want {
		switch {
		case w == "*" && segments[i] != "":
			args = append(args, segments[i])
		case w != segments[i]:
			return nil, false
		}
	}
	return args, true
}
