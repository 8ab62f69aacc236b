//! Conditions: what a parameter can only be behind a guard that leaves, and inside a branch.

use crate::facts::{BindingKind, Value};
use crate::languages::javascript::scanner::Scanner;
use crate::languages::javascript::syntax::{Field, Id, Kind, Sign};
use crate::source::Span;

/// Conditions followed inside one another.
const MOST_DEPTH: usize = 20;

/// Methods that look their argument up in their object.
const LOOK_UPS: [&str; 2] = ["includes", "has"];

impl Scanner<'_, '_> {
    /// Notes what the condition of an `if` says inside its branches, and behind it if its only branch leaves.
    pub(super) fn narrow_branches(&mut self, id: Id) {
        let condition = self.field(id, Field::Condition);
        let consequence = self.field(id, Field::Consequence);
        let (Some(condition), Some(consequence)) = (condition, consequence) else {
            return;
        };
        let otherwise = self.field(id, Field::Alternative);
        self.narrow(condition, true, self.span(consequence), 0);
        if let Some(otherwise) = otherwise {
            self.narrow(condition, false, self.span(otherwise), 0);
        } else if self.leaves(consequence) {
            let (own, around) = (self.span(id), self.span(self.tree.parent(id)));
            let behind = Span {
                start: own.end,
                ..around
            };
            self.narrow(condition, false, behind, 0);
        }
    }

    /// Returns true if a statement or block never reaches its end.
    fn leaves(&self, statement: Id) -> bool {
        let last = match self.kind(statement) {
            Kind::Block => self.tree.children(statement).last(),
            _ => Some(statement),
        };
        last.is_some_and(|last| matches!(self.kind(last), Kind::Return | Kind::Leave))
    }

    /// Notes what a condition that came to `truth` says about parameters inside a span.
    fn narrow(&mut self, condition: Id, truth: bool, inside: Span, depth: usize) {
        if depth > MOST_DEPTH {
            return;
        }
        let sign = self.tree.node(condition).sign;
        match (self.kind(condition), sign, truth) {
            (Kind::Parenthesized, ..) => {
                if let Some(inner) = self.tree.first(condition) {
                    self.narrow(inner, truth, inside, depth + 1);
                }
            }
            (Kind::Unary, Sign::Not, _) => {
                if let Some(inner) = self.tree.first(condition) {
                    self.narrow(inner, !truth, inside, depth + 1);
                }
            }
            (Kind::Binary, Sign::And, true) | (Kind::Binary, Sign::Or, false) => {
                for part in [Field::Left, Field::Right] {
                    if let Some(part) = self.field(condition, part) {
                        self.narrow(part, truth, inside, depth + 1);
                    }
                }
            }
            (Kind::Binary, Sign::Equal, _) => self.compared(condition, truth, inside),
            (Kind::Binary, Sign::NotEqual, _) => self.compared(condition, !truth, inside),
            (Kind::Call, ..) => self.looked_up(condition, truth, inside),
            _ => {}
        }
    }

    /// Notes the text that a parameter is compared with.
    fn compared(&mut self, comparison: Id, is_equal: bool, inside: Span) {
        let sides = [Field::Left, Field::Right].map(|side| self.field(comparison, side));
        let [Some(left), Some(right)] = sides else {
            return;
        };
        let (name, other) = match self.is_parameter(left) {
            true => (left, right),
            false => (right, left),
        };
        if !self.is_parameter(name) || self.kind(other) != Kind::String {
            return;
        }
        if let text @ Value::Text(_) = self.value(other) {
            self.restrict(name, Value::List(vec![text]), is_equal, inside);
        }
    }

    /// Notes the list that a parameter is looked up in.
    fn looked_up(&mut self, call: Id, is_on: bool, inside: Span) {
        let Some(callee) = self.field(call, Field::Function) else {
            return;
        };
        let method = self.field(callee, Field::Property);
        let list = self.field(callee, Field::Object);
        let arguments = self.field(call, Field::Arguments);
        let argument = arguments.and_then(|arguments| self.tree.first(arguments));
        if let (Kind::Member, Some(method), Some(list), Some(name)) =
            (self.kind(callee), method, list, argument)
            && LOOK_UPS.contains(&self.text(method))
            && self.is_parameter(name)
        {
            let list = self.value(list);
            self.restrict(name, list, is_on, inside);
        }
    }

    fn restrict(&mut self, name: Id, list: Value, is_on: bool, inside: Span) {
        let kind = match is_on {
            true => BindingKind::NarrowInside,
            false => BindingKind::ExceptInside,
        };
        let name = self.text(name);
        self.bind(name, list, kind, inside);
    }

    /// Returns true for the name of a parameter of the function around.
    fn is_parameter(&self, id: Id) -> bool {
        let function = self.place.function;
        let function = function.map(|at| &self.facts.functions[at as usize]);
        let mut parameters = function.into_iter().flat_map(|one| &one.parameters);
        self.kind(id) == Kind::Identifier && parameters.any(|one| one.name == self.text(id))
    }
}
