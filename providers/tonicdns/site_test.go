package tonicdns

import (
	"fmt"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/tonicdns/tonicdnssim"
	"github.com/zonesync/zonesync/zone"
)

const origin = "example.org."

// site is a simulated server that listens.
type site struct {
	*tonicdnssim.Server
	url string
}

func newSite(t testing.TB, o tonicdnssim.Options) site {
	t.Helper()
	s := tonicdnssim.New(o)
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return site{Server: s, url: srv.URL}
}

// newZoneSite has the zone example.org.
func newZoneSite(t testing.TB) site {
	t.Helper()
	s := newSite(t, tonicdnssim.Options{})
	require.NoError(t, s.AddZone(origin))
	return s
}

func (s site) count() int {
	reads, writes := s.Requests()
	return reads + writes
}

func (s site) open(t testing.TB, change ...func(*settings)) *Provider {
	t.Helper()
	return openAt(t, s.url, change...)
}

// openAt gives the provider for a server with the simulator's credentials.
func openAt(t testing.TB, url string, change ...func(*settings)) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.URL, s.Username, s.Password = url, tonicdnssim.DefaultUsername, secret.New(tonicdnssim.DefaultPassword)
	for _, f := range change {
		f(s)
	}
	p, err := Kind().Open(s, providers.Env{Name: "test", Version: "test"})
	require.NoError(t, err)
	return p.(*Provider)
}

// parseZone reads zone text. The sets stand in "example.org.zone", the first on line 1.
func parseZone(t testing.TB, origin, text string) zone.Zone {
	t.Helper()
	return zonetest.Parse(t, origin, "example.org.zone", text)
}

func fetch(t testing.TB, p *Provider) providers.Live {
	t.Helper()
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	return live
}

// lines gives a zone as text, for comparing and showing.
func lines(z zone.Zone) []string {
	var out []string
	for _, s := range z.Sets {
		for _, v := range s.Text() {
			out = append(out, fmt.Sprintf("%s %d %s", s.Key, s.TTL, v))
		}
	}
	return out
}

// plant lays rows into example.org as another program would.
func (s site) plant(t testing.TB, rows ...record) {
	t.Helper()
	for _, r := range rows {
		row := tonicdnssim.Row{Name: r.Name, Type: r.Type, Content: r.Content, TTL: int64(*r.TTL)}
		if r.Priority != nil {
			row.Priority = (*int64)(r.Priority)
		}
		require.NoError(t, s.Plant(origin, row))
	}
}
