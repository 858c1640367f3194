package huawei

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/providers"
	"github.com/zonesync/zonesync/zone"
)

// readSets makes a zone of sets, which are JSON, with an SOA.
func readSets(t *testing.T, p *Provider, sets string) (providers.Live, error) {
	t.Helper()
	var docs []setDoc
	const soa = `{"id": "0", "name": "example.org.", "type": "SOA", "ttl": 300, "records": ["ns.example.net. h.example.net. 1 2 3 4 5"], "status": "ACTIVE", "default": true}`
	require.NoError(t, json.Unmarshal([]byte("["+soa+","+sets+"]"), &docs))
	return p.live("read zone "+origin, origin, zoneDoc{ID: zoneID, Status: statusActive}, docs)
}

// text gives a zone's records, without the SOA.
func text(z zone.Zone) string {
	var b strings.Builder
	for _, s := range z.Sets {
		for _, v := range s.Text() {
			if s.Type != dns.TypeSOA {
				b.WriteString(s.Key.String() + " " + v + "\n")
			}
		}
	}
	return b.String()
}

func TestWhatBecomesOfASet(t *testing.T) {
	t.Parallel()
	const www, tel = "www.example.org. A 192.0.2.1\n", "www.example.org. A@Dianxin 192.0.2.1\n"
	key := zone.Key{Name: "www.example.org.", Type: dns.TypeA}
	for _, c := range []struct {
		name, set string // beside an id, a name, a type, a TTL and a record
		want      string
		warns     string // why it is left alone, or what is told of it
		blocks    bool   // nothing may be put in its place
	}{
		{name: "an ordinary one", set: `"status": "ACTIVE", "line": "default_view", "weight": 1`, want: www},
		{name: "one without weight", set: `"status": "ACTIVE", "line": "default_view", "weight": null`, want: www},
		{name: "one of v2", set: `"status": "ACTIVE"`, want: www},
		{name: "one that is being made", set: `"status": "PENDING_CREATE"`, want: www},
		{name: "one that is being changed", set: `"status": "PENDING_UPDATE"`, want: www},
		{name: "one with an alias that is none", set: `"status": "ACTIVE", "alias_target": {"resource_type": null, "resource_domain_name": null}`, want: www},
		{name: "one that is being deleted", set: `"status": "PENDING_DELETE", "records": null`},
		{name: "one that could not be changed", set: `"status": "ERROR"`, want: www,
			warns: "the service could not carry out the last change (status ERROR) of www.example.org. A"},
		{name: "one that is disabled", set: `"status": "DISABLE"`, blocks: true, warns: "www.example.org. A is left alone: its status is DISABLE"},
		{name: "one that is frozen", set: `"status": "FREEZE"`, blocks: true, warns: "status is FREEZE"},
		{name: "one that is illegal", set: `"status": "ILLEGAL"`, blocks: true, warns: "status is ILLEGAL"},
		{name: "one that the police has closed", set: `"status": "POLICE"`, blocks: true, warns: "status is POLICE"},
		{name: "one on a claimed line", set: `"status": "ACTIVE", "line": "Dianxin", "weight": 1`, want: tel},
		{name: "one on another line", set: `"status": "ACTIVE", "line": "Abroad"`, warns: "line Abroad is not among the lines"},
		{name: "a weighted one", set: `"status": "ACTIVE", "weight": 10`, blocks: true, warns: "has a weight other than 1"},
		{name: "a standby one", set: `"status": "ACTIVE", "weight": 0`, blocks: true, warns: "has a weight other than 1"},
		{name: "an alias", set: `"status": "ACTIVE", "records": null, "alias_target": {"resource_type": "cdn", "resource_domain_name": "a.example.net."}`,
			blocks: true, warns: "follows a resource of the cloud"},
		{name: "a forwarded URL", set: `"status": "ACTIVE", "type": "REDIRECT_URL", "records": ["https://example.net"]`, warns: "www.example.org. REDIRECT_URL is left alone"},
		{name: "one without records", set: `"status": "ACTIVE", "records": []`, blocks: true, warns: "no records, or no TTL"},
		{name: "one without TTL", set: `"status": "ACTIVE", "ttl": null`, blocks: true, warns: "no records, or no TTL"},
		{name: "one with a value that is none", set: `"status": "ACTIVE", "records": ["192.0.2.1", "x"]`, blocks: true, warns: "cannot be read"},
		{name: "one outside of the zone", set: `"status": "ACTIVE", "name": "www.example.net."`, warns: "name is not in the zone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := &Provider{lines: []string{"Dianxin"}}
			set := `{"id": "1", "name": "www.example.org.", "type": "A", "ttl": 60, "records": ["192.0.2.1"], "description": "web",` + c.set + `}`
			live, err := readSets(t, p, set)
			require.NoError(t, err)
			require.Equal(t, c.want, text(live.Records))
			require.Contains(t, strings.Join(live.Warnings, "\n"), c.warns)
			require.Equal(t, c.warns == "", len(live.Warnings) == 0)
			k := keptIn(live)
			require.Equal(t, 2, k.listed)
			require.Equal(t, c.blocks, k.foreign[key] != "")
			require.Equal(t, strings.Contains(c.set, "REDIRECT_URL"), k.foreign[zone.Key{Name: key.Name}] != "")
			require.Equal(t, strings.Contains(c.set, statusPendingDelete), len(k.leaving) == 1 && k.leaving[0].Key == key)
			require.Equal(t, c.want == www, len(live.IDs[key]) == 1)
			if c.want == www {
				require.Equal(t, "1", k.sets[key].id)
				require.Equal(t, "web", k.sets[key].description)
			}
		})
	}
}

