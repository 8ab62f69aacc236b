//! Files that are half-typed: while a file has a new syntax error, its last good text counts for everybody else.

use crate::analysis::Workspace;
use crate::input::yaml;
use crate::languages::{self, Input};
use crate::server::drift::Drift;
use crate::source::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// The files with new syntax errors.
#[derive(Default)]
pub(crate) struct Calm {
    /// Numbers of the syntax errors in the texts that count.
    errors: BTreeMap<String, usize>,
    /// Files whose newest text does not count.
    pub(crate) held: BTreeSet<String>,
}

impl Calm {
    /// Returns true if the text of an open document counts. One with more syntax errors than the last good text does not, nor one
    /// that was just typed up to an operator, which would take the next line as its operand.
    pub(crate) fn admits(&mut self, workspace: &Workspace, path: &str, text: &str) -> bool {
        let kept = workspace.text(path);
        if kept.is_some_and(|kept| ends_with_operator(kept, text)) {
            self.held.insert(path.to_owned());
            return false;
        }
        self.parses(workspace, path, text)
    }

    /// Returns true if a text has no more syntax errors than the last good text.
    pub(crate) fn parses(&mut self, workspace: &Workspace, path: &str, text: &str) -> bool {
        let Some(new) = syntax_errors(path, text) else {
            return true;
        };
        let old = match (self.errors.get(path), workspace.text(path)) {
            (_, Some(kept)) if kept == text => new,
            (Some(known), _) => *known,
            (None, kept) => kept.and_then(|kept| syntax_errors(path, kept)).unwrap_or(0),
        };
        if new > old {
            self.errors.insert(path.to_owned(), old);
            self.held.insert(path.to_owned());
            return false;
        }
        self.errors.insert(path.to_owned(), new);
        self.held.remove(path);
        true
    }

    /// Forgets a file, whose text on disk counts from now on.
    pub(crate) fn forget(&mut self, path: &str) {
        self.errors.remove(path);
        self.held.remove(path);
    }
}

/// Returns true if the change of a text ends its line with an operator that the last good text had not.
fn ends_with_operator(kept: &str, text: &str) -> bool {
    let (_, changed) = Drift::new(kept, text).regions();
    let line = text[changed.end..].split('\n').next().unwrap_or_default();
    let typed = text[..changed.end].trim_end_matches([' ', '\t']);
    let is_operator = ["::", ".", "=", "&&", "||", "+", "?", "->"]
        .iter()
        .any(|mark| typed.ends_with(mark));
    is_operator && !changed.is_empty() && line.trim().is_empty()
}

/// Returns the number of syntax errors of a file; none if its format is unknown.
fn syntax_errors(path: &str, text: &str) -> Option<usize> {
    let file = FileId(0);
    if let Some(language) = languages::language_of(path) {
        return Some(
            languages::scan(language, Input { file, path, text })
                .problems
                .len(),
        );
    }
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    is_yaml.then(|| yaml::read(file, text).1.len())
}

#[cfg(test)]
mod tests {
    use super::ends_with_operator;

    #[test]
    fn a_line_that_ends_with_an_operator_is_half_typed() {
        let kept = "a\n\nTrack.event('x')\n";
        for (typed, expected) in [("A::", true), ("x = ", true), ("x = 1", false), ("", false)] {
            let text = format!("a\n{typed}\nTrack.event('x')\n");
            assert_eq!(ends_with_operator(kept, &text), expected, "{typed}");
        }
    }
}
