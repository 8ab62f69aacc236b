//! The ways of `list surfaces`.

use crate::support::project::Project;
use serde_json::Value;

const SHOP: &[(&str, &str)] = &[
    (
        "app/controllers/concerns/visits.rb",
        "module Visits\n  private\n\n  def count_visit\n    Gitlab::InternalEvents.track_event('visit_orders')\n  end\nend\n",
    ),
    (
        "app/controllers/orders_controller.rb",
        "class OrdersController\n  include Visits\n  before_action :count_visit, only: [:index]\n\n  def index; end\n\n  def create\n    Orders::CreateService.new(params).execute\n  end\n\n  def update\n    Orders::SyncWorker.perform_async(1)\n  end\n\n  def destroy\n    Orders::CancelService.new.execute\n  end\n\n  def edit\n    params[:kind].constantize.new.execute\n  end\n\n  def show\n    order\n  end\n\n  def order; end\n  helper_method :order\n  alias_method :item, :order\nend\n",
    ),
    (
        "app/services/orders/base_service.rb",
        "module Orders\n  class BaseService\n    def execute\n      after_create\n    end\n\n    def after_create; end\n  end\nend\n",
    ),
    (
        "app/services/orders/create_service.rb",
        "module Orders\n  class CreateService < BaseService\n    def after_create\n      Gitlab::InternalEvents.track_event('place_order')\n    end\n  end\nend\n",
    ),
    (
        "app/services/orders/cancel_service.rb",
        "module Orders\n  class CancelService\n    def execute\n      Mail::CloseService.new.execute\n    end\n  end\nend\n",
    ),
    (
        "app/services/mail/close_service.rb",
        "module Mail\n  class CloseService\n    def execute\n      Gitlab::InternalEvents.track_event('close_letter')\n    end\n  end\nend\n",
    ),
    (
        "app/workers/orders/sync_worker.rb",
        "module Orders\n  class SyncWorker\n    def perform(id)\n      Gitlab::InternalEvents.track_event('sync_order')\n    end\n  end\nend\n",
    ),
];

fn surface(project: &Project, id: &str) -> Option<Value> {
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap().clone();
    rows.into_iter().find(|row| row["id"] == id)
}

#[test]
fn a_way_leads_through_callbacks_services_and_jobs() {
    let project = Project::with_all_packs(SHOP);
    let of = |id: &str| {
        let row = surface(&project, id).unwrap_or_default();
        let way = row["way"].as_array().unwrap().iter();
        let kinds: Vec<&str> = way.map(|step| step["kind"].as_str().unwrap()).collect();
        (
            row["state"].as_str().unwrap().to_owned(),
            row["depth"].as_u64(),
            kinds.join(" "),
        )
    };
    let tracked = |depth: u64, way: &str| ("tracked".to_owned(), Some(depth), way.to_owned());
    assert_eq!(of("OrdersController#index"), tracked(0, "callback"));
    // The service inherits the method, which calls a method of the service.
    assert_eq!(of("OrdersController#create"), tracked(1, "call method"));
    assert_eq!(of("OrdersController#update"), tracked(1, "later"));
    let create = surface(&project, "OrdersController#create").unwrap();
    let last = create["way"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["name"], &last["line"]),
        (&"Orders::CreateService#after_create".into(), &4.into())
    );
}

#[test]
fn an_event_of_another_subject_is_a_side_effect() {
    let project = Project::with_all_packs(SHOP);
    let destroy = surface(&project, "OrdersController#destroy").unwrap();
    assert_eq!(destroy["state"], "untracked");
    assert_eq!(destroy["side_effects"][0]["events"][0], "close_letter");
}

#[test]
fn a_class_that_is_named_at_run_time_makes_a_surface_unknown() {
    let project = Project::with_all_packs(SHOP);
    let edit = surface(&project, "OrdersController#edit").unwrap();
    assert_eq!(edit["state"], "unknown");
    assert!(
        edit["reason"]
            .as_str()
            .unwrap()
            .contains("named at run time")
    );
}

