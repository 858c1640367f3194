package cloudns

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/diff"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/cloudns/cloudnssim"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/zone"
)

// never is longer than any test.
const never = time.Hour

func outcomes(t *testing.T, err error) []providers.Outcome {
	t.Helper()
	var told *providers.BatchError
	require.ErrorAs(t, err, &told)
	return told.Outcomes
}

// TestEverySwitch leads a zone from state to state under whatever no document tells of the server.
func TestEverySwitch(t *testing.T) {
	t.Parallel()
	steps := []string{
		zonetest.Many(30, "both%d A 192.0.2.1\nto%d A 192.0.2.1\nto%d A 192.0.2.2\nfrom%d CNAME both%d") + "@ MX 10 mail\nmail A 192.0.2.3",
		zonetest.Many(30, "both%d A 192.0.2.2\nto%d CNAME both%d\nfrom%d A 192.0.2.2\nnew%d TXT x") + "@ MX 20 mail\nmail 60 A 192.0.2.3",
		"both1 A 192.0.2.2\n@tel\nboth1 A 192.0.2.3",
		"",
		"both1 A 192.0.2.2",
	}
	for name, o := range map[string]cloudnssim.Options{
		"removed records are shown":               {ShowRemoved: true},
		"removed records block their like":        {RemovedBlocks: true},
		"edits go through pending":                {EditGoesPending: true},
		"a bulk call keeps what came before":      {BulkKeepsEarlier: true},
		"bulk calls have a limit that chunk fits": {MaxBulk: 100},
		"bulk calls have a lower limit":           {MaxBulk: 30},
		"the names of API v1.1":                   {OldNames: true},
		"integers as strings":                     {StringNumbers: true},
		"active at once":                          {ActivateAfter: -1},
		"all that may be at once":                 {ShowRemoved: true, RemovedBlocks: true, EditGoesPending: true, BulkKeepsEarlier: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, o)
			for _, text := range steps {
				s.reach(t, text)
			}
		})
	}
}

func TestALongTXTNeedsBothLimitsRaised(t *testing.T) {
	t.Parallel()
	text := `t TXT "` + strings.Repeat("k", 255) + `" "` + strings.Repeat("l", 145) + `"`
	raised := func(s *settings) { s.MaxTXT = 400 }
	newSite(t, cloudnssim.Options{MaxTXT: -1}, raised).reach(t, text)

	s := newSite(t, cloudnssim.Options{}, raised)
	r := apply.Zone(t.Context(), s.plan(t, "www A 192.0.2.1\n"+text), providertest.Options())
	require.ErrorIs(t, r.Err, providers.ErrInvalid)
	require.ErrorContains(t, r.Err, "example.org.zone:1: t.example.org. TXT@tel: cloudns: create")
	require.ErrorContains(t, r.Err, "errno 13: content is too long")
	require.Equal(t, 2, r.Done(), "www on both lines")
}

func TestARecordThatStaysPendingIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: never})
	s.patience = 3 * quick
	require.NoError(t, s.sim.Plant(origin, cloudnssim.Record{Name: "www", Type: "A", Content: "192.0.2.1", TTL: 300, ISP: "tel"}))
	j := s.plan(t, "")
	require.Len(t, j.Live.Warnings, 1)
	require.Contains(t, j.Live.Warnings[0], "1 records are still pending")
	require.Len(t, j.Plan.Items, 1)

	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	err = s.Send(t.Context(), j.Live, batches[0])
	require.ErrorIs(t, err, providers.ErrTemporary)
	require.ErrorContains(t, err, "1 records are still pending")
	require.Equal(t, []providers.Outcome{providers.NotDone}, outcomes(t, err))
	require.Empty(t, s.tap.actions())
}

