//! Facts of texts for the tests of the front ends, and what is looked up in them.

use crate::facts::{Binding, CallSite, FileFacts, Function, SiteKind, Value};
use crate::languages::language::{Input, Language};
use crate::source::FileId;

/// Returns the facts of a text.
pub(super) fn facts_of(language: &Language, path: &str, text: &str) -> FileFacts {
    (language.scan)(Input {
        file: FileId(0),
        path,
        text,
    })
}

pub(super) fn text(value: &str) -> Value {
    Value::Text(value.into())
}

pub(super) fn name(value: &str) -> Value {
    Value::Name(value.into())
}

/// Returns the first binding of a name.
pub(super) fn binding<'f>(facts: &'f FileFacts, name: &str) -> &'f Binding {
    let mut bindings = facts.bindings.iter();
    bindings
        .find(|binding| binding.name == name)
        .unwrap_or_else(|| panic!("`{name}` is not bound"))
}

/// Returns the first call of a name.
pub(super) fn called<'f>(facts: &'f FileFacts, name: &str) -> &'f CallSite {
    let mut sites = facts.calls.iter();
    sites
        .find(|site| site.kind == SiteKind::Call && site.name == name)
        .unwrap_or_else(|| panic!("`{name}` is not called"))
}

/// Returns the first function with a name.
pub(super) fn function<'f>(facts: &'f FileFacts, name: &str) -> &'f Function {
    let mut functions = facts.functions.iter();
    functions
        .find(|function| function.name == name)
        .unwrap_or_else(|| panic!("no function `{name}`"))
}

/// Runs where a scan runs: on a stack of 16 MiB.
pub(super) fn on_a_worker(work: impl FnOnce() + Send + 'static) {
    let worker = std::thread::Builder::new()
        .stack_size(16 << 20)
        .spawn(work)
        .expect("a thread");
    assert!(worker.join().is_ok());
}

/// Reads prefixes of a text, one in every `step`. Checks that no span reaches beyond the end.
pub(super) fn assert_prefixes_are_read(language: &Language, path: &str, text: &str, step: usize) {
    let ends = (0..=text.len()).step_by(step);
    for end in ends.filter(|end| text.is_char_boundary(*end)) {
        let facts = facts_of(language, path, &text[..end]);
        let calls = facts.calls.iter();
        let functions = facts.functions.iter();
        let mut spans = calls
            .flat_map(|site| [site.span, site.name_span])
            .chain(functions.flat_map(|function| [function.span, function.name_span]))
            .chain(facts.bindings.iter().map(|binding| binding.span))
            .chain(facts.problems.iter().map(|problem| problem.span));
        assert!(
            spans.all(|span| span.start <= span.end && span.end as usize <= end),
            "{path}: {end}"
        );
    }
}
