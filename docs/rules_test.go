package docs_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/parse"
)

// withoutExample are the rules that one file alone cannot make speak.
var withoutExample = []string{"base-missing", "dangling-after-change", "duplicate-zone", "unreadable"}

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
			require.Contains(t, withoutExample, rule, "an example is missing")
			continue
		}
		t.Run(rule, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, []string{rule}, fired(whole))
		})
	}
}

// TestRulesAreDescribed looks through the source of parse for words that are rules: quoted behind "rule:" or with a dash.
func TestRulesAreDescribed(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("rules.md")
	require.NoError(t, err)
	n := 0
	for _, file := range files(t, ".go") {
		if !strings.HasPrefix(file, "../parse/") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, m := range ruleName.FindAllStringSubmatch(string(source), -1) {
			n++
			heading := "\n### `" + m[1] + m[2] + "`\n"
			require.True(t, strings.Contains(string(page), heading), "%s of %s has no section", m[1]+m[2], file)
		}
	}
	require.Greater(t, n, 20)
}

var ruleName = regexp.MustCompile(`\brule: *"([a-z-]+)"|"([a-z]+(?:-[a-z]+)+)"`)

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