func TestSetsThatShareAKeyAreLeftAlone(t *testing.T) {
	t.Parallel()
	set := func(id, more string) string {
		return `{"id": "` + id + `", "name": "www.example.org.", "type": "A", "ttl": 60, "status": "ACTIVE", "weight": 1` + more + `}`
	}
	live, err := readSets(t, &Provider{}, set("1", `, "records": ["192.0.2.1"]`)+","+set("2", `, "records": ["192.0.2.2"]`))
	require.NoError(t, err)
	require.Empty(t, text(live.Records))
	require.Equal(t, []string{"www.example.org. A is left alone: there are several for its name, type and line (and 1 more)"}, live.Warnings)
	require.Len(t, keptIn(live).foreign, 1)
	require.NotContains(t, live.IDs, zone.Key{Name: "www.example.org.", Type: dns.TypeA})
}

func TestWhatTheServiceMadeIsReadAndMarked(t *testing.T) {
	t.Parallel()
	live, err := readSets(t, &Provider{}, `{"id": "1", "name": "example.org.", "type": "NS", "ttl": 172800, "records": ["ns1.example.net."], "status": "ACTIVE", "default": true}`)
	require.NoError(t, err)
	require.Equal(t, "example.org. NS ns1.example.net.\n", text(live.Records))
	for _, rrtype := range []uint16{dns.TypeSOA, dns.TypeNS} {
		require.True(t, keptIn(live).sets[zone.Key{Name: origin, Type: rrtype}].byService)
	}
}

// TestWhatTheServiceMadeBarsNothing, whatever is in it.
func TestWhatTheServiceMadeBarsNothing(t *testing.T) {
	t.Parallel()
	live, err := readSets(t, &Provider{}, `{"id": "1", "name": "example.org.", "type": "NS", "ttl": 172800, "records": ["a b"], "status": "ACTIVE", "default": true}`)
	require.NoError(t, err)
	require.Len(t, live.Warnings, 1)
	require.NotContains(t, live.IDs, zone.Key{Name: origin, Type: dns.TypeNS})
	require.NoError(t, keptIn(live).writable(origin, onLine(t, "", "@ CNAME www")))
}

// Every zone has the SOA that the service made, so a listing without one is not whole, whatever it counts.
func TestAListingWithoutSOAProvesNothing(t *testing.T) {
	t.Parallel()
	p, _ := scripted(t, (&sites{limit: perPage, sets: []map[string]any{}}).answer)
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.NoError(t, err)
	require.Equal(t, "the listing has no SOA, so it may not be whole", live.Unproven)
}

func TestASetOfAnotherZoneIsAnError(t *testing.T) {
	t.Parallel()
	_, err := readSets(t, &Provider{}, `{"id": "1", "name": "www.example.org.", "type": "A", "ttl": 60, "records": ["192.0.2.1"], "zone_name": "example.net."}`)
	require.ErrorIs(t, err, providers.ErrProtocol)
}

