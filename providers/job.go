package providers

import "context"

// Resumer is a Provider with asynchronous jobs, which outlive the process that began them. Resume waits until such a job has
// ended, in whatever way; the zone is read afterwards. A job that nobody knows any more has ended.
type Resumer interface {
	Resume(ctx context.Context, r Ref, job string) error
}

type jobKey struct{}

// WithJobs gives Send a context in which ReportJob calls f.
func WithJobs(ctx context.Context, f func(job string)) context.Context {
	return context.WithValue(ctx, jobKey{}, f)
}

// ReportJob is to be called by Send as soon as the API has named an asynchronous job, before waiting for it, so that after a
// crash the job can be asked before anything else is done.
func ReportJob(ctx context.Context, job string) {
	if f, ok := ctx.Value(jobKey{}).(func(string)); ok {
		f(job)
	}
}
