package parse

import "github.com/zonesync/zonesync/zone"

// Options are the settings of reading.
type Options struct {
	// Prefix is put before every path in findings and positions, so that they are as the user wrote them.
	Prefix string
	// Origins gives the zone of files whose name does not tell it: path below the root → origin.
	Origins map[string]string
	// Private tells whether a zone is meant to hold private addresses; nil: none is.
	Private func(origin string) bool
	Limits  Limits
}

// Limits bound what a zone file may ask for. A zero field means its default.
type Limits struct {
	FileBytes int64 // of one file; 256 MiB
	Records   int   // of one zone; 5,000,000
	Generate  int   // records of one $GENERATE line; 65,536
	Depth     int   // of $INCLUDE; 8
}

// Source is one zone's files, by paths below the root.
type Source struct {
	Origin string            // canonical; "" when only the content can tell
	Base   string            // the base file; "" where there are only view files
	Views  map[string]string // view → file
}

// Result is one zone as it was read.
type Result struct {
	Source
	Zone     zone.Zone // with view sets beside base sets; not to be used when Failed
	Files    []string  // all files that were read, includes too, as paths below the root
	Findings []Finding // in file order
}

// Failed tells whether the zone must not be used.
func (r Result) Failed() bool {
	for _, f := range r.Findings {
		if f.Severity == Error {
			return true
		}
	}
	return false
}
