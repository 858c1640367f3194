package powerdns

import (
	"fmt"

	"github.com/miekg/dns"

	"github.com/zonesync/zonesync/zone"
)

// The server's own types.
const (
	typeAddr  = 65400
	typeAlias = 65401
	typeLua   = 65402
)

var ownTypes = map[string]uint16{"ADDR": typeAddr, "ALIAS": typeAlias, "LUA": typeLua}

// knownTypes are those that 4.7 has a spelling for. All others travel as TYPE123 in generic form (RFC 3597).
var knownTypes = map[uint16]bool{
	dns.TypeA: true, dns.TypeAAAA: true, dns.TypeAFSDB: true, dns.TypeAPL: true, dns.TypeCAA: true, dns.TypeCDNSKEY: true,
	dns.TypeCDS: true, dns.TypeCERT: true, dns.TypeCNAME: true, dns.TypeCSYNC: true, dns.TypeDHCID: true,
	dns.TypeDLV: true, dns.TypeDNAME: true, dns.TypeDNSKEY: true, dns.TypeDS: true, dns.TypeEUI48: true,
	dns.TypeEUI64: true, dns.TypeHINFO: true, dns.TypeHTTPS: true, dns.TypeIPSECKEY: true, dns.TypeKEY: true,
	dns.TypeKX: true, dns.TypeL32: true, dns.TypeL64: true, dns.TypeLOC: true, dns.TypeLP: true, dns.TypeMB: true,
	dns.TypeMG: true, dns.TypeMINFO: true, dns.TypeMR: true, dns.TypeMX: true, dns.TypeNAPTR: true, dns.TypeNID: true,
	dns.TypeNS: true, dns.TypeNSEC: true, dns.TypeNSEC3: true, dns.TypeNSEC3PARAM: true, dns.TypeOPENPGPKEY: true,
	dns.TypePTR: true, dns.TypeRKEY: true, dns.TypeRP: true, dns.TypeRRSIG: true, dns.TypeSMIMEA: true,
	dns.TypeSOA: true, dns.TypeSPF: true, dns.TypeSRV: true, dns.TypeSSHFP: true, dns.TypeSVCB: true,
	dns.TypeTLSA: true, dns.TypeTXT: true, dns.TypeURI: true, dns.TypeZONEMD: true,
}

func typeName(t uint16) string {
	switch {
	case t == typeAlias:
		return "ALIAS"
	case t == typeLua:
		return "LUA"
	case knownTypes[t]:
		return zone.TypeString(t)
	}
	return fmt.Sprintf("TYPE%d", t)
}

func parseType(s string) (uint16, error) {
	if t, ok := ownTypes[s]; ok {
		return t, nil
	}
	return zone.ParseType(s)
}