#[test]
fn helpers_and_aliases_are_no_surfaces() {
    let project = Project::with_all_packs(SHOP);
    assert!(surface(&project, "OrdersController#show").is_some());
    for id in ["OrdersController#order", "OrdersController#item"] {
        assert!(surface(&project, id).is_none(), "{id}");
    }
}

#[test]
fn a_mutation_that_inherits_its_method_is_a_surface_and_its_base_is_none() {
    let base = "module Mutations\n  module Carts\n    class BaseAdd < BaseMutation\n      def resolve\n        add\n      end\n    end\n  end\nend\n";
    let add = "module Mutations\n  module Carts\n    class Add < BaseAdd\n      graphql_name 'CartAdd'\n      def add\n        Carts::AddService.new.execute\n      end\n    end\n  end\nend\n";
    let assign =
        "module Mutations\n  module Assigns\n    def resolve\n      nil\n    end\n  end\nend\n";
    let take = "module Mutations\n  module Carts\n    class Take < BaseMutation\n      graphql_name 'CartTake'\n      include Assigns\n    end\n  end\nend\n";
    let service = "module Carts\n  class AddService\n    def execute\n      Gitlab::InternalEvents.track_event('add_to_cart')\n    end\n  end\nend\n";
    let project = Project::with_all_packs(&[
        ("app/graphql/mutations/carts/base_add.rb", base),
        ("app/graphql/mutations/carts/add.rb", add),
        ("app/graphql/mutations/carts/take.rb", take),
        (
            "app/graphql/mutations/concerns/mutations/assigns.rb",
            assign,
        ),
        ("app/services/carts/add_service.rb", service),
    ]);
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap().iter();
    let rows: Vec<String> = rows
        .map(|row| {
            let text = |key: &str| row[key].as_str().unwrap();
            format!("{} {} line {}", text("id"), text("state"), row["line"])
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Mutations::Carts::Add tracked line 3",
            "Mutations::Carts::Take untracked line 3"
        ]
    );
}

#[test]
fn a_component_that_a_mixin_registers_counts_where_a_template_shows_it() {
    let mixin = "import cartTable from './cart_table.vue';\n\nexport default {\n  components: { cartTable },\n  methods: {\n    stop() {},\n  },\n};\n";
    let table = "<template>\n  <a data-event-tracking=\"click_cart\">x</a>\n</template>\n";
    let page = |template: &str| {
        format!(
            "<script>\nimport cartMixin from './cart_mixin';\n\nexport default {{\n  mixins: [cartMixin],\n}};\n</script>\n<template>\n  {template}\n</template>\n"
        )
    };
    let entry =
        |name: &str| format!("import App from '~/carts/{name}.vue';\n\nexport default App;\n");
    let controller = "class CartsController\n  def index; end\n  def show; end\nend\n";
    let project = Project::with_all_packs(&[
        ("app/controllers/carts_controller.rb", controller),
        ("app/assets/javascripts/carts/cart_mixin.js", mixin),
        ("app/assets/javascripts/carts/cart_table.vue", table),
        (
            "app/assets/javascripts/carts/all.vue",
            &page("<cart-table />"),
        ),
        ("app/assets/javascripts/carts/one.vue", &page("<b>x</b>")),
        (
            "app/assets/javascripts/pages/carts/index/index.js",
            &entry("all"),
        ),
        (
            "app/assets/javascripts/pages/carts/show/index.js",
            &entry("one"),
        ),
    ]);
    let state = |id: &str| surface(&project, id).unwrap()["state"].clone();
    assert_eq!(state("CartsController#index"), "tracked");
    assert_eq!(state("CartsController#show"), "untracked");
}

#[test]
fn the_table_says_why_a_surface_is_unknown() {
    let project = Project::with_all_packs(SHOP);
    let run = project.run(&["list", "surfaces"]);
    let row = |id: &str| run.out.lines().find(|line| line.starts_with(id)).unwrap();
    let edit = row("OrdersController#edit");
    assert!(edit.contains("unknown"), "{edit}");
    assert!(edit.contains("orders_controller.rb:20)"), "{edit}");
    assert!(row("OrdersController#index").contains("visit_orders"));
}
