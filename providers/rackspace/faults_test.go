package rackspace

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/apply"
	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/internal/simulator"
	"github.com/zonesync/zonesync/internal/zonetest"
	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/providers/providertest"
	"github.com/zonesync/zonesync/providers/rackspace/rackspacesim"
)

func TestAJobThatFailsNamesTheGuiltyRecordAndTheRestIsApplied(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.sim.Arm(simulator.Fault{Kind: simulator.Rejected, Name: "h13.example.org."})
	r := apply.Zone(t.Context(), s.plan(t, zonetest.Many(60, "h%d A 192.0.2.1")), providertest.Options())
	require.ErrorContains(t, r.Err, "example.org.zone:14: h13.example.org. A: ")
	require.ErrorContains(t, r.Err, "This record is not accepted")
	require.Len(t, s.stored(), 59)
	require.Equal(t, apply.Partly, apply.Exit([]apply.Result{r}))
}

// TestWhatIsKilledWhileAJobRuns starts a process anew that knows the job's name only.
func TestWhatIsKilledWhileAJobRunsConvergesWithoutDuplicates(t *testing.T) {
	t.Parallel()
	for name, resume := range map[string]bool{"with the job's name": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{})
			s.fill(t, "old A 192.0.2.1")
			text := "www A 192.0.2.1\nwww A 192.0.2.2\nold A 192.0.2.9"
			j := s.plan(t, text)
			s.sim.StickJobs(true)
			ctx, kill := context.WithCancel(t.Context())
			var jobs []string
			batches, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			err = s.Send(providers.WithJobs(ctx, func(job string) { jobs = append(jobs, job); kill() }), j.Live, batches[1])
			var told *providers.BatchError
			require.ErrorAs(t, err, &told)
			require.Equal(t, []providers.Outcome{providers.Unknown}, told.Outcomes)
			require.Len(t, jobs, 1)

			next := &site{openAt(t, s.url), s.sim, s.tap, s.url}
			s.sim.StickJobs(false)
			if resume {
				require.NoError(t, next.Resume(t.Context(), providers.Ref{Origin: origin}, jobs[0]))
			}
			next.reach(t, text)
			require.Equal(t, []string{
				"old.example.org 3600 A 192.0.2.9", "www.example.org 3600 A 192.0.2.1", "www.example.org 3600 A 192.0.2.2",
			}, s.stored())
			if resume {
				require.Equal(t, 1, s.writes().post)
			}
		})
	}
}

func TestResume(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.patience = 10 * time.Millisecond
	ref := providers.Ref{Origin: origin}
	require.NoError(t, s.Resume(t.Context(), ref, "forgotten"), "a job that nobody knows has ended")

	s.sim.StickJobs(true)
	j := s.plan(t, "www A 192.0.2.1")
	batches, err := s.Batches(j.Live, j.Plan.Changes())
	require.NoError(t, err)
	var job string
	require.Error(t, s.Send(providers.WithJobs(t.Context(), func(name string) { job = name }), j.Live, batches[0]))
	next := openAt(t, s.url)
	next.patience = 10 * time.Millisecond
	require.ErrorContains(t, next.Resume(t.Context(), ref, job), "still running after 10ms")
	require.ErrorContains(t, next.Send(t.Context(), j.Live, batches[0]), "still running", "it knows the job now")
	require.Equal(t, 1, s.writes().post)
	s.sim.StickJobs(false)
	require.NoError(t, next.Resume(t.Context(), ref, job))
	require.NoError(t, next.Send(t.Context(), j.Live, batches[0]), "a duplicate that is there as wanted")
	require.Len(t, s.stored(), 1)
}

// TestALostAnswerIsNotRepeatedBlindly: the write whose answer was lost is still at work when the zone is read again.
func TestALostAnswerConverges(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{JobDelay: 30 * time.Millisecond})
	j := s.plan(t, zonetest.Many(50, "h%d A 192.0.2.1"))
	s.sim.Arm(simulator.Fault{Kind: simulator.CutAfter})
	require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
	require.Len(t, s.stored(), 50)
}

