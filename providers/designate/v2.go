package designate

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// v2 is the API of that version, with zones and record sets. It makes its calls itself, through the library's session: the
// library's own structs for them cannot tell a TTL of null from 0, and take an answer without a list for an empty one.
type v2 struct {
	*client
	quotesCAA atomic.Bool // the service wants CAA values in quotes

	asking sync.Mutex // held by who asks for the limits
	limits atomic.Pointer[v2Limits]

	crowded sync.Map // origins of zones in which there is, or seems to be, less room than their plans need
	emptied sync.Map // names of swaps of which the first half is done, or may be
}

// v2Types are those of the latest releases. Older ones and other configurations have fewer, and say so when they are sent one.
var v2Types = []uint16{
	dns.TypeA, dns.TypeAAAA, dns.TypeCAA, dns.TypeCERT, dns.TypeCNAME, dns.TypeHTTPS, dns.TypeMX, dns.TypeNAPTR, dns.TypeNS,
	dns.TypePTR, dns.TypeSOA, dns.TypeSPF, dns.TypeSRV, dns.TypeSSHFP, dns.TypeSVCB, dns.TypeTLSA, dns.TypeTXT,
}

// v2Batch is how many changes a batch has: few enough to end within the time that is left to it when somebody stops the run, also
// where a write takes a second or two. An import has more.
const v2Batch = 60

func (v *v2) capabilities() providers.Capabilities {
	return providers.Capabilities{
		Types: v2Types, Unit: providers.PerRRset, MaxBatch: v2Batch, MaxTTL: maxTTL,
		CreateZone: true, OwnsApex: true, Comments: true, JoinsTXT: true,
	}
}

// zones lists the zones of the project, without those that are being deleted.
func (v *v2) zones(ctx context.Context) ([]providers.Ref, error) {
	list, err := v.listZones(ctx, "list zones", "")
	if err != nil {
		return nil, err
	}
	var refs []providers.Ref
	for _, z := range list {
		origin, err := zone.Name(z.Name)
		if err == nil && z.Action != actionDelete {
			refs = append(refs, providers.Ref{ID: z.ID, Origin: origin})
		}
	}
	return refs, nil
}
