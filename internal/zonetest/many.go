package zonetest

import (
	"strconv"
	"strings"
)

// Many repeats lines with a number in place of each %d.
func Many(n int, lines string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(lines, "%d", strconv.Itoa(i)) + "\n")
	}
	return b.String()
}
