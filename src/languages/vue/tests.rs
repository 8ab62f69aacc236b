//! Facts of components: options, template, composition functions.

use crate::facts::*;
use crate::languages::testing::{self, assert_prefixes_are_read, binding, function, name, text};
use crate::languages::vue::LANGUAGE;

fn facts_of(text: &str) -> FileFacts {
    testing::facts_of(&LANGUAGE, PATH, text)
}

fn bound<'f>(facts: &'f FileFacts, name: &str) -> &'f Value {
    &binding(facts, name).value
}

const PATH: &str = "app/order_panel.vue";
const PANEL: &str = include_str!("../../../fixtures/languages/vue/order_panel.vue");

fn calls<'f>(facts: &'f FileFacts, name: &str) -> Vec<&'f CallSite> {
    facts
        .calls
        .iter()
        .filter(|site| site.kind == SiteKind::Call && site.name == name)
        .collect()
}

#[test]
fn options_of_a_component() {
    let facts = facts_of(PANEL);
    assert_eq!(facts.problems, []);
    let component = facts
        .scopes
        .iter()
        .find(|scope| scope.kind == ScopeKind::Component)
        .expect("a component");
    assert_eq!(component.path, "OrderPanel");
    assert!(matches!(&component.supers[0].value, Value::Call(call) if call.name == "mixin"));
    assert_eq!(bound(&facts, "$options.EVENTS"), &name("EVENTS"));
    assert_eq!(bound(&facts, "state"), &text("state_action"));
    assert_eq!(bound(&facts, "own"), &name("theirs"));
    let option = facts
        .calls
        .iter()
        .find(|site| site.name == "$options" && site.named("openEvent").is_some());
    assert_eq!(
        option.map(|site| &site.arguments[0].value),
        Some(&text("open_panel"))
    );
    let constructor = function(&facts, "constructor");
    let parameter = |name: &str| {
        constructor
            .parameters
            .iter()
            .find(|parameter| parameter.name == name)
            .expect("a parameter")
    };
    assert_eq!(
        parameter("trackAction").default,
        Some(text("default_action"))
    );
    assert_eq!(
        parameter("factory").default,
        Some(Value::Map(vec![(text("action"), text("made_action"))]))
    );
    assert_eq!(parameter("plain").default, None);
    assert_eq!(parameter("trackOptions").kind, ParameterKind::Provided);
    assert_eq!(parameter("theirs").default, Some(text("x")));
    assert_eq!(function(&facts, "title").kind, FunctionKind::Accessor);
    assert_eq!(function(&facts, "both").returns, [text("got_action")]);
    let watcher = calls(&facts, "watched")[0].function.expect("in a function");
    assert_eq!(facts.functions[watcher as usize].name, "state");
    let lazy = facts
        .imports
        .iter()
        .find(|import| import.local == "LazyPart")
        .expect("loaded when needed");
    assert_eq!(lazy.module, "./lazy_part.vue");
}

#[test]
fn tags_have_attributes_and_loops_bind_names() {
    let facts = facts_of(PANEL);
    assert!(calls(&facts, "hidden").is_empty());
    let row = facts
        .calls
        .iter()
        .find(|site| site.kind == SiteKind::Element && site.name == "order-row")
        .expect("a row");
    let events = Value::Member(
        Box::new(Value::Member(Box::new(name("$options")), "EVENTS".into())),
        "ROW".into(),
    );
    assert_eq!(
        row.named("track-action").map(|argument| &argument.value),
        Some(&events)
    );
    assert_eq!(
        row.named("label").map(|argument| &argument.value),
        Some(&Value::Template(vec![text("row_"), name("row")]))
    );
    let each = facts
        .bindings
        .iter()
        .find(|binding| matches!(binding.value, Value::ElementOf(_)))
        .expect("a loop");
    assert_eq!(
        (each.name.as_str(), &each.value, each.kind),
        (
            "row",
            &Value::ElementOf(Box::new(name("rows"))),
            BindingKind::Inside
        )
    );
    assert!(
        row.span.start >= each.span.start && row.span.end <= each.span.end,
        "the name is known in the whole element"
    );
}

#[test]
fn handlers_are_calls_and_slots_bind_names() {
    let facts = facts_of(PANEL);
    let track = calls(&facts, "track");
    assert!(
        track
            .iter()
            .any(|site| site.arguments[0].value == text("arrow_action") && site.receiver.is_none())
    );
    let place = calls(&facts, "place");
    assert!(
        place
            .iter()
            .any(|site| site.arguments[0].key == Key::Spread),
        "a handler that is named is handed something"
    );
    let clicked = place
        .iter()
        .find(|site| site.arguments[0].value == text("clicked"))
        .expect("a statement");
    assert_eq!(
        &PANEL[clicked.span.start as usize..clicked.span.end as usize],
        "place('clicked')"
    );
    assert_eq!(calls(&facts, "shown").len(), 1);
    let directive = facts
        .calls
        .iter()
        .find_map(|site| site.named("v-track-event"))
        .expect("a directive");
    assert_eq!(
        directive.value,
        Value::Map(vec![
            (text("category"), text("shop")),
            (text("action"), text("directive_action"))
        ])
    );
    let slot = facts
        .bindings
        .iter()
        .find(|binding| binding.name == "close")
        .expect("a name of the slot");
    assert_eq!(
        (slot.kind, &slot.value),
        (BindingKind::Inside, &Value::Opaque)
    );
}

#[test]
fn one_broken_expression_spoils_nothing_but_itself() {
    let facts = facts_of(
        "<template><a :x=\"f(\" @click=\"track('found')\" :y=\"g('too')\">x</a></template>",
    );
    assert_eq!(calls(&facts, "track")[0].arguments[0].value, text("found"));
    assert_eq!(calls(&facts, "g")[0].arguments[0].value, text("too"));
}

#[test]
fn a_setup_script_is_the_component() {
    let source = r#"<script setup lang="ts">
import { InternalEvents } from '~/tracking';
const { trackEvent } = InternalEvents.mixin().methods;
const props = defineProps({ action: { default: 'given' } });
const go = () => trackEvent(props.action);
</script>
<template><a @click="go">x</a></template>"#;
    let facts = facts_of(source);
    assert_eq!(facts.problems, []);
    let constructor = function(&facts, "constructor");
    assert_eq!(
        facts.scopes[constructor.scope as usize].kind,
        ScopeKind::Component
    );
    assert_eq!(constructor.parameters[0].default, Some(text("given")));
    assert_eq!(bound(&facts, "props"), &name("this"));
    assert_eq!(calls(&facts, "trackEvent").len(), 1);
}

#[test]
fn no_prefix_of_a_component_panics() {
    assert_prefixes_are_read(&LANGUAGE, PATH, PANEL, 5);
}

#[test]
fn elements_beside_each_other_are_read_however_many_there_are() {
    let path = "<path d=\"M1 1 L2 3 C4 5 6 7 8 9 Z\" fill=\"#fff\" />\n";
    let items = "<li>lorem ipsum</li><br><img src=\"a\">\n";
    for many in [path.repeat(2_000), items.repeat(2_000)] {
        let text = format!(
            "<template><div>{many}<a data-track-action=\"click_x\">x</a></div></template>\n<script>export default {{}};</script>\n"
        );
        let facts = facts_of(&text);
        assert!(facts.problems.is_empty(), "{:?}", facts.problems);
        assert!(facts.calls.iter().any(|call| call.name == "a"));
    }
}
