package parse

// settle gives the records that found no TTL in their part of the file the one that the parts before tell, or the SOA's
// minimum: RFC 1035 had no other default, and BIND still takes it.
func (p *parser) settle(outputs []output) {
	var last uint32
	known := false
	for _, o := range outputs {
		for _, w := range o.pending {
			r := &o.records[w.record]
			if !known && w.soa {
				last, known = w.minimum, true
			}
			if r.TTL = last; !known {
				r.TTL = 1 // which no other rule minds
				p.missing = append(p.missing, problem{pos: r.Pos, field: fieldType, rule: "syntax", severity: Error,
					message: "record without a TTL, and there is none to inherit", hint: "put a $TTL line at the top of the file"})
			}
		}
		if o.hasLast {
			last, known = o.last, true
		}
	}
}
