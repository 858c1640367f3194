package docs_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/parse"
)

// TestRulesSpeak loads each example of rules.md: ```zone blocks stand below the page's head, ```file blocks alone.
func TestRulesSpeak(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("rules.md")
	require.NoError(t, err)
	page := string(text)
	head := block(page, "text\n$ORIGIN")
	for _, section := range strings.Split(page, "\n### `")[1:] {
		rule, _, _ := strings.Cut(section, "`")
		whole := block(section, "file\n")
		if part := block(section, "zone\n"); part != "" {
			whole = head + part
		}
		if whole == "" {
			require.Equal(t, "dangling-after-change", rule, "an example is missing")
			continue
		}
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, []string{rule}, fired(whole))
		})
	}
}

// block gives the first fenced block that starts so, without its fences and its word; "" where there is none.
func block(text, start string) string {
	_, rest, ok := strings.Cut(text, "```"+start)
	if !ok {
		return ""
	}
	_, first, _ := strings.Cut(start, "\n")
	body, _, _ := strings.Cut(first+rest, "```")
	return body
}

// fired gives the rules that speak about a file, each once.
func fired(text string) []string {
	root := fstest.MapFS{"example.org.zone": {Data: []byte(text)}}
	results, findings := parse.Load(context.Background(), root, parse.Options{})
	for _, r := range results {
		findings = append(findings, r.Findings...)
	}
	var rules []string
	for _, f := range findings {
		if len(rules) == 0 || rules[len(rules)-1] != f.Rule {
			rules = append(rules, f.Rule)
		}
	}
	return rules
}
