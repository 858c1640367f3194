package huawei

import (
	"slices"
	"time"

	"github.com/zonesync/zonesync/zone"
)

// order is that in which the changes of a batch are sent, by what is sent for them.
var order = []zone.Op{zone.Delete, zone.Update, zone.Create}

// way is how a request carries changes.
type way string

// The ways. All but the first are of v2.1, and some accounts and sites lack them.
const (
	bySet    way = "" // one
	byDelete way = "batch delete"
	byUpdate way = "batch update"
	byLines  way = "batch create of lines" // all lines of one name and type
	byTask   way = "batch create task"
)

const (
	// maxSingles is up to how many requests are sent instead of a task, which takes two and a look at it.
	maxSingles = 3
	maxLines   = 50
	// taskTime and settleTime are about how long a task takes, and the service to have at work what was written.
	taskTime   = time.Second
	settleTime = time.Second
)

// request is what carries some changes of a batch.
type request struct {
	by way
	op zone.Op
	at []int // the changes
}

// calls counts the requests that it comes to, without polls.
func (r request) calls() int {
	if r.by == byTask { // its record is also taken away again
		return 2
	}
	return 1
}

func (r request) wait() time.Duration {
	if r.by == byTask {
		return taskTime
	}
	return 0
}

// requests gives what is to be sent for those changes of a batch that come to an op.
func (p *Provider) requests(k *kept, op zone.Op, changes []zone.Change) []request {
	var at []int
	for i, c := range changes {
		if k.op(c) == op {
			at = append(at, i)
		}
	}
	return p.split(k, op, changes, at)
}

// split gives the fewest requests for some changes that come to the same op.
func (p *Provider) split(k *kept, op zone.Op, changes []zone.Change, at []int) []request {
	switch op {
	case zone.Delete:
		at = slices.DeleteFunc(slices.Clone(at), func(i int) bool { return k.sets[changes[i].Key()].id == "" }) // it has gone
		return p.chunks(byDelete, op, at, maxDeletes)
	case zone.Update:
		return p.chunks(byUpdate, op, at, maxUpdates)
	}
	families := familiesOf(changes, at)
	if len(families) > maxSingles && p.bulk.has(byTask) {
		return p.chunks(byTask, op, at, maxTask)
	}
	var out []request
	for _, f := range families {
		out = append(out, p.chunks(byLines, op, f, maxLines)...)
	}
	return out
}

// chunks gives requests for so many changes each: single ones where it is one change, or where the way is closed.
func (p *Provider) chunks(by way, op zone.Op, at []int, size int) (out []request) {
	if len(at) == 1 || !p.bulk.has(by) {
		by, size = bySet, 1
	}
	for chunk := range slices.Chunk(at, size) {
		out = append(out, request{by, op, chunk})
	}
	return out
}

// familiesOf groups changes that differ in their line only. They stand side by side.
func familiesOf(changes []zone.Change, at []int) (out [][]int) {
	for n, i := range at {
		if n > 0 && sameFamily(changes[at[n-1]].Key(), changes[i].Key()) {
			out[len(out)-1] = append(out[len(out)-1], i)
			continue
		}
		out = append(out, []int{i})
	}
	return out
}

func sameFamily(a, b zone.Key) bool { return a.Name == b.Name && a.Type == b.Type }
