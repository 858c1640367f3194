package report_test

import (
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/parse"
)

// documents are the plans that every format is tried on.
var documents = map[string]func() *diff.Document{
	"design": design, "mixed": mixed, "held": held, "applied": applied, "offline": offline, "nasty": nasty,
}

func design() *diff.Document {
	const file = "zones/example.com.zone"
	return &diff.Document{
		Schema: diff.PlanSchema, Revision: "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d",
		Zones: []diff.ZoneDoc{{
			Zone: "example.com.", Provider: "prod", Type: "powerdns", File: file, Status: diff.StatusChanges, Calls: 4, Seconds: 0.4,
			Fingerprint: "sha256:00", Hash: "0123456789abcdef",
			Changes: []diff.ChangeDoc{
				{Op: "create", Name: "www.example.com.", Type: "A", Cause: diff.Git, TTL: 300, Data: []string{"192.0.2.10"}, File: file, Line: 12},
				{Op: "update", Name: "example.com.", Type: "MX", Cause: diff.Git, TTL: 3600, OldTTL: 300, Data: []string{"10 mail.example.com."}, OldData: []string{"10 mail.example.com."}, File: file, Line: 8},
				{Op: "delete", Name: "old.example.com.", Type: "A", Cause: diff.Git, OldTTL: 300, OldData: []string{"192.0.2.99"}, File: file},
				{Op: "update", Name: "api.example.com.", Type: "A", Cause: diff.Drift, TTL: 60, OldTTL: 60, Data: []string{"192.0.2.7"}, OldData: []string{"192.0.2.7"}, File: file, Line: 9, Held: "drift: changed at the provider"},
			},
		}},
	}
}

// mixed has several values, views, notes, causes, and zones in every state.
func mixed() *diff.Document {
	const file = "zones/example.org.zone"
	broken := "zones/example.net.zone:3:5: error: not an address\nzones/example.net.zone:7:1: error: not a record"
	return &diff.Document{
		Schema: diff.PlanSchema,
		Zones: []diff.ZoneDoc{
			{
				Zone: "example.org.", Provider: "prod", Type: "cloudns", File: file, Status: diff.StatusChanges, Calls: 3, Seconds: 61.2,
				Warnings: []string{"TTL 5 is lifted to 60"},
				Hint:     "review the plan, then: zonesync apply --release 0123456789ab",
				Changes: []diff.ChangeDoc{
					{Op: "create", Name: "www.example.org.", Type: "A", View: "tel", Cause: diff.Drift, TTL: 300, Data: []string{"192.0.2.10", "192.0.2.11"}, File: "zones/example.org@tel.zone", Line: 2},
					{Op: "update", Name: "mail.example.org.", Type: "AAAA", Cause: diff.Both, TTL: 60, OldTTL: 300, Data: []string{"2001:db8::1", "2001:db8::2"}, OldData: []string{"2001:db8::2", "2001:db8::3"}, File: file, Line: 8},
					{Op: "update", Name: "note.example.org.", Type: "TYPE65400", Cause: diff.Git, TTL: 60, OldTTL: 60, Data: []string{`\# 1 00`}, OldData: []string{`\# 1 00`}, File: file, Line: 9, Note: `comment "a" -> "b"`},
					{Op: "delete", Name: "swap.example.org.", Type: "A", Cause: diff.Git, OldTTL: 60, OldData: []string{"192.0.2.1"}},
					{Op: "create", Name: "swap.example.org.", Type: "CNAME", Cause: diff.Git, TTL: 60, Data: []string{"www.example.org."}, File: file, Line: 10},
					{Op: "delete", Name: "stray.example.org.", Type: "TXT", Cause: diff.Drift, OldTTL: 60, OldData: []string{`"a" "b"`}},
					{Op: "create", Name: "sub.example.org.", Type: "DS", Cause: diff.Git, TTL: 60, Data: []string{"1 13 2 00"}, File: file, Line: 11, Held: "DS: not managed (ds: verify)"},
				},
			},
			{Zone: "example.net.", Provider: "prod", Type: "cloudns", File: "zones/example.net.zone", Status: diff.StatusError, Error: &broken, Hint: "mend the file"},
			{Zone: "in-sync.example.", Provider: "prod", Type: "cloudns", File: "zones/in-sync.example.zone", Status: diff.StatusInSync},
		},
	}
}

