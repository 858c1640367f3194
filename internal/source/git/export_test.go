package git

// SetMaxPacks makes the clone be made anew sooner than after a hundred fetches.
func (s *Source) SetMaxPacks(n int) { s.maxPacks = n }
