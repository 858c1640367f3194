// Package limit holds the token buckets that requests to one credential go through, whichever zone, provider or worker
// they are for. It knows nothing of HTTP.
package limit

import (
	"crypto/sha256"
	"sync"
)

// Registry gives the same bucket for the same credential, so that two providers in a config with one account share it.
// A nil Registry gives every caller a bucket of its own. The zero value is ready.
type Registry struct {
	mu      sync.Mutex
	buckets map[[sha256.Size]byte]*Bucket
}

// Bucket gives the bucket of a credential at a host. The settings of the first caller count. Only a digest of the names
// is kept.
func (r *Registry) Bucket(host, credential string, s Settings) *Bucket {
	if r == nil {
		return New(s)
	}
	key := sha256.Sum256([]byte(host + "\x00" + credential))
	r.mu.Lock()
	defer r.mu.Unlock()
	if b, ok := r.buckets[key]; ok {
		return b
	}
	if r.buckets == nil {
		r.buckets = make(map[[sha256.Size]byte]*Bucket)
	}
	b := New(s)
	r.buckets[key] = b
	return b
}
