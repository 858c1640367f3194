package report_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/report"
	"github.com/zonesync/zonesync/parse"
)

// TestEveryRuleHasHelp takes the rules from their page and looks for the help that SARIF gives where there is none.
func TestEveryRuleHasHelp(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/rules.md")
	require.NoError(t, err)
	headings := regexp.MustCompile("(?m)^### `(.+)`$").FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, headings)
	for _, h := range headings {
		out := renderFindings(t, []parse.Finding{{Rule: h[1], Severity: parse.Error, Message: "m"}}, "sarif", report.Options{})
		require.NotContains(t, out, "The message tells what is wrong.", h[1])
	}
}
