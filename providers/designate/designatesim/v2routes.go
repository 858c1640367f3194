package designatesim

// routesV2 gives all paths of v2, those of words before those of ids (designate/api/v2/controllers).
func routesV2() []route {
	type calls = map[string]handler
	return []route{
		{"zones", "zones", "zone", "Zone", calls{get: (*Server).listZones, post: (*Server).createZone}},
		{"zones/tasks/imports", "imports", "import", "", calls{get: (*Server).listImports, post: (*Server).createImport}},
		{"zones/tasks/imports/*", "import", "", "", calls{get: (*Server).showImport, del: (*Server).deleteImport}},
		{"zones/tasks/exports", "exports", "", "", calls{get: (*Server).listExports}},
		{"zones/tasks/exports/*", "export", "", "", calls{get: (*Server).showExport, del: (*Server).deleteExport}},
		{"zones/tasks/exports/*/export", "export text", "", "", calls{get: (*Server).showExportText}},
		{"zones/*", "zone", "", "Zone", calls{get: (*Server).showZone, patch: (*Server).updateZone, del: (*Server).deleteZone}},
		{"zones/*/nameservers", "nameservers", "", "", calls{get: (*Server).listNameservers}},
		{"zones/*/tasks/export", "zone export", "export", "", calls{post: (*Server).createExport}},
		{"zones/*/recordsets", "recordsets", "recordset", "RecordSet", calls{get: (*Server).listSets, post: (*Server).createSet}},
		{"zones/*/recordsets/*", "recordset", "", "RecordSet", calls{
			get: (*Server).showSet, put: (*Server).updateSet, del: (*Server).deleteSet,
		}},
		{"recordsets", "recordsets", "", "", calls{get: (*Server).listAllSets}},
		{"limits", "limits", "", "", calls{get: (*Server).showLimits}},
		{"quotas/*", "quotas", "", "", calls{get: (*Server).showQuotas, patch: (*Server).updateQuotas, del: (*Server).deleteQuotas}},
	}
}
