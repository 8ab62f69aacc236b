//! Surfaces of the frameworks of Python, and the ways from them to tracking calls.

use crate::support::surfaces::{PYTHON_TRACKER, surfaces};
use indoc::indoc;

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

const URLS: &str = indoc! {r#"
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

const VIEWS: &str = indoc! {r#"
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

const TASKS: &str = indoc! {r#"
    from celery import shared_task
    from shop import tracking

    @shared_task(bind=True)
    def count_order(self, order):
        tracking.send("order_counted")
"#};

#[test]
fn views_of_django_are_those_that_urls_name() {
    let files = [
        (
            "requirements.txt",
            "Django\ndjangorestframework\ncelery[redis]\nposthog\n",
        ),
        ("shop/__init__.py", ""),
        ("shop/urls.py", URLS),
        ("shop/views.py", VIEWS),
        ("shop/tasks.py", TASKS),
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
