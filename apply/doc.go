// Package apply carries out plans: it makes a plan's input fit the provider, sends the batches, waits and tries again
// where that is safe, finds the record that a provider refuses, reads again what is uncertain, and verifies the outcome by
// a last read. It knows no provider and no file format. Data goes in, data comes out: it prints nothing and logs nothing.
//
// What follows an answer is decided by the outcome of each change and the kind of the error:
//
//	Send's answer                          what apply does
//	nil                                    the next batch
//	ErrPending                             stop: the server is still at work, and what it does shows only later
//	any Unknown, or ErrConflict            read again, plan again, go on with what is left of the plan (MovedError otherwise)
//	NotDone, ErrTemporary                  wait as the provider asks or longer each time, then send those again
//	NotDone, ErrInvalid, several units     send each half apart, until the refused one is alone
//	NotDone, ErrInvalid, one unit          tell it, go on with the others
//	NotDone, ErrInvalid, Job.Atomic        stop
//	NotDone, anything else                 stop
//
// A unit is what must not be torn apart: all changes at a name where a CNAME comes or goes, else one change. Where a
// provider that is not atomic has torn one, so that the old records are gone and the new ones refused, the old ones are put
// back, once, at the end, also of a run that was stopped (RestoredError).
package apply
