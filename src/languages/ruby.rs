//! Ruby, through prism: whole files, and the Ruby inside templates.
//!
//! One walk over prism's tree yields the facts. Its recursion is bounded here, its parser's by [`guard`]; a text that is too
//! deep for both is left to [`fallback`].

mod bindings;
mod calls;
mod declarations;
mod fallback;
#[cfg(test)]
mod fixture_tests;
mod guard;
mod maps;
mod methods;
mod narrow;
pub mod places;
mod statements;
#[cfg(test)]
mod tests;
mod text_hints;
mod values;

use crate::facts::{
    Binding, BindingKind, FileFacts, FunctionId, FunctionKind, Problem, ScopeId, Value, and_more,
};
use crate::languages::ruby::places::Places;
use crate::languages::traits::{Traits, ruby_string_method};
use crate::languages::{Input, Language, directive};
use crate::source::{FileId, Span};
use ruby_prism::{Location, Node};

/// The row of [`crate::languages::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "ruby",
    extensions: &["rb", "rake"],
    scan,
    defines: text_hints::defines,
    calls: text_hints::calls,
    takes_over: text_hints::takes_over,
    enclosing: text_hints::enclosing,
    traits: Traits {
        field_marker: Some('@'),
        abstract_call: Some("raise"),
        string_method: ruby_string_method,
        ..Traits::PLAIN
    },
};

/// Nesting that is followed. Deeper code is reported, not read; real files stay under 60.
const MOST_DEPTH: usize = 250;

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
    scan_code(input.file, input.text, Places::default(), &mut facts, 0);
    facts
}

/// Reads Ruby code into `facts`; code at the top belongs to `scope`, and `places` says where it stands in its file.
pub fn scan_code(
    file: FileId,
    code: &str,
    places: Places<'_>,
    facts: &mut FileFacts,
    scope: ScopeId,
) {
    let mut scanner = Scanner {
        file,
        code,
        places,
        facts,
        scope,
        function: None,
        public: true,
        defines: FunctionKind::Method,
        conditional: false,
        depth: 0,
        too_deep: None,
    };
    if guard::too_deep(code) {
        return fallback::scan(&mut scanner);
    }
    let parsed = ruby_prism::parse(code.as_bytes());
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
        scanner.facts.problems.push(Problem {
            message,
            span,
            partial: true,
        });
    }
    scanner.visit(&parsed.node(), true);
    if let Some(span) = scanner.too_deep {
        let message = "code nested too deep to follow; calls inside may be missed".into();
        scanner.facts.problems.push(Problem {
            message,
            span,
            partial: true,
        });
    }
}

/// What is read, where the reading stands, and what was found.
struct Scanner<'a, 'f> {
    file: FileId,
    code: &'a str,
    places: Places<'a>,
    facts: &'f mut FileFacts,
    scope: ScopeId,
    function: Option<FunctionId>,
    /// Whether functions defined here may be called from outside their class.
    public: bool,
    /// What functions defined here are: methods of objects, of the class itself, or (free) of a module and of whatever takes it in.
    defines: FunctionKind,
    /// Whether what is read may not happen.
    conditional: bool,
    depth: usize,
    too_deep: Option<Span>,
}

impl<'a> Scanner<'a, '_> {
    fn text(&self, at: &Location<'_>) -> &'a str {
        self.code.get(at.start() as usize..end(at)).unwrap_or("")
    }

    fn text_of(&self, node: &Node<'_>) -> &'a str {
        self.text(&node.location())
    }

    fn span(&self, at: &Location<'_>) -> Span {
        self.place(at.start() as usize, end(at))
    }

    /// The span of a range of the code, widened to whole characters: where a comment asks for an encoding other than UTF-8,
    /// prism reads a character of several bytes as several.
    fn place(&self, start: usize, end: usize) -> Span {
        self.places.span(
            self.file,
            self.code.floor_char_boundary(start),
            self.code.ceil_char_boundary(end),
        )
    }

    fn span_of(&self, node: &Node<'_>) -> Span {
        self.span(&node.location())
    }

    /// Reads `node` under a condition.
    fn maybe(&mut self, node: &Node<'_>, statement: bool) {
        let before = std::mem::replace(&mut self.conditional, true);
        self.visit(node, statement);
        self.conditional = before;
    }

    /// Reads a node and what is in it. `statement`: it stands for its effect or as a result.
    fn visit(&mut self, node: &Node<'_>, statement: bool) {
        if self.depth >= MOST_DEPTH {
            let span = self.span_of(node);
            self.too_deep.get_or_insert(span);
            return;
        }
        self.depth += 1;
        self.visit_node(node, statement);
        self.depth -= 1;
    }

    fn bind(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        self.facts.bindings.push(Binding {
            name: name.into(),
            scope: self.scope,
            function: self.function,
            kind,
            value,
            span,
        });
    }

    /// How an assignment that is read now counts.
    fn assigned(&self) -> BindingKind {
        if self.conditional {
            BindingKind::Maybe
        } else {
            BindingKind::Assign
        }
    }
}

/// Where a location ends. In a text that breaks off, prism has nodes that end before they begin: their length is a negative
/// number without its sign, which the sum of the two wraps. Such a node is empty here.
fn end(at: &Location<'_>) -> usize {
    at.end().max(at.start()) as usize
}
