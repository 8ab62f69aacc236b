//! Ruby, through prism: whole files, and the Ruby inside templates.
//!
//! One walk over prism's tree yields the facts. Its recursion is bounded here, its parser's by [`guard`]; a text that is too
//! deep for both is left to [`fallback`].

mod bindings;
mod calls;
mod closures;
mod declarations;
mod fallback;
#[cfg(test)]
mod fixture_tests;
mod format;
mod forwarding;
mod guard;
pub(crate) mod inflections;
mod maps;
mod method_objects;
mod methods;
mod narrow;
mod parameters;
mod predicates;
mod replaced;
mod scanner;
pub(crate) mod source_map;
mod statements;
mod string_functions;
#[cfg(test)]
mod tests;
mod text_hints;
pub(crate) mod text_methods;
mod values;

use crate::facts::{FileFacts, FunctionKind, Problem, ScopeId, and_more};
use crate::languages::directive;
use crate::languages::language::{Input, Language};
use crate::languages::ruby::predicates::predicates;
use crate::languages::ruby::scanner::{Predicates, Scanner};
use crate::languages::ruby::source_map::SourceMap;
use crate::languages::traits::Traits;
use crate::source::{FileId, Span};

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "ruby",
    extensions: &["rb", "rake"],
    scan,
    may_define: text_hints::may_define,
    only_encloses: text_hints::only_encloses,
    may_call: text_hints::may_call,
    may_inherit: text_hints::may_inherit,
    enclosing: text_hints::enclosing,
    comment: |_| ("# ", ""),
    traits: Traits {
        field_marker: Some('@'),
        abstract_call: Some("raise"),
        callback_prefixes: &["before_", "after_", "around_"],
        reference_calls: &["method"],
        relayed_calls: RELAYED,
        dispatch_calls: &["send", "public_send", "__send__", "try", "try!"],
        setting_calls: &["set"],
        class_names: CLASS_NAMES,
        closure_calls: &["call", "yield", "()", "==="],
        constant_calls: &["const_get"],
        json_encoders: &["to_json", "generate"],
        methods: &text_methods::METHODS,
        null_is_empty: true,
        ..Traits::PLAIN
    },
};

/// Methods of a class that return its name, also in templates.
pub(crate) const CLASS_NAMES: &[&str] = &["name", "to_s", "to_param"];

/// Methods that run a background job with their arguments.
const RELAYED: &[(&str, &str, i16)] = &[
    ("perform_later", "perform", 0),
    ("perform_now", "perform", 0),
    ("perform_async", "perform", 0),
    ("perform_inline", "perform", 0),
    ("perform_sync", "perform", 0),
    ("perform_in", "perform", 1),
    ("perform_at", "perform", 1),
];

/// Errors of prism that leave the tree whole: a jump that stands where Ruby does not allow it, as it does in templates.
const HARMLESS: &[&str] = &[
    "Invalid yield",
    "Invalid next",
    "Invalid break",
    "Invalid redo",
    "Invalid retry",
    "Invalid return",
];

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    scan_code(input.file, input.text, SourceMap::default(), &mut facts, 0);
    facts
}

/// Reads Ruby code into `facts`; code at the top belongs to `scope`, and `places` says where it stands in its file.
pub(crate) fn scan_code(
    file: FileId,
    code: &str,
    map: SourceMap<'_>,
    facts: &mut FileFacts,
    scope: ScopeId,
) {
    let mut scanner = Scanner {
        file,
        code,
        map,
        facts,
        scope,
        function: None,
        public: true,
        defines: FunctionKind::Method,
        conditional: false,
        block_end: None,
        repeated: false,
        lambdas: Vec::new(),
        own_names: Vec::new(),
        predicates: Predicates::default(),
        depth: 0,
        too_deep: None,
    };
    if guard::too_deep(code) {
        return fallback::scan(&mut scanner);
    }
    let parsed = ruby_prism::parse(code.as_bytes());
    scanner.predicates = predicates(&mut scanner, &parsed.node());
    for comment in parsed.comments() {
        let at = comment.location();
        let start = scanner.span(&at).start as usize;
        scanner
            .facts
            .directives
            .extend(directive::read(file, scanner.text(&at), start));
    }
    let mut errors = parsed.errors().filter(|error| {
        let message = String::from_utf8_lossy(error.message());
        !HARMLESS
            .iter()
            .any(|harmless| message.starts_with(harmless))
    });
    if let Some(first) = errors.next() {
        let others = and_more(errors.count());
        let message = format!("not valid Ruby here{others}; calls inside may be missed");
        let span = scanner.span(&first.location());
        scanner.facts.problems.push(Problem::partial(message, span));
    }
    scanner.visit(&parsed.node(), true);
    if let Some(span) = scanner.too_deep {
        scanner.facts.problems.push(Problem::partial(
            "code nested too deep to follow; calls inside may be missed",
            span,
        ));
    }
}