// TestARecordThatHasBecomePending is one that somebody else has edited after it was read.
func TestARecordThatHasBecomePending(t *testing.T) {
	t.Parallel()
	for _, want := range []string{"", "www 60 A 192.0.2.1"} {
		s := newSite(t, cloudnssim.Options{ActivateAfter: never, EditGoesPending: true})
		s.patience = 3 * quick
		s.fill(t, "www A 192.0.2.1")
		j := s.plan(t, want)
		_, err := ask[record](t.Context(), s.Provider, call{action: "rec_edit", write: true, params: form("z", "example.org", "rid", "1",
			"name", "www", "type", "A", "content", "192.0.2.1", "isp", "tel", "ttl", "7")})
		require.NoError(t, err)
		batches, err := s.Batches(j.Live, j.Plan.Changes())
		require.NoError(t, err)
		err = s.Send(t.Context(), j.Live, batches[0])
		require.ErrorIs(t, err, providers.ErrTemporary)
		require.ErrorIs(t, err, errNotReady)
		var e *providers.APIError
		require.ErrorAs(t, err, &e)
		require.Equal(t, 500*time.Millisecond, e.RetryAfter)
	}
}

func TestFetchWaitsForPendingRecords(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{ActivateAfter: 5 * quick})
	require.NoError(t, s.sim.Plant(origin, cloudnssim.Record{Name: "www", Type: "A", Content: "192.0.2.1", TTL: 300, ISP: "tel"}))
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Empty(t, live.Warnings)
	require.Equal(t, cloudnssim.Active, s.sim.Records(origin)[0].Status)
	require.Greater(t, len(s.tap.asked("rec_load_all")), 1)

	s = newSite(t, cloudnssim.Options{ActivateAfter: never})
	require.NoError(t, s.sim.Plant(origin, cloudnssim.Record{Name: "www", Type: "A", Content: "192.0.2.1", TTL: 300, ISP: "any"}))
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Len(t, s.tap.asked("rec_load_all"), 1, "what is left alone is not waited for")
}

// TestRefusalsAreToldApart sends a batch to a zone that somebody else has changed after it was read.
func TestRefusalsAreToldApart(t *testing.T) {
	t.Parallel()
	active := func(name, rrtype, content string) cloudnssim.Record {
		return cloudnssim.Record{Name: name, Type: rrtype, Content: content, TTL: 300, ISP: "tel", Status: cloudnssim.Active}
	}
	for _, tc := range []struct {
		name, before, after string
		somebody            []cloudnssim.Record
		deletes             string // ids
		kind                error
		outcomes            []providers.Outcome
	}{
		{name: "a duplicate that is what was wanted is done", after: "@tel\nwww A 192.0.2.1", somebody: []cloudnssim.Record{active("www", "A", "192.0.2.1")}},
		{name: "a duplicate beside a record that is not there", after: "@tel\nnew A 192.0.2.1\nwww A 192.0.2.1",
			somebody: []cloudnssim.Record{active("www", "A", "192.0.2.1")},
			kind:     providers.ErrConflict, outcomes: []providers.Outcome{providers.NotDone, providers.Done}},
		{name: "a duplicate of another type", after: "@tel\nwww MX 10 mail",
			somebody: []cloudnssim.Record{active("www", "NS", "mail.example.org")},
			kind:     providers.ErrInvalid, outcomes: []providers.Outcome{providers.NotDone}},
		{name: "a record that is gone is deleted", before: "@tel\nwww A 192.0.2.1", deletes: "1"},
		{name: "a record that is gone, beside one that is there", before: "@tel\nold A 192.0.2.1\nwww A 192.0.2.1", deletes: "2",
			kind: providers.ErrConflict, outcomes: []providers.Outcome{providers.NotDone, providers.Done}},
		{name: "a record that is gone cannot be edited", before: "@tel\nwww 60 A 192.0.2.1", after: "@tel\nwww A 192.0.2.1", deletes: "1",
			kind: providers.ErrConflict, outcomes: []providers.Outcome{providers.Unknown}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, cloudnssim.Options{})
			s.reach(t, tc.before)
			j := s.plan(t, tc.after)
			batches, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			require.Len(t, batches, 1)
			require.NoError(t, s.sim.Plant(origin, tc.somebody...))
			if tc.deletes != "" {
				_, err := ask[[]record](t.Context(), s.Provider, call{action: "bulk_rec_delete", params: form("z", "example.org", "rids", tc.deletes), write: true})
				require.NoError(t, err)
			}
			err = s.Send(t.Context(), j.Live, batches[0])
			if tc.kind == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tc.kind)
			require.Equal(t, tc.outcomes, outcomes(t, err))
		})
	}
}

func TestAnEditThatIsSoAlreadyDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	s.fill(t, "a 60 A 192.0.2.1\nb 60 A 192.0.2.1")
	j := s.plan(t, "a A 192.0.2.1\nb A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	_, err = ask[record](t.Context(), s.Provider, call{action: "rec_edit", write: true, params: form("z", "example.org", "rid", "1",
		"name", "a", "type", "A", "content", "192.0.2.1", "isp", "tel", "ttl", "300")})
	require.NoError(t, err)
	s.tap.asked("")
	require.NoError(t, s.Send(t.Context(), j.Live, batches[0]))
	require.Equal(t, strings.TrimSpace(strings.Repeat("rec_edit ", 4)), s.tap.actions())
	require.NotContains(t, s.stored(), " 60 ")
}

func TestARefusalAtOnceNeedsNoReading(t *testing.T) {
	t.Parallel()
	for number, message := range map[int]string{3: "authenticate failed", 5: "records is invalid", 13: "zone not exists"} {
		p, asked := scripted(t, 200, fmt.Sprintf(`{"errno":%d,"errmsg":%q,"result":null}`, number, message))
		live := liveOf(t, p, "")
		batches, err := p.Batches(live, plan(t, live, "www A 192.0.2.1"))
		require.NoError(t, err)
		require.Equal(t, []providers.Outcome{providers.NotDone}, outcomes(t, p.Send(t.Context(), live, batches[0])))
		require.Equal(t, 1, *asked)
	}
}

func TestOutcomesByWhatIsThere(t *testing.T) {
	t.Parallel()
	p := openWith(t, func(s *settings) { s.URL = "http://127.0.0.1:1" })
	set := func(text string) *zone.RRset {
		if text == "" {
			return nil
		}
		return &records(t, "@tel\n"+text).Sets[0]
	}
	for _, tc := range []struct {
		name, now, old, new string
		is                  providers.Outcome
	}{
		{"created", "A www 300 tel 192.0.2.1", "", "www A 192.0.2.1", providers.Done},
		{"not created", "", "", "www A 192.0.2.1", providers.NotDone},
		{"created by half", "A www 300 tel 192.0.2.1", "", "www A 192.0.2.1\nwww A 192.0.2.2", providers.Unknown},
		{"created with another TTL", "A www 60 tel 192.0.2.1", "", "www A 192.0.2.1", providers.Unknown},
		{"deleted", "", "www A 192.0.2.1", "", providers.Done},
		{"not deleted", "A www 300 tel 192.0.2.1", "www A 192.0.2.1", "", providers.NotDone},
		{"old and new", "A www 300 tel 192.0.2.1\nA www 300 tel 192.0.2.2", "www A 192.0.2.1", "www A 192.0.2.2", providers.Unknown},
		{"repaired", "NS sub 300 tel x.example.org", "sub NS x", "sub NS x", providers.Done},
		{"not repaired", "NS sub 300 tel x.example.org\nNS sub 300 tel X.example.org", "sub NS x", "sub NS x", providers.NotDone},
	} {
		c := zone.Change{Old: set(tc.old), New: set(tc.new)}
		require.Equal(t, tc.is, liveOf(t, p, tc.now).Outcome(c), tc.name)
	}
}

func TestALostAnswerConvergesWithoutDuplicates(t *testing.T) {
	t.Parallel()
	for _, kind := range []simulator.FaultKind{simulator.CutAfter, simulator.CutBefore, simulator.HalfBatch} {
		for name, steps := range map[string][2]string{
			"creates": {"", zonetest.Many(120, "h%d A 192.0.2.1")},
			"updates": {zonetest.Many(120, "h%d A 192.0.2.1"), zonetest.Many(120, "h%d A 192.0.2.2")},
			"deletes": {zonetest.Many(120, "h%d A 192.0.2.1"), ""},
			"edits":   {zonetest.Many(120, "h%d 60 A 192.0.2.1"), zonetest.Many(120, "h%d A 192.0.2.1")},
		} {
			t.Run(string(kind)+" "+name, func(t *testing.T) {
				t.Parallel()
				s := newSite(t, cloudnssim.Options{})
				s.fill(t, steps[0])
				s.sim.Arm(simulator.Fault{Kind: kind})
				s.reach(t, steps[1])
				seen := map[identity]bool{}
				for _, r := range s.sim.Records(origin) {
					i := identity{r.Name, r.ISP, r.Content}
					require.False(t, seen[i], i)
					seen[i] = true
				}
			})
		}
	}
}

