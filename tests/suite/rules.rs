//! Every embedded pack can be read, and every example in it behaves as it says.

use std::sync::Arc;
use tracklint::calls::Call;
use tracklint::resolve::rounds;
use tracklint::rules::{self, Example, Examples, RulePack};
use tracklint::scan;
use tracklint::source::{SourceFile, SourceMap};

fn calls_of(packs: &[RulePack], path: &str, code: &str) -> Vec<Call> {
    let mut sources = SourceMap::default();
    let file = sources.add(SourceFile::new(Arc::from(path), Arc::from(code)));
    rounds::resolve(&sources, &[file], packs, &[]).expect("the packs compile").calls
}

fn path_of(example: &Example, languages: &[tracklint::facts::Text]) -> String {
    let language = example.language.as_ref().unwrap_or(&languages[0]);
    let row = scan::LANGUAGES.iter().find(|row| row.name == language.as_str()).expect("a known language");
    example.path.clone().unwrap_or_else(|| format!("app/example.{}", row.extensions[0]))
}

fn check(packs: &[RulePack], id: &str, languages: &[tracklint::facts::Text], examples: &Examples, faults: &mut Vec<String>) {
    if examples.matching.is_empty() || examples.ignore.is_empty() {
        faults.push(format!("{id}: needs an example that matches and one that must not"));
    }
    for example in &examples.matching {
        let calls = calls_of(packs, &path_of(example, languages), &example.code);
        let mine: Vec<&Call> = calls.iter().filter(|call| call.rule == id).collect();
        let all = example.names.iter().all(|name| mine.iter().any(|call| call.event.names.contains(name)));
        if mine.is_empty() || !all {
            faults.push(format!("{id}: must match {:?} with {:?}, found {calls:?}", example.code, example.names));
        }
    }
    for example in &examples.ignore {
        let calls = calls_of(packs, &path_of(example, languages), &example.code);
        if calls.iter().any(|call| call.rule == id) {
            faults.push(format!("{id}: must not match {:?}", example.code));
        }
    }
}

#[test]
fn every_rule_matches_its_examples_and_ignores_its_look_alikes() {
    let packs = rules::embedded().expect("every pack can be read");
    assert!(!packs.is_empty());
    let mut faults = Vec::new();
    for pack in &packs {
        for rule in &pack.calls {
            check(&packs, &format!("{}#{}", pack.pack, rule.id), &rule.languages, &rule.examples, &mut faults);
        }
        for rule in &pack.attributes {
            check(&packs, &format!("{}#{}", pack.pack, rule.id), &rule.languages, &rule.examples, &mut faults);
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rule_ids_are_unique() {
    let packs = rules::embedded().expect("every pack can be read");
    let mut seen = std::collections::BTreeSet::new();
    for pack in &packs {
        let ids = pack.calls.iter().map(|rule| &rule.id).chain(pack.attributes.iter().map(|rule| &rule.id));
        for id in ids {
            assert!(seen.insert(format!("{}#{id}", pack.pack)), "{}#{id} stands twice", pack.pack);
        }
    }
}
