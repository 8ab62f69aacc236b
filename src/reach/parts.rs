//! The part of a file that a named import uses.

use crate::resolve::project::view::ProjectView;
use crate::source::Span;

/// Returns the functions that an imported function of a file runs, itself included; none if no function has the name.
pub(super) fn part(view: &ProjectView<'_>, unit: u32, symbol: &str) -> Option<Vec<Span>> {
    let facts = view.facts(unit);
    let outer = || {
        let functions = facts.functions.iter();
        functions.filter(|function| function.outer.is_none())
    };
    let mut spans: Vec<Span> = outer()
        .filter(|function| !symbol.is_empty() && function.name == symbol)
        .map(|function| function.span)
        .collect();
    let mut done = 0;
    while let Some(span) = spans.get(done).copied() {
        done += 1;
        let called = outer().filter(|function| names(view, unit, span, &function.name));
        for function in called {
            if !spans.contains(&function.span) {
                spans.push(function.span);
            }
        }
    }
    (!spans.is_empty()).then_some(spans)
}

/// Returns true if the text of a span contains a name as a word.
pub(super) fn names(view: &ProjectView<'_>, unit: u32, span: Span, name: &str) -> bool {
    let text = &*view.units[unit as usize].text;
    let text = text.get(span.start as usize..span.end as usize);
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$');
    text.is_some_and(|text| {
        !name.is_empty()
            && text.match_indices(name).any(|(at, _)| {
                !text[..at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
            })
    })
}
