package parse

import "github.com/zonesync/zonesync/zone"

// field names a part of a record's entry, so that a finding's column can be looked up in the file when it is needed.
type field uint8

const (
	fieldOwner field = iota
	fieldTTL
	fieldType
	fieldRData // with problem.token
)

// problem is a finding of a zone-level rule, before its column is known and before the ignores on its line are heeded.
type problem struct {
	pos      zone.Pos
	field    field
	token    int // which token of the RDATA, from 0
	rule     string
	severity Severity
	message  string
	hint     string
}
