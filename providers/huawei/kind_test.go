package huawei

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/zonesync/zonesync/internal/secret"
	"github.com/zonesync/zonesync/providers"
)

func TestSettingsThatCanNeverWorkAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*settings)
		says   string
	}{
		{"a dialect that nobody speaks", func(s *settings) { s.Dialect = "open" }, `dialect: "open" is neither huawei nor otc`},
		{"no region", func(s *settings) { s.Region = "" }, "region: is missing"},
		{"a region that is an address", func(s *settings) { s.Region = "example.org/" }, "region: "},
		{"no login", func(s *settings) { s.AccessKey, s.SecretKey = "", secret.Secret{} }, "access_key: is missing (or username)"},
		{"half a key pair", func(s *settings) { s.SecretKey = secret.Secret{} }, "secret_key: is missing"},
		{"the other half", func(s *settings) { s.AccessKey = "" }, "access_key: is missing"},
		{"two logins", func(s *settings) { s.Username = "u" }, "access_key and username: only one of them is needed"},
		{"a user without a password", func(s *settings) { asUser(s); s.Password = secret.Secret{} }, "password: is missing"},
		{"a password without a user", func(s *settings) { asUser(s); s.Username = "" }, "username: is missing"},
		{"a user without an account", func(s *settings) { asUser(s); s.Domain = "" }, "domain: is missing"},
		{"a secret that is not there", func(s *settings) { s.SecretKey = secret.New("env:ZONESYNC_TEST_UNSET") }, "secret_key: "},
		{"keys at Open Telekom Cloud", func(s *settings) { s.Dialect, s.Region = "otc", "" }, "access_key: Open Telekom Cloud signs in a way of its own"},
		{"lines at Open Telekom Cloud", func(s *settings) { asUser(s); s.Dialect, s.Region, s.Lines = "otc", "", []string{"Dianxin"} }, "lines: Open Telekom Cloud has none"},
		{"the default line", func(s *settings) { s.Lines = []string{"default_view"} }, "lines: default_view is always"},
		{"a line twice", func(s *settings) { s.Lines = []string{"Dianxin", "Dianxin"} }, `lines: "Dianxin" is there twice`},
		{"an empty line", func(s *settings) { s.Lines = []string{""} }, "lines: one is empty"},
		{"a line that is a path", func(s *settings) { s.Lines = []string{"a/../../x"} }, `lines: "a/../../x" cannot be a part`},
		{"a line that is hidden", func(s *settings) { s.Lines = []string{".x"} }, `lines: ".x" cannot be a part`},
		{"a region without public zones", func(s *settings) { asUser(s); s.Dialect, s.Region = "otc", "eu-nl" }, "region: Open Telekom Cloud has public zones in eu-de only"},
		{"an endpoint with a version", func(s *settings) { s.Endpoint = "https://dns.example.net/v2" }, "endpoint: must be like"},
		{"an endpoint with a password", func(s *settings) { s.IAMEndpoint = "https://u:secret@iam.example.net" }, "iam_endpoint: must be like"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := Kind().Settings().(*settings)
			s.Region, s.AccessKey, s.SecretKey = "ap-southeast-1", "AK", secret.New("SK")
			c.change(s)
			_, err := Kind().Open(s, providers.Env{})
			require.ErrorContains(t, err, c.says)
			require.NotContains(t, err.Error(), "secret@")
		})
	}
}

func TestWhereTheServicesAre(t *testing.T) {
	t.Parallel()
	s := Kind().Settings().(*settings)
	s.Region = "ap-southeast-1"
	require.Equal(t, "https://dns.ap-southeast-1.myhuaweicloud.com", s.host("dns"))
	require.Equal(t, "ap-southeast-1", s.project())
	s.Dialect, s.Region = "otc", ""
	require.Equal(t, "https://iam.eu-de.otc.t-systems.com", s.host("iam"))
	require.Equal(t, "eu-de", s.project())
	s.Project = "eu-de_dns"
	require.Equal(t, "eu-de_dns", s.project())
}

// The service takes a hundred requests a minute: ten at once and ninety more in the minute after are as many.
func TestTheLimitIsUnderTheServices(t *testing.T) {
	t.Parallel()
	s := Kind().Settings().(*settings)
	require.Equal(t, providers.Rate{Requests: 90, Per: providers.Duration(time.Minute), Burst: 10}, s.Rate)
	require.Equal(t, inFlight, s.options(providers.Env{}, credentials{}).Rate.Parallel)
	s.Concurrency = 2
	require.Equal(t, 2, s.options(providers.Env{}, credentials{}).Rate.Parallel)
}

func TestLinesAreViews(t *testing.T) {
	t.Parallel()
	p := &Provider{}
	require.Empty(t, p.Capabilities().Views)
	p.lines = []string{"Dianxin"}
	c := p.Capabilities()
	require.Equal(t, []string{"Dianxin"}, c.Views)
	require.True(t, c.BaseView)
	require.Equal(t, "default_view", p.lineOf(""))
	require.Equal(t, "Dianxin", p.lineOf("Dianxin"))
	p.otc = true
	require.Empty(t, p.lineOf(""))
	require.Equal(t, "/v2/recordsets", p.versioned("/recordsets"))
}
