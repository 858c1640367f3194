package designate

import (
	"context"
	"errors"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// v2 is the API of that version.
type v2 struct{ *client }

var errNotYet2 = errors.New("not yet")

func (v *v2) capabilities() providers.Capabilities { return providers.Capabilities{} }

func (v *v2) zones(ctx context.Context) ([]providers.Ref, error) { return nil, errNotYet2 }

func (v *v2) fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	return providers.Live{}, errNotYet2
}

func (v *v2) batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	return nil, errNotYet2
}

func (v *v2) send(ctx context.Context, live providers.Live, b providers.Batch) error {
	return errNotYet2
}

func (v *v2) audit(want zone.Zone) []error { return nil }
