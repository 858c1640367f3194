package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
)

const readme = "../../README.md"

// block is a fenced block of the README: its info string and its lines.
var block = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

func TestREADMEBeginsWithTwoCommands(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	require.Equal(t, "make run\nmake test\n", string(block.FindSubmatch(text)[2]))
}

// TestREADME runs the README's console blocks in one folder and compares what they print. Files named in the info string
// of a block are written; the server of its config is a real one.
func TestREADME(t *testing.T) {
	t.Parallel()
	pdns := testserver.PowerDNS(t)
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("../../examples")))
	text, err := os.ReadFile(readme)
	require.NoError(t, err)
	got := block.ReplaceAllStringFunc(string(text), func(b string) string {
		m := block.FindStringSubmatch(b)
		info, body := m[1], m[2]
		if file, ok := strings.CutPrefix(info, "yaml "); ok {
			body := strings.ReplaceAll(body, "http://127.0.0.1:8081", pdns.URL)
			require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(body), 0o644))
		}
		if info != "console" {
			return b
		}
		return "```console\n" + console(t, dir, pdns.Key, body) + "```"
	})
	if *update {
		require.NoError(t, os.WriteFile(readme, []byte(got), 0o644))
		return
	}
	require.Equal(t, string(text), got, "go test ./cmd/zonesync -run README -update writes what is printed today")
}

// console runs the commands of a block and gives the block with what they print.
func console(t *testing.T, dir, key, body string) string {
	var out strings.Builder
	for line := range strings.Lines(body) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		cmd := exec.Command("sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PDNS_API_KEY="+key, "HOME="+dir, noSleep)
		printed, err := cmd.CombinedOutput()
		out.WriteString(line + string(printed))
		if err != nil {
			require.IsType(t, &exec.ExitError{}, err)
			out.WriteString("[exit code " + strconv.Itoa(cmd.ProcessState.ExitCode()) + "]\n")
		}
	}
	return out.String()
}
