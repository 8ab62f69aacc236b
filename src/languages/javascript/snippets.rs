//! Pieces of script that stand in another language: expressions, handlers and patterns in a template.
//!
//! All pieces of one file are put together and parsed at once, which saves setting up a parse for each. When one of them is
//! broken they are parsed one by one, so that it spoils nothing but itself.

use crate::facts::{BindingKind, FileFacts, Value};
use crate::languages::javascript::scanner::{Dialect, Place, Scanner};
use crate::languages::javascript::syntax::{Field, Kind, Tree};
use crate::languages::language::Input;
use crate::source::Span;
use std::ops::Range;

/// Kind of a [`Snippet`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One expression.
    Expression,
    /// Statements.
    Statements,
    /// Names as in the parameters of a function, known inside `span`; the first is one of the elements of the piece before it
    /// when `each` is set.
    Parameters {
        /// Span in which the names are known.
        span: Span,
        /// True if the first is an element of the piece before.
        each: bool,
    },
}

/// A piece of script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Snippet {
    /// Bytes of the file.
    pub(crate) range: Range<usize>,
    /// Kind of snippet.
    pub(crate) form: Form,
}

/// Reads pieces of script: their calls and names go into `facts`, the value of each is returned.
pub(crate) fn snippets(
    input: Input<'_>,
    dialect: Dialect,
    list: &[Snippet],
    facts: &mut FileFacts,
    place: Place,
) -> Vec<Value> {
    if list.is_empty() {
        return Vec::new();
    }
    if let Some((parsed, mut tree, pieces)) = parse(input, dialect, list)
        && !parsed.root_node().has_error()
    {
        tree.relocate(&pieces);
        if let Some(values) = read(input, &tree, list, facts, place, None) {
            return values;
        }
    }
    let mut values: Vec<Value> = Vec::with_capacity(list.len());
    for snippet in list {
        let one = std::slice::from_ref(snippet);
        let value = parse(input, dialect, one).and_then(|(_, mut tree, pieces)| {
            tree.relocate(&pieces);
            read(input, &tree, one, facts, place, values.last().cloned())
        });
        values.push(
            value
                .and_then(|mut values| values.pop())
                .unwrap_or(Value::Opaque),
        );
    }
    values
}

/// A parsed text, and what its pieces are in the file: start there, start in the file, length.
type Parsed = (tree_sitter::Tree, Tree, Vec<(u32, u32, u32)>);

fn parse(input: Input<'_>, dialect: Dialect, list: &[Snippet]) -> Option<Parsed> {
    let mut text = String::new();
    let mut pieces = Vec::with_capacity(list.len());
    for snippet in list {
        let (open, close) = match snippet.form {
            Form::Expression => ("(", "\n);\n"),
            Form::Statements => ("{", "\n}\n"),
            Form::Parameters { .. } => ("((", "\n) => 0);\n"),
        };
        let body = input.text.get(snippet.range.clone())?;
        text.push_str(open);
        pieces.push((
            text.len() as u32,
            snippet.range.start as u32,
            body.len() as u32,
        ));
        text.push_str(body);
        text.push_str(close);
    }
    let (parsed, tree) = Tree::parse(dialect.grammar(), &text, &[])?;
    Some((parsed, tree, pieces))
}

/// Reads the pieces of a tree; nothing when it does not hold one statement for each.
fn read(
    input: Input<'_>,
    tree: &Tree,
    list: &[Snippet],
    facts: &mut FileFacts,
    place: Place,
    before: Option<Value>,
) -> Option<Vec<Value>> {
    let statements: Vec<_> = tree.children(0).collect();
    if statements.len() != list.len() && list.len() > 1 {
        return None;
    }
    let mut scanner = Scanner::new(input, tree, facts, place);
    scanner.run();
    let mut values = Vec::with_capacity(list.len());
    let mut last = before;
    for (snippet, statement) in list.iter().zip(statements) {
        let value = match snippet.form {
            Form::Expression => scanner.value(statement),
            Form::Statements => Value::Opaque,
            Form::Parameters { span, each } => {
                let arrow =
                    (statement..tree.node(statement).next).find(|id| tree.kind(*id) == Kind::Arrow);
                let names = arrow.and_then(|arrow| tree.field(arrow, Field::Parameters));
                for (index, name) in names
                    .iter()
                    .flat_map(|names| tree.children(*names))
                    .enumerate()
                {
                    let one = match &last {
                        Some(list) if each && index == 0 => Value::each_value(list.clone()),
                        _ => Value::Opaque,
                    };
                    scanner.take_apart(name, one, BindingKind::Inside, span);
                }
                Value::Opaque
            }
        };
        last = Some(value.clone());
        values.push(value);
    }
    Some(values)
}

/// The value of a piece so simple that it needs no parser: a literal, a name, members of a name.
pub(crate) fn simple(text: &str) -> Option<Value> {
    let text = text.trim();
    let quoted = |quote: char| {
        text.strip_prefix(quote)
            .and_then(|rest| rest.strip_suffix(quote))
    };
    if let Some(inner) = quoted('\'').or_else(|| quoted('"')) {
        return (!inner.contains(['\'', '"', '\\', '\n'])).then(|| Value::Text(inner.into()));
    }
    let is_name = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .is_some_and(|first| first.is_alphabetic() || matches!(first, '_' | '$'))
            && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '$'))
    };
    if !text.split('.').all(is_name) {
        return None;
    }
    match text {
        "true" | "false" => return Some(Value::Bool(text == "true")),
        "null" | "undefined" => return Some(Value::Null),
        _ => {}
    }
    let mut parts = text.split('.');
    let first = Value::Name(parts.next()?.into());
    Some(parts.fold(first, Value::member))
}
