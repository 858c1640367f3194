package huawei

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
)

// Making a plan sends nothing, so it must not wait for what is being sent for another zone.
func TestAPlanIsMadeWhileTheQuotaIsAskedFor(t *testing.T) {
	t.Parallel()
	asked, answer := make(chan struct{}), make(chan struct{})
	s := newSites(1)
	p, _ := scripted(t, func(r *http.Request) (int, any) {
		if r.URL.Path != "/v2/quotamg/dns/quotas" {
			return s.answer(r)
		}
		close(asked)
		<-answer
		return http.StatusOK, map[string]any{"quotas": []any{}}
	})
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	done := make(chan error)
	go func() { done <- p.checkRoom(t.Context(), "example.net.", growth{gained: 1}) }()
	<-asked
	planned := make(chan error)
	go func() {
		_, err := p.Batches(live, changesOf(t, live, "www A 192.0.2.1"))
		planned <- err
	}()
	require.NoError(t, <-planned)

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, p.checkRoom(gone, origin, growth{gained: 1}), context.Canceled, "a caller that has gone does not wait")
	close(answer)
	require.NoError(t, <-done)
}