func TestADeleteThatStopsHalfWay(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]bool{"the seed's wording": false, "the other wording": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{OtherFailedItems: other})
			s.fill(t, zonetest.Many(10, "h%d A 192.0.2.1"))
			j := s.plan(t, "h0 A 192.0.2.1")
			batches, err := s.Batches(j.Live, j.Plan.Changes())
			require.NoError(t, err)
			s.sim.Arm(simulator.Fault{Kind: simulator.HalfBatch})
			err = s.Send(t.Context(), j.Live, batches[0])
			var told *providers.BatchError
			require.ErrorAs(t, err, &told)
			require.ErrorIs(t, err, providers.ErrTemporary)
			stored := strings.Join(s.stored(), "\n")
			done := 0
			for i, c := range batches[0].Changes {
				there := strings.Contains(stored, strings.TrimSuffix(c.Key().Name, ".")+" ")
				require.Equal(t, there, told.Outcomes[i] == providers.NotDone, c.Key())
				require.Equal(t, !there, told.Outcomes[i] == providers.Done, c.Key())
				done += map[bool]int{false: 1}[there]
			}
			require.Equal(t, 4, done)
			s.sim.Arm(simulator.Fault{Kind: simulator.HalfBatch})
			s.reach(t, "h0 A 192.0.2.1")
		})
	}
}

func TestWhatIsGoneAlreadyIsDeleted(t *testing.T) {
	t.Parallel()
	for name, other := range map[string]bool{"the seed's wording": false, "the other wording": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{OtherFailedItems: other})
			s.fill(t, zonetest.Many(10, "h%d A 192.0.2.1"))
			stale := s.plan(t, "")
			s.reach(t, zonetest.Many(5, "h%d A 192.0.2.1"))
			require.NoError(t, apply.Zone(t.Context(), stale, providertest.Options()).Err)
			require.Empty(t, s.stored())
		})
	}
}

func TestARecordThatWasDeletedMeanwhileIsMadeAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, "www A 192.0.2.1\nmail A 192.0.2.1")
	text := "www A 192.0.2.2\nmail A 192.0.2.2"
	stale := s.plan(t, text)
	s.reach(t, "mail A 192.0.2.1")
	r := apply.Zone(t.Context(), stale, providertest.Options())
	require.NoError(t, r.Err)
	require.Equal(t, []string{"mail.example.org 3600 A 192.0.2.2", "www.example.org 3600 A 192.0.2.2"}, s.stored())
}

func TestADuplicateThatIsNotThereAsWantedIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	// To the service a MX is its host, and this one cannot be looked after.
	require.NoError(t, s.sim.Plant(origin, rackspacesim.Record{Name: "example.org", Type: "MX", Data: "mail.example.org", TTL: 300}))
	r := apply.Zone(t.Context(), s.plan(t, "@ MX 10 mail\nwww A 192.0.2.1"), providertest.Options())
	require.ErrorContains(t, r.Err, "example.org.zone:1: example.org. MX")
	require.ErrorContains(t, r.Err, "duplicate of another record")
	require.Contains(t, s.stored(), "www.example.org 3600 A 192.0.2.1")
}

func TestReadsThatComeBackEmptyAreMadeAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.fill(t, zonetest.Many(150, "h%d A 192.0.2.1"))
	for range 5 {
		s.sim.EmptyBody()
		live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
		require.NoError(t, err)
		require.Len(t, live.Records.Sets, 151)
	}
}

func TestFaultsOfTheServiceAreWaitedOut(t *testing.T) {
	t.Parallel()
	for name, arm := range map[string]func(*rackspacesim.Server){
		"503": (*rackspacesim.Server).Unavailable, "500 dnsFault": (*rackspacesim.Server).DNSFault,
		"an expired token": (*rackspacesim.Server).ExpireToken, "an empty poll": (*rackspacesim.Server).EmptyBody,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, rackspacesim.Options{})
			j := s.plan(t, "www A 192.0.2.1")
			arm(s.sim)
			require.NoError(t, apply.Zone(t.Context(), j, providertest.Options()).Err)
			require.Len(t, s.stored(), 1)
		})
	}
}

func TestTokensAreRenewedOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	s.reach(t, "www A 192.0.2.1")
	require.Equal(t, 1, s.sim.Calls()["POST tokens"])
	s.sim.ExpireToken()
	s.reach(t, "www A 192.0.2.2")
	require.Equal(t, 2, s.sim.Calls()["POST tokens"])
}

func TestAWrongKeyIsToldWithAHint(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{}, func(s *settings) { s.APIKey = secret.New("wr0ng") })
	_, err := s.Zones(t.Context())
	require.ErrorIs(t, err, providers.ErrAuth)
	require.Equal(t, loginHint, providers.Hint(err))
	require.NotContains(t, err.Error(), "wr0ng")
	require.Equal(t, map[string]int{"POST tokens": 1}, s.sim.Calls())
}

func TestAPasswordLogsInToo(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{}, func(s *settings) { s.APIKey, s.Password = secret.Secret{}, secret.New("sandbox-password") })
	refs, err := s.Zones(t.Context())
	require.NoError(t, err)
	require.Equal(t, []providers.Ref{{ID: s.sim.DomainID(origin), Origin: origin}}, refs)
}

func TestADomainThatIsMadeAgainIsFound(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	live.ID = "gone"
	again, err := s.Fetch(t.Context(), live.Ref)
	require.NoError(t, err)
	require.Equal(t, s.sim.DomainID(origin), again.ID)
	_, err = s.Fetch(t.Context(), providers.Ref{Origin: "example.test."})
	require.ErrorIs(t, err, providers.ErrNotFound)
	require.Contains(t, providers.Hint(err), "create_zone")
}

// TestOtherServersAreNotMistakenForTheService: nothing is read as empty, and nothing as a missing zone.
func TestOtherServersAreNotMistakenForTheService(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]http.HandlerFunc{
		"a web page": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>hello</html>")) },
		"404":        http.NotFound,
		"elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
		},
		"{}":     func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) },
		"a list": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			other := httptest.NewServer(answer)
			t.Cleanup(other.Close)
			_, err := openAt(t, other.URL).Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, providers.ErrProtocol, "as the identity service")
			s := newSite(t, rackspacesim.Options{}, func(s *settings) { s.Endpoint = other.URL + "/v1.0/123456" })
			_, err = s.Fetch(t.Context(), providers.Ref{Origin: origin})
			require.ErrorIs(t, err, providers.ErrProtocol)
			require.Equal(t, urlHint, providers.Hint(err))
		})
	}
}

func TestWhatTheZoneCannotHoldIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t, rackspacesim.Options{})
	live, err := s.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	for line, want := range map[string]string{
		`www CAA 0 issue "ca.example.net"`: "the provider has no records of this type",
		`www TXT "say \"hi\""`:             "not representable",
		`www TXT "back\\slash"`:            "not representable",
		`www TXT "\200"`:                   "not representable",
		`www TXT ""`:                       "no empty TXT",
		`www MX 0 .`:                       "no null MX",
		`_x._tcp SRV 0 0 0 .`:              "cannot point at the root",
		`www CNAME a\.b.example.net.`:      `no spelling for such a target: a\.b.example.net.`,
		`www SRV 0 0 0 mail`:               "service and protocol",
		"www MX 10 mail\nwww MX 20 mail":   "mail.example.org. is there twice",
		`a\.b A 192.0.2.1`:                 "no spelling for such a name",
	} {
		_, _, err := apply.Input(s, live, diffInput(t, "ok A 192.0.2.1\n"+line))
		require.ErrorContains(t, err, "example.org.zone:2: ", line)
		require.ErrorContains(t, err, want, line)
	}
}
