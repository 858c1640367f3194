package designate

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/zonesync/zonesync/internal/fanout"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// maxImport is how large a zone file can be: the usual bound on the body of a request.
const maxImport = 114_688

// errTaken is the kind of a zone that is there and not ours.
var errTaken = errors.New("taken")

// creation makes the zone by an import of all that a zone file can carry. The rest is sent as in every zone: it has another id
// by then, so apply reads it and packs anew.
func (v *v2) creation(live providers.Live, changes []zone.Change) ([]providers.Batch, error) {
	if v.email == "" {
		return nil, &providers.APIError{
			Provider: kindName, Op: "create zone " + live.Origin, Kind: providers.ErrInvalid,
			Message: "a new zone needs the mail address of a responsible person", Hint: "set email in the provider's settings",
		}
	}
	f := newZoneFile(live.Origin, v.email)
	var rest []zone.Change
	for _, c := range changes {
		if !f.add(c) {
			rest = append(rest, c)
		}
	}
	p := v2Payload{create: true, last: len(rest) == 0}
	b := providers.Batch{Changes: f.carried, Calls: 1, Wait: activeAfter}
	if len(f.carried) > 0 {
		p.file = f.text.String()
		b.Calls += 1 + one(importedAddress(v.email) != v.email) // the import is also taken away again
		b.Wait += importTime(len(f.carried))
	}
	for _, c := range f.carried {
		p.units = append(p.units, []zone.Change{c})
	}
	b.Payload = p
	return append([]providers.Batch{b}, v.packUnits(live, rest, false)...), nil
}

// create makes a zone. An import that is refused has made nothing: the zone is then made without, and its sets one by one, so
// that the one which is to blame can be told and all others are there.
func (v *v2) create(ctx context.Context, live providers.Live, b providers.Batch, p v2Payload) error {
	if p.file != "" {
		refused, err := v.importZone(ctx, live.Origin, p)
		if !refused && err == nil {
			return nil
		}
		if !refused {
			return providers.Failed(len(b.Changes), fanout.Outcome(err), err)
		}
		v.log.WarnContext(ctx, "the zone is made set by set, as its import was refused", "zone", live.Origin, "error", err.Error())
	}
	z, err := v.newZone(ctx, live.Origin)
	if err != nil {
		return providers.Failed(len(b.Changes), fanout.Outcome(err), err)
	}
	live.ID = z.ID
	return v.write(ctx, live, p)
}

// newZone makes a zone without records.
func (v *v2) newZone(ctx context.Context, origin string) (z v2Zone, err error) {
	op := "create zone " + origin
	err = v.do(ctx, call{
		op: op, method: http.MethodPost, path: []string{apiV2, "zones"}, out: &z,
		body: v2Zone{Name: origin, Email: v.email, TTL: defaultTTL, Type: typePrimary},
	})
	switch {
	case errors.Is(err, providers.ErrConflict):
		return z, v.taken(ctx, origin)
	case err == nil && z.ID == "":
		err = unfit(op, "the answer has no id")
	}
	return z, err
}

// taken tells what it means that there is such a zone already.
func (v *v2) taken(ctx context.Context, origin string) error {
	e := &providers.APIError{Provider: kindName, Op: "create zone " + origin, Status: http.StatusConflict, Message: "there is such a zone"}
	list, err := v.listZones(ctx, e.Op, origin)
	switch {
	case err != nil:
		return fanout.Unsent{Err: err}
	case len(list) == 0:
		e.Kind, e.Message, e.Hint = errTaken, "another project has this zone", "check project"
	case list[0].Action == actionDelete:
		e.Kind, e.Message = providers.ErrTemporary, "a zone of this name is still being deleted"
	default: // the answer to an earlier try was lost
		e.Kind = providers.ErrConflict
	}
	return e
}

// zoneFile is the text of an import.
type zoneFile struct {
	text    strings.Builder
	carried []zone.Change
}

// newZoneFile begins with what the service wants to see first. Of the SOA it takes the address and the TTL, which is the
// zone's.
func newZoneFile(origin, email string) *zoneFile {
	f := &zoneFile{}
	fmt.Fprintf(&f.text, "$ORIGIN %s\n@ %d IN SOA ns.invalid. %s. 1 3600 600 86400 3600\n", origin, defaultTTL, mailbox(email))
	return f
}

// add puts a set in that fits, and that an import does not change: it has no comments, and a TTL of 0 becomes the zone's.
func (f *zoneFile) add(c zone.Change) bool {
	s := c.New
	if s == nil || s.TTL == 0 || s.Comment != "" {
		return false
	}
	var lines strings.Builder
	for _, text := range contents(*s, true) {
		fmt.Fprintf(&lines, "%s %d IN %s %s\n", s.Name, s.TTL, zone.TypeString(s.Type), text)
	}
	if f.text.Len()+lines.Len() > maxImport {
		return false
	}
	f.text.WriteString(lines.String())
	f.carried = append(f.carried, c)
	return true
}
