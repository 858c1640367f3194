package powerdns

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/testserver"
	"github.com/zonesync/zonesync/providers"
)

// BenchmarkFetch reads a zone of 50,000 RRsets, beside a bare GET of the same, which is the yardstick.
func BenchmarkFetch(b *testing.B) {
	s := testserver.PowerDNS(b, "webserver-max-bodysize=64")
	p := openServer(b, s, func(s *settings) { s.MaxBody = 60_000_000 })
	apply(b, p, parseZone(b, origin, apex+manyRecords(50_000)))
	b.Run("bare GET", func(b *testing.B) {
		for b.Loop() {
			bareGet(b, s)
		}
	})
	b.Run("Fetch", func(b *testing.B) {
		for b.Loop() {
			_, err := p.Fetch(b.Context(), providers.Ref{Origin: origin})
			require.NoError(b, err)
		}
	})
}

func bareGet(b *testing.B, s testserver.Server) {
	req, err := http.NewRequest(http.MethodGet, s.URL+"/api/v1/servers/localhost/zones/"+origin, nil)
	require.NoError(b, err)
	req.Header.Set("X-API-Key", s.Key)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(b, err)
	_, err = io.Copy(io.Discard, resp.Body)
	require.NoError(b, err)
	resp.Body.Close()
}
