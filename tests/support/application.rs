//! A small application: orders are tracked and counted, returns have code and no instrumentation.

use indoc::indoc;

/// File of the only call of `place_order`.
pub const ORDERS: &str = "app/controllers/orders_controller.rb";

/// The application: orders are tracked and counted, returns have code and no instrumentation.
pub const APPLICATION: &[(&str, &str)] = &[
    (
        "config/feature_categories.yml",
        indoc! {r"
            ---
            - catalog
            - checkout
            - returns
        "},
    ),
    (
        "config/events/place_order.yml",
        indoc! {r"
            ---
            description: Somebody places an order
            internal_events: true
            action: place_order
            identifiers: [user]
            product_group: purchase
            product_categories: [checkout]
            milestone: '18.2'
            introduced_by_url: https://example.org/1
            tiers: [free, premium, ultimate]
        "},
    ),
    (
        "config/events/view_product.yml",
        indoc! {r"
            ---
            description: Somebody looks at a product
            internal_events: true
            action: view_product
            identifiers: [user]
            product_group: purchase
            product_categories: [catalog]
            milestone: '18.2'
            introduced_by_url: https://example.org/1
            tiers: [free, premium, ultimate]
        "},
    ),
    (
        "config/metrics/counts_28d/place_order_monthly.yml",
        indoc! {r"
            ---
            key_path: counts.place_order_monthly
            description: Orders of a month
            product_group: purchase
            product_categories: [checkout]
            value_type: number
            status: active
            milestone: '18.2'
            introduced_by_url: https://example.org/1
            time_frame: 28d
            data_source: internal_events
            data_category: optional
            events:
              - name: place_order
            tiers: [free, premium, ultimate]
        "},
    ),
    (
        "config/metrics/counts_28d/view_product_monthly.yml",
        indoc! {r"
            ---
            key_path: counts.view_product_monthly
            description: Looks of a month
            product_group: purchase
            product_categories: [catalog]
            value_type: number
            status: active
            milestone: '18.2'
            introduced_by_url: https://example.org/1
            time_frame: 28d
            data_source: internal_events
            data_category: optional
            events:
              - name: view_product
            tiers: [free, premium, ultimate]
        "},
    ),
    (
        ORDERS,
        indoc! {r"
            class OrdersController < ApplicationController
              feature_category :checkout

              def create
                track_internal_event('place_order', user: current_user)
                redirect_to orders_path
              end
            end
        "},
    ),
    (
        "app/controllers/products_controller.rb",
        indoc! {r"
            class ProductsController < ApplicationController
              feature_category :catalog

              def show
                track_internal_event('view_product', user: current_user)
              end

              def preview
                track_internal_event('view_product', user: current_user)
              end
            end
        "},
    ),
    (
        "app/controllers/returns_controller.rb",
        indoc! {r"
            class ReturnsController < ApplicationController
              feature_category :returns

              def index
              end
            end
        "},
    ),
];
