//! Methods of texts, lists and maps: the result is exact, or open.

use crate::support::project::calls_of;

/// Checks names of calls whose argument is one of the expressions; `*` stands for what is not known.
fn assert_names(
    path: &str,
    before: &str,
    call: fn(&str) -> String,
    after: &str,
    rows: &[(&str, &str)],
) {
    let calls: Vec<String> = rows
        .iter()
        .map(|(expression, _)| call(expression))
        .collect();
    let text = format!("{before}{}\n{after}", calls.join("\n"));
    let found = calls_of(&[(path, &text)]);
    let first = before.lines().count() + 1;
    let expected: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(index, (_, names))| format!("{path}:{} {names}", first + index))
        .collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len(), "{found:?}");
}

fn ruby(rows: &[(&str, &str)]) {
    let call = |expression: &str| format!("    Gitlab::InternalEvents.track_event({expression})");
    let before = "class A\n  PARTS = %w[crumb home].freeze\n  KINDS = { first: 'v_one', second: 'v_two' }.freeze\n  def go(some)\n";
    assert_names("app/a.rb", before, call, "  end\nend\n", rows);
}

fn script(rows: &[(&str, &str)]) {
    let call = |expression: &str| format!("  InternalEvents.trackEvent({expression});");
    let before = "import { InternalEvents } from '~/tracking';\nconst PARTS = ['crumb', 'home'];\nconst SLUG = 'auto-sort';\nexport const go = (some) => {\n";
    assert_names("app/a.js", before, call, "};\n", rows);
}

#[test]
fn string_methods_of_ruby_are_exact() {
    ruby(&[
        ("'order-placed'.upcase", "ORDER-PLACED"),
        ("'ORDER Placed'.capitalize", "Order placed"),
        ("' view_cart '.strip", "view_cart"),
        ("' view  cart '.squish", "view cart"),
        ("\"view_cart\\n\".chomp", "view_cart"),
        ("'view_cart_x'.chomp('_x')", "view_cart"),
        ("'a-b-c'.gsub(/-/, '_')", "a_b_c"),
        ("'a-b-c'.sub('-', '_')", "a_b-c"),
        ("'a--b'.gsub(/-+/, '_')", "a_b"),
        ("'ab-cd'.sub(/(\\w+)-(\\w+)/, '\\2-\\1')", "cd-ab"),
        ("'abcd'.tr('a-c', 'x')", "xxxd"),
        ("'abcd'.tr('^a', '_')", "a___"),
        ("'a-b-c'.delete('-')", "abc"),
        ("'OrderPlaced'.underscore", "order_placed"),
        ("'HTMLPage2Go'.underscore", "html_page2_go"),
        ("'order_placed'.camelize", "OrderPlaced"),
        ("'order_placed'.camelize(:lower)", "orderPlaced"),
        ("'order_placed'.dasherize", "order-placed"),
        ("'order_placed'.titleize", "Order Placed"),
        ("'order_placed_id'.humanize", "Order placed"),
        (
            "'Order  Placed!'.parameterize(separator: '_')",
            "order_placed",
        ),
        ("'A::Order'.demodulize", "Order"),
        ("'category'.pluralize", "categories"),
        ("'boxes'.singularize", "box"),
        ("'order_placed'[0..4]", "order"),
        ("'order_placed'[6..]", "placed"),
        ("'order_placed'[0, 5]", "order"),
        ("'order_placed'.split('_')[1]", "placed"),
        ("%w[crumb home shop].join('_')", "crumb_home_shop"),
        ("PARTS.join('-')", "crumb-home"),
        ("'ab' + '_' + 'cd'", "ab_cd"),
        ("'ab'.concat('_', 'cd')", "ab_cd"),
        ("'abc'.ljust(5, 'x')", "abcxx"),
        ("{ a: 'x' }.merge(a: 'y')[:a]", "y"),
        ("KINDS.values.last", "v_two"),
    ]);
}

#[test]
fn string_methods_of_scripts_are_exact() {
    script(&[
        ("'a-b-c'.replace(/-/g, '_')", "a_b_c"),
        ("'a-b-c'.replaceAll(/-/g, '_')", "a_b_c"),
        ("'a-b-c'.replace('-', '_')", "a_b-c"),
        ("'a-b-c'.replaceAll('-', '_')", "a_b_c"),
        ("'ab-cd'.replace(/(\\w+)-(\\w+)/, '$2-$1')", "cd-ab"),
        ("' view_cart '.trim()", "view_cart"),
        (
            "`module_${SLUG.replace(/-/g, '_')}_on`",
            "module_auto_sort_on",
        ),
        ("'view_cart'.slice(0, 4)", "view"),
        ("'view_cart'.slice(-4)", "cart"),
        ("'view_cart'.substring(5)", "cart"),
        ("'view_cart'.charAt(0)", "v"),
        ("'view_cart'.split('_')[1]", "cart"),
        ("'ab'.padStart(4, 'x')", "xxab"),
        ("'ab'.repeat(2)", "abab"),
        ("['crumb', 'home'].join('_')", "crumb_home"),
        ("PARTS.join()", "crumb,home"),
        ("'a\\u0062'", "ab"),
        ("`on_${true}`", "on_true"),
        ("{ ...{ day: 'a' }, day: 'x' }.day", "x"),
    ]);
}

