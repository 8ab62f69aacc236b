//! Hooks and middleware that run around the surfaces of a Python program.

use crate::support::surfaces::{PYTHON_TRACKER, surfaces};
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

const MAIN: &str = indoc! {r#"
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

const ORDERS: &str = indoc! {r#"
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

#[test]
fn middleware_and_dependencies_of_fastapi_track_the_routes_of_their_application() {
    assert_eq!(
        python(
            "fastapi",
            &[("shop/main.py", MAIN), ("shop/orders.py", ORDERS)]
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
