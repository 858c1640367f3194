package huawei

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The signatures were made with the signer of huaweicloud-sdk-go-v3; the last one has a query that its users never send.
func TestSignaturesAreThoseOfTheSDK(t *testing.T) {
	t.Parallel()
	const base = "https://dns.ap-southeast-1.myhuaweicloud.com"
	for _, c := range []struct {
		name, method, url, body string
		header                  http.Header
		signed, signature       string
	}{
		{
			name: "a project", method: http.MethodGet, url: base + "/v2/zones",
			header: http.Header{"X-Project-Id": {"0123456789abcdef0123456789abcdef"}},
			signed: "host;x-project-id;x-sdk-date", signature: "73649f3af3b9b81c801e00df8c5a73c0f1aac1b2023abb3176e3d0990e914109",
		},
		{
			name: "a body, whose type is not signed", method: http.MethodDelete, url: base + "/v2.1/zones/z1/recordsets", body: `{"recordset_ids":["rs1","rs2"]}`,
			header: http.Header{"Content-Type": {"application/json"}},
			signed: "host;x-sdk-date", signature: "4fd4a0ad3095c61830c96ebe1471cb41a07d439bfadf5d9659f0f681216a5f81",
		},
		{
			name: "a body with a line break", method: http.MethodDelete, url: base + "/v2.1/zones/z1/recordsets", body: `{"recordset_ids":["rs1","rs2"]}` + "\n",
			header: http.Header{"Content-Type": {"application/json"}},
			signed: "host;x-sdk-date", signature: "c2f69cde183fd853504bf86d4c5ce18baf01640d8a041dd29337ee3f5b6ffaa0",
		},
		{
			name: "a query with everything", method: http.MethodGet,
			url:    base + "/v2.1/zones/z1/recordsets?" + url.Values{"name": {"*.a b~c.example.com."}, "marker": {""}, "limit": {"500"}}.Encode(),
			signed: "host;x-sdk-date", signature: "f24a179978153002c94037ada95e1c25f05752d508c05a3a4fb2604d82e7500a",
		},
		{
			name: "fields that may be changed on the way", method: http.MethodGet, url: base + "/v2/zones/",
			header: http.Header{"X-Project-Id": {"0123456789abcdef0123456789abcdef"}, "User-Agent": {"zonesync"}, "Accept": {"application/json"}},
			signed: "host;x-project-id;x-sdk-date", signature: "73649f3af3b9b81c801e00df8c5a73c0f1aac1b2023abb3176e3d0990e914109",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			req, err := http.NewRequestWithContext(t.Context(), c.method, c.url, strings.NewReader(c.body))
			require.NoError(t, err)
			for name, v := range c.header {
				req.Header[name] = v
			}
			k := signer{"ZSAK0000000000000001", "zsSecretKeyForTestVectorsOnly0000000001"}
			k.sign(req, []byte(c.body), time.Date(2026, 1, 2, 4, 4, 5, 0, time.FixedZone("", 3600)))
			require.Equal(t, "20260102T030405Z", req.Header.Get("X-Sdk-Date"))
			require.Equal(t, "SDK-HMAC-SHA256 Access=ZSAK0000000000000001, SignedHeaders="+c.signed+", Signature="+c.signature, req.Header.Get("Authorization"))
		})
	}
}