func TestWhatTheUserCannotReach(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	require.NoError(t, s.sim.AddForeignZone("example.net"))
	wrong := openWith(t, func(o *settings) { o.URL, o.Token = s.url, secret.New("wrong") })
	for _, tc := range []struct {
		name, origin string
		p            providers.Provider
		kind         error
		hint         string
	}{
		{"a zone that is not there", "example.com.", s, providers.ErrNotFound, "approval"},
		{"a zone of somebody else", "example.net.", s, providers.ErrAuth, "no right"},
		{"a wrong token", origin, wrong, providers.ErrAuth, "token"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tc.p.Fetch(t.Context(), providers.Ref{Origin: tc.origin})
			require.ErrorIs(t, err, tc.kind)
			require.Contains(t, providers.Hint(err), tc.hint)
		})
	}
}

func TestAZoneThatWaitsForApproval(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	_, err := ask[string](t.Context(), s.Provider, call{action: "zone_new", params: form("z", "example.net"), write: true})
	require.NoError(t, err)
	refs, err := s.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: "example.org", Origin: origin}}, refs)
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: "example.net."})
	require.ErrorIs(t, err, providers.ErrNotFound)
	require.Contains(t, providers.Hint(err), "approval")
	require.NoError(t, s.sim.Approve("example.net"))
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: "example.net."})
	require.NoError(t, err)
}

func TestAZoneIsNotCreated(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	require.False(t, s.Capabilities().CreateZone)
	set := records(t, "www A 192.0.2.1\n").Sets[0]
	_, err := s.Batches(providers.Live{Ref: providers.Ref{Origin: origin}, Missing: true}, []zone.Change{{New: &set}})
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.ErrorContains(t, err, "approval")
}

func TestUnfitZonesAreToldWithTheirPlacesAndNothingIsSent(t *testing.T) {
	t.Parallel()
	s := newSite(t, cloudnssim.Options{})
	want := records(t, "a SRV 0 0 1 www\n"+`b TXT "`+strings.Repeat("k", 255)+`" "x"`+"\nc A 192.0.2.1\n@tel\nc CAA 0 issue \"ca.example.net\"\n")
	_, _, err := apply.Input(s, providers.Live{}, diff.Input{Want: want, Rules: diff.DefaultRules()})
	require.ErrorIs(t, err, providers.ErrInvalid)
	require.ErrorContains(t, err, "example.org.zone:1: a.example.org. SRV: the provider has no records of this type")
	require.ErrorContains(t, err, "example.org.zone:2: b.example.org. TXT: the text has 256 bytes")
	require.ErrorContains(t, err, "example.org@tel.zone:1: c.example.org. CAA@tel")
	require.Empty(t, s.tap.actions())
}

func TestTheTokenIsNeverShown(t *testing.T) {
	t.Parallel()
	const token = "s3cr&t/ü"
	var log bytes.Buffer
	s := newSite(t, cloudnssim.Options{Token: token})
	p := openLogged(t, s.url, token, &log)
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	_, err = p.Fetch(t.Context(), providers.Ref{Origin: "example.net."})
	require.Error(t, err)
	require.Contains(t, log.String(), "tkn=***", "the dump shows forms")
	echo, _ := scripted(t, 200, `{"errno":13,"errmsg":"no `+token+` here","result":null}`)
	echo.token = token
	_, echoed := echo.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorContains(t, echoed, "no *** here")
	for _, spelling := range []string{token, "s3cr", "%26t"} {
		require.NotContains(t, log.String()+err.Error(), spelling)
	}
}

func openLogged(t *testing.T, url, token string, w *bytes.Buffer) *Provider {
	t.Helper()
	s := Kind().Settings().(*settings)
	s.URL, s.Passport, s.Token = url, "sandbox", secret.New(token)
	p, err := open(s, providers.Env{Log: slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	require.NoError(t, err)
	return p
}
