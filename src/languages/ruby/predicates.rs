//! Methods that only ask if their argument is on a list, such as `def allowed?(name) = NAMES.include?(name)`.

use crate::facts::Value;
use crate::languages::ruby::scanner::{Predicates, Scanner};
use ruby_prism::{CallNode, DefNode, Node, StatementsNode, Visit, visit_def_node};

/// Finds the methods of a file.
pub(super) fn predicates(scanner: &mut Scanner<'_, '_>, root: &Node<'_>) -> Predicates {
    let mut search = Search {
        scanner,
        found: Predicates::default(),
    };
    // Most files have none.
    if search.scanner.code.contains("?(") {
        search.visit(root);
    }
    search.found
}

struct Search<'s, 'a, 'f> {
    scanner: &'s mut Scanner<'a, 'f>,
    found: Predicates,
}

impl<'pr> Visit<'pr> for Search<'_, '_, '_> {
    fn visit_def_node(&mut self, node: &DefNode<'pr>) {
        let name = self.scanner.text(&node.name_loc());
        if name.ends_with('?') {
            let list = self.list_of(node);
            self.found
                .entry(name.into())
                .and_modify(|known| *known = None)
                .or_insert(list);
        }
        visit_def_node(self, node);
    }
}

impl Search<'_, '_, '_> {
    /// Returns the list that a method asks for its only argument.
    fn list_of(&mut self, node: &DefNode<'_>) -> Option<Value> {
        let parameters = node.parameters()?;
        let required = parameters.requireds();
        let only = required.first().filter(|_| required.len() == 1)?;
        let parameter = self.scanner.text_of(&only).to_owned();
        let asked = asked(node.body()?.as_statements_node()?)?.as_call_node()?;
        self.list_with(&asked, &parameter)
    }

    fn list_with(&mut self, call: &CallNode<'_>, parameter: &str) -> Option<Value> {
        let argument = call.arguments()?.arguments().first()?;
        let (list, subject) = match self.scanner.method_name(call) {
            "include?" | "member?" | "key?" | "has_key?" => (call.receiver()?, argument),
            "in?" => (argument, call.receiver()?),
            _ => return None,
        };
        let is_plain = list.as_constant_read_node().is_some()
            || list.as_constant_path_node().is_some()
            || list.as_array_node().is_some();
        let is_parameter =
            matches!(self.scanner.value(&subject, 0), Value::Name(name) if name == parameter);
        (is_plain && is_parameter).then(|| self.scanner.value(&list, 0))
    }
}

/// Returns the condition that a body returns: `condition`, or `return true if condition` in front of false.
fn asked<'pr>(body: StatementsNode<'pr>) -> Option<Node<'pr>> {
    let mut statements = body.body().iter();
    let first = statements.next()?;
    let Some(last) = statements.next() else {
        return Some(first);
    };
    let guard = first
        .as_if_node()
        .filter(|one| one.subsequent().is_none())?;
    let inside = guard.statements()?.body().first()?;
    let returned = inside.as_return_node()?.arguments()?.arguments().first()?;
    let is_all = statements.next().is_none()
        && (last.as_false_node().is_some() || last.as_nil_node().is_some());
    (is_all && returned.as_true_node().is_some()).then(|| guard.predicate())
}
