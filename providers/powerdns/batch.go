package powerdns

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// payload is a request that Batches made.
type payload struct {
	create bool // POST of a new zone instead of PATCH
	body   []byte
}

// group is changes that are never sent apart: a CNAME and what takes its place, else a single one.
type group struct {
	changes []zone.Change
	// The server goes through a body in its order, so what makes room comes first.
	removals, writes []json.RawMessage
	size             int
}

// Batches packs everything into one atomic request, and into more only when that passes max_body.
func (p *Provider) Batches(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	k, _ := live.Private.(kept)
	if err := k.writable(live.Origin); err != nil {
		return nil, err
	}
	groups, err := k.groups(live.Origin, changes)
	if err != nil {
		return nil, err
	}
	head := []byte(`{"rrsets":[`)
	if live.Missing {
		head = createHead(live.Origin)
	}
	var out []providers.Batch
	for len(groups) > 0 {
		n := p.fit(groups, len(head))
		create := live.Missing && len(out) == 0
		out = append(out, newBatch(head, create, groups[:n]))
		head, groups = []byte(`{"rrsets":[`), groups[n:]
	}
	return out, nil
}

// writable refuses zones whose records come from another server: what is written there is lost at the next transfer.
func (k kept) writable(origin string) error {
	switch strings.ToLower(k.kind) {
	case "slave", "secondary", "consumer":
		return &providers.APIError{
			Provider: "powerdns", Op: "plan zone " + origin, Kind: providers.ErrInvalid,
			Message: fmt.Sprintf("the zone's kind is %s: its records come from another server", k.kind),
			Hint:    "point zonesync at the primary, or change the zone's kind",
		}
	}
	return nil
}

// groups makes the changes ready to be sent, in an order that is safe wherever a request ends.
func (k kept) groups(origin string, changes []zone.Change) ([]*group, error) {
	units := zone.Units(changes)
	slices.SortStableFunc(units, func(a, b []zone.Change) int { return cmp.Compare(rank(origin, a), rank(origin, b)) })
	out := make([]*group, len(units))
	for i, unit := range units {
		out[i] = &group{}
		for _, c := range unit {
			if err := out[i].add(c, k.disabled[c.Key()]); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// rank says when a unit is sent: what only removes comes last, so that whatever is wanted instead is there before. The SOA
// and the rest of the apex come first, because the server invents an SOA for a new zone that is made without.
func rank(origin string, unit []zone.Change) int {
	k := unit[0].Key()
	switch {
	case !slices.ContainsFunc(unit, func(c zone.Change) bool { return c.Op() != zone.Delete }):
		return 3
	case k.Name != origin:
		return 2
	case k.Type != dns.TypeSOA:
		return 1
	}
	return 0
}

func (g *group) add(c zone.Change, disabled []string) error {
	raw, err := marshal(newChangeSet(c, disabled))
	if err != nil {
		return fmt.Errorf("%s: %w", c.Key(), err)
	}
	g.changes = append(g.changes, c)
	g.size += len(raw) + 1
	if c.Op() == zone.Delete {
		g.removals = append(g.removals, raw)
	} else {
		g.writes = append(g.writes, raw)
	}
	return nil
}

// newChangeSet says what becomes of one set. Disabled records stay, also when all others go.
func newChangeSet(c zone.Change, disabled []string) changeSet {
	s := c.Set()
	out := changeSet{Name: ownerName(s.Name), Type: typeName(s.Type), ChangeType: "DELETE"}
	if c.Op() == zone.Delete && len(disabled) == 0 {
		return out
	}
	out.ChangeType, out.TTL = "REPLACE", &s.TTL
	if c.Op() != zone.Delete {
		out.Records, out.Comments = contents(*s), comments(c)
	}
	for _, text := range disabled {
		if !slices.ContainsFunc(out.Records, func(r record) bool { return r.Content == text }) { // else: enabled now
			out.Records = append(out.Records, record{Content: text, Disabled: true})
		}
	}
	return out
}

func contents(s zone.RRset) []record {
	out := make([]record, 0, s.Data.Len())
	for rdata := range s.Data.All() {
		out = append(out, record{Content: content(s.Type, rdata)})
	}
	return out
}

// comments gives nil, which leaves the live ones, unless the plan changes them.
func comments(c zone.Change) []comment {
	switch {
	case c.Old != nil && c.Old.Comment == c.New.Comment, c.Old == nil && c.New.Comment == "":
		return nil
	case c.New.Comment == "":
		return []comment{}
	}
	return []comment{{Content: c.New.Comment}}
}

// createHead begins the body that makes a zone.
func createHead(origin string) []byte {
	raw, _ := marshal(newZone{Name: ownerName(origin), Kind: "Native", Nameservers: []string{}}) // strings always have a JSON form
	return append(bytes.TrimSuffix(raw, []byte("}")), `,"rrsets":[`...)
}

// fit counts the groups that go into one body: as many as max_body allows, but one at least.
func (p *Provider) fit(groups []*group, head int) int {
	size := head + len("]}")
	for n, g := range groups {
		if size += g.size; size > p.maxBody && n > 0 {
			return n
		}
	}
	return len(groups)
}

func newBatch(head []byte, create bool, groups []*group) providers.Batch {
	var removals, writes []json.RawMessage
	b := providers.Batch{Calls: 1, Atomic: true, Repeatable: !create}
	for _, g := range groups {
		b.Changes = append(b.Changes, g.changes...)
		removals, writes = append(removals, g.removals...), append(writes, g.writes...)
	}
	body := slices.Clone(head)
	for i, raw := range append(removals, writes...) {
		if i > 0 {
			body = append(body, ',')
		}
		body = append(body, raw...)
	}
	b.Payload = payload{create: create, body: append(body, "]}"...)}
	return b
}

// marshal is json.Marshal without the escapes for web pages.
func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), err
}
