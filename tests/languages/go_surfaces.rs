//! Surfaces of the frameworks of Go, and the ways from them to tracking calls.

use crate::support::surfaces::{GO_TRACKER, go_mod, surfaces};
use indoc::indoc;

#[test]
fn a_command_of_cobra_leads_through_an_interface_to_the_type_that_implements_it() {
    let place = indoc! {r#"
        package cmd

        import (
            "github.com/spf13/cobra"
        )

        type sender interface {
            Send(event string)
        }

        type place struct {
            sender sender
        }

        func (p *place) run(order string) error {
            p.sender.Send("order_placed")
            return nil
        }

        func newPlace(s sender) *place {
            return &place{sender: s}
        }

        func NewPlaceCommand(s sender) *cobra.Command {
            cmd := &cobra.Command{
                Use:   "place [order]",
                Short: "Place an order",
                RunE: func(cmd *cobra.Command, args []string) error {
                    return newPlace(s).run(args[0])
                },
            }
            return cmd
        }

        var list = &cobra.Command{Use: "list", Run: runList}

        func runList(cmd *cobra.Command, args []string) {}

        var root = &cobra.Command{Use: "shop"}

        func newOther(f func() *cobra.Command) *cobra.Command {
            return &cobra.Command{Use: "other", RunE: f().RunE}
        }
    "#};
    let files = [
        ("go.mod", &*go_mod("github.com/spf13/cobra")),
        ("cmd/place.go", place),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "NewPlaceCommand place: tracked call",
            "runList list: untracked",
            "f.RunE other: unknown the handler cannot be followed (cmd/place.go:42)",
        ]
    );
}

const MAIN: &str = indoc! {r#"
    package main

    import (
        "net/http"

        "example.com/shop/orders"
        "github.com/gin-gonic/gin"
    )

    func logged(next http.Handler) http.Handler { return next }

    func show(w http.ResponseWriter, r *http.Request) {}

    func routes(mux *http.ServeMux, r *gin.Engine, o *orders.Orders) {
        mux.HandleFunc("GET /orders/{id}", show)
        mux.Handle("/orders", logged(http.HandlerFunc(o.Place)))
        mux.HandleFunc("/cart", func(w http.ResponseWriter, r *http.Request) {
            o.Left("cart_left")
        })
        api := r.Group("/api")
        api.POST("/orders/:id", signedIn(), o.Count)
        api.GET("/health", func(c *gin.Context) {})
    }
"#};

const ORDERS: &str = indoc! {r#"
    package orders

    import (
        "net/http"

        "example.com/shop/tracking"
        "github.com/gin-gonic/gin"
    )

    type Orders struct {
        tracker *tracking.Tracker
    }

    func (o *Orders) Place(w http.ResponseWriter, r *http.Request) {
        o.tracker.Send("order_placed")
    }

    func (o *Orders) Count(c *gin.Context) {
        o.Left("orders_counted")
    }

    func (o *Orders) Left(event string) {
        o.tracker.Send(event)
    }
"#};

#[test]
fn routes_of_go_have_handlers_with_middleware_and_methods_of_other_packages() {
    let files = [
        ("go.mod", &*go_mod("github.com/gin-gonic/gin")),
        ("main.go", MAIN),
        ("orders/orders.go", ORDERS),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "show GET /orders/{id}: untracked",
            "o.Place /orders: tracked own",
            "routes /cart: tracked own",
            "o.Count POST /orders/:id: tracked own",
            "routes GET /health: untracked",
        ]
    );
}

#[test]
fn methods_of_a_registered_server_are_surfaces_and_its_helpers_are_not() {
    let server = indoc! {r#"
        package server

        import (
            "context"

            "example.com/shop/pb"
            "example.com/shop/tracking"
            "github.com/go-chi/chi/v5"
            "google.golang.org/grpc"
        )

        type orders struct {
            tracker *tracking.Tracker
        }

        func (o *orders) Place(ctx context.Context, in *pb.Order) (*pb.Placed, error) {
            o.tracker.Send("order_placed")
            return nil, nil
        }

        func (o *orders) Watch(in *pb.Order, stream pb.Orders_WatchServer) error { return nil }

        func (o *orders) Close() error { return nil }

        func (o *orders) load(ctx context.Context) {}

        func newOrders(t *tracking.Tracker) *orders { return &orders{tracker: t} }

        func Serve(s *grpc.Server, t *tracking.Tracker, r chi.Router) {
            pb.RegisterOrdersServer(s, newOrders(t))
            r.Route("/orders", func(r chi.Router) {
                r.Delete("/{id}", newOrders(t).remove)
            })
        }

        func (o *orders) remove(w Writer, r Request) { o.tracker.Send("order_removed") }
    "#};
    let requires = "google.golang.org/grpc v1.0.0\n\tgithub.com/go-chi/chi/v5";
    let files = [
        ("go.mod", &*go_mod(requires)),
        ("server/server.go", server),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "orders#Place: tracked own",
            "orders#Watch: untracked",
            "newOrders.remove DELETE /{id}: tracked own",
        ]
    );
}
