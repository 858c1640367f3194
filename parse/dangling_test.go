package parse

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDangling(t *testing.T) {
	t.Parallel()
	before := "@ 60 MX 10 mail\nmail 60 A 192.0.2.1\nwww 60 CNAME mail\nsub 60 NS ns1.example.net.\n"
	for name, tc := range map[string]struct {
		after string
		want  []string // "line message"
	}{
		"nothing removed":                      {after: before},
		"the target removed":                   {after: "\n@ 60 MX 10 mail\nwww 60 CNAME mail\n", want: []string{"2 example.org. MX still points to mail.example.org., which this change removes", "3 www.example.org. CNAME still points to mail.example.org., which this change removes"}},
		"removed with its use":                 {after: "www 60 A 192.0.2.1\n"},
		"a target that never was":              {after: before + "ftp 60 CNAME gone\n"},
		"the name has other records now":       {after: "@ 60 MX 10 mail\nmail 60 AAAA 2001:db8::1\n"},
		"a wildcard has its place":             {after: "@ 60 MX 10 mail\n* 60 A 192.0.2.1\n"},
		"names below it keep no records at it": {after: "@ 60 MX 10 mail\nx.mail 60 A 192.0.2.1\n* 60 A 192.0.2.1\n", want: []string{"1 example.org. MX still points to mail.example.org., which this change removes"}},
		"everything removed":                   {after: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, _ := Text("example.org.", before)
			now, _ := Text("example.org.", tc.after)
			var got []string
			for _, f := range Dangling(old, now) {
				require.Equal(t, "dangling-after-change", f.Rule)
				require.Equal(t, Warning, f.Severity)
				require.Equal(t, "zone", f.File)
				got = append(got, fmt.Sprintf("%d %s", f.Line, f.Message))
			}
			require.Equal(t, tc.want, got)
		})
	}
}
