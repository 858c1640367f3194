// Package zone holds the words that the whole program shares: names, RRsets, zones and changes, in one canonical form
// and one order. It does no I/O and knows no provider and no file format.
//
// Two things are equal here when DNS says so: owner names compare without case, RDATA compares in canonical wire form
// (RFC 4034 §6.2), never as text. Text is made on demand, for people.
package zone
