package huawei

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/httpapi"
	"github.com/zonesync/zonesync/providers"
)

func TestWhatRefusalsMean(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	keys := credentials{accessKey: "AK"}
	for _, c := range []struct {
		name, method, class string
		who                 credentials
		status              int
		body                string
		header              http.Header
		kind                error
		says, hint          string
		pause               bool
	}{
		{name: "the gateway's throttle", status: 429, body: `{"error_code":"APIGW.0308","error_msg":"over ratelimit,limit:100,time:1 minute","request_id":"r1"}`,
			kind: providers.ErrTemporary, says: "APIGW.0308: over ratelimit,limit:100,time:1 minute (request r1)", pause: true},
		{name: "the service's throttle", method: "POST", status: 403, body: `{"code":"DNS.0014","message":"slow down"}`, kind: providers.ErrTemporary, pause: true},
		{name: "a throttle in other words", status: 403, body: `over ratelimit,limit:100`, kind: providers.ErrTemporary, pause: true},
		{name: "a wrong key", who: keys, status: 401, body: `{"error_code":"APIGW.0301","error_msg":"Incorrect IAM authentication information: verify aksk signature fail"}`,
			header: http.Header{"Date": {now.Add(time.Minute).Format(http.TimeFormat)}}, kind: providers.ErrAuth, says: "aksk", hint: keyHint},
		{name: "a wrong clock", who: keys, status: 401, body: `{"error_code":"APIGW.0301","error_msg":"signature expired"}`,
			header: http.Header{"Date": {now.Add(3 * time.Hour).Format(http.TimeFormat)}}, kind: providers.ErrAuth, hint: "3h0m0s off"},
		{name: "a token that has ended", status: 401, body: `{"code":"DNS.0005","message":"no"}`, kind: providers.ErrAuth, hint: "check username"},
		{name: "a wrong password", class: classLogin, method: "POST", status: 401, body: `{"error":{"code":401,"message":"The username or password is wrong.","title":"Unauthorized"}}`,
			kind: providers.ErrAuth, says: "password is wrong", hint: "domain"},
		{name: "a wrong project", class: classLogin, method: "POST", status: 400, body: `{"error":{"code":400,"message":"no project"}}`, kind: providers.ErrAuth, hint: "project"},
		{name: "another identity service", class: classLogin, method: "POST", status: 404, body: `{"error":{"code":404,"message":"no"}}`, kind: providers.ErrProtocol, hint: "iam_endpoint"},
		{name: "a right that is missing", status: 403, body: `{"code":"DNS.0030","message":"no"}`, kind: providers.ErrAuth, hint: "DNS FullAccess"},
		{name: "the quota", method: "POST", status: 403, body: `{"code":"DNS.0403","message":"The quota of recordsets is insufficient."}`, kind: errQuota, hint: "higher quota"},
		{name: "the quota in other words", method: "POST", status: 400, body: `{"error_code":"APIGW.0106","error_msg":"Over quota: no more than 500."}`, kind: errQuota, hint: "higher quota"},
		{name: "the word in the name of a set that is at work", method: "PUT", status: 409, body: `{"code":"DNS.0314","message":"The quota of quota.example.org. is at work."}`, kind: providers.ErrTemporary},
		{name: "the word in the name of a refused set", method: "POST", status: 400, body: `{"code":"DNS.0308","message":"Invalid value of quota in quota.example.org."}`, kind: providers.ErrInvalid},
		{name: "the word as a label only", method: "POST", status: 400, body: `{"code":"DNS.0999","message":"No disk-quota.example.org, quota-1.example.org nor www.quota. here"}`, kind: providers.ErrInvalid},
		{name: "a set that is at work", method: "PUT", status: 409, body: `{"code":"DNS.0314","message":"busy"}`, kind: providers.ErrTemporary},
		{name: "a set that exists", method: "POST", status: 400, body: `{"code":"DNS.0312","message":"exists"}`, kind: providers.ErrConflict},
		{name: "a write to a set that is gone", method: "PUT", status: 404, body: `{"code":"DNS.0313","message":"no"}`, kind: providers.ErrConflict},
		{name: "a zone that is gone", status: 400, body: `{"code":"DNS.0301","message":"no"}`, kind: providers.ErrNotFound},
		{name: "a value", method: "POST", status: 400, body: `{"code":"DNS.0308","message":"bad value"}`, kind: providers.ErrInvalid, says: "DNS.0308: bad value"},
		{name: "too much at once", method: "POST", status: 413, body: `{"error_code":"APIGW.0201","error_msg":"too large"}`, kind: providers.ErrInvalid},
		{name: "too much at once, by a web page", method: "POST", status: 413, body: `<html>413 Request Entity Too Large</html>`, kind: providers.ErrInvalid},
		{name: "too much at once, without a word", method: "POST", status: 413, kind: providers.ErrInvalid},
		{name: "a path that is not there", status: 404, body: `{"error_code":"APIGW.0101","error_msg":"The API does not exist"}`, kind: providers.ErrProtocol, hint: "dialect"},
		{name: "a web page", status: 404, body: `<html>no</html>`, kind: providers.ErrProtocol, hint: "endpoint"},
		{name: "busy", method: "POST", status: 500, body: `{"code":"DNS.0000","message":"busy"}`, kind: providers.ErrTemporary},
		{name: "a zone of another account", method: "POST", status: 400, body: `{"code":"DNS.0211","message":"no"}`, kind: providers.ErrInvalid, hint: "another account"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.who.now, c.who.pace = func() time.Time { return now }, newPace()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				for k, v := range c.header {
					w.Header()[k] = v
				}
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer srv.Close()
			api, err := httpapi.New(httpapi.Options{Provider: kindName, BaseURL: srv.URL, Explain: c.who.explain, Tries: 1})
			require.NoError(t, err)
			_, err = api.Do(t.Context(), httpapi.Request{Op: "x", Method: c.method, Class: c.class})
			var told *providers.APIError
			require.ErrorAs(t, err, &told)
			require.Equal(t, c.kind, told.Kind)
			require.ErrorContains(t, err, c.says)
			require.Contains(t, told.Hint, c.hint)
			require.Equal(t, c.pause, told.RetryAfter >= firstPause)
			if c.status < 500 {
				require.True(t, notApplied(err))
			}
		})
	}
}
