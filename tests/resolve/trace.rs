//! `trace` shows each step from a call to the name it sends.

use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

/// Returns a project with a name that passes through a constant, an import, a re-export and a wrapper.
fn shop() -> Project {
    let project = Project::new();
    project.event("open_cart");
    project.write(
        "app/assets/javascripts/cart/names.js",
        "export const EVENTS = { OPEN: 'open_cart', CLOSE: 'close_cart' };\n",
    );
    project.write(
        "app/assets/javascripts/cart/index.js",
        "export { EVENTS } from './names';\n",
    );
    let helper = indoc! {r"
        import { InternalEvents } from '~/tracking';
        export const trackIt = (name) => InternalEvents.trackEvent(name);
    "};
    project.write("app/assets/javascripts/cart/helper.js", helper);
    let page = indoc! {r"
        import { EVENTS } from './index';
        import { trackIt } from './helper';
        export const open = () => trackIt(EVENTS.OPEN);
    "};
    project.write("app/assets/javascripts/cart/page.js", page);
    let service = indoc! {r"
        class PayService
          PAID = 'pay_order'
          def event_name
            PAID
          end
          def go
            Gitlab::InternalEvents.track_event(event_name)
          end
        end
    "};
    project.write("app/services/pay_service.rb", service);
    project.event("pay_order");
    project
}

fn steps(document: &Value, call: usize) -> Vec<String> {
    let steps = document["events"][0]["sent"][call]["steps"]
        .as_array()
        .unwrap();
    let step = |step: &Value| {
        let text = |key: &str| step[key].as_str().unwrap().to_owned();
        let path = text("path");
        let file = path.rsplit('/').next().unwrap();
        format!(
            "{} {} {file}:{}:{}",
            text("kind"),
            text("name"),
            step["line"],
            step["column"]
        )
    };
    steps.iter().map(step).collect()
}

#[test]
fn each_step_of_a_trace_has_its_position() {
    let run = shop().run(&["trace", "open_cart", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let document: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(document["events"][0]["verdict"], "live");
    let sent = document["events"][0]["sent"].as_array().unwrap();
    let page = sent
        .iter()
        .position(|call| call["path"].as_str().unwrap().ends_with("page.js"))
        .unwrap();
    assert_eq!(
        steps(&document, page),
        [
            "import EVENTS page.js:1:10",
            "import EVENTS index.js:1:10",
            "constant EVENTS names.js:1:14",
            "wrapper trackIt helper.js:2:14",
            "call trackEvent helper.js:2:34",
        ]
    );
    assert_eq!(
        sent[page]["steps"][2]["excerpt"],
        "export const EVENTS = { OPEN: 'open_cart', CLOSE: 'close_cart' };"
    );
}

#[test]
fn an_accessor_is_a_step_in_text_and_json() {
    let run = shop().run(&["trace", "pay_order"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let place = run.out.find(
        "sent at app/services/pay_service.rb:7:40: Gitlab::InternalEvents.track_event(event_name)",
    );
    let accessor = run
        .out
        .find("accessor `event_name` at app/services/pay_service.rb:3:7: def event_name");
    let constant = run
        .out
        .find("constant `PAID` at app/services/pay_service.rb:2:3: PAID = 'pay_order'");
    assert!(
        place.is_some() && place < accessor && accessor < constant,
        "{}",
        run.out
    );
}

#[test]
fn an_unknown_name_is_an_error_in_every_format() {
    for format in ["text", "json"] {
        let run = shop().run(&["trace", "pay_ordr", "--format", format]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains("did you mean `pay_order`?"), "{}", run.err);
    }
}

/// An alias of a bundler that no manifest declares looks like a library.
#[test]
fn the_reason_says_which_import_leads_to_no_file() {
    let script = "import { CART } from 'shop/events';\nimport { track } from '@shop/tracker';\nexport const go = () => track(CART.OPENED);\n";
    let pack = "pack: a\nsystem: a\ncalls:\n  - {id: t, on: {import: '@shop/tracker'}, method: track, event: {argument: 0}}\n";
    let project = Project::of(&[
        ("tracklint.yml", "packs: []\nrules: [pack.yml]\n"),
        ("pack.yml", pack),
        ("app/a.js", script),
        (
            "app/shop/events.js",
            "export const CART = { OPENED: 'Cart opened' };\n",
        ),
    ]);
    let event = || project.list("calls")["calls"][0]["event"].clone();
    assert_eq!(
        event()["reason"],
        "`CART` comes from `shop/events`, which is no file of the project"
    );
    let alias = "project: {aliases: [{prefix: shop/, path: app/shop}]}\n";
    project.write("pack.yml", format!("{pack}{alias}"));
    assert_eq!(event()["names"], serde_json::json!(["Cart opened"]));
}
