package rackspacesim

import "strings"

type absolute struct {
	Name  string `json:"name"`
	Value int    `json:"value"`
}

func (s *Server) rateLimits() object { return object{"rate": s.o.Rates.table()} }

func (s *Server) domainLimit() absolute { return absolute{"domains", s.o.MaxDomains} }
func (s *Server) recordLimit() absolute { return absolute{"records per domain", s.o.MaxRecords} }

// showLimits is GET /limits.
func (s *Server) showLimits(*request) (reply, error) {
	return ok(object{"rates": s.rateLimits(), "absolute": object{"limit": []absolute{s.domainLimit(), s.recordLimit()}}})
}

// showLimitTypes is GET /limits/types.
func (s *Server) showLimitTypes(*request) (reply, error) {
	return ok(object{"limitTypes": []string{"RATE_LIMIT", "DOMAIN_LIMIT", "DOMAIN_RECORD_LIMIT"}})
}

// showLimit is GET /limits/{type}.
func (s *Server) showLimit(q *request) (reply, error) {
	switch strings.ToLower(q.args[0]) {
	case "rate_limit":
		return ok(object{"rates": s.rateLimits()})
	case "domain_limit":
		return ok(object{"absolute": object{"limit": []absolute{s.domainLimit()}}})
	case "domain_record_limit":
		return ok(object{"absolute": object{"limit": []absolute{s.recordLimit()}}})
	}
	return reply{}, notFound("There is no limit of this type.")
}
