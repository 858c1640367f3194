package parse

// parseUint reads a decimal number up to max; leading zeros are harmless.
func parseUint(s []byte, max uint64) (uint64, bool) {
	var n uint64
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		if n = n*10 + uint64(c-'0'); n > max {
			return 0, false
		}
	}
	return n, len(s) > 0
}
