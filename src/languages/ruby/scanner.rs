//! The state of a walk over prism's tree, which the other files add their methods to.

use crate::facts::{
    Binding, BindingKind, FileFacts, FunctionId, FunctionKind, ScopeId, Text, Value,
};
use crate::languages::ruby::source_map::SourceMap;
use crate::source::{FileId, Span};
use ruby_prism::{Location, Node};
use rustc_hash::FxHashMap;

/// Nesting that is followed. Deeper code is reported, not read; real files stay under 60.
pub(super) const MOST_DEPTH: usize = 250;

/// The list of each method of a file that only asks if its argument is on a list; none if several methods have the name.
pub(super) type Predicates = FxHashMap<Text, Option<Value>>;

/// A lambda that a local holds.
pub(super) struct LocalLambda {
    pub(super) name: Text,
    pub(super) function: Option<u32>,
    /// Indices of the bindings of its parameters, in order.
    pub(super) parameters: Vec<usize>,
}

/// State of the walk over a tree.
pub(super) struct Scanner<'a, 'f> {
    pub(super) file: FileId,
    pub(super) code: &'a str,
    pub(super) map: SourceMap<'a>,
    pub(super) facts: &'f mut FileFacts,
    pub(super) scope: ScopeId,
    pub(super) function: Option<FunctionId>,
    /// True if functions defined here may be called from outside their class.
    pub(super) public: bool,
    /// Kind of functions defined here: methods of instances, of the class itself, or (free) of a module and its users.
    pub(super) defines: FunctionKind,
    /// True if the code may not run.
    pub(super) conditional: bool,
    /// The end of the block or branch around, if it runs the code that is read now whenever it runs at all.
    pub(super) block_end: Option<u32>,
    /// True inside a loop or block, which may run any number of times.
    pub(super) repeated: bool,
    /// Lambdas that locals hold.
    pub(super) lambdas: Vec<LocalLambda>,
    /// Locals of blocks that hold the current object.
    pub(super) own_names: Vec<Text>,
    /// Methods of the file that ask if their argument is on a list.
    pub(super) predicates: Predicates,
    pub(super) depth: usize,
    pub(super) too_deep: Option<Span>,
}

impl<'a> Scanner<'a, '_> {
    pub(super) fn text(&self, at: &Location<'_>) -> &'a str {
        self.code.get(at.start() as usize..end(at)).unwrap_or("")
    }

    pub(super) fn text_of(&self, node: &Node<'_>) -> &'a str {
        self.text(&node.location())
    }

    pub(super) fn span(&self, at: &Location<'_>) -> Span {
        self.place(at.start() as usize, end(at))
    }

    /// The span of a range of the code, widened to whole characters: where a comment asks for an encoding other than UTF-8,
    /// prism reads a character of several bytes as several.
    pub(super) fn place(&self, start: usize, end: usize) -> Span {
        self.map.span(
            self.file,
            self.code.floor_char_boundary(start),
            self.code.ceil_char_boundary(end),
        )
    }

    pub(super) fn span_of(&self, node: &Node<'_>) -> Span {
        self.span(&node.location())
    }

    /// Reads `node` under a condition.
    pub(super) fn maybe(&mut self, node: &Node<'_>, statement: bool) {
        let before = (self.conditional, self.block_end.take());
        self.conditional = true;
        self.visit(node, statement);
        (self.conditional, self.block_end) = before;
    }

    /// Reads a node and what is in it. `statement`: it stands for its effect or as a result.
    pub(super) fn visit(&mut self, node: &Node<'_>, statement: bool) {
        if self.depth >= MOST_DEPTH {
            let span = self.span_of(node);
            self.too_deep.get_or_insert(span);
            return;
        }
        self.depth += 1;
        self.visit_node(node, statement);
        self.depth -= 1;
    }

    pub(super) fn bind(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        self.facts.bindings.push(Binding {
            name: name.into(),
            scope: self.scope,
            function: self.function,
            kind,
            value,
            span,
        });
    }

    /// Returns the kind of an assignment in the current code.
    pub(super) fn assigned(&self) -> BindingKind {
        match (self.conditional, self.block_end) {
            (false, _) => BindingKind::Assign,
            (true, Some(end)) => BindingKind::InBlock(end),
            (true, None) => BindingKind::Maybe,
        }
    }

    /// Returns the kind of a change of a list, map or text in the current code.
    pub(super) fn appended(&self) -> BindingKind {
        match (self.conditional, self.repeated) {
            (_, true) => BindingKind::AppendOften,
            (true, false) => BindingKind::AppendMaybe,
            (false, false) => BindingKind::Append,
        }
    }
}

/// Returns the end of a location. In incomplete code, prism has nodes that end before they start. Their length is a
/// negative number without its sign, so the sum wraps. Such a node is empty here.
pub(super) fn end(at: &Location<'_>) -> usize {
    at.end().max(at.start()) as usize
}

/// Returns true if a method name is an operator (`+`, `[]=`, `!`).
pub(super) fn is_operator(name: &str) -> bool {
    !name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_' || !letter.is_ascii())
}
