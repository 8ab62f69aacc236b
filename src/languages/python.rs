//! Python, through tree-sitter.
//!
//! The parser's tree becomes a flat list in source order, and one loop runs over it. The state around a node is on a stack of
//! frames, and nothing recurses with the source.

mod assignments;
mod calls;
mod definitions;
mod flow;
mod functions;
#[cfg(test)]
mod hostile_tests;
mod imports;
mod known_functions;
mod literal;
mod maps;
mod names;
mod partials;
mod records;
mod scanner;
mod strings;
mod syntax;
#[cfg(test)]
mod tests;
mod text_hints;
pub(crate) mod text_methods;
mod values;

use crate::facts::{FileFacts, Problem};
use crate::languages::language::{Input, Language};
use crate::languages::parser;
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Tree, grammar};
use crate::languages::traits::{Scoping, Traits};
use crate::source::Span;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "python",
    extensions: &["py"],
    scan,
    may_define: text_hints::may_define,
    // A class is written once: no line only opens it around other definitions.
    only_encloses: |_, _, _| false,
    may_call: text_hints::may_call,
    may_inherit: text_hints::may_inherit,
    enclosing: |_, _| None,
    comment: |_| ("# ", ""),
    traits: Traits {
        scoping: Scoping::PerFile,
        self_names: &["self", "cls"],
        field_marker: Some(names::FIELD),
        abstract_call: Some("raise"),
        json_encoders: &["dumps"],
        import_endings: &["", ".py", "/__init__.py"],
        import_words: &["import", "from"],
        has_source_roots: true,
        exports_all: true,
        has_bare_members: false,
        named_arguments_are_map: false,
        has_method_values: true,
        class_member: Some("__class__"),
        name_members: &["__name__"],
        elements_field: Some(names::MEMBERS),
        own_text_members: &["value"],
        truth_texts: Some(["True", "False"]),
        methods: &text_methods::METHODS,
        ..Traits::PLAIN
    },
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let Some((parsed, tree)) = Tree::parse(grammar(), input.text) else {
        let message = "code that takes too long to parse; it was not read";
        let span = Span::new(input.file, 0, 0);
        facts.problems.push(Problem::unread(message, span));
        return facts;
    };
    let problem = parser::syntax_problem(input.file, parsed.root_node(), "Python");
    facts.problems.extend(problem);
    Scanner::new(input, &tree, &mut facts).run();
    facts
}
