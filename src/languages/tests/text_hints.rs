//! Cheap tests on the text of a file, compared with the facts of its front end.

use crate::facts::{FileFacts, SiteKind, Value};
use crate::languages::{self, Input, Language};
use crate::source::FileId;
use ignore::Walk;
use std::path::Path;

/// Every file of every fixture that is code: its path, its language, its text, and what its front end finds.
fn fixtures() -> impl Iterator<Item = (String, &'static Language, String, FileFacts)> {
    let files =
        Walk::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")).filter_map(Result::ok);
    files.filter_map(|entry| {
        let path = entry.path().to_string_lossy().replace('\\', "/");
        let (language, text) = (
            languages::language_of(&path)?,
            std::fs::read_to_string(entry.path()).ok()?,
        );
        let facts = languages::scan(
            language,
            Input {
                file: FileId(0),
                path: &path,
                text: &text,
            },
        );
        Some((path, language, text, facts))
    })
}

/// Every call of every fixture stands where its language says that a name may be called: a file that is not parsed has none.
#[test]
fn every_call_is_at_a_position_where_its_language_allows_calls() {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for (path, language, text, facts) in fixtures() {
        for site in facts
            .calls
            .iter()
            .filter(|site| matches!(site.kind, SiteKind::Call | SiteKind::Macro))
        {
            let span = site.name_span.start as usize..site.name_span.end as usize;
            // Some calls have names of their own (`new`, `super`), and those of a rewritten tag stand nowhere.
            let Some(at) = text[span.clone()]
                .rfind(site.name.as_str())
                .filter(|_| !site.name.is_empty())
            else {
                continue;
            };
            let offset = span.start + at;
            assert!(
                (language.may_call)(&text, offset, &site.name),
                "{path}: {} at {offset}",
                site.name
            );
            *counts.entry(language.name).or_default() += 1;
        }
    }
    assert!(
        ["javascript", "typescript", "vue", "ruby"]
            .iter()
            .all(|language| counts[language] > 4),
        "{counts:?}"
    );
}

/// Every superclass and mixin of every fixture stands where its language says that a class is taken over.
#[test]
fn every_superclass_is_at_a_position_where_its_language_allows_one() {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for (path, language, text, facts) in fixtures() {
        for parent in facts.scopes.iter().flat_map(|scope| &scope.supers) {
            let Value::Name(name) = &parent.value else {
                continue;
            };
            let written = &text[parent.span.start as usize..parent.span.end as usize];
            let Some(at) = written.rfind(name.as_str()) else {
                continue;
            };
            let last = name.len() - name.rsplit("::").next().map_or(0, str::len);
            let offset = parent.span.start as usize + at + last;
            assert!(
                (language.may_inherit)(&text, offset),
                "{path}: {name} at {offset}"
            );
            *counts.entry(language.name).or_default() += 1;
        }
    }
    assert!(counts["ruby"] > 20, "{counts:?}");
}

#[test]
fn names_without_a_call_are_not_calls() {
    let Language {
        may_call: calls, ..
    } = languages::language_of("a.js").expect("a language");
    let of = |text: &str| calls(text, text.find("send").expect("the word"), "send");
    for text in [
        "send()",
        "x.send ('a')",
        "send?.()",
        "send!(1)",
        "send<T>()",
        "send`a`",
        "send /* x */ ()",
    ] {
        assert!(of(text), "{text}");
    }
    for text in [
        "@click=\"send\"",
        "@click=\" send \"",
        "@click=send>",
        "['send']",
        "'cart/send'",
        "import { send as x }",
    ] {
        assert!(of(text), "{text}");
    }
    for text in [
        "send => 1",
        "(send) => 1",
        "send.target",
        "send?.target",
        "{ send }",
        "a, send;",
        "send !== b",
        "@send",
        "send: 1",
    ] {
        assert!(!of(text), "{text}");
    }
}
