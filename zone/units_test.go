package zone

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

func TestUnits(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ changes, want string }{
		"nothing":                             {"", ""},
		"every change stands alone":           {"+www A,~www AAAA,-old A", "+www A|~www AAAA|-old A"},
		"a CNAME that comes takes the delete": {"+a A,-www A,+www CNAME,-z A", "+a A|-www A,+www CNAME|-z A"},
		"also when they are not side by side": {"-www A,+a A,-www MX,+www CNAME", "-www A,-www MX,+www CNAME|+a A"},
		"a CNAME that goes takes the creates": {"-www CNAME,+www A,+www MX", "-www CNAME,+www A,+www MX"},
		"a CNAME that changes binds nothing":  {"~www CNAME,+a A", "~www CNAME|+a A"},
		"another view is another place":       {"-www A@tel,+www CNAME@uni", "-www A@tel|+www CNAME@uni"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var changes []Change
			for _, s := range strings.FieldsFunc(tc.changes, func(r rune) bool { return r == ',' }) {
				changes = append(changes, change(s))
			}
			var units []string
			for _, u := range Units(changes) {
				var words []string
				for _, c := range u {
					words = append(words, describe(c))
				}
				units = append(units, strings.Join(words, ","))
			}
			require.Equal(t, tc.want, strings.Join(units, "|"))
		})
	}
}

// change reads "+www A@view": + create, ~ update, - delete.
func change(s string) Change {
	name, rest, _ := strings.Cut(s[1:], " ")
	typ, view, _ := strings.Cut(rest, "@")
	set := &RRset{Key: Key{Name: name, Type: dns.StringToType[typ], View: view}}
	switch s[0] {
	case '+':
		return Change{New: set}
	case '-':
		return Change{Old: set}
	}
	return Change{Old: set, New: set}
}

func describe(c Change) string {
	return map[Op]string{Create: "+", Update: "~", Delete: "-"}[c.Op()] + c.Key().String()
}
