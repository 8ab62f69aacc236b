//! Go, through tree-sitter.
//!
//! The parser's tree becomes a flat list in source order, and one loop runs over it. All files of a folder are one package, so
//! they see each other's names. Files with tests and generated files have no facts.

mod assignments;
mod calls;
mod constants;
mod flow;
mod functions;
#[cfg(test)]
mod hostile_tests;
mod imports;
mod literals;
pub(crate) mod names;
mod reparse;
mod scanner;
mod stringers;
mod syntax;
#[cfg(test)]
mod tests;
mod text_hints;
pub(crate) mod text_methods;
mod types;
mod values;

use crate::facts::{FileFacts, Problem};
use crate::languages::go::scanner::Scanner;
use crate::languages::language::{Input, Language};
use crate::languages::parser;
use crate::languages::traits::{LITERAL, Manifest, Scoping, Traits};
use crate::source::Span;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "go",
    extensions: &["go"],
    scan,
    may_define: text_hints::may_define,
    // A type is written once: no line only opens it around other definitions.
    only_encloses: |_, _, _| false,
    may_call: text_hints::may_call,
    may_inherit: text_hints::may_inherit,
    enclosing: |_, _| None,
    comment: |_| ("// ", ""),
    traits: Traits {
        scoping: Scoping::PerFile,
        constructor: LITERAL,
        self_names: &[names::SELF],
        field_marker: Some(names::FIELD),
        abstract_call: Some("panic"),
        json_encoders: &["Marshal"],
        exports_all: true,
        folder_module: Some(".go"),
        manifest: Some(Manifest {
            file: "go.mod",
            module: module_of_manifest,
        }),
        has_bare_members: false,
        has_structural_interfaces: true,
        named_arguments_are_map: false,
        has_method_values: true,
        methods: &text_methods::METHODS,
        null_is_empty: true,
        ..Traits::PLAIN
    },
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    if input.path.ends_with("_test.go") || is_generated(input.text) {
        return facts;
    }
    let Some((parsed, tree)) = reparse::parse(input.text) else {
        let message = "code that takes too long to parse; it was not read";
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem::unread(message, span));
        return facts;
    };
    let problem = parser::syntax_problem(input.file, parsed.root_node(), "Go");
    facts.problems.extend(problem);
    Scanner::new(input, &tree, &mut facts).run();
    facts
}

/// Returns true if a line in front of the code says that a program wrote the file.
fn is_generated(text: &str) -> bool {
    let lines = text
        .lines()
        .take_while(|line| !line.starts_with("package "));
    let mut lines = lines.map(str::trim_end);
    lines.any(|line| line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT."))
}

/// Returns the path of the module that a manifest declares.
fn module_of_manifest(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim);
    let written = lines.find_map(|line| line.strip_prefix("module"))?;
    let path = written.split("//").next()?.trim().trim_matches(['"', '`']);
    (written.starts_with([' ', '\t']) && !path.is_empty()).then(|| path.to_owned())
}
