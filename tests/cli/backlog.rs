//! `backlog`: what to instrument next.

use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

const RETURNS: &str = "app/controllers/returns_controller.rb";

/// Files that add groups, a feature list, and surfaces of every state to the application.
const FILES: &[(&str, &str)] = &[
    ("VERSION", "18.10.0-pre\n"),
    (
        "taxonomy/stages.yml",
        indoc! {r"
            stages:
              sell:
                section: shop
                groups:
                  purchase:
                    name: Purchase
                    categories: [catalog, checkout]
                  keep:
                    name: Keep
                    categories: [returns]
        "},
    ),
    (
        "features.yml",
        indoc! {r"
            features:
              - title: Return labels
                category: [returns]
                gitlab_core: true
              - title: Unboxing videos
                category: [returns]
                gitlab_core: true
        "},
    ),
    (
        "tracklint.yml",
        "features: features.yml\ntaxonomy: [taxonomy]\n",
    ),
    (
        RETURNS,
        indoc! {r"
            class ReturnsController < ApplicationController
              feature_category :returns

              def index
              end

              def create
                Returns::CreateService.new(params).execute
              end

              def print_label
              end
            end
        "},
    ),
    ("app/views/returns/index.html.haml", "%h1 Returns\n"),
    (
        "app/controllers/ratings_controller.rb",
        indoc! {r"
            class RatingsController < ApplicationController
              feature_category :catalog

              def create
                params[:kind].constantize.new.execute
              end
            end
        "},
    ),
    (
        "app/services/orders/count_service.rb",
        "module Orders\n  class CountService\n    def execute\n      Gitlab::InternalEvents.track_event('place_order')\n    end\n  end\nend\n",
    ),
    (
        "app/workers/returns_worker.rb",
        "class ReturnsWorker\n  feature_category :returns\n\n  def perform\n  end\nend\n",
    ),
    (
        "lib/api/internal/returns.rb",
        "module API\n  class Returns < ::API::Base\n    feature_category :returns\n    get 'returns' do\n    end\n  end\nend\n",
    ),
];

fn project() -> Project {
    let project = Project::application();
    for (path, text) in FILES {
        project.write(path, text);
    }
    project
}

fn entries(project: &Project) -> Vec<Value> {
    let run = project.run(&["backlog", "--show", "all", "--format", "json"]);
    run.json()["backlog"].as_array().unwrap().clone()
}

#[test]
fn only_untracked_surfaces_that_users_meet_are_proposed() {
    let entries = entries(&project());
    let surfaces: Vec<&str> = entries
        .iter()
        .map(|entry| entry["surface"].as_str().unwrap())
        .collect();
    // Orders and products are tracked, the way of ratings cannot be followed, and no user meets a job or the internal route.
    assert_eq!(surfaces, ["ReturnsController#print_label"]);
}

#[test]
fn an_entry_names_features_neighbour_event_and_call() {
    let entries = entries(&project());
    let entry = &entries[0];
    assert_eq!(entry["features"][0]["title"], "Return labels");
    assert_eq!(entry["features"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&entry["group"], &entry["kind"], &entry["line"]),
        (&"keep".into(), &"action".into(), &11.into())
    );
    assert_eq!(
        (&entry["untracked"], &entry["surfaces"]),
        (&3.into(), &3.into())
    );
    assert_eq!(entry["event"], "print_return_label");
    assert_eq!(
        entry["call"],
        "track_internal_event('print_return_label', user: current_user)"
    );
    assert_eq!(entry["properties"], serde_json::json!(["user"]));
}

#[test]
fn the_neighbour_is_of_the_class_before_the_group() {
    let project = project();
    project.edit(
        "app/controllers/orders_controller.rb",
        "  def create",
        "  def update\n  end\n\n  def create",
    );
    project.write(
        "app/controllers/gifts_controller.rb",
        "class GiftsController < ApplicationController\n  feature_category :catalog\n\n  def create\n  end\nend\n",
    );
    let entries = entries(&project);
    let near = |surface: &str| {
        let entry = entries.iter().find(|entry| entry["surface"] == surface);
        let near = &entry.expect("it is there")["near"];
        format!("{} {}", near["relation"], near["event"])
    };
    assert_eq!(near("OrdersController#update"), "\"class\" \"place_order\"");
    assert_eq!(
        near("GiftsController#create"),
        "\"category\" \"view_product\""
    );
}

#[test]
fn the_definitions_and_the_call_of_an_entry_pass_check() {
    let project = project();
    let before = project.run(&["check", "--format", "concise"]).out;
    let entry = entries(&project).remove(0);
    let dry = project.run(&["backlog", "--group", "keep", "--scaffold", "--dry-run"]);
    assert!(
        dry.out.contains("# config/events/print_return_label.yml"),
        "{}",
        dry.out
    );
    assert!(
        !project
            .path("config/events/print_return_label.yml")
            .exists()
    );
    let run = project.run(&["backlog", "--group", "keep", "--scaffold"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    for file in [
        "config/events/print_return_label.yml",
        "config/metrics/counts_all/count_total_print_return_label.yml",
    ] {
        assert!(run.out.contains(&format!("wrote {file}")), "{}", run.out);
    }
    let event = project.read("config/events/print_return_label.yml");
    assert!(
        event.contains("product_group: keep\nproduct_categories: [returns]\n"),
        "{event}"
    );
    let call = entry["call"].as_str().unwrap();
    project.edit(
        RETURNS,
        "def print_label\n",
        &format!("def print_label\n    {call}\n"),
    );
    let after = project.run(&["check", "--format", "concise"]);
    let new: Vec<&str> = after
        .out
        .lines()
        .filter(|line| line.contains("print_return_label"))
        .collect();
    assert!(new.is_empty(), "{new:?}\nbefore:\n{before}");
    let left = entries(&project);
    let surfaces: Vec<&str> = left
        .iter()
        .map(|entry| entry["surface"].as_str().unwrap())
        .collect();
    assert_eq!(surfaces, ["ReturnsController#create"]);
}

#[test]
fn an_exempt_category_is_not_proposed() {
    let project = project();
    project.write("tracklint.yml", "taxonomy: [taxonomy]\n");
    assert_eq!(entries(&project).len(), 1);
    project.write(
        "tracklint.yml",
        "taxonomy: [taxonomy]\noverlay:\n  returns:\n    exempt: staff only\n",
    );
    assert!(entries(&project).is_empty());
}

#[test]
fn formats_have_an_issue_per_group_and_a_row_per_entry() {
    let project = project();
    let issues = project.run(&["backlog", "--format", "markdown"]).out;
    assert!(
        issues.starts_with(
            "# Instrument 1 class of keep\n\n- [ ] `ReturnsController#print_label`: Return labels\n"
        ),
        "{issues}"
    );
    let csv = project.run(&["backlog", "--format", "csv"]).out;
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.starts_with("rank,points,group,"), "{csv}");
    let text = project.run(&["backlog"]).out;
    assert!(text.contains("event: print_return_label"), "{text}");
    let unknown = project.run(&["backlog", "--group", "kepe"]);
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.err.contains("did you mean `keep`"),
        "{}",
        unknown.err
    );
}

#[test]
fn the_page_shows_the_backlog() {
    let page = project().run(&["coverage", "--format", "html"]).out;
    // A long name may break at these places.
    let page = page.replace("<wbr>", "");
    assert!(
        page.contains("print_return_label"),
        "the call is on the page"
    );
}

#[test]
fn a_surface_without_a_call_to_imitate_has_only_a_name() {
    let project = Project::with_all_packs(&[
        (
            "app/controllers/cards_controller.rb",
            "class CardsController < ApplicationController\n  def create\n  end\nend\n",
        ),
        (
            "app/assets/javascripts/cart.js",
            "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('open_cart');\n",
        ),
        (
            "config/events/open_cart.yml",
            "description: The cart is opened\ninternal_events: true\naction: open_cart\nproduct_group: shop\nmilestone: '17.0'\ntiers: [free]\n",
        ),
    ]);
    let entry = entries(&project).remove(0);
    assert_eq!(
        (&entry["event"], &entry["call"]),
        (&"create_card".into(), &Value::Null)
    );
    let text = project.run(&["backlog"]).out;
    assert!(
        text.contains(
            "no category (no group), 1 of 1 surface untracked\n     event: create_card\n"
        ),
        "{text}"
    );
    let run = project.run(&["backlog", "--scaffold"]);
    assert!(
        run.code == 0 && run.out.is_empty() && run.err.contains("no call to imitate"),
        "{run:?}"
    );
    project.remove("app/controllers/cards_controller.rb");
    let text = project.run(&["backlog"]).out;
    assert_eq!(text, "No untracked surface was found.\n");
}

#[test]
fn surfaces_that_programs_call_are_left_out() {
    let project = project();
    let controller = |name: &str, body: &str| {
        let path = format!("app/controllers/{}_controller.rb", name.to_lowercase());
        project.write(
            &path,
            format!("class {name}Controller < ApplicationController\n{body}end\n"),
        );
    };
    controller(
        "Hooks",
        "  skip_before_action :verify_authenticity_token\n\n  def create\n  end\n",
    );
    controller(
        "Uploads",
        "  skip_before_action :verify_authenticity_token, only: [:authorize]\n\n  def authorize\n  end\n\n  def create\n  end\n",
    );
    // Without a page, they answer a script: a list, and a method whose name is the object of another class.
    controller(
        "GiftCards",
        "  def index\n  end\n\n  def gift_cards\n  end\n",
    );
    project.write(
        "lib/api/parcels.rb",
        "module API\n  class Parcels < ::API::Base\n    post 'parcels/authorize' do\n    end\n  end\nend\n",
    );
    let entries = entries(&project);
    let surfaces: Vec<&str> = entries
        .iter()
        .map(|entry| entry["surface"].as_str().unwrap())
        .collect();
    assert_eq!(
        surfaces,
        ["ReturnsController#print_label", "UploadsController#create"]
    );
}

#[test]
fn a_surface_whose_event_the_page_sends_is_left_out() {
    let project = project();
    project.write(
        "app/assets/javascripts/labels.js",
        "import { InternalEvents } from '~/tracking';\nInternalEvents.trackEvent('print_label');\nInternalEvents.trackEvent('create_return_label');\n",
    );
    project.write("app/controllers/returns_controller.rb", "class ReturnsController < ApplicationController\n  feature_category :returns\n\n  def create\n  end\nend\n");
    project.write("app/controllers/labels_controller.rb", "class LabelsController < ApplicationController\n  feature_category :returns\n\n  def print\n  end\nend\n");
    let entries = entries(&project);
    let surfaces: Vec<&str> = entries
        .iter()
        .map(|entry| entry["surface"].as_str().unwrap())
        .collect();
    // The other event is about labels of returns, so it does not count returns.
    assert_eq!(surfaces, ["ReturnsController#create"]);
}

#[test]
fn entries_without_a_group_can_be_selected() {
    let project = project();
    project.write("app/controllers/gifts_controller.rb", "class GiftsController < ApplicationController\n  def create\n  end\n\n  def update\n  end\nend\n");
    let run = project.run(&["backlog", "--group", "none", "--format", "json"]);
    let found = run.json();
    let found = found["backlog"].as_array().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["surface"], "GiftsController#create");
}

#[test]
fn a_surface_takes_the_only_category_of_its_class() {
    let project = project();
    project.write("app/controllers/gifts_controller.rb", "class GiftsController < ApplicationController\n  feature_category :returns, [:update]\n\n  def create\n  end\n\n  def update\n  end\nend\n");
    let entries = entries(&project);
    let gift = entries
        .iter()
        .find(|one| one["surface"] == "GiftsController#create");
    assert_eq!(gift.expect("it is there")["group"], "keep");
}

#[test]
fn a_project_without_surface_rules_says_so() {
    let project = Project::of(&[
        (
            "app/controllers/gifts_controller.rb",
            "class GiftsController\n  def create\n    posthog.capture({ event: 'gift' })\n  end\nend\n",
        ),
        ("tracklint.yml", "packs: [posthog]\n"),
    ]);
    let run = project.run(&["backlog"]);
    assert!(
        run.err
            .contains("no rule pack in use describes the surfaces"),
        "{}",
        run.err
    );
    let page = project.run(&["coverage", "--format", "html"]).out;
    assert!(page.contains("No rule pack in use describes the surfaces of this project."));
}
