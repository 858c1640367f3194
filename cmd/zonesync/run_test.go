package main

import (
	"bufio"
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// service is a running `zonesync run`.
type service struct {
	t    *testing.T
	dir  string // of the zone files
	addr string // of the name server
	stop func() int
	mu   sync.Mutex
	log  strings.Builder
}

const deadline = 20 * time.Second

// startService runs the service on a folder of its own and waits until it serves.
func startService(t *testing.T, dir, state string) *service {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	s := &service{t: t, dir: dir}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"run", dir, "--state-dir", state, "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0"}, strings.NewReader(""), io.Discard, w)
		w.Close()
	}()
	addr := make(chan string, 1)
	read := make(chan struct{})
	go func() { s.follow(r, addr); close(read) }()
	s.stop = sync.OnceValue(func() int {
		cancel()
		<-read
		return <-ended
	})
	t.Cleanup(func() { s.stop() })
	select {
	case s.addr = <-addr:
	case <-time.After(deadline):
		t.Fatalf("not serving: %s", s.said())
	}
	return s
}

func (s *service) follow(r io.Reader, addr chan<- string) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		s.mu.Lock()
		s.log.WriteString(lines.Text() + "\n")
		s.mu.Unlock()
		if a, ok := strings.CutPrefix(lines.Text(), "zonesync: serving DNS on "); ok {
			addr <- a
		}
	}
}

func (s *service) said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// write replaces a file as careful editors do: a new file, renamed over the old one.
func (s *service) write(name, text string) {
	s.t.Helper()
	tmp := filepath.Join(s.dir, "."+name+".new")
	require.NoError(s.t, os.WriteFile(tmp, []byte(text), 0o644))
	require.NoError(s.t, os.Rename(tmp, filepath.Join(s.dir, name)))
}

// address asks for an A record; "" when there is none.
func (s *service) address(name string) string {
	m := new(dns.Msg).SetQuestion(name, dns.TypeA)
	c := &dns.Client{Net: "tcp", Timeout: 2 * time.Second}
	r, _, err := c.Exchange(m, s.addr)
	if err != nil || len(r.Answer) == 0 {
		return ""
	}
	return r.Answer[0].(*dns.A).A.String()
}

func (s *service) eventually(what string, f func() bool) {
	s.t.Helper()
	require.Eventually(s.t, f, deadline, 20*time.Millisecond, "%s; log:\n%s", what, s.said())
}

const zoneText = "$TTL 60\n@ SOA ns1.example.net. hostmaster 1 3600 900 1209600 300\n@ NS ns1.example.net.\nwww A 192.0.2.1\n"

func TestServiceFollowsEdits(t *testing.T) {
	t.Parallel()
	dir, state := t.TempDir(), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "example.org.zone"), []byte(zoneText), 0o644))
	s := startService(t, dir, state)
	s.eventually("the zone is served", func() bool { return s.address("www.example.org.") == "192.0.2.1" })

	s.write("example.org.zone", strings.Replace(zoneText, "192.0.2.1", "192.0.2.2", 1))
	s.eventually("an edit is served", func() bool { return s.address("www.example.org.") == "192.0.2.2" })

	s.write("example.org.zone", strings.Replace(zoneText, "192.0.2.1", "192.0.2.300", 1))
	s.eventually("a broken edit is told with its place", func() bool {
		return strings.Contains(s.said(), filepath.Join(dir, "example.org.zone:4:"))
	})
	require.Equal(t, "192.0.2.2", s.address("www.example.org."), "the old data stays")

	s.write("example.net.zone", zoneText)
	s.eventually("a new file is a new zone, the broken one no hindrance", func() bool {
		return s.address("www.example.net.") == "192.0.2.1"
	})

	require.NoError(t, os.Remove(filepath.Join(dir, "example.net.zone")))
	s.eventually("a deleted file is told", func() bool { return strings.Contains(s.said(), "the zone's file is gone") })
	require.Equal(t, "192.0.2.1", s.address("www.example.net."), "deleting a file deletes no zone")

	require.NoError(t, os.RemoveAll(dir))
	s.eventually("a missing folder is told", func() bool { return strings.Contains(s.said(), "the source cannot be read") })
	require.Equal(t, "192.0.2.2", s.address("www.example.org."))
	require.NoError(t, os.Mkdir(dir, 0o755))
	s.write("example.org.zone", strings.Replace(zoneText, "192.0.2.1", "192.0.2.3", 1))
	s.eventually("a recreated folder is followed", func() bool { return s.address("www.example.org.") == "192.0.2.3" })

	require.Equal(t, exitDone, s.stop(), "an end that was asked for is a good one: %s", s.said())
	again := startService(t, dir, state)
	again.eventually("zones survive a restart", func() bool { return again.address("www.example.net.") == "192.0.2.1" })
}

func TestServiceHoldsADangerousEdit(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	many := zoneText
	for _, h := range []string{"a", "b", "c", "d", "e"} {
		many += h + " A 192.0.2.9\n"
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "example.org.zone"), []byte(many), 0o644))
	s := startService(t, dir, t.TempDir())
	s.eventually("the zone is served", func() bool { return s.address("e.example.org.") == "192.0.2.9" })
	s.write("example.org.zone", zoneText)
	s.eventually("the edit is held", func() bool { return strings.Contains(s.said(), "held: ") })
	require.Equal(t, "192.0.2.9", s.address("e.example.org."))
}

func TestPortInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	for _, flag := range []string{"--dns", "--http"} {
		var stderr strings.Builder
		args := []string{"run", t.TempDir(), "--state-dir", t.TempDir(), "--dns", "127.0.0.1:0", "--http", "127.0.0.1:0", flag, l.Addr().String()}
		require.Equal(t, exitError, run(t.Context(), args, strings.NewReader(""), io.Discard, &stderr), flag)
		require.Contains(t, stderr.String(), "address already in use", flag)
	}
}
