package huawei

import (
	"context"

	"github.com/zonesync/zonesync/internal/httpapi"
)

// session is what logs in.
type session struct{}

func (s *session) do(ctx context.Context, api *httpapi.Client, r httpapi.Request) (*httpapi.Response, error) {
	return api.Do(ctx, r)
}
