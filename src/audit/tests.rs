//! Verdicts and lints on small projects that the tests build in memory.

mod events;
mod feature_links;
mod features;
mod lints;
mod metrics;

use crate::audit::testing::{World, field, strict};
use crate::audit::verdicts::EventVerdict;

fn verdict(world: &World, name: &str) -> Option<EventVerdict> {
    world.run(|cx| {
        cx.links
            .events
            .iter()
            .find(|event| event.name == name)
            .map(|event| event.verdict)
    })
}

/// Returns a project without findings.
fn quiet() -> World {
    let mut world = World::default();
    world
        .event(strict(), "place_order")
        .ownership
        .categories
        .push(field("cart"));
    world.metric("counts.place_order", "named", &["place_order"]);
    world.code(
        "app/controllers/cart_controller.rb",
        "class CartController\n  feature_category :cart\n  def show\n    track('place_order')\n  end\nend\n",
    );
    world.call_in(
        "app/controllers/cart_controller.rb",
        "track('place_order')",
        "place_order",
    );
    world.category("cart");
    world
}