// The two documents say the same as their examples do.
func TestBothVersionsAreRead(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"sets_v2.json":  "www.example.com. AAAA 2001:db8::1\nwww.example.com. AAAA 2001:db8::2\n",
		"sets_v21.json": "www.example.com. A@Dianxin 192.0.2.1\nwww.example.com. A@Dianxin 192.0.2.2\n",
	} {
		p := &Provider{lines: []string{"Dianxin"}}
		live, err := p.live("", "example.com.", zoneDoc{ID: zoneID, Status: statusActive}, *decode(t, file).Recordsets)
		require.NoError(t, err)
		require.Equal(t, want, text(live.Records))
		require.Empty(t, live.Unproven)
		require.Empty(t, live.Warnings)
	}
}

// A search for a name finds every zone that has it within its own.
func TestAZoneIsFoundByItsWholeName(t *testing.T) {
	t.Parallel()
	for _, dialect := range []func(*settings){func(*settings) {}, func(s *settings) { asUser(s); s.Dialect = dialectOTC }} {
		names := []string{"www.example.org.", "Example.ORG.", "example.org.example.net."}
		p, asked := scripted(t, func(r *http.Request) (int, any) {
			if isLogin(r) {
				return http.StatusCreated, &tokenAnswer{id: "t"}
			}
			return http.StatusOK, zonesBody(names...)
		}, dialect)
		z, err := p.lookUp(t.Context(), origin)
		require.NoError(t, err)
		require.Equal(t, zoneID+"1", z.ID)
		require.Equal(t, !p.otc, strings.Contains(strings.Join(asked.take(), ""), "search_mode=equal"))
		names = names[2:]
		_, err = p.lookUp(t.Context(), origin)
		require.ErrorIs(t, err, providers.ErrNotFound)
		require.Contains(t, providers.Hint(err), "create_zone")
	}
}

// A zone that is deleted and made again has another id.
func TestAKnownIDThatIsGoneIsLookedUpAgain(t *testing.T) {
	t.Parallel()
	s := newSites(1)
	p, asked := scripted(t, func(r *http.Request) (int, any) {
		if strings.Contains(r.URL.Path, "old") {
			return http.StatusNotFound, refusal("DNS.0302", "gone")
		}
		return s.answer(r)
	})
	p.ids[origin] = "old"
	live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin, ID: "old"})
	require.NoError(t, err)
	require.Equal(t, zoneID, live.ID)
	require.Len(t, asked.take(), 3)
}

func TestAZoneThatIsNotServedIsTold(t *testing.T) {
	t.Parallel()
	s := newSites(1)
	status := "DISABLE"
	p, asked := scripted(t, func(r *http.Request) (int, any) {
		if r.URL.Path != "/v2/zones" {
			return s.answer(r)
		}
		body := zonesBody(origin).(map[string]any)
		body["zones"].([]map[string]any)[0]["status"] = status
		return http.StatusOK, body
	})
	for range 2 {
		live, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
		require.NoError(t, err)
		require.Equal(t, []string{"the zone's status is DISABLE"}, live.Warnings)
		require.Len(t, asked.take(), 2, "its status may change")
	}
	status = statusPendingDelete
	_, err := p.Fetch(t.Context(), providers.Ref{Origin: origin})
	require.ErrorIs(t, err, providers.ErrNotFound)
}

func TestANewZoneIsWaitedFor(t *testing.T) {
	t.Parallel()
	states := []string{"PENDING_CREATE", "PENDING_CREATE", statusActive}
	p, asked := scripted(t, func(r *http.Request) (int, any) {
		state := states[0]
		states = states[1:]
		return http.StatusAccepted, map[string]string{"id": zoneID, "name": origin, "status": state}
	})
	ref, err := p.createZone(t.Context(), origin)
	require.NoError(t, err)
	require.Equal(t, providers.Ref{ID: zoneID, Origin: origin}, ref)
	require.Equal(t, []string{"POST /v2/zones", "GET /v2/zones/" + zoneID, "GET /v2/zones/" + zoneID}, asked.take())
	require.Equal(t, zoneID, p.known(origin))

	p.patience, states = 0, []string{"PENDING_CREATE", "PENDING_CREATE"}
	_, err = p.createZone(t.Context(), origin)
	require.ErrorIs(t, err, providers.ErrPending)
	p.patience, states = time.Second, []string{"PENDING_CREATE", statusError}
	_, err = p.createZone(t.Context(), origin)
	require.ErrorContains(t, err, "its status is ERROR")
}
