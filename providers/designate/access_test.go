package designate

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/zonesync/zonesync/providers"
)

// parse reads settings as the config does, but for its strictness.
func parse(t *testing.T, text string) *settings {
	t.Helper()
	s := Kind().Settings().(*settings)
	require.NoError(t, yaml.Unmarshal([]byte(text), s))
	return s
}

// clearEnvironment takes away what the machine that tests may have.
func clearEnvironment(t *testing.T) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "OS_") {
			t.Setenv(name, "")
		}
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	clearEnvironment(t)
	const key = "{auth_url: 'https://k.example', "
	for name, tc := range map[string]struct{ settings, want string }{
		"nothing at all":                     {"{}", "auth_url: is missing"},
		"an API of the future":               {"{api: v3}", `api: "v3" is neither v1 nor v2`},
		"no user":                            {key + "password: x}", "username: is missing"},
		"no password":                        {key + "username: u}", "password: is missing"},
		"a password that is not there":       {key + "username: u, password: 'env:ZONESYNC_NO_SUCH'}", "password: "},
		"no project":                         {key + "username: u, password: x}", "project: is missing"},
		"an application without secret":      {key + "application_credential_id: a}", "application_credential_secret: is missing"},
		"noauth without an address":          {"{noauth: true}", "endpoint: is missing"},
		"noauth and a login":                 {"{noauth: true, endpoint: 'http://d.example', username: u}", "noauth: does not go with a login"},
		"a login at two places":              {key + "cloud: c}", "cloud and auth_url: only one"},
		"a cloud that is not there":          {"{cloud: nowhere}", "cloud: "},
		"an address of Keystone that is no":  {"{auth_url: 'k.example'}", "auth_url: must be like"},
		"a password in the address":          {"{noauth: true, endpoint: 'http://u:p@d.example'}", "endpoint: must be like"},
		"an endpoint that is no address":     {"{noauth: true, endpoint: '127.0.0.1:9001'}", "endpoint: must be like"},
		"a mail address that is a host name": {"{email: example.org}", "email:"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Kind().Open(parse(t, tc.settings), providers.Env{})
			require.ErrorContains(t, err, tc.want)
		})
	}
}

func TestLoginsOfTheSettings(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("OS_USERNAME", "somebody else") // auth_url is in the settings: nothing is mixed in
	for name, tc := range map[string]struct {
		settings string
		want     gophercloud.AuthOptions
	}{
		"names, in the default domain": {
			"{auth_url: 'https://k.example/v3', username: u, password: x, project: p}",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "Default", Scope: &gophercloud.AuthScope{ProjectName: "p", DomainName: "Default"}},
		},
		"names, in domains": {
			"{auth_url: 'https://k.example/v3', username: u, password: x, project: p, user_domain: a, project_domain: b}",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "a", Scope: &gophercloud.AuthScope{ProjectName: "p", DomainName: "b"}},
		},
		"the project's domain is the user's": {
			"{auth_url: 'https://k.example/v3', username: u, password: x, project: p, user_domain: a}",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "a", Scope: &gophercloud.AuthScope{ProjectName: "p", DomainName: "a"}},
		},
		"a project's id": {
			"{auth_url: 'https://k.example/v3', username: u, password: x, project_id: '1'}",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "Default", Scope: &gophercloud.AuthScope{ProjectID: "1"}},
		},
		"an application credential, which has no scope": {
			"{auth_url: 'https://k.example/v3', application_credential_id: a, application_credential_secret: s}",
			gophercloud.AuthOptions{ApplicationCredentialID: "a", ApplicationCredentialSecret: "s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(t, tc.settings).access()
			require.NoError(t, err)
			tc.want.IdentityEndpoint = "https://k.example/v3"
			require.Equal(t, tc.want, got.auth)
		})
	}
}

func TestLoginsOfTheEnvironment(t *testing.T) {
	for name, tc := range map[string]struct {
		env  string
		want gophercloud.AuthOptions
	}{
		"an openrc file with domain names": {
			"OS_USERNAME=u OS_PASSWORD=x OS_USER_DOMAIN_NAME=a OS_PROJECT_NAME=p OS_PROJECT_DOMAIN_NAME=b OS_REGION_NAME=one",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "a", Scope: &gophercloud.AuthScope{ProjectName: "p", DomainName: "b"}},
		},
		"an openrc file with domain ids": {
			"OS_USERNAME=u OS_PASSWORD=x OS_USER_DOMAIN_ID=default OS_PROJECT_NAME=p OS_PROJECT_DOMAIN_ID=default OS_REGION_NAME=one",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainID: "default", Scope: &gophercloud.AuthScope{ProjectName: "p", DomainID: "default"}},
		},
		"the id of the project wins": {
			"OS_USERNAME=u OS_PASSWORD=x OS_PROJECT_NAME=p OS_PROJECT_ID=1 OS_REGION_NAME=one",
			gophercloud.AuthOptions{Username: "u", Password: "x", DomainName: "Default", Scope: &gophercloud.AuthScope{ProjectID: "1"}},
		},
		"an application credential": {
			"OS_APPLICATION_CREDENTIAL_ID=a OS_APPLICATION_CREDENTIAL_SECRET=s OS_PROJECT_NAME=p OS_REGION_NAME=one",
			gophercloud.AuthOptions{ApplicationCredentialID: "a", ApplicationCredentialSecret: "s"},
		},
		"an application credential by name": {
			"OS_APPLICATION_CREDENTIAL_NAME=a OS_APPLICATION_CREDENTIAL_SECRET=s OS_USERNAME=u OS_REGION_NAME=one",
			gophercloud.AuthOptions{ApplicationCredentialName: "a", ApplicationCredentialSecret: "s", Username: "u", DomainName: "Default"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			clearEnvironment(t)
			t.Setenv("OS_AUTH_URL", "https://k.example/v3")
			for _, v := range strings.Fields(tc.env) {
				name, value, _ := strings.Cut(v, "=")
				t.Setenv(name, value)
			}
			got, err := parse(t, "{}").access()
			require.NoError(t, err)
			tc.want.IdentityEndpoint = "https://k.example/v3"
			require.Equal(t, tc.want, got.auth)
			require.Equal(t, "one", got.where.Region)
		})
	}
}

