package designate

import (
	"encoding/json"
	"time"
)

// The wire structs are those of https://docs.openstack.org/api-ref/dns/.

// The words of status and action that matter here.
const (
	statusActive   = "ACTIVE"
	statusPending  = "PENDING"
	statusError    = "ERROR"
	statusComplete = "COMPLETE" // of an import
	actionDelete   = "DELETE"
	typePrimary    = "PRIMARY"
)

// v2Zone is a zone.
type v2Zone struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	TTL    uint32 `json:"ttl,omitempty"`
	Type   string `json:"type,omitempty"` // PRIMARY or SECONDARY
	Status string `json:"status,omitempty"`
	Action string `json:"action,omitempty"`
}

// v2Set is a recordset as it is read.
type v2Set struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Type        string    `json:"type"`
	TTL         *uint32   `json:"ttl"` // nil: the zone's
	Records     *[]string `json:"records"`
	Description string    `json:"description"`
}

// v2Write is a recordset as it is written. What it leaves out of a PUT stays as it is.
type v2Write struct {
	Name        string   `json:"name,omitempty"`
	Type        string   `json:"type,omitempty"`
	TTL         *uint32  `json:"ttl,omitempty"`
	Records     []string `json:"records"`
	Description *note    `json:"description,omitempty"`
}

// note is a description; none is null.
type note string

// MarshalJSON gives null for no description, which is how one is taken away.
func (n note) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(n))
}

// v2Page is a page of a listing; a nil list is not in the answer, which is another thing than an empty one.
type v2Page struct {
	Zones      *[]v2Zone `json:"zones"`
	Recordsets *[]v2Set  `json:"recordsets"`
	Links      struct {
		Next string `json:"next"`
	} `json:"links"`
	Metadata struct {
		Total *int `json:"total_count"` // operators and callers can have it left out
	} `json:"metadata"`
}

// v2Task is an import.
type v2Task struct {
	ID      string `json:"id"`
	Status  string `json:"status"`
	Message string `json:"message"`
	ZoneID  string `json:"zone_id"` // of a complete one
}

// v2Limits are the quotas of the project that asks, those of a zone and of a set. A nil or negative one is no limit.
type v2Limits struct {
	Sets    *int `json:"max_zone_recordsets"`
	Records *int `json:"max_zone_records"`
	OfSet   *int `json:"max_recordset_records"`
	asked   time.Time
}
