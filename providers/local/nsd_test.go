package local

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/zone"
)

const nsdConfig = `server:
  ip-address: 127.0.0.1@%[2]d
  username: ""
  chroot: ""
  pidfile: "%[1]s/nsd.pid"
  zonesdir: "%[1]s"
  database: ""
  zonelistfile: "%[1]s/zone.list"
  xfrdfile: "%[1]s/xfrd.state"
  xfrdir: "%[1]s"
  server-count: 1
  rrl-ratelimit: 0
remote-control:
  control-enable: no
`

// startNSD serves zones from NSD until the test ends, and gives its address.
func startNSD(t *testing.T, zones []zone.Zone) string {
	t.Helper()
	nsd := testserver.Need(t, "nsd")
	dir := t.TempDir()
	port := freePort(t)
	config := bytes.NewBufferString(fmt.Sprintf(nsdConfig, dir, port))
	for i, z := range zones {
		name := fmt.Sprintf("%d.zone", i)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), generic(z), 0o600))
		fmt.Fprintf(config, "zone:\n  name: %q\n  zonefile: %q\n  provide-xfr: 127.0.0.1 NOKEY\n", z.Origin, name)
	}
	conf := filepath.Join(dir, "nsd.conf")
	require.NoError(t, os.WriteFile(conf, config.Bytes(), 0o600))
	var log bytes.Buffer
	cmd := exec.Command(nsd, "-d", "-c", conf)
	cmd.Stdout, cmd.Stderr = &log, &log
	require.NoError(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		<-ended
		if t.Failed() {
			t.Logf("nsd: %s", log.String())
		}
	})
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	ready(t, addr, zones[0].Origin, ended)
	return addr
}

// generic writes a zone in the generic form of RFC 3597, which NSD reads for types and parameters newer than itself too.
func generic(z zone.Zone) []byte {
	var b bytes.Buffer
	for _, s := range z.Sets {
		for rdata := range s.Data.All() {
			fmt.Fprintf(&b, "%s %d IN TYPE%d \\# %d %x\n", s.Name, s.TTL, s.Type, len(rdata), rdata)
		}
	}
	return b.Bytes()
}

func freePort(t *testing.T) int {
	t.Helper()
	s, err := bind("127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, s.udp.Close())
	require.NoError(t, s.tcp.Close())
	return s.tcp.Addr().(*net.TCPAddr).Port
}

// ready waits until the server answers for a zone, or has ended.
func ready(t *testing.T, addr, origin string, ended <-chan error) {
	t.Helper()
	m := new(dns.Msg).SetQuestion(origin, dns.TypeSOA)
	c := dns.Client{Timeout: 100 * time.Millisecond}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if r, _, err := c.Exchange(m, addr); err == nil && r.Authoritative {
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("the server ended: %v", err)
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Fatal("the server does not answer")
}
