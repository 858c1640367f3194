package huaweisim

import (
	"crypto/hmac"
	"net/http"
	"strings"
	"time"

	"github.com/zonesync/zonesync/internal/simulator"
)

// maxSkew is how far the date of a signature may be from the clock.
const maxSkew = 15 * time.Minute

// identify refuses who has neither a good token nor a good signature.
func (s *Server) identify(r *http.Request, body []byte) error {
	_, denied := s.Take(simulator.Denied)
	token, authorization := r.Header.Get("X-Auth-Token"), r.Header.Get("Authorization")
	if token != "" || authorization == "" || s.o.OTC {
		if end, known := s.tokens[token]; denied || !known || !s.o.Now().Before(end) {
			return refuse(http.StatusUnauthorized, "DNS.0005", "The token is missing, unknown or has expired.")
		}
		return nil
	}
	if denied {
		return notSigned("verify aksk signature fail")
	}
	return s.checkSignature(r, authorization, body)
}

// notSigned is the gateway's refusal of a signature (API Gateway, "Error Codes").
func notSigned(why string) error {
	return refuse(http.StatusUnauthorized, "APIGW.0301", "Incorrect IAM authentication information: %s", why)
}

// checkSignature computes the signature of a request once more (API Gateway, "Signature Algorithm").
func (s *Server) checkSignature(r *http.Request, authorization string, body []byte) error {
	fields, isSDK := strings.CutPrefix(authorization, algorithm+" ")
	parts := map[string]string{}
	for field := range strings.SplitSeq(fields, ", ") {
		key, value, _ := strings.Cut(field, "=")
		parts[key] = value
	}
	date, err := time.Parse("20060102T150405Z", r.Header.Get("X-Sdk-Date"))
	signed := strings.Split(parts["SignedHeaders"], ";")
	switch {
	case !isSDK || len(parts) != 3:
		return notSigned("Authorization format incorrect")
	case err != nil || !isSorted(signed, "x-sdk-date"):
		return notSigned("x-sdk-date or SignedHeaders incorrect")
	case s.o.Now().Sub(date).Abs() > maxSkew:
		return notSigned("signature expired, signature time: " + r.Header.Get("X-Sdk-Date"))
	case parts["Access"] != s.o.AccessKey:
		return notSigned("verify ak fail")
	case !hmac.Equal([]byte(parts["Signature"]), []byte(signature(r, body, signed, s.o.SecretKey))):
		return notSigned("verify aksk signature fail")
	}
	if project := r.Header.Get("X-Project-Id"); project != "" && project != projectID {
		return refuse(http.StatusForbidden, "DNS.0030", "The project is not one of this account.")
	}
	return nil
}
