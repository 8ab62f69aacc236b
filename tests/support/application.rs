//! A small application: orders are tracked and counted, returns have code and no instrumentation.

/// The application: orders are tracked and counted, returns have code and no instrumentation.
pub const APPLICATION: &[(&str, &str)] = &[
    (
        "config/feature_categories.yml",
        "---\n- catalog\n- checkout\n- returns\n",
    ),
    (
        "config/events/place_order.yml",
        "---\ndescription: Somebody places an order\ninternal_events: true\naction: place_order\nidentifiers: [user]\nproduct_group: purchase\nproduct_categories: [checkout]\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/events/view_product.yml",
        "---\ndescription: Somebody looks at a product\ninternal_events: true\naction: view_product\nidentifiers: [user]\nproduct_group: purchase\nproduct_categories: [catalog]\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/metrics/counts_28d/place_order_monthly.yml",
        "---\nkey_path: counts.place_order_monthly\ndescription: Orders of a month\nproduct_group: purchase\nproduct_categories: [checkout]\nvalue_type: number\nstatus: active\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntime_frame: 28d\ndata_source: internal_events\ndata_category: optional\nevents:\n  - name: place_order\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "config/metrics/counts_28d/view_product_monthly.yml",
        "---\nkey_path: counts.view_product_monthly\ndescription: Looks of a month\nproduct_group: purchase\nproduct_categories: [catalog]\nvalue_type: number\nstatus: active\nmilestone: '18.2'\nintroduced_by_url: https://example.org/1\ntime_frame: 28d\ndata_source: internal_events\ndata_category: optional\nevents:\n  - name: view_product\ntiers: [free, premium, ultimate]\n",
    ),
    (
        "app/controllers/orders_controller.rb",
        "class OrdersController < ApplicationController\n  feature_category :checkout\n\n  def create\n    track_internal_event('place_order', user: current_user)\n    redirect_to orders_path\n  end\nend\n",
    ),
    (
        "app/controllers/products_controller.rb",
        "class ProductsController < ApplicationController\n  feature_category :catalog\n\n  def show\n    track_internal_event('view_product', user: current_user)\n  end\n\n  def preview\n    track_internal_event('view_product', user: current_user)\n  end\nend\n",
    ),
    (
        "app/controllers/returns_controller.rb",
        "class ReturnsController < ApplicationController\n  feature_category :returns\n\n  def index\n  end\nend\n",
    ),
];
