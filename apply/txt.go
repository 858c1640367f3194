package apply

import "github.com/zonesync/zonesync/zone"

// JoinTXT gives TXT values as a provider with JoinsTXT holds them: only what the strings of a value spell together counts,
// and it is cut into strings of 255 octets, the last one shorter. Such a provider's Fetch gives the same form.
func JoinTXT(d zone.Data) zone.Data {
	var out []string
	for rdata := range d.All() {
		out = append(out, zone.CutTXT(zone.JoinTXT(rdata)))
	}
	return zone.NewData(out...)
}
