//! Functions that exist to send an event and that nothing calls.
//!
//! Only functions that are named as senders count: whatever else nobody calls may be an entry point. Any mention of the name
//! outside of tests keeps a function alive.

use crate::audit::function_spans::FunctionSpans;
use crate::audit::inputs::Inputs;
use crate::audit::name_match::fits;
use crate::calls::Grade;
use crate::facts::{Function, FunctionKind, Text};
use crate::resolve::request::word_index::is_word_byte;
use crate::source::{FileId, Span};
use rustc_hash::{FxHashMap, FxHashSet};

/// Verbs in the names of functions that send events.
const VERBS: [&str; 9] = [
    "track",
    "log",
    "record",
    "capture",
    "report",
    "emit",
    "count",
    "increment",
    "instrument",
];

/// Shortest beginning or end of a name that code may put together.
const LEAST_PART: usize = 4;

/// Bytes in front of a name that are searched for the bracket around it.
const MOST_BEFORE: usize = 2_000;

/// The calls in functions that nothing calls.
pub(crate) struct DeadSenders {
    by_call: FxHashMap<usize, Span>,
}

impl DeadSenders {
    /// Finds the calls in functions that nothing calls.
    pub(crate) fn new(inputs: &Inputs<'_>) -> Self {
        let mut senders: FxHashMap<&Text, Vec<(usize, Span)>> = FxHashMap::default();
        let mut functions = FunctionSpans::default();
        for (number, call) in inputs.calls.iter().enumerate() {
            if call.event.grade() != Grade::Exact {
                continue;
            }
            let function = functions.innermost(inputs, call.span);
            let facts = inputs.facts_of(call.span.file);
            let function = function.and_then(|number| facts?.functions.get(number));
            let is_candidate = |function: &&Function| {
                is_sender(&function.name) && !may_be_inherited(inputs, call.span, function)
            };
            if let Some(function) = function.filter(is_candidate) {
                let of_name = senders.entry(&function.name).or_default();
                of_name.push((number, function.name_span));
            }
        }
        let mut names: Vec<&str> = senders.keys().map(|name| name.as_str()).collect();
        names.sort_unstable();
        let alive = alive(inputs, &names);
        let dead = senders
            .into_iter()
            .filter(|(name, _)| !alive.contains(name.as_str()));
        Self {
            by_call: dead.flat_map(|(_, calls)| calls).collect(),
        }
    }

    /// Returns the name of the function around a call, if nothing calls it.
    pub(crate) fn around(&self, call: usize) -> Option<Span> {
        self.by_call.get(&call).copied()
    }
}

/// Returns true for a method of objects whose superclass or mixins may call it.
fn may_be_inherited(inputs: &Inputs<'_>, span: Span, function: &Function) -> bool {
    let scope = inputs
        .facts_of(span.file)
        .and_then(|facts| facts.scopes.get(function.scope as usize));
    !matches!(function.kind, FunctionKind::Static | FunctionKind::Free)
        && scope.is_some_and(|scope| !scope.supers.is_empty())
}

/// Returns true if one of the words of a name is a verb for sending.
fn is_sender(name: &str) -> bool {
    let words = crate::languages::kebab(name).replace('_', "-");
    words.split('-').any(|word| VERBS.contains(&word))
}

/// Returns the names that some code mentions, or may put together.
fn alive<'n>(inputs: &Inputs<'_>, names: &[&'n str]) -> FxHashSet<&'n str> {
    let mut definitions: FxHashSet<(FileId, u32)> = FxHashSet::default();
    let wanted: FxHashSet<&str> = names.iter().copied().collect();
    for (file, _, facts) in inputs.facts {
        let functions = facts.functions.iter();
        let own = functions.filter(|function| wanted.contains(function.name.as_str()));
        definitions.extend(own.map(|function| (*file, function.name_span.start)));
    }
    let mut found: FxHashSet<&str> = FxHashSet::default();
    for (file, number) in inputs.words.places(names) {
        let name = names[number];
        if found.contains(name) {
            continue;
        }
        let text = &inputs.sources.file(file).text;
        if is_used(text, name, |at| definitions.contains(&(file, at))) {
            found.insert(name);
        }
    }
    let left: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !found.contains(name))
        .collect();
    found.extend(put_together(inputs, &left));
    found
}

/// Returns true if a name stands in a text where it is not only defined or passed on under the same name.
fn is_used(text: &str, name: &str, is_definition: impl Fn(u32) -> bool) -> bool {
    text.match_indices(name).any(|(at, _)| {
        word_boundary(text, at, name.len())
            && !is_definition(at as u32)
            && !is_passed_on(text, at, name.len())
    })
}

