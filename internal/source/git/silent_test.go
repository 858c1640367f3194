package git_test

import (
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/source/git"
)

// silent is a server that takes connections and says nothing. It tells of the first.
func silent(t *testing.T) (addr string, accepted <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	first, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		var open []net.Conn
		for {
			c, err := l.Accept()
			if err != nil {
				break
			}
			if open = append(open, c); len(open) == 1 {
				close(first)
			}
		}
		for _, c := range open {
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	return l.Addr().String(), first
}

func silentSettings(scheme, addr, key string) git.Settings {
	s := git.Settings{URL: scheme + "://" + addr + "/dns.git"}
	if scheme == "ssh" {
		s.KnownHosts, s.SSHKey = "/dev/null", secret.New("file:"+key)
	}
	return s
}
