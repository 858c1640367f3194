package designate

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// polling is how the service is looked at.
func (c *client) polling(patience time.Duration) providers.Poll {
	return providers.Poll{First: c.poll, Longest: maxPoll, Patience: patience}
}

// settle waits until the name servers have what was written. That they do not yet is no failure: the service has it, and a name
// server that is late often comes round by itself.
func (v *v2) settle(ctx context.Context, r providers.Ref) {
	var z v2Zone
	active, err := v.polling(v.patience).Until(ctx, func() (bool, error) {
		z = v2Zone{}
		err := v.do(ctx, call{op: "wait for zone " + r.Origin, path: []string{apiV2, "zones", r.ID}, out: &z})
		return z.Status == statusActive, err
	})
	switch {
	case err != nil:
		v.log.WarnContext(ctx, "applied, and not known whether it is propagated", "zone", r.Origin, "error", err.Error())
	case !active:
		v.log.WarnContext(ctx, "applied, not yet propagated to all name servers", "zone", r.Origin, "status", z.Status)
	}
}
