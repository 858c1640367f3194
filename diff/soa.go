package diff

import (
	"encoding/binary"

	"github.com/zonesync/zonesync/zone"
)

// compareSOA gives the change of a SOA that is live. It differs when anything but the serial does. A zone without SOA
// is none, so a file that has none leaves the live one as it is.
func (s *scan) compareSOA(c zone.Change, repair bool) (zone.Change, bool) {
	if c.New == nil {
		c.New = c.Old
	}
	same := s.equalSOA(c.Old, c.New)
	c.New = raised(s.keepComment(c), c.Old)
	if same && !repair {
		s.soas = append(s.soas, c)
		return c, false
	}
	return c, true
}

// equalSOA is equal but for the serial.
func (s *scan) equalSOA(a, b *zone.RRset) bool {
	x, y := *a, *b
	x.Data, y.Data = withSerial(x.Data, 0), withSerial(y.Data, 0)
	return s.equal(&x, &y)
}

const serialNote = "the serial goes up with the other changes"

// raiseSerials adds an update of the SOA to every view that changes, where nobody else raises the serial and it does not
// change anyway.
func (s *scan) raiseSerials() {
	if !s.in.SerialByUs {
		return
	}
	var raise []step
	for _, c := range s.soas {
		if cause, changes := s.viewChanges(c.Key().View); changes {
			raise = append(raise, step{Item: Item{Change: c, Cause: cause, Note: serialNote}, serial: true})
		}
	}
	s.steps = append(raise, s.steps...) // no key comes before the apex's SOA
}

func (s *scan) viewChanges(view string) (Cause, bool) {
	for _, st := range s.steps {
		if st.Key().View == view {
			return st.Cause, true
		}
	}
	return "", false
}

// raised gives want with a serial above that of live: its own where that is higher, the next one otherwise. It never goes
// back, in the arithmetic of RFC 1982.
func raised(want, live *zone.RRset) *zone.RRset {
	now, ok := serial(live.Data)
	own, sound := serial(want.Data)
	if !ok || !sound {
		return want
	}
	next := now + 1
	if ahead := own - now; ahead > 1 && ahead < 1<<31 {
		next = own
	}
	set := *want
	set.Data = withSerial(set.Data, next)
	return &set
}

// serialAt gives where the serial of a SOA's data is: five numbers of four octets end it, the serial is the first. It is
// negative when the data is not that of one SOA.
func serialAt(d zone.Data) int {
	if d.Len() != 1 {
		return -1
	}
	return len(d) - 20
}

func serial(d zone.Data) (uint32, bool) {
	i := serialAt(d)
	if i < 0 {
		return 0, false
	}
	return binary.BigEndian.Uint32([]byte(d[i : i+4])), true
}

func withSerial(d zone.Data, n uint32) zone.Data {
	i := serialAt(d)
	if i < 0 {
		return d
	}
	b := []byte(d)
	binary.BigEndian.PutUint32(b[i:], n)
	return zone.Data(b)
}
