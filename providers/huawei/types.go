package huawei

import (
	"encoding/json"
	"time"
)

// The wire structs are those of the operation pages of Huawei Cloud's API reference, v2 and v2.1, and of Open Telekom Cloud's,
// which has v2 only.

// The values of status. All that start with pending are on their way to another.
const (
	statusActive        = "ACTIVE"
	statusPendingDelete = "PENDING_DELETE"
	statusError         = "ERROR"
	pending             = "PENDING_"
)

// defaultLine is that of everybody who is on no other.
const defaultLine = "default_view"

// zoneDoc is a zone.
type zoneDoc struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	ZoneType  string `json:"zone_type"` // public or private
	Status    string `json:"status"`
	RecordNum int    `json:"record_num"` // of sets, those that the service has made too
	CreatedAt stamp  `json:"created_at"`
	UpdatedAt stamp  `json:"updated_at"` // null in a new zone
}

// newZone is the body of POST /v2/zones.
type newZone struct {
	Name string `json:"name"`
	Type string `json:"zone_type"`
}

// setDoc is a record set. Line, weight and alias are of v2.1 only.
type setDoc struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	Type        string    `json:"type"`
	TTL         *uint32   `json:"ttl"`
	Records     *[]string `json:"records"`
	Description string    `json:"description"`
	Status      string    `json:"status"`
	Default     bool      `json:"default"` // made by the service: SOA and NS of the apex
	ZoneID      string    `json:"zone_id"`
	ZoneName    string    `json:"zone_name"`
	Line        string    `json:"line"`
	Weight      *int      `json:"weight"`
	Alias       *alias    `json:"alias_target"`

	// The same time, as v2 spells it and as v2.1 does.
	CreateAt  stamp `json:"create_at"`
	CreatedAt stamp `json:"created_at"`
}

// created gives the time, however it is spelled.
func (s setDoc) created() time.Time {
	if s.CreateAt.IsZero() {
		return s.CreatedAt.Time
	}
	return s.CreateAt.Time
}

// alias is a set that follows a resource of the cloud instead of having records.
type alias struct {
	Type   string `json:"resource_type"`
	Domain string `json:"resource_domain_name"`
}

// page is a page of a listing; a nil list is not in the answer, which is another thing than an empty one.
type page struct {
	Zones      *[]zoneDoc `json:"zones"`
	Recordsets *[]setDoc  `json:"recordsets"`
	Links      struct {
		Next string `json:"next"`
	} `json:"links"`
	Metadata struct {
		Total *int `json:"total_count"`
	} `json:"metadata"`
}

// faultDoc is the body of a refusal: the service's own, with the longer names that of the gateway before it, and with an object
// that of the identity service.
type faultDoc struct {
	Code         string `json:"code"`
	Message      string `json:"message"`
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_msg"`
	RequestID    string `json:"request_id"`
	Error        struct {
		Message string `json:"message"`
	} `json:"error"`
}

// stamp is a time. The API's prose has a zone in it, and its examples have none and mean UTC.
type stamp struct{ time.Time }

// UnmarshalJSON reads both forms. Everything else is the zero time: nothing that matters hangs on it.
func (s *stamp) UnmarshalJSON(b []byte) error {
	var text string
	_ = json.Unmarshal(b, &text)
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, text); err == nil {
			s.Time = t.UTC()
		}
	}
	return nil
}
