package huaweisim

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const algorithm = "SDK-HMAC-SHA256"

// signature is that of a request with some headers (API Gateway, "Signature Algorithm"; huaweicloud-sdk-go-v3,
// core/auth/signer).
func signature(r *http.Request, body []byte, headers []string, secret string) string {
	hash := cmp.Or(r.Header.Get("X-Sdk-Content-Sha256"), sum(string(body)))
	var block strings.Builder
	for _, name := range headers {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		block.WriteString(name + ":" + strings.TrimSpace(value) + "\n")
	}
	canonical := strings.Join([]string{
		r.Method, canonicalPath(r.URL.Path), canonicalQuery(r), block.String(), strings.Join(headers, ";"), hash,
	}, "\n")
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(strings.Join([]string{algorithm, r.Header.Get("X-Sdk-Date"), sum(canonical)}, "\n")))
	return hex.EncodeToString(mac.Sum(nil))
}

func sum(text string) string {
	h := sha256.Sum256([]byte(text))
	return hex.EncodeToString(h[:])
}

// isSorted tells whether headers are named as they must be, one of them among the others.
func isSorted(headers []string, one string) bool {
	lower := func(h string) bool { return h != "" && h == strings.ToLower(h) }
	return slices.IsSorted(headers) && slices.Contains(headers, one) &&
		!slices.ContainsFunc(headers, func(h string) bool { return !lower(h) })
}

// canonicalPath always ends in a slash.
func canonicalPath(path string) string {
	parts := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, p := range parts {
		parts[i] = escape(p)
	}
	return strings.Join(parts, "/") + "/"
}

// canonicalQuery is sorted by key, then by value, before anything is escaped.
func canonicalQuery(r *http.Request) string {
	query := r.URL.Query()
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(query)) {
		for _, v := range slices.Sorted(slices.Values(query[key])) {
			pairs = append(pairs, escape(key)+"="+escape(v))
		}
	}
	return strings.Join(pairs, "&")
}

// escape leaves the unreserved characters of RFC 3986.
func escape(text string) string {
	var out strings.Builder
	for i := range len(text) {
		c := text[i]
		plain := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_.~", c) >= 0
		if plain {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteString(strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return out.String()
}
