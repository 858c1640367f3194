package huawei

import (
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// kept is what a Live carries to Batches and Send beside the records.
type kept struct {
	listed int // sets in the zone, whatever they are
	// sets are those in Live.Records, one for each key.
	sets map[zone.Key]held
	// foreign are the keys of sets that are left alone, with the reason; without type of those that are of no DNS type. What they
	// bar is not created.
	foreign map[zone.Key]string
	// leaving are the sets that are being deleted: they are not in Live.Records, and still block their names.
	leaving []keyedSet
	// strange are names at which there is something without a whole key, such as a set on another line or of no DNS type.
	strange map[string]bool
}

// held is a set that is there and that we may write.
type held struct {
	id          string
	line        string // as the API spells it; "" in v2
	status      string
	weight      *int // nil: none
	description string
	byService   bool // made by the service (default: true): never written
}

func newKept(listed int) *kept {
	return &kept{
		listed: listed, sets: map[zone.Key]held{}, foreign: map[zone.Key]string{}, strange: map[string]bool{},
	}
}

// keptIn gives what a Live carries; one that was not read has nothing.
func keptIn(live providers.Live) *kept {
	if k, ok := live.Private.(*kept); ok {
		return k
	}
	return newKept(0)
}
