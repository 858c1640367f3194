package huawei

import (
	"context"
	"net/http"
	"net/url"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Zones lists the public zones of the account, without those that are being deleted.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) {
	docs, err := p.listZones(ctx, "list zones", nil)
	if err != nil {
		return nil, err
	}
	refs := make([]providers.Ref, 0, len(docs))
	for _, z := range docs {
		origin, err := zone.Name(z.Name)
		if err != nil {
			p.log.WarnContext(ctx, "a zone has no name that DNS knows", "zone", z.Name, "id", z.ID)
			continue
		}
		if z.Status != statusPendingDelete {
			p.remember(origin, z)
			refs = append(refs, providers.Ref{ID: z.ID, Origin: origin})
		}
	}
	return refs, nil
}

// lookUp finds a zone by its name. The service takes any zone that has the name somewhere in its own.
func (p *Provider) lookUp(ctx context.Context, origin string) (zoneDoc, error) {
	op := "look up zone " + origin
	q := url.Values{"name": {origin}}
	if !p.otc {
		q.Set("search_mode", "equal")
	}
	docs, err := p.listZones(ctx, op, q)
	if err != nil {
		return zoneDoc{}, err
	}
	for _, z := range docs {
		if isName(z.Name, origin) && z.Status != statusPendingDelete {
			p.remember(origin, z)
			return z, nil
		}
	}
	return zoneDoc{}, &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrNotFound, Message: "the account has no such public zone",
		Hint: "create_zone: true in the zone's settings makes it; if it is there, check project and the key's account",
	}
}

func isName(text, origin string) bool {
	name, err := zone.Name(text)
	return err == nil && name == origin
}

// remember keeps the id of a zone that is as it should be; any other is looked at anew.
func (p *Provider) remember(origin string, z zoneDoc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if delete(p.ids, origin); z.Status == statusActive {
		p.ids[origin] = z.ID
	}
}

func (p *Provider) known(origin string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ids[origin]
}

func (p *Provider) forget(origin string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.ids, origin)
}

// createZone makes a zone and waits until records can be written to it.
func (p *Provider) createZone(ctx context.Context, origin string) (providers.Ref, error) {
	op := "create zone " + origin
	var z zoneDoc
	resp, err := p.do(ctx, httpapi.Request{
		Op: op, Method: http.MethodPost, Path: "/v2/zones", Body: newZone{Name: origin, Type: "public"},
	})
	if err == nil {
		err = resp.JSON(&z)
	}
	if err != nil {
		return providers.Ref{}, err
	}
	if z.ID == "" || !isName(z.Name, origin) {
		return providers.Ref{}, unfit(op, "the answer is another zone, or none")
	}
	return providers.Ref{ID: z.ID, Origin: origin}, p.awaitZone(ctx, origin, z)
}

// awaitZone waits until a new zone is no longer pending.
func (p *Provider) awaitZone(ctx context.Context, origin string, z zoneDoc) error {
	op := "wait for zone " + origin
	ready := z.Status == statusActive
	if !ready {
		var err error
		ready, err = p.await(ctx, func() (bool, error) {
			z, err = p.readZone(ctx, op, z.ID)
			return z.Status == statusActive || z.Status == statusError, err
		})
		if err != nil {
			return err
		}
	}
	e := &providers.APIError{Provider: kindName, Op: op, Kind: providers.ErrProtocol, Message: "its status is " + z.Status, Hint: "look at the zone in the console"}
	switch {
	case !ready:
		e.Kind = providers.ErrPending
		return e
	case z.Status == statusError:
		return e
	}
	p.remember(origin, z)
	return nil
}

func (p *Provider) readZone(ctx context.Context, op, id string) (z zoneDoc, err error) {
	err = p.read(ctx, httpapi.Request{Op: op, Path: "/v2/zones/" + url.PathEscape(id)}, &z)
	if err == nil && z.ID != id {
		err = unfit(op, "the answer is another zone, or none")
	}
	return z, err
}
