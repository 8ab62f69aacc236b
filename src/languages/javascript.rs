//! JavaScript and TypeScript, through tree-sitter.
//!
//! The parser's tree becomes a flat list in source order ([`syntax`]), and one loop runs over it: what encloses a node is on a
//! stack of frames, what a node means to its parent is a [`Role`] the parent left for it. Nothing recurses with the source.

mod calls;
mod components;
mod declarations;
mod functions;
mod grammar;
mod handed_out;
#[cfg(test)]
mod hostile_tests;
mod kinds;
mod literals;
mod loading;
mod narrow;
mod objects;
mod patterns;
mod properties;
mod scanner;
mod sites;
mod snippets;
mod states;
mod strings;
mod syntax;
#[cfg(test)]
mod tests;
pub(crate) mod text_methods;
mod types;
mod values;

use crate::facts::{FileFacts, Problem};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::Tree;
use crate::languages::language::{Input, Language};
use crate::languages::parser;
use crate::languages::traits::{Scoping, Traits};
use crate::source::Span;
use std::ops::Range;

pub(crate) use crate::languages::javascript::components::component_name;
pub(crate) use crate::languages::javascript::scanner::{Dialect, Place};
pub(crate) use crate::languages::javascript::snippets::{Form, Snippet, simple, snippets};

/// JavaScript.
pub(crate) const JAVASCRIPT: Language = Language {
    name: "javascript",
    extensions: &["js", "mjs", "cjs", "jsx"],
    scan,
    may_define,
    only_encloses: |_, _, _| false,
    may_call,
    may_inherit: |_, _| true,
    enclosing: |_, _| None,
    comment: |_| ("// ", ""),
    traits: TRAITS,
};
/// TypeScript; declaration files hold no code and are left out.
pub(crate) const TYPESCRIPT: Language = Language {
    name: "typescript",
    extensions: &["ts", "tsx", "mts", "cts"],
    ..JAVASCRIPT
};

/// Calls that let a function listen to a key.
pub(crate) const LISTENING: &[&str] = &["on", "$on", "once", "$once", "addListener", "subscribe"];

/// Calls that read what a component around provides.
pub(crate) const CONTEXT_CALLS: &[&str] = &["useContext", "use"];

/// Traits of JavaScript, TypeScript and Vue components.
pub(crate) const TRAITS: Traits = Traits {
    scoping: Scoping::PerFile,
    // `const self = this` keeps the object for inner functions.
    self_names: &["this", "self"],
    class_member: Some("constructor"),
    default_export: Some("default"),
    component_options: Some(objects::OPTION),
    member_factory: Some("setup"),
    global_objects: &["window", "globalThis"],
    reference_calls: &["bind"],
    listening_calls: LISTENING,
    context_calls: CONTEXT_CALLS,
    emitting_calls: &["emit", "$emit", "trigger", "publish", "fire"],
    json_encoders: &["stringify"],
    methods: &text_methods::METHODS,
    import_endings: &[
        "",
        ".js",
        ".ts",
        ".vue",
        ".mjs",
        ".jsx",
        ".tsx",
        "/index.js",
        "/index.ts",
        "/index.vue",
        "/index.jsx",
        "/index.tsx",
    ],
    ..Traits::PLAIN
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    if ![".d.ts", ".d.mts", ".d.cts"]
        .iter()
        .any(|ending| input.path.ends_with(ending))
    {
        let grammar = match TYPESCRIPT
            .extensions
            .iter()
            .find(|ending| input.path.ends_with(*ending))
        {
            Some(&"tsx") => Dialect::TypedMarkup,
            Some(_) => Dialect::Typed,
            None => Dialect::Plain,
        };
        scan_ranges(
            input,
            &[],
            grammar,
            &mut facts,
            Place {
                scope: 0,
                function: None,
            },
        );
    }
    facts
}

/// Reads the script in `ranges` of a file (all of it when there are none) into `facts`.
pub(crate) fn scan_ranges(
    input: Input<'_>,
    ranges: &[Range<usize>],
    dialect: Dialect,
    facts: &mut FileFacts,
    place: Place,
) {
    let Some((parsed, tree)) = Tree::parse(dialect.grammar(), input.text, ranges) else {
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem::unread(
            "script that takes too long to parse; it was not read",
            span,
        ));
        return;
    };
    facts.problems.extend(parser::syntax_problem(
        input.file,
        parsed.root_node(),
        "script",
    ));
    Scanner::new(input, &tree, facts, place).run();
}

/// Returns true if a word may be defined here: after a declaring keyword, or before `=`, `(` or `:`.
fn may_define(text: &str, offset: usize, word: &str, _owner: &str) -> bool {
    let before = text[..offset].trim_end();
    let after = text.get(offset + word.len()..).unwrap_or("").trim_start();
    [
        "function", "class", "const", "let", "var", "enum", "get", "async", "static", "export",
    ]
    .iter()
    .any(|keyword| before.ends_with(keyword))
        || (after.starts_with('=') && !after.starts_with("=="))
        || after.starts_with('(')
        || after.starts_with(':')
}

/// Returns true if a text ends where a function is given to one that calls it: `list.forEach(`.
fn is_handed_over(before: &str) -> bool {
    let inside = before.trim_end_matches(|c: char| c.is_alphanumeric() || "_$.".contains(c));
    let Some(called) = inside.strip_suffix('(') else {
        return false;
    };
    calls::TAKING.iter().any(|name| called.ends_with(name))
}

/// Returns true if a value between two texts is exported under another name: `export const other = name;`.
fn is_given_name(before: &str, behind: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    let after = behind.trim_start_matches([' ', '\t']);
    let is_over = |ends: &[char]| after.is_empty() || after.starts_with(ends);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let is_exported = line.starts_with("export ");
    match before.chars().next_back() {
        Some('=') => is_exported && is_over(&[';', '\n', '\r']),
        Some(':') => is_exported && is_over(&[',', '\n', '\r', '}']),
        _ => false,
    }
}

/// Arguments follow, or what may stand in front of them; the name is all of a text or its first word (a handler, an action of a
/// store), or the tail of a path in one; or another name is given to it.
fn may_call(text: &str, offset: usize, word: &str) -> bool {
    let before = text[..offset].chars().next_back();
    let behind = text.get(offset + word.len()..).unwrap_or("");
    let after = behind.trim_start();
    let arguments = |after: &str| {
        ["(", "`", "<", "//", "/*"]
            .iter()
            .any(|sign| after.starts_with(sign))
    };
    let follow = |sign: &str| {
        after
            .strip_prefix(sign)
            .is_some_and(|after| arguments(after.trim_start()))
    };
    let is_quote = |c: char| matches!(c, '\'' | '"' | '`');
    // Behind `$` it is the end of another name; a word goes on behind `-`, and a member or another word makes it a value that is read.
    let begins_text = before.is_some_and(is_quote)
        && !behind.starts_with(['.', '-'])
        && !after.starts_with(char::is_alphanumeric);
    let ends_text = after.starts_with(is_quote) && before != Some('-');
    let is_tag = before == Some('<') && word.starts_with(char::is_uppercase);
    before != Some('$')
        && (arguments(after)
            || is_tag
            || is_given_name(&text[..offset], behind)
            || is_handed_over(&text[..offset])
            || follow("?.")
            || follow("!")
            || before == Some('=')
            || begins_text
            || ends_text
            || after
                .strip_prefix("as")
                .is_some_and(|after| after.starts_with(char::is_whitespace)))
}
