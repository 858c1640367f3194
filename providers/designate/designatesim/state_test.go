package designatesim

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestStateOutlivesTheServer(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	id := s.add(t, www)
	gone := s.add(t, strings.Replace(www, "www", "gone", 1))
	s.does(t, "DELETE R/"+gone, "")
	s.does(t, "PATCH /quotas/x?all_projects=1", `{"zones":1}`)
	s.imports(t, zonefile)
	s.header.Set("Content-Type", "text/dns")
	running := fmt.Sprint(s.does(t, "POST /zones/tasks/imports", strings.ReplaceAll(zonefile, "example.net", "example.com"))["id"])
	s.header.Del("Content-Type")
	s.does(t, "PUT R/"+id, `{"ttl":60}`)

	later := start(t, Options{})
	later.now = s.now
	require.NoError(t, later.Load([]byte(s.state(t))))
	later.id = s.id
	require.JSONEq(t, s.state(t), later.state(t))
	for _, path := range []string{"R", "/zones", "/recordsets", "/quotas/x?all_projects=1", "/zones/tasks/imports"} {
		require.Equal(t, s.do(t, "GET "+path, "").Body.String(), later.do(t, "GET "+path, "").Body.String(), path)
	}
	require.Equal(t, "PENDING", later.does(t, "GET R/"+id, "")["status"])
	later.pass(200 * time.Millisecond)
	require.Equal(t, "ACTIVE", later.does(t, "GET R/"+id, "")["status"])
	require.Equal(t, "COMPLETE", later.does(t, "GET /zones/tasks/imports/"+running, "")["status"])
	require.Equal(t, "409 duplicate_recordset", later.refused(t, "POST R", www))
}

func TestLingeringRecordsAreSaved(t *testing.T) {
	t.Parallel()
	s := start(t, Options{V1: true})
	s.does(t, "DELETE R/"+s.add(t, wwwV1), "")
	later := start(t, Options{V1: true})
	require.NoError(t, later.Load([]byte(s.state(t))))
	later.id = s.id
	require.Equal(t, "409 duplicate_record", later.refused(t, "POST R", wwwV1))
	later.pass(200 * time.Millisecond)
	require.Empty(t, later.show())
}

func TestBadStatesChangeNothing(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	s.add(t, www)
	s.imports(t, zonefile)
	good := s.state(t)
	sets := s.RecordSets("example.org.")
	bad := []string{"", "{", "[]", "null", "{}", good + "{}", strings.Replace(good, `"Zones"`, `"x"`, 1)}
	for _, edit := range [][2]string{
		{`"Zones":[`, `"Zones":[null,`}, {`"Name":"example.org."`, `"Name":"example.org"`}, {`"Name":"example.net."`, `"Name":"example.org."`},
		{s.id, "x"}, {s.id, s.ZoneID("example.net.")}, {`"Sets":[`, `"Sets":[null,`}, {sets[0].ID, ""}, {sets[0].ID, sets[1].ID},
		{`"Type":"NS"`, `"Type":"SOA"`}, {`"Type":"NS"`, `"Type":"TXT"`}, {`"Type":"SOA"`, `"Type":"TXT"`}, {`"Managed":true`, `"Managed":false`},
		{`"Records":[`, `"Records":[null,`}, {`"Imports":[`, `"Imports":[null,`}, {"COMPLETE", "DONE"},
	} {
		require.Contains(t, good, edit[0])
		bad = append(bad, strings.Replace(good, edit[0], edit[1], 1))
	}
	for _, state := range bad {
		require.Error(t, s.Load([]byte(state)), state)
	}
	require.Equal(t, good, s.state(t))
}

