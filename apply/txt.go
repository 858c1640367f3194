package apply

import "github.com/zonesync/zonesync/zone"

// JoinTXT gives TXT values as a provider with JoinsTXT holds them: only what the strings of a value spell together counts,
// and it is cut into strings of 255 octets, the last one shorter. Such a provider's Fetch gives the same form.
func JoinTXT(d zone.Data) zone.Data {
	var out []string
	for rdata := range d.All() {
		out = append(out, cut(joined(rdata)))
	}
	return zone.NewData(out...)
}

// joined gives the octets of all character-strings (RFC 1035 §3.3).
func joined(rdata string) string {
	var all []byte
	for len(rdata) > 0 {
		end := min(1+int(rdata[0]), len(rdata))
		all = append(all, rdata[1:end]...)
		rdata = rdata[end:]
	}
	return string(all)
}

func cut(s string) string {
	var out []byte
	for {
		n := min(len(s), 255)
		out = append(append(out, byte(n)), s[:n]...)
		if s = s[n:]; s == "" {
			return string(out)
		}
	}
}
