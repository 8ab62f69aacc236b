//! JavaScript and TypeScript, through tree-sitter.
//!
//! The parser's tree becomes a flat list in source order ([`syntax`]), and one loop runs over it: what encloses a node is on a
//! stack of frames, what a node means to its parent is a [`Role`] the parent left for it. Nothing recurses with the source.

mod components;
mod declarations;
mod functions;
mod objects;
mod patterns;
mod sites;
mod snippets;
mod syntax;
#[cfg(test)]
mod tests;
mod values;

use crate::facts::{
    Binding, BindingKind, FileFacts, FunctionId, FunctionKind, Problem, ScopeId, Value,
};
use crate::languages::javascript::syntax::{Field, Grammar, Id, Kind, Tree};
use crate::languages::traits::{Scoping, Traits, javascript_string_method};
use crate::languages::{Input, Language, directive, parser};
use crate::source::Span;
use std::cell::Cell;
use std::ops::Range;

pub use crate::languages::javascript::components::component_name;
pub use crate::languages::javascript::snippets::{Form, Snippet, simple, snippets};

/// The rows of [`crate::languages::LANGUAGES`].
pub const JAVASCRIPT: Language = Language {
    name: "javascript",
    extensions: &["js", "mjs", "cjs", "jsx"],
    scan,
    defines,
    calls,
    takes_over: |_, _| true,
    enclosing: |_, _| None,
    traits: TRAITS,
};
/// TypeScript; declaration files hold no code and are left out.
pub const TYPESCRIPT: Language = Language {
    name: "typescript",
    extensions: &["ts", "tsx", "mts", "cts"],
    scan,
    defines,
    calls,
    takes_over: |_, _| true,
    enclosing: |_, _| None,
    traits: TRAITS,
};

/// Traits of JavaScript, TypeScript and Vue components.
pub(crate) const TRAITS: Traits = Traits {
    scoping: Scoping::PerFile,
    // `const self = this` keeps the object for inner functions.
    self_names: &["this", "self"],
    default_export: Some("default"),
    component_options: Some(objects::OPTION),
    member_factory: Some("setup"),
    global_objects: &["window", "globalThis"],
    comment_openers: &["//", "/*"],
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
    string_method: javascript_string_method,
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

/// Which of the related grammars a script is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// JavaScript, with or without markup.
    Plain,
    /// TypeScript.
    Typed,
    /// TypeScript with markup.
    TypedMarkup,
}

impl Dialect {
    fn grammar(self) -> &'static Grammar {
        match self {
            Self::Plain => Grammar::plain(),
            Self::Typed => Grammar::typed(),
            Self::TypedMarkup => Grammar::typed_markup(),
        }
    }
}

/// Whose code it is.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The scope.
    pub scope: ScopeId,
    /// The function.
    pub function: Option<FunctionId>,
}

/// Reads the script in `ranges` of a file (all of it when there are none) into `facts`.
pub fn scan_ranges(
    input: Input<'_>,
    ranges: &[Range<usize>],
    dialect: Dialect,
    facts: &mut FileFacts,
    place: Place,
) {
    let Some((parsed, tree)) = Tree::parse(dialect.grammar(), input.text, ranges) else {
        let span = Span::new(input.file, 0, 0);
        let message = "script that takes too long to parse; it was not read".into();
        facts.problems.push(Problem {
            message,
            span,
            partial: false,
        });
        return;
    };
    facts.problems.extend(parser::syntax_problem(
        input.file,
        parsed.root_node(),
        "script",
    ));
    Scanner::new(input, &tree, facts, place).run();
}

/// What a node is to the one around it, where that decides how it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Role {
    /// Nothing special.
    #[default]
    Plain,
    /// An object of a component's options.
    Component,
    /// An object literal that is a scope of its own, under the name of what holds it.
    Scope,
    /// An object whose functions are methods of the scope around it.
    Members,
    /// An object whose functions are read like fields.
    Accessors,
    /// An object of functions around one member: `{ get() {…}, set(value) {…} }`, `{ handler() {…}, deep: true }`.
    Options,
    /// A function that has a name, or is a member.
    Named(FunctionKind),
}

/// What was around a node before its frame began, to be restored behind it.
struct Frame {
    next: Id,
    place: Place,
    conditional: bool,
}

/// What is read, where the reading stands, and what was found.
struct Scanner<'s, 'f> {
    input: Input<'s>,
    tree: &'s Tree,
    facts: &'f mut FileFacts,
    roles: Vec<Role>,
    frames: Vec<Frame>,
    place: Place,
    conditional: bool,
    /// Parts of values built so far; see [`values`].
    built: Cell<usize>,
    /// Where values were cut for the first time.
    cut: Cell<Option<Id>>,
}

