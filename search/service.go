package search

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"wensou/analysis"
	"wensou/document"
	"wensou/index"
	"wensou/search/highlight"
)

// ErrBusy: too many searches run at once.
var ErrBusy = errors.New("search: too many searches at once")

// Options of a Service.
type Options struct {
	// Deadline of one search (default 2 s).
	Deadline time.Duration
	// Concurrent searches at once (default 4 × processors). Others wait for up
	// to half their deadline and then fail with ErrBusy.
	Concurrent int
	// Ranking by other parameters than DefaultRanking, to measure what each is
	// worth.
	Ranking *Ranking
}

// Service answers requests over whatever generation its handle serves. One
// request sees one generation, and one state of the dictionaries.
type Service struct {
	handle   *index.Handle
	analyzer atomic.Pointer[analysis.Analyzer]
	opts     Options
	slots    chan struct{}
	waiting  atomic.Int64 // for a slot
	trouble  atomic.Pointer[Trouble]
}

// NewService makes a service.
func NewService(h *index.Handle, a *analysis.Analyzer, o Options) *Service {
	if o.Deadline <= 0 {
		o.Deadline = 2 * time.Second
	}
	if o.Concurrent <= 0 {
		o.Concurrent = 4 * runtime.GOMAXPROCS(0)
	}
	if o.Ranking == nil {
		r := DefaultRanking()
		o.Ranking = &r
	}
	s := &Service{handle: h, opts: o, slots: make(chan struct{}, o.Concurrent)}
	s.analyzer.Store(a)
	return s
}

// Analyzer that requests are read by from now on. Who answers one request asks
// for it once.
func (s *Service) Analyzer() *analysis.Analyzer { return s.analyzer.Load() }

// SetTables lets requests be read by other tables. Those that run keep theirs.
func (s *Service) SetTables(t *analysis.Tables) { s.analyzer.Store(s.Analyzer().With(t)) }

// acquire waits for a slot.
func (s *Service) acquire(ctx context.Context) error {
	select {
	case s.slots <- struct{}{}:
		return nil
	default:
	}
	s.waiting.Add(1)
	defer s.waiting.Add(-1)
	t := time.NewTimer(s.opts.Deadline / 2)
	defer t.Stop()
	select {
	case s.slots <- struct{}{}:
		return nil
	case <-t.C:
		return ErrBusy
	case <-ctx.Done():
		return index.ErrDeadline
	}
}

// Load is how many searches run and how many wait to, and how many may run at
// once. A search that counts beside itself takes more than one place.
func (s *Service) Load() (running, waiting, most int) {
	return len(s.slots), int(s.waiting.Load()), cap(s.slots)
}