#[test]
fn what_is_not_modelled_is_open_and_keeps_certain_parts() {
    ruby(&[
        ("'abc'.gsub(/(?<=a)b/, '_')", "*"),
        ("'abc'.gsub(/b/) { |x| x.upcase }", "*"),
        ("'abc'.crypt('x')", "*"),
        ("\"page_#{some.pluralize}\"", "page_*"),
        ("\"Page_#{some}\".downcase", "page_*"),
        ("\"page-#{some}\".tr('-', '_')", "page_*"),
        ("\"page_#{some}_x\".gsub('_x', '')", "*"),
        ("\"page_#{some}\"[0..2]", "*"),
        ("some[0..2]", "*"),
        ("['a', *some].join('_')", "*"),
        ("%w[a b].map { |x| \"p_#{x}\" }.join('_')", "*"),
        ("PARTS.inject { |a, b| a + b }", "*"),
    ]);
    script(&[
        ("'abc'.replace(/b/g, (x) => x.toUpperCase())", "*"),
        ("'abc'.normalize('NFD')", "*"),
        ("`a_${1 + 1}`", "a_*"),
        ("PARTS.reduce((x, y) => `${x}_${y}`)", "*"),
        ("`page_${some.toUpperCase()}`", "page_*"),
        ("[...some].join('_')", "*"),
    ]);
}

#[test]
fn loops_over_maps_have_their_values() {
    let ruby = "class A\n  def go(k)\n    { first: 'v_one' }.each_value { |n| Gitlab::InternalEvents.track_event(n) }\n    h = { a: 'f_a' }\n    h[:b] = 'f_b'\n    Gitlab::InternalEvents.track_event(h[k])\n  end\nend\n";
    let vue = "<script>\nimport { InternalEvents } from '~/tracking';\nconst TABS = { day: 'tab_day', week: 'tab_week' };\nexport default {\n  mixins: [InternalEvents.mixin()],\n  data() { return { tabs: TABS }; },\n};\n</script>\n<template>\n  <a v-for=\"(name, key) in tabs\" :key=\"key\" @click=\"trackEvent(name)\">x</a>\n</template>\n";
    assert_eq!(
        calls_of(&[("app/a.rb", ruby), ("app/b.vue", vue)]),
        [
            "app/a.rb:3 v_one",
            "app/a.rb:6 f_a f_b",
            "app/b.vue:10 tab_day tab_week"
        ]
    );
}

#[test]
fn texts_and_lists_that_grow_have_all_their_ends() {
    let ruby = "class A\n  def go(x)\n    n = +'b'\n    n << '_own' if x\n    Gitlab::InternalEvents.track_event(n)\n    m = +'c'\n    m << '_end'\n    Gitlab::InternalEvents.track_event(m)\n    o = +'loop'\n    x.each { |one| o << '_x' }\n    Gitlab::InternalEvents.track_event(o)\n  end\nend\n";
    let script = "import { InternalEvents } from '~/tracking';\nconst LIST = ['a_one'];\nexport const go = () => {\n  LIST.push('a_two');\n  LIST.concat(['a_three']).forEach((n) => InternalEvents.trackEvent(n));\n};\n";
    assert_eq!(
        calls_of(&[("app/a.rb", ruby), ("app/b.js", script)]),
        [
            "app/a.rb:5 b b_own",
            "app/a.rb:8 c_end",
            "app/a.rb:11 loop loop*",
            "app/b.js:5 a_one a_three a_two"
        ]
    );
}

#[test]
fn string_methods_and_conversions_of_rust_are_exact_or_open() {
    let call = |expression: &str| {
        format!("    let _ = StructuredEvent::builder(\"c\", {expression}).build();")
    };
    let before = r#"use labkit_events::StructuredEvent;
enum Topic { Fired, Called(String) }
impl std::fmt::Display for Topic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self { Topic::Fired => write!(f, "fired"), Topic::Called(name) => write!(f, "called_{name}") }
    }
}
enum Shelf { Full }
impl From<Shelf> for &'static str { fn from(shelf: Shelf) -> Self { match shelf { Shelf::Full => "shelf_full" } } }
enum Two { A }
impl From<Two> for &'static str { fn from(two: Two) -> Self { match two { Two::A => "a" } } }
impl AsRef<str> for Two { fn as_ref(&self) -> &str { match self { Two::A => "ra" } } }
fn go(some: &str) {
"#;
    let rows = [
        ("&Topic::Fired.to_string()", "fired"),
        (
            "&Topic::Called(\"heat\".to_owned()).to_string()",
            "called_heat",
        ),
        ("&Topic::Called(some.to_owned()).to_string()", "called_*"),
        ("Shelf::Full.into()", "shelf_full"),
        ("Two::A.into()", "a ra *"),
        ("\" view_cart \".trim()", "view_cart"),
        ("&\"a-b-c\".replace('-', \"_\")", "a_b_c"),
        ("&[\"a\", \"b\"].join(\"_\")", "a_b"),
        ("&\"view_cart\"[..4]", "view"),
        ("&format!(\"page_{:?}\", some)", "page_*"),
        ("&\"view\".to_uppercase()", "VIEW"),
        ("&\"view\".own_method()", "*"),
    ];
    assert_names("src/a.rs", before, call, "}\n", &rows);
}
