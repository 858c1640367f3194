// Package state is the memory of zonesync in one directory: what it last applied to each zone, what each run did, which
// batches it meant to send, and which plans wait for a person. It is an SQLite database in WAL mode, beside a lock file.
//
// Several processes may have a Store open on one directory: a service, and beside it the commands that ask or tell it
// something. Only the holder of the lock applies. Any process may be killed at any moment: what a method has returned nil
// for is there afterwards, and what it had not finished is either there whole or not at all. What must also outlive a
// power cut is written through to the disk before the method returns: what is about to be sent (Intend, SetJob), and a
// person's consent (Release). The rest reaches the disk with the next of these, in order.
//
// No method takes a secret, so none is ever stored. A Store is safe for use by several goroutines. Reading stops with the
// context; writing does not: it is short, and what it tells has happened already.
package state
