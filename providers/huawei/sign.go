package huawei

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	algorithm  = "SDK-HMAC-SHA256"
	dateHeader = "X-Sdk-Date"
	dateForm   = "20060102T150405Z"
)

// signer signs requests with a key pair, as the gateway of Huawei Cloud wants it (SDK-HMAC-SHA256). Open Telekom Cloud means
// something else by that name.
type signer struct {
	accessKey, secretKey string
}

// sign puts the time and the signature into a request.
func (k signer) sign(req *http.Request, body []byte, now time.Time) {
	date := now.UTC().Format(dateForm)
	req.Header.Set(dateHeader, date)
	canonical, signed := canonicalRequest(req, body)
	mac := hmac.New(sha256.New, []byte(k.secretKey))
	mac.Write([]byte(algorithm + "\n" + date + "\n" + hash([]byte(canonical))))
	req.Header.Set("Authorization", algorithm+" Access="+k.accessKey+", SignedHeaders="+signed+", Signature="+hex.EncodeToString(mac.Sum(nil)))
}

// canonicalRequest gives what is signed, and the names of the header fields in it.
func canonicalRequest(req *http.Request, body []byte) (text, signed string) {
	names, fields := canonicalHeader(req)
	signed = strings.Join(names, ";")
	return strings.Join([]string{
		req.Method, canonicalPath(req.URL.Path), canonicalQuery(req.URL.Query()), fields, signed, hash(body),
	}, "\n"), signed
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// canonicalHeader gives the fields that are signed: the host and those that only the service looks at. Everything else may be
// changed on the way.
func canonicalHeader(req *http.Request) (names []string, fields string) {
	values := map[string]string{"host": hostOf(req)}
	for name, v := range req.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-") {
			values[name] = strings.TrimSpace(v[0])
		}
	}
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		b.WriteString(name + ":" + values[name] + "\n")
	}
	return names, b.String()
}

func hostOf(req *http.Request) string {
	if req.Host != "" {
		return req.Host
	}
	return req.URL.Host
}

// canonicalPath ends in a slash, whether the path does or not.
func canonicalPath(path string) string {
	segments := strings.Split(strings.TrimSuffix(path, "/"), "/")
	for i, s := range segments {
		segments[i] = encode(s)
	}
	return strings.Join(segments, "/") + "/"
}

func canonicalQuery(q url.Values) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(q)) {
		for _, value := range slices.Sorted(slices.Values(q[key])) {
			pairs = append(pairs, encode(key)+"="+encode(value))
		}
	}
	return strings.Join(pairs, "&")
}

// encode escapes everything but letters, digits and -_.~
func encode(s string) string {
	return strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
}
