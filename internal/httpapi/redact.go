package httpapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
)

// stars stand where a secret stood.
const stars = "***"

// secretFields are header fields that are never shown.
var secretFields = []string{
	"Authorization", "Proxy-Authorization", "Cookie", "Set-Cookie",
	"X-Api-Key", "X-Auth-Key", "X-Auth-Token", "X-Subject-Token", "X-Service-Token",
}

// redactor strikes known secrets out of text, in each spelling that a request can have them in.
type redactor struct {
	replacer atomic.Pointer[known]
}

type known struct {
	spellings []string
	replacer  *strings.Replacer
}

func (r *redactor) add(secrets ...string) {
	for {
		old := r.replacer.Load()
		next := &known{}
		if old != nil {
			next.spellings = slices.Clone(old.spellings)
		}
		for _, s := range secrets {
			next.spellings = append(next.spellings, spellings(s)...)
		}
		next.replacer = strings.NewReplacer(pairs(next.spellings)...)
		if r.replacer.CompareAndSwap(old, next) {
			return
		}
	}
}

func spellings(secret string) []string {
	if secret == "" {
		return nil
	}
	quoted, _ := json.Marshal(secret) // a string always has a JSON form
	return []string{secret, string(quoted[1 : len(quoted)-1]), url.QueryEscape(secret), url.PathEscape(secret)}
}

// pairs puts longer spellings first: a secret may be a part of another.
func pairs(spellings []string) []string {
	sorted := slices.Clone(spellings)
	slices.SortFunc(sorted, func(a, b string) int { return len(b) - len(a) })
	var out []string
	for _, s := range slices.Compact(sorted) {
		out = append(out, s, stars)
	}
	return out
}

// strike gives the text without secrets.
func (r *redactor) strike(s string) string {
	if k := r.replacer.Load(); k != nil {
		return k.replacer.Replace(s)
	}
	return s
}

// header gives a header as text, sorted, without secrets.
func (r *redactor) header(h http.Header) string {
	h = h.Clone()
	for _, field := range secretFields {
		if h.Get(field) != "" {
			h.Set(field, stars)
		}
	}
	var b strings.Builder
	_ = h.Write(&b) // a Builder takes all
	return r.strike(b.String())
}
