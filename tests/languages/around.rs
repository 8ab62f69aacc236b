//! Hooks and middleware that run around surfaces.

use crate::languages::surfaces::{GO_TRACKER, PYTHON_TRACKER, go_mod, surfaces};
use indoc::indoc;

fn python(requirements: &str, files: &[(&str, &str)]) -> Vec<String> {
    let requirements = format!("{requirements}\nposthog\n");
    let mut all = vec![
        ("requirements.txt", &*requirements),
        ("shop/__init__.py", ""),
        PYTHON_TRACKER,
    ];
    all.extend(files);
    surfaces(&all)
}

#[test]
fn a_hook_of_all_commands_tracks_those_of_its_program() {
    let main = indoc! {r#"
        package main

        import (
            "example.com/shop/cmd"
            "example.com/shop/tracking"
            "github.com/spf13/cobra"
        )

        func main() {
            t := &tracking.Tracker{}
            root := &cobra.Command{Use: "shop"}
            root.AddCommand(cmd.NewList())
            if enabled() {
                count(t, root)
            }
            root.Execute()
        }

        func count(t *tracking.Tracker, root *cobra.Command) {
            cobra.OnFinalize(countCommand(t, root))
        }

        func countCommand(t *tracking.Tracker, root *cobra.Command) func() {
            return func() {
                go send(t, root.Name())
            }
        }

        func send(t *tracking.Tracker, name string) {
            t.Send("command_used")
        }
    "#};
    let list = indoc! {r#"
        package cmd

        import "github.com/spf13/cobra"

        func NewList() *cobra.Command {
            return &cobra.Command{Use: "list", RunE: func(cmd *cobra.Command, args []string) error { return nil }}
        }
    "#};
    let other = indoc! {r#"
        package main

        import "github.com/spf13/cobra"

        func main() {
            root := &cobra.Command{Use: "tool", Run: func(cmd *cobra.Command, args []string) {}}
            root.Execute()
        }
    "#};
    let files = [
        ("go.mod", &*go_mod("github.com/spf13/cobra")),
        ("main.go", main),
        ("cmd/list.go", list),
        ("unused/tool.go", other),
        (
            "tools/go.mod",
            "module example.com/tools\n\nrequire github.com/spf13/cobra v1.0.0\n",
        ),
        ("tools/main.go", other),
        GO_TRACKER,
    ];
    assert_eq!(
        surfaces(&files),
        [
            "NewList list: tracked callback method",
            "main tool: untracked",
            "main tool: unknown `countCommand` tracks, and may run around it (main.go:20)",
        ]
    );
}

#[test]
fn a_persistent_hook_tracks_the_commands_below_its_command() {
    let root = indoc! {r#"
        package cmd

        import (
            "example.com/shop/tracking"
            "github.com/spf13/cobra"
        )

        var tracker = &tracking.Tracker{}

        func nothing(cmd *cobra.Command, args []string) {}

        func NewRoot() *cobra.Command {
            root := &cobra.Command{
                Use: "shop",
                PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
                    tracker.Send("command_started")
                    return nil
                },
            }
            root.SilenceUsage = true
            orders := newOrders()
            root.AddCommand(orders)
            root.AddCommand(newQuiet(), plain)
            for _, one := range others() {
                root.AddCommand(one)
            }
            return root
        }

        func newOrders() *cobra.Command {
            orders := &cobra.Command{Use: "orders"}
            orders.AddCommand(&cobra.Command{Use: "place", Run: nothing})
            return orders
        }

        func newQuiet() *cobra.Command {
            quiet := &cobra.Command{Use: "quiet", PersistentPreRun: nothing}
            quiet.AddCommand(&cobra.Command{Use: "show", Run: nothing})
            return quiet
        }

        var plain = &cobra.Command{Use: "plain", Run: nothing}

        func others() []*cobra.Command {
            return []*cobra.Command{loose}
        }

        var loose = &cobra.Command{Use: "loose", Run: nothing}

        var counted = &cobra.Command{Use: "counted", Run: nothing, PostRun: count}

        func count(cmd *cobra.Command, args []string) { tracker.Send("counted") }

        var late = &cobra.Command{Use: "late", Run: nothing}

        var other = &cobra.Command{Use: "other", Run: nothing}

        func init() {
            late.PostRun = count
            other.PostRunE = nil
        }
    "#};
    let files = [
        ("go.mod", &*go_mod("github.com/spf13/cobra")),
        ("cmd/root.go", root),
        GO_TRACKER,
    ];
    let maybe = "may run around it (cmd/root.go:13)";
    assert_eq!(
        surfaces(&files),
        [
            "nothing place: tracked callback",
            &format!("nothing show: unknown `PersistentPreRunE` tracks, and {maybe}"),
            "nothing plain: tracked callback",
            &format!("nothing loose: unknown `PersistentPreRunE` tracks, and {maybe}"),
            "nothing counted: tracked callback",
            "nothing late: tracked callback",
            &format!("nothing other: unknown `PersistentPreRunE` tracks, and {maybe}"),
        ]
    );
}

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

#[test]
fn middleware_and_dependencies_of_fastapi_track_the_routes_of_their_application() {
    let main = indoc! {r#"
        from fastapi import Depends, FastAPI
        from starlette.middleware.base import BaseHTTPMiddleware
        from starlette.middleware.cors import CORSMiddleware
        from shop import orders, tracking

        class Counted(BaseHTTPMiddleware):
            async def dispatch(self, request, call_next):
                tracking.send("page_viewed")
                return await call_next(request)

        def create_app():
            app = FastAPI()
            app.add_middleware(CORSMiddleware)
            app.add_middleware(Counted)
            app.include_router(orders.router)
            return app

        other = FastAPI()

        @other.get("/other")
        def other_page():
            return 1

        third = FastAPI()

        @third.middleware("http")
        async def count(request, call_next):
            tracking.send("page_viewed")

        @third.get("/third")
        def third_page():
            return 1
    "#};
    let orders = indoc! {r#"
        from fastapi import APIRouter, Depends
        from shop import tracking

        router = APIRouter()

        def counted(request):
            tracking.send("order_seen")

        @router.get("/orders")
        def orders():
            return []

        loose = APIRouter()

        @loose.get("/loose")
        def loose_page():
            return []

        gifts = APIRouter(dependencies=[Depends(counted)])

        @gifts.get("/gifts")
        def gifts_page():
            return []

        @loose.get("/one", dependencies=[Depends(counted)])
        def one_page():
            return []
    "#};
    assert_eq!(
        python(
            "fastapi",
            &[("shop/main.py", main), ("shop/orders.py", orders)]
        ),
        [
            "other_page GET /other: untracked",
            "third_page GET /third: tracked callback",
            "orders GET /orders: tracked callback",
            "loose_page GET /loose: untracked",
            "gifts_page GET /gifts: tracked callback",
            "one_page GET /one: tracked callback",
        ]
    );
}

#[test]
fn the_only_application_of_a_program_contains_its_routers() {
    let main = indoc! {r#"
        from flask import Flask
        from shop import tracking

        class Shop(Flask):
            pass

        app = Shop(__name__)

        @app.before_request
        def count():
            tracking.send("page_viewed")

        def load(names):
            for name in names:
                app.register_blueprint(import_module(name).bp)
    "#};
    let views = indoc! {r#"
        from flask import Blueprint
        from flask.views import MethodView

        bp = Blueprint("orders", __name__)

        @bp.route("/orders")
        def orders():
            return "x"

        class Order(MethodView):
            def get(self):
                return "x"
    "#};
    let quiet = indoc! {r#"
        from flask import Flask

        quiet = Flask("quiet")
    "#};
    let mut files = vec![
        ("shop/main.py", main),
        ("shop/setup.py", ""),
        ("shop/views.py", views),
    ];
    assert_eq!(
        python("flask", &files),
        [
            "orders /orders: tracked callback",
            "Order#get: tracked callback",
        ]
    );
    files.push(("shop/quiet.py", quiet));
    let maybe = "unknown `count` tracks, and may run around it (shop/main.py:9)";
    assert_eq!(
        python("flask", &files),
        [
            format!("orders /orders: {maybe}"),
            format!("Order#get: {maybe}"),
        ]
    );
}

#[test]
fn hooks_of_a_blueprint_track_its_own_routes() {
    let views = indoc! {r#"
        from flask import Blueprint, Flask
        from shop import tracking

        bp = Blueprint("orders", __name__)
        gifts = Blueprint("gifts", __name__)
        app = Flask(__name__)
        app.register_blueprint(bp)
        app.register_blueprint(gifts)

        def count(response):
            tracking.send("page_viewed")
            return response

        bp.after_request(count)

        @bp.route("/orders")
        def orders():
            return "x"

        @gifts.route("/gifts")
        def all_gifts():
            return "x"
    "#};
    assert_eq!(
        python("flask", &[("shop/views.py", views)]),
        [
            "orders /orders: tracked callback",
            "all_gifts /gifts: untracked"
        ]
    );
}

#[test]
fn middleware_of_django_settings_tracks_views_and_no_tasks() {
    let settings = indoc! {r#"
        MIDDLEWARE = [
            "django.middleware.common.CommonMiddleware",
            "shop.middleware.Counted",
        ]
    "#};
    let middleware = indoc! {r#"
        from shop import tracking

        class Counted:
            def __init__(self, get_response):
                self.get_response = get_response

            def __call__(self, request):
                return self.get_response(request)

            def process_view(self, request, view, args, kwargs):
                tracking.send("page_viewed")
    "#};
    let urls = indoc! {r#"
        from django.urls import path
        from shop import views

        urlpatterns = [path("orders/", views.orders)]
    "#};
    let views = "def orders(request):\n    return 1\n";
    let command = "class Command(BaseCommand):\n    def handle(self):\n        return 1\n";
    let own = "MIDDLEWARE = [\"django.middleware.common.CommonMiddleware\"]\n";
    let mut files = vec![
        ("shop/settings.py", settings),
        ("shop/middleware.py", middleware),
        ("shop/urls.py", urls),
        ("shop/views.py", views),
        ("shop/management/commands/sync.py", command),
    ];
    assert_eq!(
        python("django", &files),
        [
            "Command: untracked",
            "views.orders orders/: tracked callback"
        ]
    );
    files.push(("shop/settings_local.py", own));
    assert_eq!(
        python("django", &files),
        [
            "Command: untracked",
            "views.orders orders/: unknown `MIDDLEWARE` tracks, and may run around it (shop/settings.py:1)",
        ]
    );
}

#[test]
fn signals_and_base_classes_of_celery_track_tasks() {
    let tasks = indoc! {r#"
        from celery import Celery, Task, shared_task
        from shop import tracking

        app = Celery("shop")

        class Counted(Task):
            def on_success(self, *args):
                tracking.send("task_done")

        @app.task(base=Counted)
        def counted():
            return 1

        @shared_task
        def plain():
            return 1
    "#};
    let signals = indoc! {r#"
        from celery.signals import task_postrun, task_prerun
        from shop import tracking
        from shop.tasks import plain

        @task_prerun.connect(sender=plain)
        def count_one(sender=None, **kwargs):
            tracking.send("task_started")
    "#};
    let all = indoc! {r#"
        from celery.signals import task_postrun
        from shop import tracking

        def count(sender=None, **kwargs):
            tracking.send("task_finished")

        task_postrun.connect(count)
    "#};
    let mut files = vec![("shop/tasks.py", tasks)];
    assert_eq!(
        python("celery", &files),
        ["counted: tracked callback", "plain: untracked"]
    );
    files.push(("shop/signals.py", signals));
    assert_eq!(
        python("celery", &files),
        [
            "counted: tracked callback",
            "plain: unknown `count_one` tracks, and may run around it (shop/signals.py:5)",
        ]
    );
    files.push(("shop/all_tasks.py", all));
    assert_eq!(
        python("celery", &files),
        ["counted: tracked callback", "plain: tracked callback"]
    );
}

#[test]
fn dependencies_among_the_parameters_of_a_route_run_before_it() {
    let main = indoc! {r#"
        from typing import Annotated
        from fastapi import Depends, FastAPI
        from shop import tracking

        app = FastAPI()

        def counted(request):
            tracking.send("page_viewed")

        class Counter:
            def __call__(self, request):
                tracking.send("page_viewed")

        Counted = Annotated[int, Depends(counted)]

        @app.get("/default")
        def default_page(x=Depends(counted)):
            return 1

        @app.get("/annotated")
        def annotated_page(x: Annotated[int, Depends(counted)]):
            return 1

        @app.get("/alias")
        def alias_page(x: Counted):
            return 1

        @app.get("/object")
        def object_page(x=Depends(Counter())):
            return 1

        @app.get("/plain")
        def plain_page(x: int = 1):
            return 1
    "#};
    assert_eq!(
        python("fastapi", &[("shop/main.py", main)]),
        [
            "default_page GET /default: tracked callback",
            "annotated_page GET /annotated: tracked callback",
            "alias_page GET /alias: tracked callback",
            "object_page GET /object: tracked callback",
            "plain_page GET /plain: untracked",
        ]
    );
}

#[test]
fn a_middleware_that_an_assignment_sets_tracks_the_routes_of_its_application() {
    let main = indoc! {r#"
        from flask import Flask
        from shop import tracking

        class Counter:
            def __init__(self, inner):
                self.inner = inner

            def __call__(self, environ, start):
                tracking.send("page_viewed")
                return self.inner(environ, start)

        app = Flask(__name__)
        app.wsgi_app = Counter(app.wsgi_app)

        @app.route("/orders")
        def orders():
            return "x"
    "#};
    assert_eq!(
        python("flask", &[("shop/main.py", main)]),
        ["orders /orders: tracked callback"]
    );
}
