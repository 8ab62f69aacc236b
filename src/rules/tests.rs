//! Every embedded pack can be read, and every example in it behaves as it says.

use crate::analysis::rule_examples;
use crate::languages;
use crate::resolve::parse_cache::ParseCache;
use crate::resolve::request::FileRequests;
use crate::rules::{self, RulePack};
use crate::source::{SourceFile, SourceMap};
use indoc::indoc;

#[test]
fn embedded_json_is_equal_to_the_yaml_packs() {
    for (path, text, json) in rules::EMBEDDED {
        let quick: RulePack = serde_json::from_str(json).expect(path);
        assert_eq!(
            format!("{quick:#?}"),
            format!("{:#?}", rules::read(text).expect(path)),
            "{path}"
        );
    }
}

#[test]
fn every_rule_matches_its_examples_and_ignores_its_counterexamples() {
    let packs = rules::embedded().expect("every pack can be read");
    let tested = rule_examples::test(&packs).expect("every pack can be used");
    assert!(tested.len() > packs.len());
    let faults = tested.iter().flat_map(|tested| {
        let faults = tested.faults.iter();
        faults.map(|fault| format!("{}: {fault}", tested.rule))
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rule_ids_are_unique() {
    let packs = rules::embedded().expect("every pack can be read");
    let mut seen = std::collections::BTreeSet::new();
    for pack in &packs {
        let ids = pack
            .calls
            .iter()
            .map(|rule| &rule.id)
            .chain(pack.elements.iter().map(|rule| &rule.id))
            .map(ToString::to_string)
            .chain(pack.definitions.iter().map(|rule| rule.id.clone()));
        for id in ids {
            assert!(
                seen.insert(format!("{}#{id}", pack.pack)),
                "{}#{id} is not unique",
                pack.pack
            );
        }
    }
}

#[test]
fn every_stack_has_evidence() {
    let packs = rules::embedded().expect("every pack can be read");
    let stack = |pack: &RulePack| pack.pack.split('/').next().map(str::to_owned);
    let with_evidence: Vec<_> = packs
        .iter()
        .filter(|pack| pack.always || pack.detect != rules::detect::Detect::default())
        .map(stack)
        .collect();
    for pack in &packs {
        assert!(with_evidence.contains(&stack(pack)), "{}", pack.pack);
    }
}

/// Another company's stack: a class of its own, a wrapper around it, an attribute, and nothing but YAML.
const OTHER_STACK: &str = r#"
pack: acme/telemetry
system: acme
calls:
  - id: capture
    languages: ruby
    on: {type: "Acme::Telemetry"}
    method: capture
    event: {argument: 0, key: event}
    properties: [{name: "*", argument: 0, key: properties}]
elements:
  - id: data-acme
    languages: haml
    event: {attribute: data-acme-event}
    label: {attribute: data-acme-place}
project:
  wrapper-words: [capture]
"#;

const CHECKOUT: &str = indoc! {r"
    class Checkout
      PAID = 'order paid'.freeze
      def pay
        report(PAID)
      end
      def report(name)
        Acme::Telemetry.capture({ event: name, properties: { total: 3 } })
      end
    end
"};

#[test]
fn another_tracking_api_needs_only_yaml() {
    let packs = [rules::read(OTHER_STACK).expect("a valid pack")];
    let template = "%a{ data: { acme_event: 'order opened', acme_place: 'top' } } x\n";
    let files = [("app/a.rb", CHECKOUT), ("app/b.html.haml", template)];
    let mut sources = SourceMap::default();
    let ids = files.map(|(path, text)| sources.add(SourceFile::new(path, text)));
    let found = crate::resolve::resolve(
        &sources,
        &ids,
        &packs,
        &FileRequests::default(),
        &ParseCache::default(),
    )
    .expect("the pack compiles");
    let rows: Vec<_> = found
        .calls
        .iter()
        .map(|call| {
            let names: Vec<&str> = call.event.names.iter().map(|name| name.as_str()).collect();
            (call.rule.as_str(), sources.lines(call.span).0, names)
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("acme/telemetry#capture", 4, vec!["order paid"]),
            ("acme/telemetry#capture", 7, vec!["order paid"]),
            ("acme/telemetry#data-acme", 1, vec!["order opened"]),
        ]
    );
    let mut calls = found.calls.iter();
    let inner = calls.find(|call| call.inside_wrapper);
    let properties = &inner.expect("the wrapper's own call").properties;
    let names: Vec<&str> = properties.iter().map(|own| own.name.as_str()).collect();
    assert_eq!(names, ["total"]);
}

/// Call rules that can never match, and the reason.
const NEVER_MATCHING: &[(&str, &str)] = &[
    ("on: anything, event: {argument: 0}", "no `method`"),
    ("method: track, event: {argument: 0}", "no `on`"),
    ("on: anything, method: track, event: {}", "no source"),
    (
        "on: anything, method: track, event: {argument: 0, keyword: b}",
        "several sources",
    ),
    (
        "languages: rubi, on: anything, method: track, event: {argument: 0}",
        "did you mean `ruby`?",
    ),
    (
        "on: anything, method: '{all}', event: {argument: 0}",
        "matches every name",
    ),
    (
        "on: anything, method: '', event: {argument: 0}",
        "`method: ` is empty",
    ),
    (
        "on: anything, method: a.track, event: {argument: 0}",
        "belongs in `on`",
    ),
    (
        "on: {import: ['']}, method: track, event: {argument: 0}",
        "`import: ` is empty",
    ),
    (
        "on: {type: 'Track*'}, method: track, event: {argument: 0}",
        "`*` matches nothing",
    ),
    (
        "on: [], method: track, event: {argument: 0}",
        "the list is empty",
    ),
    (
        "languages: [], on: anything, method: track, event: {argument: 0}",
        "the list is empty",
    ),
    (
        "on: anything, method: track, event: {argument: 65535}",
        "no call has 65535 arguments",
    ),
    (
        "on: anything, method: track, event: {keyword: ''}",
        "`keyword` is empty",
    ),
    (
        "on: anything, method: track, event: {capture: name}",
        "captures `{name}`",
    ),
    (
        "on: anything, method: track, event: {argument: 0}, properties: [{name: a}]",
        "no source",
    ),
    (
        "on: anything, method: track, event: {argument: 0}, paths: ['[a']",
        "unclosed character class",
    ),
    (
        "on: anything, method: {defined-by: b}, event: {method-name: true}",
        "`defined-by: b` names no definition rule",
    ),
    (
        "on: {imports: x}, method: track, event: {argument: 0}",
        "imports",
    ),
    (
        "on: anything, methods: track, event: {argument: 0}",
        "methods",
    ),
];

#[test]
fn what_can_never_match_is_refused_with_the_rule() {
    let refused = |rule: &str| {
        let text = format!("pack: x\ncalls:\n  - {{id: a, {rule}}}\n");
        let pack = rules::read(&text)?;
        pack.validate(&languages::check_name)
            .map_err(|fault| fault.to_string())
    };
    for &(rule, expected) in NEVER_MATCHING {
        let error = refused(rule).expect_err(rule);
        assert!(error.contains(expected), "{rule}: {error}");
    }
    let ok = "on: anything, method: track, event: {argument: 0}";
    assert_eq!(refused(ok), Ok(()));
}

#[test]
fn two_rules_of_a_pack_have_two_ids() {
    let text = "pack: x\ncalls: [{id: a, on: anything, method: track, event: {argument: 0}}]\ndefinitions: [{id: a, files: b.yml}]\n";
    let pack = rules::read(text).expect("it can be read");
    let fault = pack
        .validate(&languages::check_name)
        .expect_err("it is refused");
    assert_eq!((fault.section, fault.id.as_str()), ("definitions", "a"));
}

#[test]
fn no_embedded_rule_is_refused() {
    for pack in rules::embedded().expect("every pack can be read") {
        assert_eq!(
            pack.validate(&languages::check_name),
            Ok(()),
            "{}",
            pack.pack
        );
    }
}
