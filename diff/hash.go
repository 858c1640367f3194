package diff

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"

	"github.com/zonesync/zonesync/zone"
)

// digest is SHA-256 over words and numbers, each of which says where it ends. It writes in large pieces.
type digest struct {
	h   hash.Hash
	buf []byte
}

const digestPiece = 16 << 10

func newDigest() *digest { return &digest{h: sha256.New()} }

func (d *digest) word(s string) {
	d.number(len(s))
	d.buf = append(d.buf, s...)
	if len(d.buf) > digestPiece {
		d.flush()
	}
}

func (d *digest) number(n int) { d.buf = binary.AppendUvarint(d.buf, uint64(n)) }

// set adds what a set means; its comment only where that is compared.
func (d *digest) set(s zone.RRset, comment bool) {
	d.word(s.Name)
	d.word(s.View)
	d.number(int(s.Type))
	d.number(int(s.TTL))
	d.word(string(s.Data))
	if comment {
		d.word(s.Comment)
	}
}

func (d *digest) flush() {
	d.h.Write(d.buf) // a hash.Hash never gives an error
	d.buf = d.buf[:0]
}

func (d *digest) sum() string {
	d.flush()
	return hex.EncodeToString(d.h.Sum(nil))
}

// hashSteps names a plan by what it does, to what, and where. Neither the rules that hold a step nor a person's consent are part
// of it, so that the hash of a held plan is still its hash when it is released.
func hashSteps(account string, p Plan, steps []step) string {
	d := newDigest()
	d.word(account)
	d.word(p.Origin)
	d.word(p.Fingerprint)
	for _, st := range steps {
		d.number(int(st.Op()))
		for _, set := range []*zone.RRset{st.Old, st.New} {
			if set != nil {
				d.set(*set, true)
			}
		}
	}
	return d.sum()
}