// TestLoginsAreNotMixed: a project of the settings with a user of the environment is nobody's intention.
func TestLoginsAreNotMixed(t *testing.T) {
	clearEnvironment(t)
	_, err := parse(t, "{cloud: c, project: p}").access()
	require.EqualError(t, err, `project: the login is that of the cloud "c" in clouds.yaml: leave it out`)
	t.Setenv("OS_CLOUD", "c")
	_, err = parse(t, "{password: x}").access()
	require.ErrorContains(t, err, `password: the login is that of the cloud "c"`)
	t.Setenv("OS_AUTH_URL", "https://k.example/v3")
	_, err = parse(t, "{username: u, project: p}").access()
	require.ErrorContains(t, err, "username: without auth_url the login is that of the OS_ variables")
}

func TestCredentialsWithLimitsOfTheirOwn(t *testing.T) {
	clearEnvironment(t)
	const usual = "auth_url: 'https://k.example', username: u, password: x, project: p"
	seen := map[string]string{}
	for _, text := range []string{
		usual, strings.Replace(usual, "project: p", "project: q", 1), strings.Replace(usual, "username: u", "username: v", 1),
		usual + ", region: one", usual + ", user_domain: d", usual + ", endpoint: 'https://d.example'",
	} {
		a, err := parse(t, "{"+text+"}").access()
		require.NoError(t, err)
		require.Empty(t, seen[a.credential()], text)
		seen[a.credential()] = text
	}
}

func TestTheEnvironmentLacksAPassword(t *testing.T) {
	clearEnvironment(t)
	t.Setenv("OS_AUTH_URL", "https://k.example/v3")
	t.Setenv("OS_USERNAME", "u")
	_, err := parse(t, "{}").access()
	require.EqualError(t, err, "OS_PASSWORD is not set")
}

func TestLoginsOfACloudsFile(t *testing.T) {
	clearEnvironment(t)
	file := filepath.Join(t.TempDir(), "clouds.yaml")
	require.NoError(t, os.WriteFile(file, []byte(`clouds:
  mine:
    region_name: two
    auth: {auth_url: "https://k.example/v3", username: u, password: x, project_name: p, user_domain_name: a, project_domain_name: b}
`), 0o600))
	t.Setenv("OS_CLIENT_CONFIG_FILE", file)
	for name, region := range map[string]string{"{cloud: mine}": "two", "{cloud: mine, region: one}": "one"} {
		got, err := parse(t, name).access()
		require.NoError(t, err)
		require.Equal(t, "https://k.example/v3", got.auth.IdentityEndpoint)
		require.Equal(t, "u", got.auth.Username)
		require.Equal(t, region, got.where.Region)
		require.True(t, got.renews)
		require.False(t, got.auth.AllowReauth, "the library logs in once only")
	}
	t.Setenv("OS_CLOUD", "mine")
	got, err := parse(t, "{}").access()
	require.NoError(t, err)
	require.Equal(t, "u", got.auth.Username)
}

func TestEndpointsOfCatalogs(t *testing.T) {
	t.Parallel()
	for _, in := range []string{"https://d.example/dns", "https://d.example/dns/", "https://d.example/dns/v2", "https://d.example/dns/v2/", "https://d.example/dns/v1/"} {
		require.Equal(t, "https://d.example/dns/", withoutVersion(in))
	}
}

func TestVersionDocuments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"versions": [{"id": "v2", "status": "CURRENT"}, {"id": "v2.1"}]}`: apiV2,
		`{"versions": [{"id": "v1"}, {"id": "v2"}]}`:                        apiV2,
		`{"versions": [{"id": "v1", "status": "SUPPORTED"}]}`:               apiV1,
		`{"versions": {"values": [{"id": "v1"}]}}`:                          apiV1,
		`{}`: apiV2,
	} {
		var doc versions
		require.NoError(t, json.Unmarshal([]byte(text), &doc))
		require.Equal(t, want, doc.best(), text)
	}
}
