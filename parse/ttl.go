package parse

import "math"

// maxTTL is the most that a TTL can be (RFC 2181 §8).
const maxTTL = math.MaxInt32

// parseTTL reads a TTL: seconds, or BIND's 1w2d3h4m5s. tooLong tells a number over maxTTL from what is no TTL at all.
func parseTTL(s []byte) (ttl uint32, ok, tooLong bool) {
	var sum, n uint64
	digits, units := false, false
	for _, c := range s {
		if c >= '0' && c <= '9' {
			n = min(n*10+uint64(c-'0'), math.MaxUint32)
			digits = true
			continue
		}
		u := unitSeconds(c)
		if u == 0 || !digits {
			return 0, false, false
		}
		sum = min(sum+n*u, math.MaxUint32)
		n, digits, units = 0, false, true
	}
	if digits == units { // neither "1h30" nor ""
		return 0, false, false
	}
	sum += n
	return uint32(min(sum, maxTTL)), sum <= maxTTL, sum > maxTTL
}

func unitSeconds(c byte) uint64 {
	switch lowerByte(c) {
	case 's':
		return 1
	case 'm':
		return 60
	case 'h':
		return 3600
	case 'd':
		return 86400
	case 'w':
		return 604800
	}
	return 0
}
