package local

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// writerDir is set in the process that TestKilledWriter starts.
const writerDir = "ZONESYNC_TEST_WRITER_DIR"

// TestKilledWriter kills a process that does nothing but write, at many moments: the zone is whole whenever one looks; what
// is left is the last version that Send vouched for, or the one after; and the next process can write.
func TestKilledWriter(t *testing.T) {
	t.Parallel()
	if dir := os.Getenv(writerDir); dir != "" {
		writeForever(t, dir)
	}
	dir := t.TempDir()
	p := openProvider(t, dir)
	create(t, p, versionOf(t, 0))
	stop := make(chan struct{})
	var reader sync.WaitGroup
	reader.Go(func() { alwaysWhole(t, p.store.path("example.org."), stop) })
	for round := range 15 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
		cmd.Env = append(os.Environ(), writerDir+"="+dir)
		out, err := cmd.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, cmd.Start())
		var last int
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if n, _ := fmt.Sscanf(lines.Text(), "wrote %d", &last); n == 1 && last%(round+2) == 0 {
				require.NoError(t, cmd.Process.Kill())
			}
		}
		require.Error(t, cmd.Wait(), "it was killed")
		live := fetch(t, p, "example.org.")
		got := version(t, live.Records)
		require.Contains(t, []int{last, last + 1}, got)
		requireZone(t, versionOf(t, got), live.Records)
	}
	close(stop)
	reader.Wait()
	send(t, p, fetch(t, p, "example.org."), changed(t, "", "after A 192.0.2.1")...)
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, files, 2, "what the killed ones left is swept: %v", files)
}

// alwaysWhole reads a file over and over, and looks for its last record.
func alwaysWhole(t *testing.T, path string, stop <-chan struct{}) {
	for {
		text, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(text), "\nt99.example.org.") {
			t.Errorf("%d octets, %v", len(text), err)
			return
		}
		select {
		case <-stop:
			return
		default:
		}
	}
}

func writeForever(t *testing.T, dir string) {
	p := openProvider(t, dir)
	for {
		live := fetch(t, p, "example.org.")
		n := version(t, live.Records) + 1
		next := versionOf(t, n)
		var changes []zone.Change
		for i := range next.Sets {
			old, _ := live.Records.Find(next.Sets[i].Key)
			changes = append(changes, zone.Change{Old: &old, New: &next.Sets[i]})
		}
		require.NoError(t, p.Send(t.Context(), live, providers.Batch{Changes: changes}))
		fmt.Printf("wrote %d\n", n)
	}
}

// versionOf gives a zone of 500 records that all tell its version.
func versionOf(t *testing.T, n int) zone.Zone {
	t.Helper()
	text := fmt.Sprintf("@ SOA ns h %d 1 1 1 1\n@ NS ns\nns A 192.0.2.1\n", n+1)
	for i := range 500 {
		text += fmt.Sprintf("t%d TXT %d\n", i, n)
	}
	return zoneOf(t, text)
}

func version(t *testing.T, z zone.Zone) int {
	t.Helper()
	s, ok := z.Find(zone.Key{Name: "t0.example.org.", Type: dns.TypeTXT})
	require.True(t, ok)
	var n int
	_, err := fmt.Sscanf(s.Text()[0], `"%d"`, &n)
	require.NoError(t, err)
	return n
}