// held is a zone that a guard on counts holds.
func held() *diff.Document {
	const why = "deletes 2 of 4 RRsets (50 %, the limit is 25 %)"
	return &diff.Document{
		Schema: diff.PlanSchema, Revision: "1a2b3c4d5e6f",
		Zones: []diff.ZoneDoc{{
			Zone: "example.org.", Provider: "prod", Type: "powerdns", File: "zones/example.org.zone", Status: diff.StatusHeld, Held: why,
			Hint: "review the plan, then: zonesync apply --allow-deletes 2, or --release 0123456789ab",
			Changes: []diff.ChangeDoc{
				{Op: "delete", Name: "a.example.org.", Type: "A", Cause: diff.Git, OldTTL: 60, OldData: []string{"192.0.2.1"}, Held: why},
				{Op: "delete", Name: "b.example.org.", Type: "DS", Cause: diff.Git, OldTTL: 60, OldData: []string{"1 13 2 00"}, Held: "DS: not managed (ds: verify); " + why},
				{Op: "create", Name: "c.example.org.", Type: "A", Cause: diff.Git, TTL: 60, Data: []string{"192.0.2.1"}, Held: why, File: "zones/example.org.zone", Line: 4},
			},
		}},
	}
}

// applied is what apply made of a plan.
func applied() *diff.Document {
	d := design()
	d.Schema = diff.ApplySchema
	lost := "powerdns: patch zone example.com.: connection lost"
	d.Zones[0].Status, d.Zones[0].Error = diff.StatusError, &lost
	for i, outcome := range []string{"done", "unknown", "not-done", ""} {
		d.Zones[0].Changes[i].Outcome = outcome
	}
	return d
}

// offline is what diff makes of two folders.
func offline() *diff.Document {
	return &diff.Document{Schema: diff.PlanSchema, Zones: []diff.ZoneDoc{{
		Zone: "example.org.", File: "new/example.org.zone", Status: diff.StatusChanges,
		Changes: []diff.ChangeDoc{
			{Op: "delete", Name: "old.example.org.", Type: "A", Cause: diff.Adopt, OldTTL: 300, OldData: []string{"192.0.2.99"}},
		},
	}}}
}

// bad moves the cursor, ends lines, turns text around, closes fences, tables and tags.
const bad = "a\x1b[2Jb\r\n::error file=forged::c\u202ed\u009be\x00\x7f`````|</details>\xff*@you* "

func nasty() *diff.Document {
	msg := bad
	return &diff.Document{Schema: diff.PlanSchema, Revision: bad, Zones: []diff.ZoneDoc{{
		Zone: bad, Provider: bad, Type: bad, File: bad, Status: diff.StatusError, Error: &msg, Held: bad, Hint: bad, Warnings: []string{bad},
		Changes: []diff.ChangeDoc{
			{Op: "update", Name: bad, Type: bad, View: bad, Cause: bad, Data: []string{bad}, OldData: []string{"x" + bad}, File: bad, Line: 1, Held: "b" + bad, Note: bad},
			{Op: "create", Name: bad, Type: bad, Cause: diff.Git, Data: []string{bad, bad}, File: bad, Line: 1},
		},
	}}}
}

// findings are what every format is tried on.
var findings = map[string][]parse.Finding{
	"none": nil,
	"some": {
		{File: "zones/example.org.zone", Line: 12, Column: 7, Rule: "bad-rdata", Severity: parse.Error, Message: `bad address "192.0.2.300"`, Hint: "each number is at most 255"},
		{File: "zones/example.org.zone", Line: 14, Column: 1, Rule: "missing-final-dot", Severity: parse.Warning, Message: `"mail.example.org" | is relative, 100% sure`},
		{File: "zones/with space,colon:.zone", Rule: "empty-zone", Severity: parse.Error, Message: "no records"},
		{File: "/srv/zones/example.net.zone", Line: 3, Rule: "no-such-rule", Severity: parse.Warning, Message: "first\nsecond"},
		{Rule: "limits", Severity: parse.Error, Message: "about no file"},
	},
	"nasty": {{File: bad, Line: 1, Column: 1, Rule: bad, Severity: parse.Error, Message: bad, Hint: bad}},
}
