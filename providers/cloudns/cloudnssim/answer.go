package cloudnssim

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
)

// refusal is an error of the API, as its clients list them.
type refusal struct {
	errno int
	text  string
}

func (r *refusal) Error() string { return strconv.Itoa(r.errno) + ": " + r.text }

func missing(name string) error  { return &refusal{4, name + " is required"} }
func invalid(name string) error  { return &refusal{5, name + " is invalid"} }
func semantic(text string) error { return &refusal{13, text} }
func badMethod(method string) error {
	return &refusal{2, "http " + method + " is not supported by the api"}
}

var errNoRecord = semantic("not found record")

// asRefusal gives an error of reading the request as the API would.
func asRefusal(err error) error {
	var r *refusal
	if errors.As(err, &r) {
		return r
	}
	return invalid("request")
}

// envelope is every answer. Its HTTP status is always 200.
type envelope struct {
	Errno  any     `json:"errno"`
	Errmsg *string `json:"errmsg"`
	Result any     `json:"result"`
}

func (s *Server) answer(w http.ResponseWriter, result any, err error) {
	e := envelope{Errno: s.integer(0), Result: result}
	var r *refusal
	if errors.As(err, &r) {
		e = envelope{Errno: s.integer(int64(r.errno)), Errmsg: &r.text}
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // only strings, integers and slices of them are in it
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(body) // it is kept in memory first
}

// integer gives an integer as the answers have it.
func (s *Server) integer(n int64) any {
	if s.o.StringNumbers {
		return strconv.FormatInt(n, 10)
	}
	return n
}

// slice is a part of a list.
type slice struct {
	Data   []any `json:"data"`
	Number any   `json:"number"` // how many are in Data
	Total  any   `json:"total"`  // how many there are in all
	Offset any   `json:"offset"` // where Data begins
}

// part cuts out of a list what a request asks for, and otherwise so many.
func part[T any](s *Server, p *params, all []T, otherwise int64, view func(T) any) (*slice, error) {
	offset := p.integer("offset", offsets, 0)
	number := p.integer("number", numbers, otherwise)
	if p.err != nil {
		return nil, p.err
	}
	from := min(int(offset), len(all))
	to := len(all)
	if number >= 0 {
		to = min(from+int(number), len(all))
	}
	data := views(all[from:to], view)
	return &slice{data, s.integer(int64(len(data))), s.integer(int64(len(all))), s.integer(offset)}, nil
}

func views[T any](list []T, view func(T) any) []any {
	out := make([]any, 0, len(list))
	for _, v := range list {
		out = append(out, view(v))
	}
	return out
}

// recordView is a record in an answer of v1.2.
type recordView struct {
	ID      any    `json:"id"`
	Zone    string `json:"zname"`
	ZoneID  any    `json:"zid"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content string `json:"content"`
	TTL     any    `json:"ttl"`
	ISP     string `json:"isp"`
	Prio    any    `json:"prio"`
	Status  any    `json:"status"`
	CTime   string `json:"ctime"`
}

// oldView is a record in an answer of v1.1.
type oldView struct {
	ID      any    `json:"rid"`
	Zone    string `json:"z"`
	ZoneID  any    `json:"zid"`
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content string `json:"content"`
	TTL     any    `json:"ttl"`
	ISP     string `json:"isp"`
	Prio    any    `json:"prio"`
	Status  any    `json:"status"`
	CTime   string `json:"ctime"`
}

// view gives the view of a zone's records.
func (s *Server) view(z *zone) func(r *stored) any {
	return func(r *stored) any {
		v := recordView{
			ID: s.integer(r.ID), Zone: z.Name, ZoneID: s.integer(z.ID),
			Name: r.Name, Type: r.Type, Content: r.Content, TTL: s.integer(r.TTL), ISP: r.ISP, Prio: s.integer(r.Prio),
			Status: s.integer(int64(r.Status)), CTime: r.CTime,
		}
		if s.o.OldNames {
			return oldView(v)
		}
		return v
	}
}

type zoneView struct {
	ID     any    `json:"id"`
	Name   string `json:"name"`
	Status any    `json:"status"`
	CTime  string `json:"ctime"`
}

func (s *Server) zoneView(z *zone) any {
	return zoneView{s.integer(z.ID), z.Name, s.integer(int64(z.Status)), z.CTime}
}
