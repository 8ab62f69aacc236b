//! Paths in a document: `a.b`, `a[]`, `[]`, `*`, `{name}`, `a[key=value]`.

use crate::facts::Text;
use crate::input::yaml::node::{MapEntry, Node};
use crate::source::Span;

/// One step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PathStep<'p> {
    /// `a`: the value of this key.
    Key(&'p str),
    /// `*`: each value of a mapping. `{name}` is the same and captures the key; the name is empty for `*`.
    Values(&'p str),
    /// `[]`: each element of a list.
    Each,
    /// `[key=value]`: each element of a list that has this text under this key.
    With(&'p str, &'p str),
}

/// The steps of a path, as written.
struct Steps<'p> {
    rest: &'p str,
    is_first: bool,
}

/// Returns the steps of a path. `.` and the empty path have none. A step that cannot be read is a message.
pub(crate) fn steps(path: &str) -> impl Iterator<Item = Result<PathStep<'_>, String>> {
    Steps {
        rest: if path == "." { "" } else { path },
        is_first: true,
    }
}

/// Checks the syntax of a path.
///
/// # Errors
/// A message about the first step that cannot be read.
pub(crate) fn validate(path: &str) -> Result<(), String> {
    let fault = |why| format!("the path `{path}` cannot be read: {why}");
    steps(path).try_for_each(|step| step.map(|_| ()).map_err(fault))
}

impl<'p> Iterator for Steps<'p> {
    type Item = Result<PathStep<'p>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let is_first = std::mem::replace(&mut self.is_first, false);
        if let Some(inner) = self.rest.strip_prefix('[') {
            let Some((inner, rest)) = inner.split_once(']') else {
                self.rest = "";
                return Some(Err("a `[` has no `]`".to_owned()));
            };
            self.rest = rest;
            return Some(match (inner, inner.split_once('=')) {
                ("", _) => Ok(PathStep::Each),
                (_, Some((key, value))) if !key.is_empty() => Ok(PathStep::With(key, value)),
                _ => Err(format!("`[{inner}]` is neither `[]` nor `[key=value]`")),
            });
        }
        let rest = match self.rest.strip_prefix('.') {
            Some(rest) if !is_first => rest,
            _ => self.rest,
        };
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let word = &rest[..end];
        self.rest = &rest[end..];
        let capture = word
            .strip_prefix('{')
            .and_then(|word| word.strip_suffix('}'));
        Some(match (word, capture) {
            ("", _) => Err("a step is empty".to_owned()),
            ("*", _) => Ok(PathStep::Values("")),
            (_, Some(name)) if is_name(name) => Ok(PathStep::Values(name)),
            (word, _) if word.contains(['*', '{', '}', ']']) => Err(format!(
                "`{word}` is no key; `*` and `{{name}}` replace a whole key"
            )),
            (word, _) => Ok(PathStep::Key(word)),
        })
    }
}

fn is_name(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_word)
}

/// A key that a path went through.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CapturedKey<'p> {
    /// The name in `{name}`; empty for `*`.
    pub(crate) name: &'p str,
    /// The key.
    pub(crate) key: Text,
    /// Span of the key.
    pub(crate) span: Span,
}

/// A node with the keys that `*` and `{name}` passed on the way to it.
#[derive(Debug, Clone)]
pub(crate) struct Place<'p, 'n> {
    /// The keys, the outermost first.
    pub(crate) keys: Vec<CapturedKey<'p>>,
    /// The node.
    pub(crate) node: &'n Node,
}

/// Returns all places at a path below a node. `reserved` are keys that `*` and `{name}` pass over.
pub(crate) fn places<'p, 'n>(
    root: &'n Node,
    path: &'p str,
    reserved: &[String],
) -> Vec<Place<'p, 'n>> {
    let keys = Vec::new();
    let mut found = vec![Place { keys, node: root }];
    for step in steps(path).filter_map(Result::ok) {
        let from = std::mem::take(&mut found);
        for place in from {
            match step {
                PathStep::Values(name) => {
                    let entries = place.node.entries().iter();
                    let entries =
                        entries.filter(|entry| !reserved.contains(&entry.key.to_string()));
                    found.extend(entries.map(|entry| place.below(name, entry)));
                }
                step => found.extend(place.node.step(step).into_iter().map(|node| Place {
                    keys: place.keys.clone(),
                    node,
                })),
            }
        }
    }
    found
}

impl<'p, 'n> Place<'p, 'n> {
    fn below(&self, name: &'p str, entry: &'n MapEntry) -> Self {
        let mut keys = self.keys.clone();
        keys.push(CapturedKey {
            name,
            key: entry.key.clone(),
            span: entry.key_span,
        });
        let node = &entry.value;
        Self { keys, node }
    }
}

impl Node {
    /// Returns all nodes at a path.
    pub(crate) fn path(&self, path: &str) -> Vec<&Node> {
        let mut found = vec![self];
        for step in steps(path).filter_map(Result::ok) {
            found = found.iter().flat_map(|node| node.step(step)).collect();
        }
        found
    }

    /// Returns the nodes one step below.
    fn step(&self, step: PathStep<'_>) -> Vec<&Node> {
        match step {
            PathStep::Key(key) => self.get(key).into_iter().collect(),
            PathStep::Values(_) => self.entries().iter().map(|entry| &entry.value).collect(),
            PathStep::Each => self.items().iter().collect(),
            PathStep::With(key, value) => {
                let has = |node: &&Node| {
                    node.get(key)
                        .and_then(Node::as_str)
                        .is_some_and(|text| text == value)
                };
                self.items().iter().filter(has).collect()
            }
        }
    }
}
