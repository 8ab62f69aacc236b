//! Middleware and interceptors that run around the handlers of a Go program.

use crate::support::surfaces::{GO_TRACKER, go_mod, surfaces};
use indoc::indoc;

/// A program and its surfaces.
struct Case {
    name: &'static str,
    /// The library of the routes.
    requires: &'static str,
    files: &'static [(&'static str, &'static str)],
    surfaces: &'static [&'static str],
}

const MOUNTED: &str = indoc! {r#"
    package main

    import (
        "net/http"

        "example.com/shop/tracking"
        "github.com/go-chi/chi/v5"
        "github.com/go-chi/chi/v5/middleware"
    )

    var tracker = &tracking.Tracker{}

    func show(w http.ResponseWriter, r *http.Request) {}

    func counted(next http.Handler) http.Handler {
        return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
            tracker.Send("page_viewed")
            next.ServeHTTP(w, r)
        })
    }

    func main() {
        r := chi.NewRouter()
        r.Use(middleware.Logger)
        r.Get("/health", show)
        r.Route("/shop", func(r chi.Router) {
            r.Use(counted)
            r.Get("/cart", show)
            orders(r)
        })
        r.Mount("/admin", admin())
        r.With(counted).Get("/with", show)
        http.ListenAndServe(":80", r)
    }

    func orders(r chi.Router) {
        r.Get("/orders", show)
    }

    func admin() http.Handler {
        r := chi.NewRouter()
        r.Get("/users", show)
        return r
    }
"#};

const FIELDS: &str = indoc! {r#"
    package main

    import (
        "net/http"

        "example.com/shop/tracking"
        "github.com/go-chi/chi/v5"
    )

    var tracker = &tracking.Tracker{}

    func show(w http.ResponseWriter, r *http.Request) {}

    type server struct {
        router chi.Router
        quiet  chi.Router
    }

    func (s *server) counted(next http.Handler) http.Handler {
        return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
            tracker.Send("page_viewed")
            next.ServeHTTP(w, r)
        })
    }

    func newServer() *server {
        s := &server{router: chi.NewRouter(), quiet: chi.NewRouter()}
        s.router.Use(s.counted)
        s.routes()
        return s
    }

    func (s *server) routes() {
        s.router.Get("/shop", show)
        s.quiet.Get("/quiet", show)
    }

    func newHandler() http.Handler {
        r := chi.NewRouter()
        r.Get("/wrapped", show)
        s := &server{}
        return s.counted(r)
    }

    var other http.Handler

    func main() {
        sub := chi.NewRouter()
        sub.Get("/sub", show)
        s := newServer()
        http.Handle("/sub/", s.counted(sub))
        http.Handle("/other/", other)
        go http.ListenAndServe(":80", s.router)
        http.ListenAndServe(":81", newHandler())
    }
"#};

const HANDLERS: &str = indoc! {r#"
    package main

    import (
        "net/http"

        "example.com/shop/tracking"
        "github.com/gin-gonic/gin"
    )

    var tracker = &tracking.Tracker{}

    func show(w http.ResponseWriter, r *http.Request) {}

    func counted(next http.Handler) http.Handler {
        return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
            tracker.Send("page_viewed")
            next.ServeHTTP(w, r)
        })
    }

    func main() {
        mux := http.NewServeMux()
        mux.Handle("/cart", counted(http.HandlerFunc(show)))
        mux.HandleFunc("/plain", show)
        other := http.NewServeMux()
        other.HandleFunc("/orders", show)
        handler := counted(other)
        go http.ListenAndServe(":81", handler)
        http.ListenAndServe(":80", mux)
    }

    func page(c *gin.Context) {}

    func count(c *gin.Context) { tracker.Send("page_viewed") }

    func api(limit gin.HandlerFunc) {
        r := gin.Default()
        r.GET("/early", page)
        r.Use(count)
        r.GET("/late", page)
        admin := gin.New()
        admin.GET("/users", page)
        users := admin.Group("/counted", count)
        users.GET("/one", page)
        admin.POST("/own", count, page)
        last := gin.New()
        last.Use(limit)
        last.GET("/limited", page)
    }
"#};

const INTERCEPTED: &str = indoc! {r#"
    package server

    import (
        "context"

        "example.com/shop/pb"
        "example.com/shop/tracking"
        "google.golang.org/grpc"
    )

    type orders struct {
        pb.UnimplementedOrdersServer
    }

    func (o *orders) Place(ctx context.Context, in *pb.Order) (*pb.Placed, error) { return nil, nil }

    func (o *orders) Watch(in *pb.Order, stream pb.Orders_WatchServer) error { return nil }

    type counter struct {
        tracker *tracking.Tracker
    }

    func (c *counter) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
        c.tracker.Send("method_called")
        return handler(ctx, req)
    }

    func Serve(c *counter) {
        s := grpc.NewServer(grpc.ChainUnaryInterceptor(c.unary))
        pb.RegisterOrdersServer(s, &orders{})
    }

    func main() { Serve(&counter{}) }
"#};

const SECOND_SERVER: &str = indoc! {r#"
    package server

    import "google.golang.org/grpc"

    func other() { grpc.NewServer() }
"#};

const CASES: &[Case] = &[
    Case {
        name: "middleware of a router tracks its routes and not those of others",
        requires: "github.com/go-chi/chi/v5",
        files: &[("main.go", MOUNTED)],
        surfaces: &[
            "show GET /health: untracked",
            "show GET /cart: tracked callback",
            "show GET /with: tracked callback",
            "show GET /orders: tracked callback",
            "show GET /users: untracked",
        ],
    },
    Case {
        name: "a router is followed through fields and functions",
        requires: "github.com/go-chi/chi/v5",
        files: &[("main.go", FIELDS)],
        surfaces: &[
            "show GET /shop: tracked callback",
            "show GET /quiet: untracked",
            "show GET /wrapped: tracked callback",
            "show GET /sub: tracked callback",
            "sub /sub/: tracked own",
            "other /other/: unknown the handler cannot be followed (main.go:52)",
        ],
    },
    Case {
        name: "functions around a handler and around the router track",
        requires: "github.com/gin-gonic/gin",
        files: &[("main.go", HANDLERS)],
        surfaces: &[
            "show /cart: tracked callback",
            "show /plain: untracked",
            "show /orders: tracked callback",
            "page GET /early: untracked",
            "page GET /late: tracked callback",
            "page GET /users: untracked",
            "page GET /one: tracked callback",
            "page POST /own: tracked callback",
            "page GET /limited: unknown the code that `Use` runs around it cannot be followed (main.go:47)",
        ],
    },
    Case {
        name: "interceptors track the methods of their kind",
        requires: "google.golang.org/grpc",
        files: &[("server/server.go", INTERCEPTED)],
        surfaces: &["orders#Place: tracked callback", "orders#Watch: untracked"],
    },
    Case {
        name: "an interceptor may run around the methods of one of two servers",
        requires: "google.golang.org/grpc",
        files: &[
            ("server/server.go", INTERCEPTED),
            ("server/other.go", SECOND_SERVER),
        ],
        surfaces: &[
            "orders#Place: unknown `c.unary` tracks, and may run around it (server/server.go:29)",
            "orders#Watch: untracked",
        ],
    },
];

#[test]
fn code_around_handlers_tracks_their_surfaces() {
    let wrong = CASES.iter().filter_map(|case| {
        let go_mod = go_mod(case.requires);
        let files = [&[("go.mod", &*go_mod), GO_TRACKER], case.files].concat();
        let found = surfaces(&files);
        (found != case.surfaces).then(|| format!("{}: {found:#?}", case.name))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
