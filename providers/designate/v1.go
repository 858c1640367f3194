package designate

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

const (
	// v1Batch is how many changes are in one batch.
	v1Batch = 200
	// defaultTTL is that of domains which say none, and of those that zonesync makes.
	defaultTTL = 3600
)

// v1Types are those of the API, without the SOA, which it writes itself.
var v1Types = []uint16{
	dns.TypeA, dns.TypeAAAA, dns.TypeCNAME, dns.TypeMX, dns.TypeSRV, dns.TypeTXT, dns.TypeSPF, dns.TypeNS, dns.TypePTR, dns.TypeSSHFP,
}

// v1 is the API of that version: single records, which share the TTL of their name and type.
type v1 struct {
	*client
	memory
	emptied sync.Map // names that a swap has emptied and not filled
}

func (v *v1) capabilities() providers.Capabilities {
	return providers.Capabilities{
		Types: slices.Clone(v1Types), Unit: providers.PerRecord, MaxBatch: v1Batch, CreateZone: true, OwnsApex: true, JoinsTXT: true,
		MinTTL: 1, MaxTTL: maxTTL,
	}
}

func (v *v1) zones(ctx context.Context) ([]providers.Ref, error) {
	domains, err := v.domains(ctx, "list domains")
	if err != nil {
		return nil, err
	}
	refs := make([]providers.Ref, 0, len(domains))
	for _, d := range domains {
		if origin, err := readName(d.Name); err == nil {
			refs = append(refs, providers.Ref{ID: d.ID, Origin: origin})
		}
	}
	return refs, nil
}

// domains reads the list of all domains, which has no pages.
func (v *v1) domains(ctx context.Context, op string) ([]domainDoc, error) {
	var list domainList
	if err := v.do(ctx, call{op: op, path: []string{apiV1, "domains"}, out: &list}); err != nil {
		return nil, err
	}
	if list.Domains == nil {
		return nil, unfit(op, "the answer has no list of domains")
	}
	return list.Domains, nil
}

// lookUp finds a domain in the list.
func (v *v1) lookUp(ctx context.Context, origin string) (domainDoc, error) {
	op := "look up domain " + origin
	list, err := v.domains(ctx, op)
	if err != nil {
		return domainDoc{}, err
	}
	for _, d := range list {
		if name, err := readName(d.Name); err == nil && name == origin && d.ID != "" {
			v.remember(origin, d.ID)
			return d, nil
		}
	}
	return domainDoc{}, &providers.APIError{
		Provider: kindName, Op: op, Kind: providers.ErrNotFound, Message: "the project has no such domain",
		Hint: "create_zone: true in the zone's settings makes it; if it is another project's, check project",
	}
}

// domain reads a domain, by its id where that is known.
func (v *v1) domain(ctx context.Context, r providers.Ref) (d domainDoc, err error) {
	if id := v.idOf(r); id != "" {
		err = v.do(ctx, call{op: "read domain " + r.Origin, path: domainPath(id), out: &d})
		if err != nil && !errors.Is(err, providers.ErrNotFound) {
			return domainDoc{}, err
		}
		if name, _ := readName(d.Name); err == nil && name == r.Origin && d.ID != "" {
			v.remember(r.Origin, d.ID)
			return d, nil
		}
	}
	return v.lookUp(ctx, r.Origin) // it was deleted, and perhaps made again
}

func domainPath(id string, below ...string) []string {
	path := []string{apiV1, "domains", url.PathEscape(id)}
	for _, b := range below {
		path = append(path, url.PathEscape(b))
	}
	return path
}

// newDomain makes a domain. One that is there by now has to be read: the answer to an earlier try was lost, or it is somebody
// else's, with a TTL and records of its own.
func (v *v1) newDomain(ctx context.Context, origin string) error {
	var d domainDoc
	op := "create domain " + origin
	err := v.do(ctx, call{
		op: op, method: http.MethodPost, path: []string{apiV1, "domains"},
		body: newDomainDoc{Name: origin, Email: v.email, TTL: defaultTTL}, out: &d,
	})
	switch {
	case errors.Is(err, providers.ErrConflict):
		return v.taken(ctx, op, origin, err)
	case err == nil && d.ID != "":
		v.remember(origin, d.ID)
	}
	return err
}

// taken says what it means that a domain's name is refused as a duplicate.
func (v *v1) taken(ctx context.Context, op, origin string, refusal error) error {
	_, err := v.lookUp(ctx, origin)
	switch {
	case err == nil:
		return refusal
	case errors.Is(err, providers.ErrNotFound):
		return &providers.APIError{
			Provider: kindName, Op: op, Kind: providers.ErrInvalid, Message: refusal.Error(),
			Hint: "another project has the domain, or one that is being deleted",
		}
	}
	return err
}

// unfit makes the error of an answer from which nothing can be concluded.
func unfit(op, why string) error {
	return &providers.APIError{Provider: kindName, Op: op, Status: http.StatusOK, Kind: providers.ErrProtocol, Message: why, Hint: urlHint}
}

func (v *v1) audit(want zone.Zone) []error {
	return providers.Refused(want, v1Types, v1Unheld)
}
