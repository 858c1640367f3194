package testserver

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
)

// DesignateQuotas are limits on what a project may have; a negative number is no limit, and zero leaves it as it is.
type DesignateQuotas struct {
	Zones            int `json:"zones,omitempty"`             // 10 at first
	ZoneRecordSets   int `json:"zone_recordsets,omitempty"`   // 500
	ZoneRecords      int `json:"zone_records,omitempty"`      // 500
	RecordSetRecords int `json:"recordset_records,omitempty"` // 20
}

// Unlimited are quotas that allow everything.
var Unlimited = DesignateQuotas{Zones: -1, ZoneRecordSets: -1, ZoneRecords: -1, RecordSetRecords: -1}

// Quotas sets the quotas of a project. The project of a caller who names none is "noauth-project".
func (s DesignateServer) Quotas(t testing.TB, project string, q DesignateQuotas) {
	t.Helper()
	body, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPatch, s.URL+"/v2/quotas/"+project, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Auth-All-Projects", "true") // without it, one's own project is the only one
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("set Designate's quotas of %s: %s", project, resp.Status)
	}
}
