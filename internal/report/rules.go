package report

// rule tells what a finding means and what cures it, for formats that carry such help.
type rule struct{ what, cure string }

// ruleOf gives the help of a rule; a rule that this table does not know is told by its name.
func ruleOf(id string) rule {
	if r, ok := rules[id]; ok {
		return r
	}
	return rule{what: id, cure: "The message tells what is wrong."}
}

var rules = map[string]rule{
	"syntax":                {"The line is not an entry of a zone file.", "Write it as RFC 1035 §5.1 has it: owner, TTL, class, type, RDATA."},
	"bad-rdata":             {"The RDATA does not fit its type.", "Check the number, the order and the range of the fields."},
	"out-of-zone":           {"The owner lies outside the zone.", "Move the record to its own zone's file, or mind the final dot of the name."},
	"wrong-origin":          {"The file's name and its $ORIGIN or SOA are of different zones.", "Rename the file, or map it in the config."},
	"cname-and-other":       {"A CNAME stands beside other data.", "A name with a CNAME has nothing else (RFC 1034 §3.6.2); remove one of them."},
	"multiple-cname":        {"A name has several CNAMEs.", "Keep one."},
	"multiple-soa":          {"The zone has several SOA records.", "Keep one, at the apex."},
	"duplicate-record":      {"The same record stands in the zone twice.", "Remove one of them; spelling makes no difference."},
	"ttl-mismatch":          {"The records of one set have different TTLs.", "Give them the same TTL (RFC 2181 §5.2)."},
	"empty-zone":            {"The file has no records.", "A zone is not emptied by an empty file. Remove the file, or fill it."},
	"include-escape":        {"An $INCLUDE leads out of the source's folder.", "Include files below the folder, by relative paths."},
	"include-missing":       {"An included file cannot be read.", "Check the path; it is relative to the folder of the zone files."},
	"limits":                {"A limit on files, records or depth is passed.", "Split the file, or raise the limit in the config."},
	"multiple-dname":        {"A name has several DNAMEs.", "Keep one (RFC 6672 §2.4)."},
	"dname-and-ns":          {"A DNAME stands beside the NS of a delegation.", "Keep the one that is meant (RFC 6672 §2.3)."},
	"wildcard-ns":           {"A wildcard is delegated.", "Delegate each name by itself (RFC 4592 §4.2)."},
	"ds-at-apex":            {"A DS stands at the zone's own apex.", "Put it into the parent zone (RFC 4035 §2.4)."},
	"cds-without-dnskey":    {"A CDS or CDNSKEY has no DNSKEY in the zone.", "Publish the key, or remove the record."},
	"duplicate-zone":        {"Two files are for one zone.", "Remove one, or name it in .zonesyncignore."},
	"base-missing":          {"A zone has files of views and no base file.", "Bring the base file back, or remove the views' files too."},
	"unreadable":            {"A file or folder cannot be read.", "Mend its permissions. Its zone stays as it is; for a folder, all zones do."},
	"missing-final-dot":     {"A target looks absolute but is relative.", "Add the final dot."},
	"target-missing":        {"A target inside the zone does not exist.", "Add the name, or mend the target."},
	"target-is-cname":       {"A target that must be a host is an alias.", "Point at the canonical name (RFC 2181 §10.3)."},
	"missing-glue":          {"A name server inside the zone has no address.", "Add its A or AAAA record."},
	"occluded":              {"Data stands below a delegation and will not be served.", "Move it to the delegated zone."},
	"dangling-after-change": {"A name that goes is still a target elsewhere.", "Change what points at it, too."},
	"private-address":       {"A private address is published.", "Remove it, or mark the zone private in the config."},
	"spf-lookups":           {"An SPF policy needs more than ten look-ups.", "Receivers give up after ten (RFC 7208 §4.6.4); drop or merge mechanisms."},
	"txt-too-long":          {"A text is longer than its place.", "Split strings at 255 octets, and keep a TXT within 4,096."},
	"wildcard-shadow":       {"A name hides the wildcard for a type that it lacks.", "Repeat the wildcard's records at the name."},
	"ns-missing":            {"A zone has a SOA and no name servers.", "Write its NS records too, or leave both to the provider."},
	"ttl-extreme":           {"A TTL is 0 or over a week.", "Choose one between a minute and a week."},

	"create":     {"An RRset will be created.", "Nothing need be done."},
	"update":     {"An RRset will be updated.", "Nothing need be done."},
	"delete":     {"An RRset will be deleted.", "Nothing need be done, if that is meant."},
	"held":       {"A safety rule holds changes back.", "Review the plan, then release it with apply."},
	"provider":   {"The live zone has a setting that will bite.", "See the message."},
	"zone-error": {"A zone could not be planned or applied.", "See the message. The zone stays as it is."},
	"not-done":   {"A change was not applied.", "See the zone's error, then apply again."},
	"unknown":    {"Whether a change was applied is not known.", "Plan again: live state is read anew."},
}
