//! Middleware and interceptors that run around the handlers of a Go program.

use crate::support::surfaces::{GO_TRACKER, go_mod, surfaces};
use indoc::indoc;

#[test]
fn middleware_of_a_router_tracks_its_routes_and_not_those_of_others() {
    let main = indoc! {r#"
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
    let files = [
        ("go.mod", &*go_mod("github.com/go-chi/chi/v5")),
        ("main.go", main),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "show GET /health: untracked",
            "show GET /cart: tracked callback",
            "show GET /with: tracked callback",
            "show GET /orders: tracked callback",
            "show GET /users: untracked",
        ]
    );
}

#[test]
fn a_router_is_followed_through_fields_and_functions() {
    let main = indoc! {r#"
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
    let files = [
        ("go.mod", &*go_mod("github.com/go-chi/chi/v5")),
        ("main.go", main),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "show GET /shop: tracked callback",
            "show GET /quiet: untracked",
            "show GET /wrapped: tracked callback",
            "show GET /sub: tracked callback",
            "sub /sub/: tracked own",
            "other /other/: unknown the handler cannot be followed (main.go:52)",
        ]
    );
}

#[test]
fn functions_around_a_handler_and_around_the_router_track() {
    let main = indoc! {r#"
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
    let files = [
        ("go.mod", &*go_mod("github.com/gin-gonic/gin")),
        ("main.go", main),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "show /cart: tracked callback",
            "show /plain: untracked",
            "show /orders: tracked callback",
            "page GET /early: untracked",
            "page GET /late: tracked callback",
            "page GET /users: untracked",
            "page GET /one: tracked callback",
            "page POST /own: tracked callback",
            "page GET /limited: unknown the code that `Use` runs around it cannot be followed (main.go:47)",
        ]
    );
}

#[test]
fn interceptors_track_the_methods_of_their_kind() {
    let server = indoc! {r#"
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
    let second = indoc! {r#"
        package server

        import "google.golang.org/grpc"

        func other() { grpc.NewServer() }
    "#};
    let go_mod = go_mod("google.golang.org/grpc");
    let mut files = vec![
        ("go.mod", &*go_mod),
        ("server/server.go", server),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        ["orders#Place: tracked callback", "orders#Watch: untracked"]
    );
    files.push(("server/other.go", second));
    assert_eq!(
        surfaces(&files),
        [
            "orders#Place: unknown `c.unary` tracks, and may run around it (server/server.go:29)",
            "orders#Watch: untracked",
        ]
    );
}
