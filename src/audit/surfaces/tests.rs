//! Tests of surfaces and their categories.

use crate::audit::testing::World;

#[test]
fn categories_are_inherited_overridden_and_mixed_in() {
    let mut world = World::default();
    world.code(
        "app/controllers/base_controller.rb",
        "class BaseController\n  feature_category :cart\n  feature_category :checkout, [:pay]\n  def show\n    track\n  end\n  def pay\n  end\nend\n",
    );
    world.code(
        "app/controllers/wish_controller.rb",
        "class WishController < BaseController\n  include Shared\n  def index; end\nend\n",
    );
    world.code(
        "app/controllers/own_controller.rb",
        "class OwnController < BaseController\n  feature_category :gifts\nend\n",
    );
    world.code(
        "app/controllers/concerns/shared.rb",
        "module Shared\n  def go; end\nend\n",
    );
    world.code(
        "lib/api/orders.rb",
        "class Orders\n  get ':id', feature_category: :orders do\n  end\n  post '/x' do\n  end\nend\n",
    );
    world.call_in("app/controllers/base_controller.rb", "track", "a");
    world.run(|cx| {
        let files = |category: &str| {
            cx.surfaces
                .belonging
                .get(category)
                .map_or(0, std::collections::BTreeSet::len)
        };
        assert_eq!(
            (
                files("cart"),
                files("checkout"),
                files("gifts"),
                files("orders")
            ),
            (3, 1, 1, 1)
        );
        let surface = |name: &str| {
            cx.surfaces
                .surfaces
                .iter()
                .find(|surface| surface.name == name)
        };
        let category = |name: &str| {
            surface(name)
                .and_then(|surface| surface.category.clone())
                .unwrap_or_default()
        };
        assert_eq!(category("BaseController#pay"), "checkout");
        assert_eq!(category("WishController#index"), "cart");
        assert_eq!(category("Orders GET :id"), "orders");
        assert!(surface("BaseController#show").is_some_and(|surface| surface.tracked));
        assert!(surface("BaseController#pay").is_some_and(|surface| !surface.tracked));
        assert_eq!(category("Orders POST /x"), "");
    });
}