func TestPlantingAndAddingZones(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	require.NoError(t, s.AddZone("EXAMPLE.org."), "it is there")
	require.Error(t, s.AddZone("not a name."))
	require.Error(t, s.AddZone("."))
	require.Error(t, s.Plant("example.net.", RecordSet{}))
	require.Error(t, s.PlantRecords("example.net.", Record{}))
	require.Error(t, s.Plant("example.org.", RecordSet{Name: "example.org.", Type: "NS"}))
	require.NoError(t, s.Plant("example.org.", RecordSet{Name: "h.example.org.", Type: "LOC", Records: []string{"?"}, Managed: true}))
	ten, ttl := 10, 60
	require.NoError(t, s.PlantRecords("example.org.", Record{Name: "example.org.", Type: "MX", Data: "mail", Priority: &ten, TTL: &ttl}))
	mx := s.Records("example.org.")[4]
	require.Equal(t, Record{mx.ID, "example.org.", "MX", "mail", &ten, &ttl, nil}, mx)
	require.Error(t, s.PlantRecords("example.org.", Record{ID: mx.ID}))
	require.Equal(t, "ACTIVE", s.does(t, "GET R?type=LOC", "")["recordsets"].([]any)[0].(object)["status"])
	require.Nil(t, s.Records("example.net."))
	require.Nil(t, s.RecordSets("example.net."))
	require.Empty(t, s.ZoneID("example.net."))
}

func TestSettingsReachTheServer(t *testing.T) {
	t.Parallel()
	text := fmt.Sprint(New(Options{}).Settings("http://127.0.0.1:1/"))
	require.Equal(t, "[{api v2} {auth_url http://127.0.0.1:1/identity/v3} {username sandbox} {password sandbox-secret} {user_domain Default} "+
		"{project sandbox} {project_domain Default} {email hostmaster@example.org}]", text)
	text = fmt.Sprint(New(Options{V1: true, NoAuth: true}).Settings("http://127.0.0.1:1"))
	require.Equal(t, "[{api v1} {endpoint http://127.0.0.1:1} {noauth true} {project_id noauth-project} {email hostmaster@example.org}]", text)
}

func TestManyWriteAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, s *site, write string) {
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				for j := range 20 {
					s.do(t, "POST R", strings.Replace(write, "www", fmt.Sprintf("h%d-%d", i, j), 1))
					s.do(t, "GET R", "")
				}
			})
		}
		wg.Wait()
		require.Equal(t, 160, strings.Count(s.show(), "\n"))
	})
}

func TestManyThousandSets(t *testing.T) {
	t.Parallel()
	const many = 20_000
	var sets []RecordSet
	for i := range many {
		sets = append(sets, RecordSet{Name: fmt.Sprintf("h%d.example.org.", i), Type: "A", Records: []string{"192.0.2.1"}})
	}
	s := start(t, Options{})
	require.NoError(t, s.Plant("example.org.", sets...))
	all, path := []any{}, "R?limit=1000"
	for path != "" {
		a := s.does(t, "GET "+path, "")
		all, path = append(all, a["recordsets"].([]any)...), next(a)
	}
	require.Len(t, all, many+2)
	for _, r := range all[2 : 2+many/5] {
		require.Equal(t, 202, s.do(t, "DELETE R/"+r.(object)["id"].(string), "").Code)
	}
	require.Len(t, s.RecordSets("example.org."), many-many/5+2)
}

// BenchmarkDelete deletes from zones of two sizes: it takes as long in the larger one.
func BenchmarkDelete(b *testing.B) {
	for _, many := range []int{1_000, 100_000} {
		b.Run(fmt.Sprint(many), func(b *testing.B) {
			sets := make([]RecordSet, many+b.N)
			for i := range sets {
				sets[i] = RecordSet{ID: uuid(), Name: fmt.Sprintf("h%d.example.org.", i), Type: "A", Records: []string{"192.0.2.1"}}
			}
			s := start(b, Options{})
			require.NoError(b, s.Plant("example.org.", sets...))
			b.ResetTimer()
			for i := range b.N {
				require.Equal(b, 202, s.do(b, "DELETE R/"+sets[i].ID, "").Code)
			}
		})
	}
}
