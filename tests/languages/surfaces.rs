//! Surfaces of the frameworks of Python and Go, and the ways from them to tracking calls.

use crate::support::project::Project;
use indoc::indoc;

/// Returns the surfaces of a project: the name, the state, and the steps of the way or the reason.
pub(super) fn surfaces(files: &[(&str, &str)]) -> Vec<String> {
    let project = Project::of(files);
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap();
    let row = |row: &serde_json::Value| {
        let steps = row["way"].as_array().unwrap().iter();
        let kinds: Vec<&str> = steps.map(|step| step["kind"].as_str().unwrap()).collect();
        let reason = row["reason"].as_str().unwrap_or_default();
        let end = format!("{} {reason}", kinds.join(" "));
        let (id, state) = (row["id"].as_str().unwrap(), row["state"].as_str().unwrap());
        format!("{id}: {state} {}", end.trim())
            .trim_end()
            .to_owned()
    };
    rows.iter().map(row).collect()
}

pub(super) const PYTHON_TRACKER: (&str, &str) = (
    "shop/tracking.py",
    "import posthog\n\ndef send(event):\n    posthog.capture('u', event)\n",
);

#[test]
fn a_route_of_fastapi_leads_through_services_dependencies_and_later_tasks() {
    let routes = indoc! {r#"
        from fastapi import APIRouter, BackgroundTasks, Depends
        from shop.orders import Orders, archive

        router = APIRouter(prefix="/orders")

        @router.post("/{order}")
        async def place_order(order: str, orders: Orders = Depends(Orders)):
            return orders.place(order)

        @router.delete("/{order}", status_code=204)
        async def remove_order(order: str, tasks: BackgroundTasks):
            tasks.add_task(archive, order)

        @router.get("/")
        def list_orders():
            return []

        @router.websocket("/feed")
        async def order_feed(socket):
            def one():
                return load_order(socket)
            return one()

        def load_order(socket):
            return Orders().place(socket)
    "#};
    let orders = indoc! {r#"
        from . import tracking

        class Base:
            def place(self, order):
                return self.count(order)

        class Orders(Base):
            def count(self, order):
                tracking.send("order_placed")

        def archive(order):
            tracking.send("order_archived")
    "#};
    let files = [
        ("requirements.txt", "fastapi==0.1\nposthog\n"),
        ("shop/__init__.py", ""),
        ("shop/routes.py", routes),
        ("shop/orders.py", orders),
        PYTHON_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "place_order POST /{order}: tracked call method",
            "remove_order DELETE /{order}: tracked later",
            "list_orders GET /: untracked",
            "order_feed WEBSOCKET /feed: tracked method method call method",
        ]
    );
}

#[test]
fn a_result_of_a_declared_class_and_a_call_on_an_unknown_object_are_told_apart() {
    let routes = indoc! {r#"
        from fastapi import APIRouter
        from shop.orders import get_orders

        router = APIRouter()

        @router.post("/orders")
        def place_order(request):
            return get_orders().place(request)

        @router.delete("/orders")
        def remove_order(request):
            return request.app.state.orders.archive_order(request)

        @router.get("/orders")
        def list_orders(request):
            return request.app.state.orders.page(request)
    "#};
    let orders = indoc! {r#"
        from . import tracking

        class Orders:
            def place(self, order):
                tracking.send("order_placed")

            def archive_order(self, order):
                tracking.send("order_archived")

            def page(self, order):
                return []

        orders: Orders | None = None

        def load(factory):
            global orders
            orders = factory()

        def get_orders() -> Orders:
            return orders
    "#};
    let files = [
        ("requirements.txt", "fastapi==0.1\nposthog\n"),
        ("shop/__init__.py", ""),
        ("shop/routes.py", routes),
        ("shop/orders.py", orders),
        PYTHON_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "place_order POST /orders: tracked call",
            "remove_order DELETE /orders: unknown `archive_order` is called on an object of unknown class (shop/routes.py:12)",
            "list_orders GET /orders: untracked",
        ]
    );
}

#[test]
fn a_route_of_flask_may_be_a_function_a_class_or_a_decorated_one() {
    let views = indoc! {r#"
        from flask import Blueprint
        from flask.views import MethodView
        from functools import wraps
        from shop import tracking

        bp = Blueprint("orders", __name__)

        def counted(event):
            def decorate(function):
                @wraps(function)
                def inner(*args, **kwargs):
                    tracking.send(event)
                    return function(*args, **kwargs)
                return inner
            return decorate

        @bp.route("/orders", methods=["POST"])
        @counted("order_placed")
        def place_order():
            return "x"

        @bp.get("/orders")
        def list_orders():
            return "x"

        class Order(MethodView):
            def get(self, order):
                tracking.send("order_shown")

            def helper(self):
                return 1

        bp.add_url_rule("/orders/<order>", view_func=Order.as_view("order"))
    "#};
    let files = [
        ("requirements.txt", "Flask>=3\nposthog\n"),
        ("shop/__init__.py", ""),
        ("shop/views.py", views),
        PYTHON_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "place_order POST /orders: tracked own",
            "list_orders GET /orders: untracked",
            "Order#get: tracked own",
        ]
    );
}

#[test]
fn views_of_django_are_those_that_urls_name() {
    let urls = indoc! {r#"
        from django.urls import include, path, re_path
        from django.views.decorators.csrf import csrf_exempt
        from rest_framework import routers
        from shop import views

        router = routers.DefaultRouter()
        router.register("gifts", views.Gifts)

        urlpatterns = [
            path("orders/", views.orders, name="orders"),
            re_path(r"^hook/$", csrf_exempt(views.order_hook)),
            path("cart/", views.Cart.as_view()),
            path("api/", include(router.urls)),
        ]
    "#};
    let views = indoc! {r#"
        from django.views.generic import View
        from rest_framework.decorators import action
        from rest_framework.viewsets import ModelViewSet
        from shop import tracking
        from shop.tasks import count_order

        def orders(request):
            return 1

        def order_hook(request):
            count_order.delay(request.id)

        class Base(View):
            def post(self, request):
                tracking.send("cart_changed")

        class Cart(Base):
            def get(self, request):
                return 1

            def helper(self):
                return 2

        class Hidden(View):
            def get(self, request):
                return 1

        class Gifts(ModelViewSet):
            def perform_create(self, serializer):
                tracking.send("gift_created")

            @action(detail=True)
            def wrap(self, request, pk=None):
                return 1
    "#};
    let tasks = indoc! {r#"
        from celery import shared_task
        from shop import tracking

        @shared_task(bind=True)
        def count_order(self, order):
            tracking.send("order_counted")
    "#};
    let files = [
        (
            "requirements.txt",
            "Django\ndjangorestframework\ncelery[redis]\nposthog\n",
        ),
        ("shop/__init__.py", ""),
        ("shop/urls.py", urls),
        ("shop/views.py", views),
        ("shop/tasks.py", tasks),
        PYTHON_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "count_order: tracked own",
            "views.orders orders/: untracked",
            "views.order_hook ^hook/$: tracked later",
            "Cart#post: tracked method",
            "Cart#get: untracked",
            "Gifts#wrap: untracked",
        ]
    );
}

pub(super) const GO_TRACKER: (&str, &str) = (
    "tracking/tracking.go",
    "package tracking\n\nimport \"github.com/posthog/posthog-go\"\n\ntype Tracker struct {\n\tclient posthog.Client\n}\n\nfunc (t *Tracker) Send(event string) {\n\tt.client.Enqueue(posthog.Capture{Event: event})\n}\n",
);

pub(super) fn go_mod(requires: &str) -> String {
    format!(
        "module example.com/shop\n\nrequire (\n\tgithub.com/posthog/posthog-go v1.2.3\n\t{requires} v1.0.0\n)\n"
    )
}

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

#[test]
fn routes_of_go_have_handlers_with_middleware_and_methods_of_other_packages() {
    let main = indoc! {r#"
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
    let orders = indoc! {r#"
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
    let files = [
        ("go.mod", &*go_mod("github.com/gin-gonic/gin")),
        ("main.go", main),
        ("orders/orders.go", orders),
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

/// A mailer hands the calls of its class to an object; a rule says that each public method sends an event.
#[test]
fn a_call_of_the_class_of_a_mailer_leads_to_its_method() {
    let pack = indoc! {r#"
        pack: shop
        system: mail
        calls:
          - id: mail
            languages: ruby
            sites: {methods-of: ApplicationMailer}
            event: {join: [{text: order}, {function-name: true}], separator: "_"}
        features:
          surfaces:
            - {id: action, paths: ["app/controllers/**"], methods-of: Controller}
    "#};
    let mailer = indoc! {r"
        class OrderMailer < ApplicationMailer
          def placed(order)
            mail(to: order.user)
          end

          def self.preview(order)
            order
          end
        end
    "};
    let controller = indoc! {r"
        class OrdersController < ApplicationController
          def create
            OrderMailer.placed(order).deliver_later
          end

          def preview
            OrderMailer.preview(order)
          end

          def show
            Order.placed(order)
          end
        end
    "};
    let files = [
        ("tracklint.yml", "packs: []\nrules: [shop.yml]\n"),
        ("shop.yml", pack),
        ("app/mailers/order_mailer.rb", mailer),
        (
            "app/models/order.rb",
            "class Order\n  def placed(order)\n  end\nend\n",
        ),
        ("app/controllers/orders_controller.rb", controller),
    ];
    assert_eq!(
        surfaces(&files),
        [
            "OrdersController#create: tracked call",
            "OrdersController#preview: untracked",
            "OrdersController#show: untracked",
        ]
    );
}
