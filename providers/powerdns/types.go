package powerdns

import "github.com/zonesync/zonesync/providers"

// The wire structs are those of https://doc.powerdns.com/authoritative/http-api/zone.html.

// zoneDoc is a Zone, in lists without its rrsets.
type zoneDoc struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Kind       string     `json:"kind"` // Native, Master, Slave, Producer, Consumer; newer servers may say Primary, Secondary
	SOAEditAPI string     `json:"soa_edit_api"`
	RRsets     *[]liveSet `json:"rrsets"` // nil: not in the answer, which is another thing than none

	unfit func(message string, err error) *providers.APIError
}

// liveSet is an RRSet as it is read.
type liveSet struct {
	Name     string    `json:"name"`
	Type     string    `json:"type"`
	TTL      uint32    `json:"ttl"`
	Records  []record  `json:"records"`
	Comments []comment `json:"comments"`
}

// changeSet is an RRSet as it is written. Without Comments the live ones stay.
type changeSet struct {
	Name       string    `json:"name"`
	Type       string    `json:"type"`
	ChangeType string    `json:"changetype"`
	TTL        *uint32   `json:"ttl,omitempty"`
	Records    []record  `json:"records,omitempty"`
	Comments   []comment `json:"comments,omitzero"`
}

type record struct {
	Content  string `json:"content"`
	Disabled bool   `json:"disabled,omitempty"`
}

type comment struct {
	Content string `json:"content"`
	Account string `json:"account"` // required when a zone is created
}

// newZone is a Zone as it is created. Its rrsets follow.
type newZone struct {
	Name        string   `json:"name"`
	Kind        string   `json:"kind"`
	Nameservers []string `json:"nameservers"` // none: apex NS come with the rrsets
}
