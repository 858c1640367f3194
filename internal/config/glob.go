package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/zonesync/zonesync/zone"
)

// glob gives the canonical form of a pattern on origins, which zone.MatchName understands.
func glob(pattern string) (string, error) {
	if pattern == "" {
		return "", errors.New("is missing")
	}
	for i := range len(pattern) {
		if pattern[i] <= ' ' || pattern[i] > '~' {
			return "", fmt.Errorf("%q: write names outside ASCII as xn--…, without blanks", pattern)
		}
	}
	for label := range strings.SplitSeq(strings.TrimSuffix(pattern, "."), ".") {
		if label == "" && pattern != "." {
			return "", fmt.Errorf("%q: has an empty label", pattern)
		}
		if strings.ContainsAny(label, "?[]{}!") || strings.Contains(label, "**") && label != "**" {
			return "", fmt.Errorf("%q: %q is no glob: * stands for a label or a part of one, ** alone for any number of labels", pattern, label)
		}
	}
	return zone.Name(pattern)
}