impl<'s, 'f> Scanner<'s, 'f> {
    fn new(input: Input<'s>, tree: &'s Tree, facts: &'f mut FileFacts, place: Place) -> Self {
        let roles = vec![Role::Plain; tree.count() as usize];
        let (built, cut) = (Cell::new(0), Cell::new(None));
        Scanner {
            input,
            tree,
            facts,
            roles,
            frames: Vec::new(),
            place,
            conditional: false,
            built,
            cut,
        }
    }

    fn run(&mut self) {
        for (start, end) in &self.tree.comments {
            let text = self
                .input
                .text
                .get(*start as usize..*end as usize)
                .unwrap_or("");
            self.facts
                .directives
                .extend(directive::read(self.input.file, text, *start as usize));
        }
        let mut at = 0;
        while at < self.tree.count() {
            while let Some(frame) = self.frames.pop_if(|frame| frame.next <= at) {
                (self.place, self.conditional) = (frame.place, frame.conditional);
            }
            at = self.visit(at);
        }
        if let Some(id) = self.cut.get() {
            let message = "more nested data than is kept; names inside may be missed".into();
            self.facts.problems.push(Problem {
                message,
                span: self.span(id),
                partial: true,
            });
        }
    }

    /// Reads one node; the answer is the node to go on with: the first inside, or the first behind.
    fn visit(&mut self, id: Id) -> Id {
        match self.kind(id) {
            Kind::Import => self.import(id),
            Kind::Export => self.export(id),
            Kind::ExportClause | Kind::Enum => {
                if self.kind(id) == Kind::Enum {
                    self.enumeration(id);
                }
                return self.tree.node(id).next;
            }
            Kind::Declarator => self.declarator(id),
            Kind::FunctionDeclaration
            | Kind::Arrow
            | Kind::FunctionExpression
            | Kind::MethodDefinition => self.function(id),
            Kind::Class => self.class(id),
            Kind::FieldDefinition => self.class_field(id),
            Kind::Call => self.call(id),
            Kind::New => self.new_object(id),
            Kind::Object => self.object(id),
            Kind::Pair => return self.pair(id),
            Kind::ShorthandProperty => self.shorthand(id),
            Kind::Assignment => self.assignment(id),
            Kind::Augmented => self.augmented(id),
            Kind::ForIn => self.for_in(id),
            Kind::Branch | Kind::Ternary => self.within(id, self.place, true),
            Kind::JsxOpening | Kind::JsxSelfClosing => self.markup(id),
            _ => {}
        }
        id + 1
    }

    /// Everything inside a node belongs to `place`.
    fn within(&mut self, id: Id, place: Place, conditional: bool) {
        let next = self.tree.node(id).next;
        self.frames.push(Frame {
            next,
            place: self.place,
            conditional: self.conditional,
        });
        (self.place, self.conditional) = (place, conditional);
    }

    fn kind(&self, id: Id) -> Kind {
        self.tree.kind(id)
    }

    fn field(&self, id: Id, field: Field) -> Option<Id> {
        self.tree.field(id, field)
    }

    fn text(&self, id: Id) -> &'s str {
        let node = self.tree.node(id);
        self.input
            .text
            .get(node.start as usize..node.end as usize)
            .unwrap_or("")
    }

    fn span(&self, id: Id) -> Span {
        self.tree.span(self.input.file, id)
    }

    fn role(&self, id: Id) -> Role {
        self.roles[id as usize]
    }

    fn set_role(&mut self, id: Id, role: Role) {
        self.roles[id as usize] = role;
    }

    fn bind(&mut self, name: &str, value: Value, kind: BindingKind, span: Span) {
        let Place { scope, function } = self.place;
        self.facts.bindings.push(Binding {
            name: name.into(),
            scope,
            function,
            kind,
            value,
            span,
        });
    }
}

/// Whether a word looks defined here: behind a declaring keyword, or in front of `=`, `(` or `:`.
fn defines(text: &str, offset: usize, word: &str) -> bool {
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

/// Arguments follow, or what may stand in front of them; the name is all of a text or its first word (a handler, an action of a
/// store), or the tail of a path in one; or another name is given to it.
fn calls(text: &str, offset: usize, word: &str) -> bool {
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
    before != Some('$')
        && (arguments(after)
            || follow("?.")
            || follow("!")
            || before == Some('=')
            || begins_text
            || ends_text
            || after
                .strip_prefix("as")
                .is_some_and(|after| after.starts_with(char::is_whitespace)))
}
