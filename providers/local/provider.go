// Package local is the built-in provider: zones as files in a directory, and an authoritative name server that answers
// from them over UDP and TCP, with transfers for those who may.
//
// Opening it gives a Provider that works on the directory alone, so that plan, apply and export need no server. Listen and
// Serve make it answer; a server sees within about a second what another process writes into its directory. It signs
// nothing, resolves nothing and notifies nobody.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/netip"
	"time"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// Provider is a directory of zones and, once Listen and Serve are called, the name server over it.
type Provider struct {
	store   *store
	log     *slog.Logger
	listen  string
	allow   []netip.Prefix
	now     func() time.Time
	sockets *sockets // from Listen to Serve
}

// Open makes a Provider. Nothing is read or created yet.
func Open(s Settings, env providers.Env) (*Provider, error) {
	dir := string(s.Dir)
	if dir == "" {
		dir = env.StateDir
	}
	if dir == "" {
		return nil, &providers.APIError{Provider: "local", Op: "open", Message: "no directory for the zones",
			Hint: "set dir, or a state directory", Kind: providers.ErrInvalid}
	}
	if s.Listen == "" {
		s.Listen = defaultListen
	}
	if s.AllowTransfer == nil { // an empty list is nobody
		s.AllowTransfer = loopback
	}
	allow, err := prefixes(s.AllowTransfer)
	if err != nil {
		return nil, fmt.Errorf("allow_transfer: %w", err)
	}
	log := env.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Provider{store: newStore(dir), log: log, listen: s.Listen, allow: allow, now: time.Now}, nil
}

// prefixes reads networks; a bare address is a network of one.
func prefixes(texts []string) ([]netip.Prefix, error) {
	out := make([]netip.Prefix, 0, len(texts))
	for _, t := range texts {
		p, err := netip.ParsePrefix(t)
		if err != nil {
			a, addrErr := netip.ParseAddr(t)
			if addrErr != nil {
				return nil, fmt.Errorf("%q is neither an address nor a prefix", t)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// Capabilities: any type that needs no signing server, whole zones, atomically.
func (p *Provider) Capabilities() providers.Capabilities {
	return providers.Capabilities{Unit: providers.PerZone, Atomic: true, CreateZone: true, MaxTTL: 1<<31 - 1}
}

// Zones lists the zone files of the directory, whether they can be read or not.
func (p *Provider) Zones(ctx context.Context) ([]providers.Ref, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	origins, err := p.store.list()
	if err != nil {
		return nil, fault("list zones", nil, err)
	}
	refs := make([]providers.Ref, len(origins))
	for i, o := range origins {
		refs[i] = providers.Ref{ID: fileName(o), Origin: o}
	}
	return refs, nil
}

// Fetch reads a zone, SOA included. A file that does not parse is an error of kind ErrProtocol.
func (p *Provider) Fetch(ctx context.Context, r providers.Ref) (providers.Live, error) {
	if err := ctx.Err(); err != nil {
		return providers.Live{}, err
	}
	op := "read zone " + r.Origin
	e, err := p.store.load(r.Origin)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return providers.Live{}, fault(op, providers.ErrNotFound, err)
	case err != nil:
		return providers.Live{}, fault(op, nil, err)
	case e.err != nil:
		return providers.Live{}, unreadable(op, e.err)
	}
	return providers.Live{Ref: providers.Ref{ID: fileName(r.Origin), Origin: r.Origin}, Records: e.zone}, nil
}

// Batches puts all changes into one write.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	for _, c := range changes {
		if c.Key().View != "" {
			return nil, fmt.Errorf("local: %s: there are no views", c.Key())
		}
	}
	if len(changes) == 0 && !live.Missing {
		return nil, nil
	}
	return []providers.Batch{{Changes: changes, Calls: 1, Atomic: true, Repeatable: true}}, nil
}

func fault(op string, kind, err error) error {
	return &providers.APIError{Provider: "local", Op: op, Kind: kind, Err: err}
}

func unreadable(op string, err error) error {
	return &providers.APIError{Provider: "local", Op: op, Kind: providers.ErrProtocol, Err: err,
		Hint: "repair the zone file, or remove it to have the zone made anew"}
}
