//! Surfaces that a change adds.

use super::{PRODUCTS, worse};
use crate::support::application::ORDERS;
use crate::support::project::Project;
use indoc::indoc;

#[test]
fn a_new_untracked_surface_is_an_error_if_its_feature_has_no_instrumentation() {
    let action = |path: &'static str| {
        move |project: &Project| {
            project.edit(path, "Controller\n", "Controller\n  def fresh\n  end\n\n")
        }
    };
    let (code, out) = worse(action("app/controllers/returns_controller.rb"));
    let expected = "app/controllers/returns_controller.rb:2:7: error[untracked-new-surface] `ReturnsController#fresh` is new and \
                    not tracked; feature `returns` has no instrumentation. Send an event from it, or exempt the feature in \
                    the overlay.\n";
    assert_eq!((code, out.as_str()), (1, expected));
    let (code, out) = worse(action(ORDERS));
    assert!(
        code == 0 && out.contains("info[untracked-new-surface] `OrdersController#fresh`"),
        "{out}"
    );
}

#[test]
fn a_new_worker_route_and_mutation_are_surfaces_too() {
    let (code, out) = worse(|project| {
        project.write(
            "app/workers/return_worker.rb",
            indoc! {r"
                class ReturnWorker
                  feature_category :returns

                  def perform
                  end
                end
            "},
        );
        project.write(
            "app/graphql/mutations/returns/create.rb",
            indoc! {r"
            module Mutations
              class ReturnCreate < BaseMutation
                feature_category :returns

                def resolve
                end
              end
            end
        "},
        );
        project.write(
            "lib/api/returns.rb",
            indoc! {r"
            module API
              class Returns
                feature_category :returns

                get ':id/returns' do
                  present []
                end
              end
            end
        "},
        );
    });
    assert_eq!(code, 1);
    for surface in [
        "`ReturnWorker`",
        "`Mutations::ReturnCreate`",
        "`API::Returns GET :id/returns`",
    ] {
        assert!(
            out.contains(&format!("error[untracked-new-surface] {surface} is new")),
            "{surface}: {out}"
        );
    }
}

#[test]
fn a_tracked_new_surface_and_a_renamed_class_are_no_findings() {
    let (code, out) = worse(|project| {
        project.edit(
            PRODUCTS,
            "  def show\n",
            "  def zoom\n    track_internal_event('view_product', user: current_user)\n  end\n\n  def show\n",
        );
        project.edit(
            "app/controllers/returns_controller.rb",
            "ReturnsController",
            "SendingBackController",
        );
        project.rename(
            "app/controllers/returns_controller.rb",
            "app/controllers/sending_back_controller.rb",
        );
    });
    assert_eq!((code, out.as_str()), (0, ""));
}
