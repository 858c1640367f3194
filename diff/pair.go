package diff

// maxLikeness bounds the work of finding like values: beyond so many comparisons they are paired as they come.
const maxLikeness = 1 << 16

// Pair is for APIs that write records, not sets. Of r values that go and a that come it makes min(r, a) updates, and tells
// what is left over to remove or to add. Values on both sides are left alone. Like values make a pair (a mail server keeps
// its record when its preference stays), the first ones first, so that the same input gives the same pairs.
func Pair(old, new []string) (updates [][2]string, removed, added []string) {
	removed, added = without(old, new), without(new, old)
	guess := len(removed)*len(added) <= maxLikeness
	for len(removed) > 0 && len(added) > 0 {
		i, j := 0, 0
		if guess {
			i, j = likest(removed, added)
		}
		updates = append(updates, [2]string{removed[i], added[j]})
		removed, added = drop(removed, i), drop(added, j)
	}
	return updates, removed, added
}

// without gives the values of a that b lacks; a value that is there more often counts as often.
func without(a, b []string) []string {
	have := make(map[string]int, len(b))
	for _, v := range b {
		have[v]++
	}
	var out []string
	for _, v := range a {
		if have[v] > 0 {
			have[v]--
			continue
		}
		out = append(out, v)
	}
	return out
}

// likest picks a partner for a value of the shorter list; every value of that list gets one.
func likest(removed, added []string) (i, j int) {
	if len(added) < len(removed) {
		return closest(added[0], removed), 0
	}
	return 0, closest(removed[0], added)
}

// closest gives the index of the value that has most in common with v at its two ends.
func closest(v string, values []string) int {
	best, most := 0, -1
	for i, o := range values {
		if n := likeness(v, o); n > most {
			best, most = i, n
		}
	}
	return best
}

func likeness(a, b string) int {
	short := min(len(a), len(b))
	front := 0
	for front < short && a[front] == b[front] {
		front++
	}
	back := 0
	for back < short-front && a[len(a)-1-back] == b[len(b)-1-back] {
		back++
	}
	return front + back
}

// drop takes one value out, in place: the lists of Pair are its own.
func drop(s []string, i int) []string {
	if i == 0 {
		return s[1:]
	}
	return append(s[:i], s[i+1:]...)
}
