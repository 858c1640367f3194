package web_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/web"
)

func TestHealth(t *testing.T) {
	t.Parallel()
	s, err := web.Listen("127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx) }()
	status := func(path string) int {
		resp, err := http.Get("http://" + s.Addr().String() + path)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		return resp.StatusCode
	}
	require.Equal(t, http.StatusOK, status("/healthz"))
	require.Equal(t, http.StatusServiceUnavailable, status("/readyz"))
	s.Ready()
	require.Equal(t, http.StatusOK, status("/readyz"))
	require.Equal(t, http.StatusNotFound, status("/other"))
	_, err = web.Listen(s.Addr().String())
	require.Error(t, err, "the port is in use")
	cancel()
	require.NoError(t, <-served)
}