// Search answers one request. Errors: ParamError (ErrBadRequest), ErrBusy,
// index.ErrDeadline, index.ErrNoGeneration.
func (s *Service) Search(ctx context.Context, r Request) (*Response, error) {
	began := time.Now()
	if err := r.Normalize(); err != nil {
		return nil, err
	}
	var resp *Response
	err := s.serve(ctx, &r, func(ctx context.Context, run *run) (err error) {
		if resp, err = run.answer(ctx); err == nil {
			resp.State = stateWithin(ctx, stateOf(run.snap.Manifest.Generation, run.plan.analyzer))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	resp.TookMS = float64(time.Since(began).Microseconds()) / 1000
	return resp, nil
}

// stateOf names all that an answer depends on beside its request.
func stateOf(generation string, a *analysis.Analyzer) string {
	if v := a.Tables().Version(); v != "" {
		return generation + " " + v
	}
	return generation
}

// serve runs f for a normalised request: in a slot, within the deadline, over
// one generation.
func (s *Service) serve(ctx context.Context, r *Request, f func(context.Context, *run) error) error {
	return s.within(ctx, func(ctx context.Context, snap *index.Snapshot) error {
		run := &run{req: r, snap: snap, slots: s.slots}
		if err := run.read(ctx, s.Analyzer(), s.opts.Ranking); err != nil {
			return err
		}
		return f(ctx, run)
	})
}

func (s *Service) within(ctx context.Context, f func(context.Context, *index.Snapshot) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.opts.Deadline)
	defer cancel()
	if err := s.acquire(ctx); err != nil {
		return err
	}
	defer func() { <-s.slots }()
	snap, err := s.handle.Acquire()
	if err != nil {
		return err
	}
	defer snap.Release()
	return f(ctx, visible(ctx, snap))
}

// DocumentView is a document as it was indexed, and the generation that has it.
type DocumentView struct {
	*document.Document
	Generation string `json:"generation"`
	// WorkIDs lead from the works of the document to those of the index.
	WorkIDs map[document.WorkID]CitedWork `json:"work_ids,omitempty"`
}

// Document returns a document with its units; index.ErrNotFound.
func (s *Service) Document(ctx context.Context, id document.ID) (*DocumentView, error) {
	var out *DocumentView
	err := s.within(ctx, func(ctx context.Context, snap *index.Snapshot) error {
		d, err := snap.Document(ctx, id)
		if err != nil {
			return err
		}
		out = &DocumentView{Document: d, Generation: snap.Manifest.Generation}
		out.WorkIDs, err = citedWorks(worksOf(snap), d)
		return err
	})
	return out, err
}

// StatsResponse describes the serving generation.
type StatsResponse struct {
	Generation string      `json:"generation"`
	Created    time.Time   `json:"created"`
	Since      time.Time   `json:"since"`
	Format     int         `json:"format_version"`
	Analyzer   string      `json:"analyzer"`
	Bytes      int64       `json:"bytes"`
	Rejected   int         `json:"rejected"`
	Warnings   int         `json:"warnings"`
	Stats      index.Stats `json:"stats"`
	// Refused names a published generation that could not be taken over.
	Refused      string       `json:"refused,omitempty"`
	Dictionaries Dictionaries `json:"dictionaries"`
	// State names all that answers depend on beside their requests.
	State string `json:"-"`
}

// Dictionaries are the library's own tables that queries are read by.
type Dictionaries struct {
	// Version changes with their content; "" when there are none.
	Version string `json:"version,omitempty"`
	analysis.TableCounts
	// Refused says what is wrong with changed files that were not taken over,
	// a line for each fault.
	Refused []string `json:"refused,omitempty"`
	// UserDict says that the user dictionary is not the one that the index was
	// built with, and what to do.
	UserDict string `json:"user_dict,omitempty"`
}

// Trouble is what a server found out about changed files of dictionaries.
type Trouble struct {
	Refused  []string // see Dictionaries
	UserDict string
}

// SetTrouble lets Stats tell of files that could not be taken over.
func (s *Service) SetTrouble(t Trouble) { s.trouble.Store(&t) }

// Stats describes the serving generation; index.ErrNoGeneration.
func (s *Service) Stats() (*StatsResponse, error) {
	snap, err := s.handle.Acquire()
	if err != nil {
		return nil, err
	}
	defer snap.Release()
	m, a := snap.Manifest, s.Analyzer()
	out := &StatsResponse{
		Generation: m.Generation, Created: m.Created, Since: snap.Since, Format: m.FormatVersion, Analyzer: m.Analyzer,
		Bytes: m.Bytes(), Rejected: m.Rejected, Warnings: m.Warnings, Stats: snap.Searcher.Stats(),
	}
	if r := s.handle.Refused(); r != nil {
		out.Refused = r.Generation
	}
	out.State = stateOf(m.Generation, a)
	out.Dictionaries = Dictionaries{Version: a.Tables().Version(), TableCounts: a.Tables().Counts()}
	if t := s.trouble.Load(); t != nil {
		out.Dictionaries.Refused, out.Dictionaries.UserDict = t.Refused, t.UserDict
	}
	return out, nil
}

// MarkDocument returns the byte ranges of each unit of d that match q, for the
// reader: by unit id, sorted and merged. In a document that holds no word of q
// they are those of the parts of its long words.
func (s *Service) MarkDocument(d *document.Document, q string, mode Mode) map[document.UnitID][][2]int {
	a, r := s.Analyzer(), Request{Query: q, Mode: mode}
	_ = r.Normalize() // a query of any length is marked
	p := newPlan(a, s.opts.Ranking, &r, lookups{})
	if folded, ok := quotation(&r); ok && slices.ContainsFunc(d.Units, func(u document.Unit) bool {
		return strings.Contains(analysis.Fold(u.Text), folded)
	}) {
		p = newTextPlan(a, s.opts.Ranking, &r)
	}
	p.markTerms(r.Mode)
	out := markUnits(d, &p.matcher)
	if len(out) == 0 && r.Mode == ModeAuto && len(p.conditions) == 0 && len(p.divide(p.subWords)) > 0 {
		p.markTerms(r.Mode)
		out = markUnits(d, &p.matcher)
	}
	return out
}

func markUnits(d *document.Document, m *highlight.Matcher) map[document.UnitID][][2]int {
	out := map[document.UnitID][][2]int{}
	for i := range d.Units {
		u := &d.Units[i]
		if marks := m.Marks(u.Text); len(marks) > 0 {
			out[u.ID] = highlight.Merge(u.Text, marks)
		}
	}
	return out
}
