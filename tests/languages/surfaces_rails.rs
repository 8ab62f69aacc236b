//! Surfaces of Rails applications, and the ways from them to tracking calls.

use crate::support::project::Project;
use crate::support::surfaces::surfaces;
use indoc::indoc;

const ROUTES: (&str, &str) = (
    "config/routes.rb",
    "Rails.application.routes.draw do\n  resources :orders do\n    post :gift, on: :member\n  end\nend\n",
);

const ORDERS: (&str, &str) = (
    "app/controllers/orders_controller.rb",
    indoc! {"
        class OrdersController < ApplicationController
          before_action :load_order, only: [:show]

          def index
            @orders = Order.all
          end

          def show; end

          def create
            Orders::Place.(params)
          end

          def update
            Orders::Change.call(params)
          end

          def destroy
            OrderJob.perform_later(params[:id])
          end

          def gift
            OrderJob.perform_now(params[:id])
          end

          def load_order
            @order = Order.find(params[:id])
          end

          def unrouted
            1
          end
        end
    "},
);

const SERVICES: &[(&str, &str)] = &[
    (
        "app/services/orders/place.rb",
        indoc! {"
            class Orders::Place
              include Mandate

              initialize_with :order

              def call
                Ahoy::Tracker.new.track('Placed order')
              end
            end
        "},
    ),
    (
        "app/services/application_service.rb",
        indoc! {"
            class ApplicationService
              def self.call(*)
                new(*).call
              end
            end
        "},
    ),
    (
        "app/services/orders/change.rb",
        indoc! {"
            class Orders::Change < ApplicationService
              def call
                Ahoy::Tracker.new.track('Changed order')
              end
            end
        "},
    ),
    (
        "app/jobs/order_job.rb",
        indoc! {"
            class OrderJob < ApplicationJob
              def perform(id)
                Ahoy::Tracker.new.track('Removed order')
              end
            end
        "},
    ),
];

fn application<'f>(gems: &'f str, more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut files = vec![("Gemfile", gems), ROUTES];
    files.extend(more);
    files
}

#[test]
fn an_action_of_rails_leads_through_services_whose_objects_a_library_makes() {
    let files = application("gem 'rails'\ngem 'ahoy_matey'\n", &[ORDERS]);
    let files = [files, SERVICES.to_vec()].concat();
    assert_eq!(
        surfaces(&files),
        [
            "OrdersController#index: untracked",
            "OrdersController#show: untracked",
            "OrdersController#create: tracked call",
            "OrdersController#update: tracked call method",
            "OrdersController#destroy: tracked later",
            "OrdersController#gift: tracked call",
            "OrderJob: tracked own",
        ]
    );
}

#[test]
fn a_page_and_a_callback_of_rails_track_their_action() {
    let controller = indoc! {"
        class OrdersController < ApplicationController
          after_action :count_gift, only: [:gift]

          def index; end

          def show; end

          def gift; end

          private

          def count_gift
            ahoy.track 'Gave order'
          end
        end
    "};
    let files = application(
        "gem 'railties'\ngem 'ahoy_matey'\n",
        &[
            ("app/controllers/orders_controller.rb", controller),
            ("app/views/orders/index.html.erb", "<%= render 'list' %>\n"),
            (
                "app/views/orders/_list.html.erb",
                "<% ahoy.track 'Viewed orders' %>\n",
            ),
        ],
    );
    assert_eq!(
        surfaces(&files),
        [
            "OrdersController#index: tracked page render",
            "OrdersController#show: untracked",
            "OrdersController#gift: tracked callback",
        ]
    );
}

#[test]
fn a_tracking_method_that_only_other_controllers_have_makes_an_action_unknown() {
    let sessions = indoc! {"
        class OrdersController < Devise::SessionsController
          def create
            count_sign_in
          end

          def destroy
            forget
          end

          def update
            count_update
          end
        end

        class GiftsController < OrdersController
          private

          def count_update
            ahoy.track 'Updated gift'
          end
        end
    "};
    let parent = indoc! {"
        class AuthenticationController < ApplicationController
          private

          def count_sign_in
            ahoy.track 'Signed in'
          end
        end
    "};
    let other = "class Memory\n  def forget\n    Ahoy::Tracker.new.track('Forgot')\n  end\nend\n";
    let files = application(
        "gem 'rails'\ngem 'ahoy_matey'\n",
        &[
            ("app/controllers/authentication_controller.rb", parent),
            ("app/controllers/orders_controller.rb", sessions),
            ("app/models/memory.rb", other),
        ],
    );
    assert_eq!(
        surfaces(&files),
        [
            "OrdersController#create: unknown `count_sign_in` is a method of no class that is known to be around it (app/controllers/orders_controller.rb:3)",
            "OrdersController#destroy: untracked",
            "OrdersController#update: untracked",
        ]
    );
}

#[test]
fn a_gitlab_tree_has_the_surfaces_of_its_own_pack_only() {
    let worker = "class PayWorker\n  def perform(id)\n    1\n  end\nend\n";
    let job = "class PayJob\n  def perform(id)\n    1\n  end\nend\n";
    let files = application(
        "gem 'rails'\n",
        &[
            ("config/events/a.yml", "action: a\n"),
            ("app/workers/pay_worker.rb", worker),
            ("app/jobs/pay_job.rb", job),
        ],
    );
    let project = Project::of(&files);
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap().iter();
    let rows: Vec<_> = rows.map(|row| (&row["id"], &row["kind"])).collect();
    assert_eq!(rows, [(&"PayWorker".into(), &"worker".into())]);
}

#[test]
fn an_application_of_rails_without_a_known_tracker_has_each_surface_once() {
    let worker = "class PayWorker\n  def perform(id)\n    1\n  end\nend\n";
    let files = application(
        "gem 'rails'\n",
        &[ORDERS, ("app/workers/pay_worker.rb", worker)],
    );
    let project = Project::of(&files);
    let document = project
        .run(&["list", "surfaces", "--format", "json"])
        .json();
    let rows = document["surfaces"].as_array().unwrap().iter();
    let kinds: Vec<_> = rows.map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "action", "action", "action", "action", "action", "action", "job"
        ]
    );
}

#[test]
fn a_check_of_an_application_of_rails_without_features_reports_no_surface() {
    let files = application("gem 'rails'\ngem 'ahoy_matey'\n", &[ORDERS]);
    let project = Project::of(&[files, SERVICES.to_vec()].concat());
    project.git(&["init", "-q", "-b", "main"]);
    project.commit("The application");
    let (path, before) = ORDERS;
    project.write(path, before.replace("def unrouted", "def edit"));
    project.commit("A new action");
    for arguments in [&["check"][..], &["check", "--base", "HEAD~1"]] {
        let arguments = [arguments, &["--format", "json"]].concat();
        let report = project.run(&arguments).json();
        let findings = report["findings"].as_array().unwrap().iter();
        let mut lints = findings.map(|one| one["lint"].as_str().unwrap());
        // The project has no definitions.
        assert!(lints.all(|lint| lint == "nothing-found"), "{report}");
    }
}

#[test]
fn a_method_of_a_subclass_is_no_reason_for_doubt_about_the_class() {
    let base = indoc! {"
        class ApplicationController < ActionController::Base
          def index
            count_query if api?
          end
        end
    "};
    let inner = "class Api::ApplicationController < ApplicationController\n  def index; end\nend\n";
    let leaf = indoc! {"
        class Api::OrdersController < Api::ApplicationController
          private

          def count_query
            ahoy.track 'Queried orders'
          end
        end
    "};
    let pages =
        "class PagesController < ApplicationController\n  def show\n    index\n  end\nend\n";
    let files = application(
        "gem 'rails'\ngem 'ahoy_matey'\n",
        &[
            ("app/controllers/application_controller.rb", base),
            ("app/controllers/api/application_controller.rb", inner),
            ("app/controllers/api/orders_controller.rb", leaf),
            ("app/controllers/pages_controller.rb", pages),
        ],
    );
    let rows = surfaces(&files);
    let row = "PagesController#show: untracked";
    assert!(rows.iter().any(|one| one == row), "{rows:?}");
}
