package cloudns

import (
	"testing"
	"time"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

func TestSettingsThatCanNeverWork(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change func(*settings)
		tells  string
	}{
		"no passport":       {func(s *settings) { s.Passport = "" }, "passport: is missing"},
		"no token":          {func(s *settings) { s.Token = secret.Secret{} }, "token: is missing"},
		"a token elsewhere": {func(s *settings) { s.Token = secret.New("env:CLOUDNS_TEST_UNSET") }, "token: secret env:CLOUDNS_TEST_UNSET"},
		"no lines":          {func(s *settings) { s.Lines = nil }, "lines: at least one is needed"},
		"another line":      {func(s *settings) { s.Lines = []string{"tel", "any"} }, `lines: "any" is none of ["tel" "uni"]`},
		"a line twice":      {func(s *settings) { s.Lines = []string{"tel", "tel"} }, `lines: "tel" is there twice`},
		"no chunk":          {func(s *settings) { s.Chunk = 0 }, "chunk: 0 is not between 1 and 500"},
		"a large chunk":     {func(s *settings) { s.Chunk = 501 }, "chunk: 501 is not between 1 and 500"},
		"no TXT":            {func(s *settings) { s.MaxTXT = 0 }, "max_txt: 0 is not between"},
		"no address":        {func(s *settings) { s.URL = "cloudns" }, "url: must be like"},
		"no certificates":   {func(s *settings) { s.CAFile = "testdata/none.pem" }, "ca_file:"},
		"wrong ones":        {func(s *settings) { s.CAFile = "testdata/refused.json" }, "no certificate in it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Kind().Settings().(*settings)
			s.Passport, s.Token = "u", secret.New("t")
			tc.change(s)
			_, err := Kind().Open(s, providers.Env{})
			require.ErrorContains(t, err, tc.tells)
		})
	}
}

func TestDefaults(t *testing.T) {
	t.Parallel()
	s := Kind().Settings().(*settings)
	require.Equal(t, providers.Rate{Requests: 5, Per: providers.Duration(time.Second), Burst: 1}, s.RequestLimit())
	s.Passport, s.Token = "u", secret.New("t")
	p, err := Kind().Open(s, providers.Env{})
	require.NoError(t, err)
	caps := p.Capabilities()
	require.Equal(t, []uint16{dns.TypeA, dns.TypeNS, dns.TypeCNAME, dns.TypeMX, dns.TypeTXT, dns.TypeAAAA}, caps.Types)
	require.Equal(t, []string{"tel", "uni"}, caps.Views)
	require.Equal(t, 100, caps.MaxBatch)
	require.Equal(t, providers.PerRecord, caps.Unit)
	require.True(t, caps.JoinsTXT)
	require.False(t, caps.CreateZone || caps.Atomic || caps.Comments)
	require.NotEqual(t, Kind().Settings(), s, "settings are shared")
}
