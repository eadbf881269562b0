package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Options of a Server. Zero values mean the default.
type Options struct {
	// Listen is the address that Listen binds (default 127.0.0.1:8080).
	Listen string
	// TrustedProxies are addresses or CIDR ranges whose X-Forwarded-For is
	// believed (default none).
	TrustedProxies []string
	// PublicURL is the address under which readers reach the server, scheme
	// and host (default: what the request says). The browser's search box
	// description names it.
	PublicURL string
	// Title of the pages (default 文搜 wensou).
	Title string
	// Version is what /version answers (default dev).
	Version string
	// Logger takes the access log and the detail of internal errors (default
	// slog.Default()).
	Logger *slog.Logger
	// Admin does what the admin endpoints ask for (default: they are not there).
	Admin Admin
	// Live are the options that SetLive can change.
	Live

	// BodyLimit bounds request bodies, in bytes (default 64 KiB).
	BodyLimit int64
	// HeaderLimit bounds the request line and headers together, in bytes
	// (default 16 KiB).
	HeaderLimit int
	// ReadHeaderTimeout (default 5 s), ReadTimeout (10 s), WriteTimeout (30 s)
	// and IdleTimeout (60 s) are those of net/http.
	ReadHeaderTimeout, ReadTimeout, WriteTimeout, IdleTimeout time.Duration
	// DrainDelay is how long /readyz answers 503 before connections are
	// refused (default 500 ms; negative: not at all).
	DrainDelay time.Duration
	// ShutdownTimeout is how long running requests may take to end after that
	// (default 15 s); then their connections are closed.
	ShutdownTimeout time.Duration
}

func (o Options) withDefaults() Options {
	text := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	dur := func(p *time.Duration, v time.Duration) {
		if *p == 0 {
			*p = v
		}
	}
	text(&o.Listen, "127.0.0.1:8080")
	text(&o.Title, "文搜 wensou")
	text(&o.Version, "dev")
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.BodyLimit == 0 {
		o.BodyLimit = 64 << 10
	}
	if o.HeaderLimit == 0 {
		o.HeaderLimit = 16 << 10
	}
	dur(&o.ReadHeaderTimeout, 5*time.Second)
	dur(&o.ReadTimeout, 10*time.Second)
	dur(&o.WriteTimeout, 30*time.Second)
	dur(&o.IdleTimeout, 60*time.Second)
	dur(&o.DrainDelay, 500*time.Millisecond)
	dur(&o.ShutdownTimeout, 15*time.Second)
	o.PublicURL = strings.TrimRight(o.PublicURL, "/")
	return o
}

// Validate reports all faults at once. Zero values are no faults.
func (o Options) Validate() error {
	errs := []error{o.Live.Validate()}
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf("server: "+format, args...)) }
	if o.Listen != "" {
		if _, _, err := net.SplitHostPort(o.Listen); err != nil {
			bad("listen %q is no host:port", o.Listen)
		}
	}
	for _, p := range o.TrustedProxies {
		_, errAddr := netip.ParseAddr(p)
		_, errNet := netip.ParsePrefix(p)
		if errAddr != nil && errNet != nil {
			bad("trusted proxy %q is neither an address nor a CIDR range", p)
		}
	}
	if o.PublicURL != "" {
		u, err := url.Parse(o.PublicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || strings.Trim(u.Path, "/") != "" {
			bad("public address %q is not http(s)://host", o.PublicURL)
		}
	}
	if o.BodyLimit < 0 {
		bad("body limit %d is negative", o.BodyLimit)
	}
	if o.HeaderLimit != 0 && o.HeaderLimit < 1024 {
		bad("header limit %d is below 1024", o.HeaderLimit)
	}
	for _, d := range []struct {
		name string
		v    time.Duration
	}{
		{"read header timeout", o.ReadHeaderTimeout},
		{"read timeout", o.ReadTimeout},
		{"write timeout", o.WriteTimeout},
		{"idle timeout", o.IdleTimeout},
		{"shutdown timeout", o.ShutdownTimeout},
	} {
		if d.v < 0 {
			bad("%s %v is negative", d.name, d.v)
		}
	}
	return errors.Join(errs...)
}
