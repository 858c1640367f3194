package zone

// maxString is the longest character-string (RFC 1035 §3.3).
const maxString = 255

// JoinTXT gives the octets of all character-strings of a TXT's RDATA.
func JoinTXT(rdata string) string {
	var all []byte
	for len(rdata) > 0 {
		end := min(1+int(rdata[0]), len(rdata))
		all = append(all, rdata[1:end]...)
		rdata = rdata[end:]
	}
	return string(all)
}

// CutTXT gives a text as the RDATA of a TXT: strings of 255 octets, the last one shorter.
func CutTXT(text string) string {
	var out []byte
	for {
		n := min(len(text), maxString)
		out = append(append(out, byte(n)), text[:n]...)
		if text = text[n:]; text == "" {
			return string(out)
		}
	}
}
