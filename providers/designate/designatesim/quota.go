package designatesim

import "cmp"

// Quotas bound what a project may have; negative is unlimited (designate/quota).
type Quotas struct {
	Zones            int `json:"zones"`
	ZoneRecordSets   int `json:"zone_recordsets"`   // in one zone, SOA and NS of the apex among them
	ZoneRecords      int `json:"zone_records"`      // in one zone, managed ones left out
	RecordSetRecords int `json:"recordset_records"` // in one set
	ExportSize       int `json:"api_export_size"`   // sets
}

// DefaultQuotas gives those of an installation that set none.
func DefaultQuotas() Quotas {
	return Quotas{Zones: 10, ZoneRecordSets: 500, ZoneRecords: 500, RecordSetRecords: 20, ExportSize: 1000}
}

func (q Quotas) withDefaults() Quotas {
	const large = 1_000_000
	return Quotas{
		Zones: cmp.Or(q.Zones, large), ZoneRecordSets: cmp.Or(q.ZoneRecordSets, large), ZoneRecords: cmp.Or(q.ZoneRecords, large),
		RecordSetRecords: cmp.Or(q.RecordSetRecords, large), ExportSize: cmp.Or(q.ExportSize, large),
	}
}

// quotasOf gives the quotas of a project.
func (s *Server) quotasOf(project string) Quotas {
	if q, set := s.quotas[project]; set {
		return q
	}
	return s.o.Quotas
}

// within refuses a number of things above a quota.
func within(resource string, number, quota int) error {
	if quota >= 0 && number > quota {
		return overQuota(resource)
	}
	return nil
}

// roomForZone refuses one zone too many.
func (s *Server) roomForZone(project string) error {
	number := 0
	for _, z := range s.zones {
		if z.Project == project {
			number++
		}
	}
	return within("zones", number+1, s.quotasOf(project).Zones)
}

// roomForSet refuses one set too many in a zone.
func (s *Server) roomForSet(z *zone) error {
	return within("zone_recordsets", len(z.byID)+1, s.quotasOf(z.Project).ZoneRecordSets)
}

// roomForRecords refuses that a set of a zone gets so many records. Managed sets do not count (central
// _enforce_record_quota).
func (s *Server) roomForRecords(z *zone, r *set, number int) error {
	if r.Managed {
		return nil
	}
	q := s.quotasOf(z.Project)
	if err := within("zone_records", z.plain-len(r.Records)+number, q.ZoneRecords); err != nil {
		return err
	}
	return within("recordset_records", number, q.RecordSetRecords)
}
