package designate

import (
	"context"
	"errors"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// v1 is the API of that version.
type v1 struct{ *client }

var errNotYet1 = errors.New("not yet")

func (v *v1) capabilities() providers.Capabilities { return providers.Capabilities{} }

func (v *v1) zones(ctx context.Context) ([]providers.Ref, error) { return nil, errNotYet1 }

func (v *v1) fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	return providers.Live{}, errNotYet1
}

func (v *v1) batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	return nil, errNotYet1
}

func (v *v1) send(ctx context.Context, live providers.Live, b providers.Batch) error {
	return errNotYet1
}

func (v *v1) audit(want zone.Zone) []error { return nil }