/// Returns true if the text at this place is a word of its own.
fn word_boundary(text: &str, at: usize, length: usize) -> bool {
    let bytes = text.as_bytes();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(|byte| is_word_byte(*byte))
    };
    !is_letter(at.checked_sub(1)) && !is_letter(Some(at + length))
}

/// Returns true for an entry of an object or of a list of exports that only repeats the name.
fn is_passed_on(text: &str, at: usize, length: usize) -> bool {
    let before = text[..at].trim_end();
    let behind = text[at + length..].trim_start();
    if !before.ends_with(['{', ',']) || !behind.starts_with(['}', ',']) {
        return false;
    }
    let mut depth = 0;
    for byte in before.bytes().rev().take(MOST_BEFORE) {
        match byte {
            b')' | b']' | b'}' => depth += 1,
            b'(' | b'[' if depth == 0 => return false,
            b'{' if depth == 0 => return true,
            b'(' | b'[' | b'{' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// Returns the names that code may put together, as `"track_#{kind}_action"` does.
fn put_together<'n>(inputs: &Inputs<'_>, names: &[&'n str]) -> Vec<&'n str> {
    let mut parts: Vec<(&str, &'n str)> = Vec::new();
    for name in names {
        for (at, _) in name.match_indices('_') {
            let (begin, end) = (&name[..=at], &name[at..]);
            parts.extend([begin, end].map(|part| (part, *name)));
        }
    }
    parts.retain(|(part, _)| part.len() >= LEAST_PART);
    let words: Vec<&str> = parts.iter().map(|(part, _)| *part).collect();
    let places = inputs.words.places(&words).into_iter();
    let here = places.filter(|(file, number)| {
        let (text, (part, name)) = (&inputs.sources.file(*file).text, parts[*number]);
        text.match_indices(part).any(|(at, _)| {
            word_boundary(text, at, part.len()) && may_make(text, at, part.len(), name)
        })
    });
    here.map(|(_, number)| parts[number].1).collect()
}

/// Returns true if the computed text around a literal part may be a name.
fn may_make(text: &str, at: usize, length: usize, name: &str) -> bool {
    // A part that is alone in its quotes may be joined with anything.
    let is_quote = |letter: Option<char>| matches!(letter, Some('"' | '\'' | '`'));
    let (before, behind) = (
        text[..at].chars().next_back(),
        text[at + length..].chars().next(),
    );
    if is_quote(before) && is_quote(behind) {
        return true;
    }
    let glob = computed_glob(text, at);
    glob.contains('*') && fits(&glob, name)
}

/// Returns the computed text around a place, with `*` for what is put in.
fn computed_glob(text: &str, at: usize) -> String {
    let is_word = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '!' | '?');
    let mut start = at;
    loop {
        let before = &text[..start];
        let word = before.trim_end_matches(is_word);
        let opened = || word.rfind("#{").max(word.rfind("${"));
        start = match word.ends_with('}').then(opened).flatten() {
            Some(opened) => opened,
            None => break,
        };
    }
    let mut glob = String::new();
    let mut rest = &text[text[..start].trim_end_matches(is_word).len()..];
    loop {
        let word = rest.split(|letter| !is_word(letter)).next().unwrap_or("");
        glob.push_str(word);
        rest = &rest[word.len()..];
        let inner = rest.strip_prefix("#{").or_else(|| rest.strip_prefix("${"));
        match inner.and_then(|inner| inner.split_once('}')) {
            Some((_, behind)) => {
                glob.push('*');
                rest = behind;
            }
            None => return glob,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_used_where_it_is_called_or_passed() {
        let used = |text: &str| is_used(text, "logOut", |at| at == 0);
        assert!(used("logOut = 1; logOut()") && used("f(a, logOut)") && used("[a, logOut, b]"));
        assert!(!used("logOut: () => {}") && !used("logOut; export { other, logOut };"));
        assert!(!used("logOut; x = { ...a, logOut }") && !used("logOut; logOuts()"));
    }

    #[test]
    fn computed_names_keep_what_they_may_be_alive() {
        let make = |text: &str, part: &str| {
            let at = text.find(part).expect("a part");
            may_make(text, at, part.len(), "track_cart_action")
        };
        assert!(make("\"track_#{kind}_action\"", "track_"));
        assert!(make("\"#{kind}_action\"", "_action"));
        assert!(make("'track_' + kind", "track_") && make("\"track_#{a}_#{b}\"", "track_"));
        assert!(!make("\"track_#{kind}_event\"", "track_"));
        assert!(!make("\"count_#{kind}_action\"", "_action"));
        assert!(!make("track_ and", "track_") && !make("\"track_#{a}_#{b}!\"", "track_"));
    }

    #[test]
    fn senders_have_a_verb_in_their_name() {
        assert!(
            is_sender("track_cart") && is_sender("logMapFiltered") && !is_sender("catalog_page")
        );
    }
}
