package designate

import (
	"context"
	"time"

	"github.com/zonesync/zonesync/providers"
)

// await calls look, with pauses that grow, until it is satisfied or fails, or patience is at an end.
func (c *client) await(ctx context.Context, patience time.Duration, look func() (done bool, err error)) (bool, error) {
	waited := time.Duration(0)
	for pause := c.poll; ; pause = min(2*pause, maxPoll) {
		if err := providers.Sleep(ctx, pause); err != nil {
			return false, err
		}
		waited += pause
		done, err := look()
		if done || err != nil || waited >= patience {
			return done, err
		}
	}
}

// settle waits until the name servers have what was written. That they do not yet is no failure: the service has it, and a name
// server that is late often comes round by itself.
func (v *v2) settle(ctx context.Context, r providers.Ref) {
	var z v2Zone
	active, err := v.await(ctx, v.patience, func() (bool, error) {
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
