//! Members of objects, enums and classes, elements of lists, and variants as events.

use super::{events, project};
use indoc::indoc;

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
