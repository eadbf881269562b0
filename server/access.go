package server

// access is what a route asks of a request.
type access int

// The kinds. What a route that is not in the table asks for is the most.
const (
	accessAdmin  access = iota // a key for admin
	accessSearch               // a key for search, when keys are required; it may be limited to sources
	accessOpen                 // nothing: it tells nothing of documents
)

// routeAccess decides for each route. Handlers of accessSearch ask the Searcher
// under the context of their request, which carries the limit of its key.
var routeAccess = map[string]access{
	"": accessOpen, // no route: 404 and 405

	"/api/v1/search":        accessSearch,
	"/api/v1/multi-search":  accessSearch,
	"/api/v1/documents/*id": accessSearch,
	"/api/v1/export":        accessSearch,
	"/api/v1/works":         accessSearch,
	"/api/v1/works/:id":     accessSearch,
	"/api/v1/suggest":       accessSearch,
	"/api/v1/stats":         accessSearch,
	"/":                     accessSearch,
	"/d/*id":                accessSearch,
	"/w/:id":                accessSearch,
	"/similar":              accessSearch,

	"/openapi.yaml":   accessOpen,
	"/opensearch.xml": accessOpen,
	"/healthz":        accessOpen,
	"/readyz":         accessOpen,
	"/version":        accessOpen,
	"/static/*file":   accessOpen,

	"/api/v1/admin/reload":      accessAdmin,
	"/api/v1/admin/rollback":    accessAdmin,
	"/api/v1/admin/generations": accessAdmin,
	"/api/v1/admin/queries":     accessAdmin,
}

func accessTo(route string) access { return routeAccess[route] }
