package designate

import "strconv"

// The wire structs are those of the API's v1 ("Domains", "Records", "Limits").

type domainDoc struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	TTL  ttlDoc `json:"ttl"`
}

type domainList struct {
	Domains []domainDoc `json:"domains"`
}

type newDomainDoc struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	TTL   ttlDoc `json:"ttl"`
}

// recordDoc is a record as it is read.
type recordDoc struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Type     string `json:"type"`
	Data     string `json:"data"`
	Priority *int64 `json:"priority"` // of MX and SRV
	TTL      ttlDoc `json:"ttl"`
}

type recordList struct {
	Records []recordDoc `json:"records"`
}

// recordBody is a record as it is written. Of an update the service takes the priority for the new data's, and none for none,
// so these two are always sent; what is left out stays as it is: the TTL, the description.
type recordBody struct {
	Name     string  `json:"name"`
	Type     string  `json:"type"`
	Data     string  `json:"data"`
	Priority *uint16 `json:"priority,omitempty"`
	TTL      *ttlDoc `json:"ttl,omitempty"`
}

// ttlDoc is a TTL; 0, which the API has as null, is that of the domain.
type ttlDoc int64

// MarshalJSON writes null for the domain's.
func (t ttlDoc) MarshalJSON() ([]byte, error) {
	if t == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(t), 10), nil
}

// or gives the TTL that holds in a domain.
func (t ttlDoc) or(domain uint32) uint32 {
	if t == 0 {
		return domain
	}
	return uint32(t)
}

type limitsDoc struct {
	Limits struct {
		Absolute struct {
			Records *int `json:"maxDomainRecords"`
		} `json:"absolute"`
	} `json:"limits"`
}
