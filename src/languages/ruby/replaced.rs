//! Methods that a later definition in the same class body replaces.

use crate::languages::ruby::scanner::Scanner;
use ruby_prism::Node;
use rustc_hash::FxHashMap;

/// Words that only set the visibility of the methods behind them.
const VISIBILITY: [&str; 4] = ["public", "private", "protected", "module_function"];

impl Scanner<'_, '_> {
    /// Notes the methods of a class body that a later definition replaces. Any other statement between two definitions may keep the
    /// first one under another name. `from` is the first function of the body.
    pub(super) fn note_replaced(&mut self, body: Option<&Node<'_>>, from: usize) {
        let Some(body) = body.and_then(Node::as_statements_node) else {
            return;
        };
        let mut last: FxHashMap<(&str, bool), u32> = FxHashMap::default();
        let mut replaced = Vec::new();
        for statement in &body.body() {
            if let Some(method) = statement.as_def_node() {
                let key = (self.text(&method.name_loc()), method.receiver().is_some());
                let start = self.span(&method.name_loc()).start;
                replaced.extend(last.insert(key, start));
            } else if !self.is_visibility(&statement) {
                last.clear();
            }
        }
        if replaced.is_empty() {
            return;
        }
        replaced.sort_unstable();
        let functions = (from as u32..).zip(&self.facts.functions[from..]);
        let is_replaced = |start: u32| replaced.binary_search(&start).is_ok();
        let found = functions.filter(|(_, function)| is_replaced(function.name_span.start));
        self.facts.replaced.extend(found.map(|(id, _)| id));
    }

    fn is_visibility(&self, statement: &Node<'_>) -> bool {
        let word = statement.as_call_node().filter(|call| self.is_word(call));
        word.is_some_and(|_| VISIBILITY.contains(&self.text_of(statement)))
    }
}
