//! Rust, read by its own parser library; files that one refuses are read by a simple tree-sitter reader, and the facts say so.
//!
//! Rust has no member look-up to follow at this level, so three things are settled here: `Self` is written out as the type
//! around it, methods that hand a string on (`to_string`, `as_ref`) are left out, and the string that a `match` or a derive
//! gives an enum's variant becomes a constant of that enum. Fields of nested struct literals keep their own names: the types
//! tell them apart, not the nesting.

mod changes;
mod comments;
mod declared;
mod defs;
mod endings;
mod fallback;
mod format;
mod generics;
mod guard;
mod handing_on;
#[cfg(test)]
mod hostile_tests;
mod items;
mod macro_rules;
mod macro_tokens;
mod macros;
mod patterns;
mod places;
mod scanner;
mod sites;
mod spans;
mod statements;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_hint_tests;
mod text_hints;
pub(crate) mod text_methods;
mod types;
mod value_memo;
mod values;
mod variant_texts;

use crate::facts::FileFacts;
use crate::languages::language::{Input, Language};
use crate::languages::rust::places::Places;
use crate::languages::rust::scanner::Scanner;
use crate::languages::traits::{LITERAL, Traits};
use crate::source::Span;

/// Rust.
pub(crate) const LANGUAGE: Language = Language {
    name: "rust",
    extensions: &["rs"],
    scan,
    may_define: text_hints::may_define,
    only_encloses: |_, _, _| false,
    may_call: text_hints::may_call,
    may_inherit: text_hints::may_inherit,
    enclosing: |_, _| None,
    comment: |_| ("// ", ""),
    traits: Traits {
        self_names: &["self", "Self"],
        library_roots: &["alloc", "core", "std"],
        place_words: &["Self", "crate", "self", "super"],
        module_files: true,
        constructor: LITERAL,
        methods: &text_methods::METHODS,
        ..Traits::PLAIN
    },
};

/// Text to facts.
fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = read(input);
    facts.directives = comments::directives(input.file, input.text);
    // The spans of everything parsed on this thread live until this call.
    proc_macro2::extra::invalidate_current_thread_spans();
    facts
}

fn read(input: Input<'_>) -> FileFacts {
    let whole = Span::new(input.file, 0, input.text.len());
    let skip = preamble(input.text);
    let refuse = |reason: &str, at: Span| {
        let mut facts = FileFacts::new(whole);
        fallback::scan(input, &mut facts, reason, at);
        facts
    };
    let places = Places::new(input.text, skip);
    let place = |span: proc_macro2::Span| {
        let range = places.range(span);
        Span::new(input.file, range.start, range.end)
    };
    let tokens: proc_macro2::TokenStream = match input.text[skip..].parse() {
        Ok(tokens) => tokens,
        Err(error) => {
            return refuse(
                "not valid Rust here",
                place(proc_macro2::LexError::span(&error)),
            );
        }
    };
    if guard::too_deep(tokens.clone()) {
        return refuse(
            "nested too deeply to be parsed",
            Span::new(input.file, 0, 0),
        );
    }
    let file: syn::File = match syn::parse2(tokens) {
        Ok(file) => file,
        Err(error) => {
            return refuse(
                &format!("not valid Rust here ({error})"),
                place(error.span()),
            );
        }
    };
    let mut scanner = Scanner::new(input.file, whole, places);
    if !defs::is_test(&file.attrs) {
        scanner.items(&file.items);
    }
    scanner.finish()
}

/// Length of a byte order mark and a `#!` line, which are not tokens.
fn preamble(text: &str) -> usize {
    let mark = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let rest = &text[mark..];
    let script = rest.starts_with("#!") && !rest[2..].trim_start().starts_with('[');
    if script {
        mark + rest.find('\n').unwrap_or(rest.len())
    } else {
        mark
    }
}
