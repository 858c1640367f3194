package designatesim

// routesV1 gives all paths of v1, those of words before those of ids (designate/api/v1 of the Newton release).
func routesV1() []route {
	type calls = map[string]handler
	return []route{
		{"domains", "domains", "domain", "Domain", calls{get: (*Server).listDomains, post: (*Server).createDomain}},
		{"domains/*", "domain", "", "Domain", calls{get: (*Server).showDomain, put: (*Server).updateDomain, del: (*Server).deleteDomain}},
		{"domains/*/servers", "servers", "", "", calls{get: (*Server).listDomainServers}},
		{"domains/*/records", "records", "record", "Record", calls{get: (*Server).listRecords, post: (*Server).createRecord}},
		{"domains/*/records/*", "record", "", "Record", calls{
			get: (*Server).showRecord, put: (*Server).updateRecord, del: (*Server).deleteRecord,
		}},
		{"servers", "servers", "", "", calls{get: (*Server).listServers}},
		{"servers/*", "server", "", "", calls{get: (*Server).showServer}},
		{"limits", "limits", "", "", calls{get: (*Server).showLimits}},
	}
}
