//! Definitions in code: methods, members, variants, elements, keys and classes.

use crate::support::program::repository;
use crate::support::project::Project;
use indoc::indoc;
use serde_json::Value;

/// A project with a pack that has these definition rules and calls of `track` that take a name.
fn project(definitions: &str, files: &[(&str, &str)]) -> Project {
    let project = Project::of(files);
    let pack = format!("{CALLS}definitions:\n{definitions}");
    project.write("rules.yml", pack);
    project.write("tracklint.yml", "packs: []\nrules: [rules.yml]\n");
    project
}

const CALLS: &str = indoc! {"
    pack: shop
    system: shop
    calls:
      - {id: script, languages: [javascript, typescript], on: {import: '@shop/tracker'}, method: track, event: {argument: 0}}
      - {id: ruby, languages: ruby, on: nothing, method: track_event, event: {argument: 0}}
"};

/// Returns the events as `name (handle) verdict path:line`.
fn events(project: &Project) -> Vec<String> {
    let document = project.list("events");
    let events = document["events"].as_array().unwrap().iter();
    events.map(row).collect()
}

fn row(event: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let place = event["defined_in"][0].as_object();
    let place = place.map_or("nowhere".to_owned(), |place| {
        format!("{}:{}", text(&place["path"]), place["line"])
    });
    format!(
        "{} ({}) {} {place}",
        text(&event["name"]),
        text(&event["handle"]),
        text(&event["verdict"])
    )
}

const TABLES: &str = indoc! {"
    import { SHARED } from './shared';

    export const CART_EVENTS = Object.freeze({
      ADDED: 'Cart added',
      'REMOVED': `Cart removed`,
      menu: {
        OPENED: 'Menu opened',
      },
      ...SHARED,
    });

    export const BUS_TOPICS = { ADDED: 'bus added' };

    export enum PAGE_EVENTS {
      // HOME = 'not this one'
      HOME = 'Home page',
      CLUB = 'Club page',
    }

    export const enum Short { A = 'a' }
    export class Names { static readonly PAID = 'Order paid'; }
"};

#[test]
fn members_of_objects_enums_and_classes_are_events() {
    let rules = "  - {id: a, system: shop, files: src/events.ts, each: {member-of: ['*_EVENTS', Short, Names]}}\n";
    let menu = indoc! {"
        import { track } from '@shop/tracker';
        import { CART_EVENTS, PAGE_EVENTS } from './events';
        export const add = () => track(CART_EVENTS.ADDED);
        export const open = () => track(CART_EVENTS.menu.OPENED);
        export const home = () => track(PAGE_EVENTS.HOME);
        export const stray = () => track('Cart aded');
    "};
    let files = [
        ("src/events.ts", TABLES),
        (
            "src/shared.ts",
            "export const SHARED = { KEPT: 'Cart kept' };\n",
        ),
        ("src/menu.ts", menu),
    ];
    let project = project(rules, &files);
    let expected = [
        "Cart added (CART_EVENTS.ADDED) live src/events.ts:4",
        "Cart aded (-) undefined nowhere",
        "Cart kept (CART_EVENTS.KEPT) unused src/events.ts:3",
        "Cart removed (CART_EVENTS.REMOVED) unused src/events.ts:5",
        "Club page (PAGE_EVENTS.CLUB) unused src/events.ts:17",
        "Home page (PAGE_EVENTS.HOME) live src/events.ts:16",
        "Menu opened (CART_EVENTS.menu.OPENED) live src/events.ts:7",
        "Order paid (Names.PAID) unused src/events.ts:21",
        "a (Short.A) unused src/events.ts:20",
    ];
    assert_eq!(events(&project), expected);
    let found = project.run(&["trace", "CART_EVENTS.ADDED"]);
    assert!(found.out.contains("event Cart added"), "{}", found.out);
    assert!(found.out.contains("src/menu.ts:3"), "{}", found.out);
}

#[test]
fn entries_of_members_and_elements_of_lists_are_read_by_key() {
    let rules = indoc! {"
        \x20 - id: objects
            system: shop
            files: src/objects.js
            each: {member-of: EVENTS}
            fields: {name: {value: true, key: name}, properties: {value: true, key: props}}
          - {id: list, system: shop, files: src/list.js, each: {item-of: NAMES}}
          - {id: rows, system: shop, files: src/list.js, each: {item-of: ROWS}, fields: {name: {value: true, key: id}}}
          - {id: keys, system: shop, files: src/list.js, each: {key-of: LABELS}}
    "};
    let objects =
        "export const EVENTS = {\n  PAID: { name: 'order_paid', props: ['total'] },\n};\n";
    let list = indoc! {"
        export const NAMES = [
          'one',
          'two',
        ];
        export const ROWS = [
          { id: 'three', title: 'x' },
        ];
        export const LABELS = {
          four: 'The fourth',
        };
    "};
    let project = project(rules, &[("src/objects.js", objects), ("src/list.js", list)]);
    let expected = [
        "four (LABELS.four) unused src/list.js:9",
        "one (-) unused src/list.js:2",
        "order_paid (EVENTS.PAID) unused src/objects.js:2",
        "three (-) unused src/list.js:6",
        "two (-) unused src/list.js:3",
    ];
    assert_eq!(events(&project), expected);
}

const METHODS: &str = indoc! {"
    module Shop
      class AnalyticsEvents
        # Sent when an order was paid.
        # @param [Integer] total
        # @former_name order_payed
        def order_paid(total:, coupon: nil, **extra)
          track_event('Order paid', total:, coupon:, **extra)
        end

        def cart_opened
          track_event(:cart_opened)
        end

        def visited(page)
          track_event(page)
        end

        def seen(page)
          track_event(\"seen #{page}\")
        end

        def helper
          'nothing'
        end

        private

        def secret
          track_event('secret')
        end
      end
    end
"};

#[test]
fn methods_are_events_with_the_name_that_they_send() {
    let rules = indoc! {"
        \x20 - id: methods
            system: shop
            files: app/services/analytics_events.rb
            each: {method-of: AnalyticsEvents}
            fields:
              name: {call: track_event, argument: 0}
              properties: {parameters: true}
              former-names: {tag: former_name}
    "};
    let files = [
        ("app/services/analytics_events.rb", METHODS),
        (
            "app/a.rb",
            "class A\n  def go\n    track_event('order_payed')\n  end\nend\n",
        ),
    ];
    let project = project(rules, &files);
    let expected = [
        "Order paid (order_paid) unused app/services/analytics_events.rb:6",
        "cart_opened (-) unused app/services/analytics_events.rb:10",
    ];
    assert_eq!(events(&project), expected);
    let calls = [
        "app/a.rb:3 order_payed",
        "app/services/analytics_events.rb:15 *",
        "app/services/analytics_events.rb:19 seen *",
        "app/services/analytics_events.rb:29 secret",
    ];
    assert_eq!(project.calls(), calls);
    let problems = project.findings(&["invalid-input"]);
    assert_eq!(
        problems,
        ["app/services/analytics_events.rb:18 invalid-input"]
    );
}

#[test]
fn the_name_of_a_method_is_its_event_without_a_slot() {
    let rules = indoc! {"
        \x20 - id: methods
            system: shop
            files: app/events.rb
            each: {method-of: Events}
            fields: {name: {join: [{text: shop}, {function-name: true, case: camel}], separator: .}}
    "};
    let ruby = "module Events\n  def self.order_paid; end\n  def cart_opened(id); end\nend\n";
    let project = project(rules, &[("app/events.rb", ruby)]);
    let expected = [
        "shop.cartOpened (cart_opened) unused app/events.rb:3",
        "shop.orderPaid (order_paid) unused app/events.rb:2",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn methods_of_scripts_are_events() {
    let rules = indoc! {"
        \x20 - id: methods
            files: src/*.ts
            each: {method-of: [Analytics, reporter]}
            fields:
              name: {call: capture, argument: 0}
              properties: {parameters: true}
              former-names: {tag: was}
    "};
    let script = indoc! {"
        import client from '@shop/client';
        export class Analytics {
          /** @was old_paid */
          orderPaid({ total, items = [] }: Props) { client.capture('order_paid', { total, items }); }
          async opened(id: string) { await client.capture('opened', { id }); }
          private hidden() { client.capture('hidden'); }
        }
        export const reporter = {
          sent: (x) => client.capture('sent', { x }),
        };
    "};
    let project = project(rules, &[("src/analytics.ts", script)]);
    let expected = [
        "opened (-) unused src/analytics.ts:5",
        "order_paid (orderPaid) unused src/analytics.ts:4",
        "sent (-) unused src/analytics.ts:9",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn constants_and_hashes_of_ruby_are_events() {
    let rules = indoc! {"
        \x20 - {id: hash, system: shop, files: app/events.rb, each: {member-of: EVENTS}}
          - {id: constants, system: shop, files: app/events.rb, each: {member-of: Names}}
    "};
    let ruby = indoc! {"
        module Shop
          EVENTS = {
            opened: 'Cart opened',
            'closed' => 'Cart closed',
          }.freeze
          module Names
            PAID = 'order_paid'
            PREFIX = 'order'
            SENT = \"#{PREFIX}_sent\".freeze
            def self.x; end
          end
        end
    "};
    let project = project(rules, &[("app/events.rb", ruby)]);
    let expected = [
        "Cart closed (Shop::EVENTS.closed) unused app/events.rb:4",
        "Cart opened (Shop::EVENTS.opened) unused app/events.rb:3",
        "order (Shop::Names::PREFIX) unused app/events.rb:8",
        "order_paid (Shop::Names::PAID) unused app/events.rb:7",
        "order_sent (Shop::Names::SENT) unused app/events.rb:9",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn variants_and_implementations_of_rust_are_events() {
    let rules = indoc! {"
        \x20 - {id: enum, system: shop, files: src/events.rs, each: {variant-of: TelemetryEvent}}
          - id: trait
            system: shop
            files: src/structs.rs
            each: {implementing: Event}
            fields: {name: {any: [{receiver-constant: NAME}, {call: name}]}}
    "};
    let enums = indoc! {"
        pub enum TelemetryEvent {
            OrderPaid { total: u32 },
            CartOpened(u32),
            Nameless,
        }
        impl TelemetryEvent {
            pub fn name(&self) -> &'static str {
                match self {
                    Self::OrderPaid { .. } => \"order_paid\",
                    TelemetryEvent::CartOpened(_) => \"cart_opened\",
                    _ => unreachable!(),
                }
            }
        }
    "};
    let structs = indoc! {"
        pub struct Shipped { id: u32 }
        pub struct Returned;
        impl Event for Shipped { const NAME: &'static str = \"shipped\"; }
        impl Event for Returned { fn name(&self) -> &'static str { \"returned\" } }
        impl Other for Returned { fn name(&self) -> &'static str { \"other\" } }
    "};
    let project = project(
        rules,
        &[("src/events.rs", enums), ("src/structs.rs", structs)],
    );
    let expected = [
        "cart_opened (TelemetryEvent::CartOpened) unused src/events.rs:3",
        "order_paid (TelemetryEvent::OrderPaid) unused src/events.rs:2",
        "returned (Returned) unused src/structs.rs:4",
        "shipped (Shipped) unused src/structs.rs:3",
    ];
    assert_eq!(events(&project), expected);
    let problems = project.findings(&["invalid-input"]);
    assert_eq!(problems, ["src/events.rs:4 invalid-input"]);
}

#[test]
fn subclasses_are_found_by_the_name_of_the_class() {
    let rules = indoc! {"
        \x20 - id: counters
            kind: counter
            each: {subclass-of: BaseCounter}
            fields: {name: {receiver-constant: NAMES}, counter-prefix: {receiver-constant: PREFIX}}
          - {id: jobs, each: {subclass-of: BaseJob}, fields: {name: {class-name: true, case: snake}}}
    "};
    let ruby = indoc! {"
        class BaseCounter; end
        class CartCounter < BaseCounter
          NAMES = %w[add drop].freeze
          PREFIX = 'cart'
        end
        class SmallCartCounter < CartCounter; end
        class BaseJob; end
        class SendJob < BaseJob; end
    "};
    let project = project(rules, &[("app/all.rb", ruby)]);
    let expected = [
        "cart_add (-) unused app/all.rb:3",
        "cart_drop (-) unused app/all.rb:3",
        "send_job (SendJob) unused app/all.rb:8",
    ];
    assert_eq!(events(&project), expected);
}

#[test]
fn a_call_by_the_handle_sends_the_event() {
    let rules = indoc! {"
        \x20 - id: methods
            files: app/events.rb
            each: {method-of: Events}
            fields: {name: {text: 'Order paid'}}
    "};
    let files = [
        (
            "app/events.rb",
            "module Events\n  def order_paid; end\nend\n",
        ),
        (
            "app/a.rb",
            "class A\n  def go\n    track_event(:order_paid)\n  end\nend\n",
        ),
    ];
    let project = project(rules, &files);
    assert_eq!(
        events(&project),
        ["Order paid (order_paid) live app/events.rb:2"]
    );
}

#[test]
fn two_handles_with_one_name_are_a_duplicate() {
    let rules = "  - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}}\n";
    let text = "export const EVENTS = {\n  A: 'same',\n  B: 'same',\n};\n";
    let project = project(rules, &[("src/events.js", text)]);
    assert_eq!(
        project.findings(&["duplicate-event"]),
        ["src/events.js:3 duplicate-event"]
    );
}

#[test]
fn an_unknown_name_is_said_and_holds_back_undefined_events() {
    let rules = "  - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}}\n";
    let text = "export const EVENTS = {\n  A: 'known',\n  B: window.name,\n};\n";
    let menu = "import { track } from '@shop/tracker';\nexport const a = () => track('other');\n";
    let project = project(rules, &[("src/events.js", text), ("src/menu.js", menu)]);
    let problems = project.findings(&["invalid-input", "undefined-event"]);
    assert_eq!(problems, ["src/events.js:3 invalid-input"]);
}

#[test]
fn a_list_that_is_not_complete_and_external_names_hold_back_findings() {
    let rules = indoc! {"
        \x20 - {id: a, system: shop, files: src/events.js, each: {member-of: EVENTS}, complete: false}
    "};
    let text = "export const EVENTS = { A: 'known' };\n";
    let menu = "import { track } from '@shop/tracker';\nexport const a = () => track('other');\n";
    let files = [
        ("src/events.js", text),
        ("src/menu.js", menu),
        ("names.txt", "far\nother\n"),
    ];
    let some = project(rules, &files);
    assert_eq!(some.findings(&["undefined-event"]), [""; 0]);
    let external = "  - {id: b, system: shop, external: {file: names.txt}}\n";
    let all = project(&rules.replace(", complete: false", ""), &files);
    assert_eq!(
        all.findings(&["undefined-event"]),
        ["src/menu.js:2 undefined-event"]
    );
    let both = project(&(rules.replace(", complete: false", "") + external), &files);
    assert_eq!(
        both.findings(&["undefined-event", "event-without-metric"]),
        [""; 0]
    );
    let far = events(&both);
    assert!(
        far.contains(&"far (-) live names.txt:1".to_owned()),
        "{far:?}"
    );
}

#[test]
fn code_and_documents_are_not_mixed_up() {
    let refused = |rule: &str| {
        let run = project(rule, &[("a.ts", "")]).run(&["check"]);
        assert_eq!(run.code, 2, "{}", run.out);
        run.err
    };
    let code = refused("  - {id: a, files: 'src/*.ts', at: '[]'}\n");
    assert!(code.contains("shop#a: `src/*.ts` is typescript"), "{code}");
    let document = refused("  - {id: a, files: a.yml, each: {member-of: X}}\n");
    assert!(document.contains("`a.yml` is no code"), "{document}");
}

/// Returns the blocks of code in a part of a page.
fn blocks(text: &str) -> Vec<String> {
    let parts = text.split("```").skip(1).step_by(2);
    let code = parts.map(|part| part.split_once('\n').unwrap().1.to_owned());
    code.collect()
}

/// Returns the texts in backticks of the line that begins with a word.
fn marked<'t>(text: &'t str, word: &str) -> Vec<&'t str> {
    let line = text.lines().find(|line| line.starts_with(word)).unwrap();
    line.split('`').skip(1).step_by(2).collect()
}

#[test]
fn every_recipe_of_the_documentation_gives_its_events() {
    let page = std::fs::read_to_string(repository().join("docs/definitions.md")).unwrap();
    let recipes: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert_eq!(recipes.len(), 15);
    for recipe in recipes {
        let blocks = blocks(recipe);
        let (rules, file) = (&blocks[0], &blocks[1]);
        let project = Project::of(&[(marked(recipe, "File ")[0], file.as_str())]);
        project.write(
            "rules.yml",
            format!("pack: shop\nsystem: shop\ndefinitions:\n{rules}"),
        );
        project.write("tracklint.yml", "packs: []\nrules: [rules.yml]\n");
        let document = project.list("events");
        let events = document["events"].as_array().unwrap().iter();
        let names: Vec<&str> = events
            .map(|event| event["name"].as_str().unwrap())
            .collect();
        assert_eq!(names, marked(recipe, "Events: "), "{recipe}");
    }
}

#[test]
fn a_call_of_a_method_that_a_definition_names_sends_its_event() {
    let rules = indoc! {r"
        pack: shop
        system: shop
        calls:
          - {id: event, languages: ruby, on: {type: ShopEvents}, method: {defined-by: methods}, event: {method-name: true}}
        definitions:
          - id: methods
            files: app/shop_events.rb
            each: {method-of: ShopEvents}
            fields: {handle: {function-name: true}, name: {call: track_event, argument: 0}}
    "};
    let events = "module ShopEvents\n  def self.cart_opened\n    track_event('Cart opened')\n  end\n  def self.cart_closed\n    track_event('Cart closed')\n  end\nend\n";
    let cart =
        "class Cart\n  def go\n    ShopEvents.cart_opened\n    Other.cart_closed\n  end\nend\n";
    let project = Project::of(&[("app/shop_events.rb", events), ("app/cart.rb", cart)]);
    project.write("rules.yml", rules);
    project.write("tracklint.yml", "packs: []\nrules: [rules.yml]\n");
    let calls = project.list("calls");
    let lines: Vec<_> = calls["calls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|call| &call["line"])
        .collect();
    assert_eq!(lines, [3]);
    let document = project.list("events");
    let verdicts: Vec<_> = document["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| {
            (
                event["name"].as_str().unwrap(),
                event["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [("Cart closed", "unused"), ("Cart opened", "live")]
    );
    project.write(
        "rules.yml",
        rules.replace("defined-by: methods", "defined-by: method"),
    );
    let run = project.run(&["check"]);
    assert!(
        run.code == 2
            && run
                .err
                .contains("`defined-by: method` names no definition rule"),
        "{}",
        run.err
    );
}

/// A user describes a list that a pack of the program describes too, and adds fields.
#[test]
fn a_record_that_two_rules_read_is_one_definition() {
    let rules = concat!(
        "  - {id: names, system: shop, files: config/events.yml, at: 'events[]', fields: {name: name}}\n",
        "  - {id: whole, system: shop, files: config/events.yml, at: 'events[]', fields: {name: name, description: text}}\n",
        "  - {id: other, system: other, files: config/events.yml, at: 'events[]', fields: {name: name}}\n",
    );
    let list = "events:\n  - {name: cart_opened, text: the cart}\n  - {name: cart_left}\n";
    let project = project(rules, &[("config/events.yml", list)]);
    assert_eq!(project.findings(&["duplicate-event"]), [""; 0]);
    let events = project.list("events");
    let events = events["events"].as_array().unwrap().iter();
    let rows: Vec<String> = events
        .map(|event| {
            let places = event["defined_in"].as_array().unwrap().len();
            let text = event["description"].as_str().unwrap_or("-");
            format!(
                "{} {} {places} {text}",
                event["system"].as_str().unwrap(),
                event["name"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "other cart_left 1 -",
            "shop cart_left 1 -",
            "other cart_opened 1 -",
            "shop cart_opened 1 the cart",
        ]
    );
    project.write(
        "config/events.yml",
        list.replace("cart_left", "cart_opened"),
    );
    assert_eq!(
        project.findings(&["duplicate-event"]),
        [
            "config/events.yml:3 duplicate-event",
            "config/events.yml:3 duplicate-event"
        ]
    );
}
