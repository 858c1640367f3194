package tonicdnssim_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
)

// TestDialogues plays what stands in testdata. Every case has a fresh server with the zone example.org, SOA and NS in it:
//
//	# a sentence that names the case
//	> METHOD path, and below it the body
//	< status and the error's codes, and below it the body, where it matters
//	= zone, and below it all of its rows but those two, as a zone file would have them
func TestDialogues(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, c := range strings.Split("\n"+string(text), "\n# ")[1:] {
			name, steps, _ := strings.Cut(c, "\n")
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+name, func(t *testing.T) {
				t.Parallel()
				play(t, open(t, tonicdnssim.Options{}), steps)
			})
		}
	}
}

func play(t *testing.T, s *site, steps string) {
	t.Helper()
	var last answer
	for _, step := range split(steps) {
		head, body, _ := strings.Cut(step, "\n")
		words, body := strings.Fields(head), strings.TrimSpace(body)
		switch words[0] {
		case ">":
			last = s.do(t, words[1], words[2], body)
		case "<":
			require.Equal(t, words[1], fmt.Sprint(last.status), "%s: %s", head, last.body)
			require.Equal(t, words[2:], append([]string{}, last.codes(t)...), last.body)
			if body != "" {
				require.JSONEq(t, body, last.body)
			}
		case "=":
			require.Equal(t, body, strings.Join(rows(s.Rows(words[1])), "\n"))
		}
	}
}

// split cuts a case at the lines that begin a step.
func split(steps string) []string {
	var out []string
	for line := range strings.Lines(steps) {
		if strings.HasPrefix(line, "> ") || strings.HasPrefix(line, "< ") || strings.HasPrefix(line, "= ") {
			out = append(out, line)
		} else {
			out[len(out)-1] += line
		}
	}
	return out
}

// rows spells rows, SOA and NS of example.org left out.
func rows(list []tonicdnssim.Row) []string {
	var out []string
	for _, r := range list {
		if r.Name == "example.org" && (r.Type == "SOA" || r.Type == "NS") {
			continue
		}
		line := fmt.Sprintf("%s %d %s ", r.Name, r.TTL, r.Type)
		if r.Priority != nil {
			line += fmt.Sprintf("%d ", *r.Priority)
		}
		out = append(out, line+r.Content)
	}
	return out
}
