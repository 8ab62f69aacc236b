//! Branches, loops and blocks: what a name holds inside and behind them.

use crate::facts::{BindingKind, Text, Value};
use crate::languages::code_flow::assigned_in_all;
use crate::languages::flat_tree::Id;
use crate::languages::parser;
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};
use crate::source::Span;

/// Conditions followed inside one another.
const MOST_DEPTH: usize = 20;

impl<'s> Scanner<'s, '_> {
    pub(super) fn if_statement(&mut self, id: Id) {
        let condition = self.field(id, Field::Condition);
        let consequence = self.field(id, Field::Consequence);
        let mut branches = Vec::from_iter(consequence);
        let mut is_complete = false;
        if let (Some(condition), Some(block)) = (condition, consequence) {
            self.narrow_inside(condition, block);
        }
        let mut others = 0;
        for part in self.tree.children(id) {
            match self.kind(part) {
                Kind::Elif => {
                    others += 1;
                    let block = self.field(part, Field::Consequence);
                    if let (Some(condition), Some(block)) =
                        (self.field(part, Field::Condition), block)
                    {
                        self.narrow_inside(condition, block);
                    }
                    branches.extend(block);
                }
                Kind::Else => {
                    others += 1;
                    is_complete = true;
                    branches.extend(self.field(part, Field::Body));
                }
                _ => {}
            }
        }
        if is_complete {
            self.join(id, &branches);
        }
        if let (Some(condition), Some(block), 0) = (condition, consequence, others)
            && self.leaves(block)
        {
            let span = self.end_of(id);
            self.narrow(condition, false, (BindingKind::Narrow, span), 0);
        }
        self.within(id, self.flow.place, true, self.flow.repeated);
    }

    fn end_of(&self, id: Id) -> Span {
        parser::last_character(self.input.text, self.span(id))
    }

    /// Returns true if a block never reaches its end.
    fn leaves(&self, block: Id) -> bool {
        let last = self.tree.children(block).next_back();
        last.is_some_and(|last| {
            matches!(self.kind(last), Kind::Return | Kind::Raise | Kind::Continue)
        })
    }

    /// Binds each name that every branch assigns to one of the values.
    fn join(&mut self, id: Id, branches: &[Id]) {
        let branches = branches.iter().filter(|branch| !self.leaves(**branch));
        let joined = assigned_in_all(branches.map(|branch| self.assigned_in(*branch)));
        let span = self.end_of(id);
        let kind = self.flow.assigned();
        for (name, values) in joined {
            let values = values.into_iter().map(|value| self.value(value));
            let value = Value::Choice(values.collect());
            let without = value.clone().with_name(name, &Value::Opaque);
            if value == without {
                let binding = self.binding(name, value, kind, span);
                self.bind_later(id, binding);
            }
        }
    }

    /// Returns the names that a block assigns directly.
    fn assigned_in(&self, block: Id) -> Vec<(&'s str, Id)> {
        let statements = self.tree.children(block);
        let assigned = statements.filter_map(|statement| {
            let inner = self.tree.first(statement)?;
            let is_assignment = self.kind(statement) == Kind::ExpressionStatement
                && self.kind(inner) == Kind::Assignment;
            let name = self.plain_name(self.field(inner, Field::Left)?)?;
            let value = self.field(inner, Field::Right)?;
            let is_simple = !matches!(self.kind(value), Kind::Assignment | Kind::Lambda);
            (is_assignment && is_simple).then_some((name, value))
        });
        assigned.collect()
    }

    fn narrow_inside(&mut self, condition: Id, block: Id) {
        let at = (BindingKind::NarrowInside, self.span(block));
        self.narrow(condition, true, at, 0);
    }

    /// Binds what a condition that came to `truth` says about names.
    fn narrow(&mut self, condition: Id, truth: bool, at: (BindingKind, Span), depth: usize) {
        if depth > MOST_DEPTH {
            return;
        }
        let sign = self.tree.node(condition).sign;
        match (self.kind(condition), sign, truth) {
            (Kind::Parenthesized, ..) => {
                if let Some(inner) = self.tree.first(condition) {
                    self.narrow(inner, truth, at, depth + 1);
                }
            }
            (Kind::NotOperator, ..) => {
                if let Some(inner) = self.tree.first(condition) {
                    self.narrow(inner, !truth, at, depth + 1);
                }
            }
            (Kind::Boolean, Kind::And, true) | (Kind::Boolean, Kind::Or, false) => {
                for part in self.tree.children(condition) {
                    self.narrow(part, truth, at, depth + 1);
                }
            }
            (Kind::Comparison, Kind::Equal, true)
            | (Kind::Comparison, Kind::NotEqual, false)
            | (Kind::Comparison, Kind::In, true)
            | (Kind::Comparison, Kind::NotIn, false) => {
                let mut parts = self.tree.children(condition);
                let (Some(name), Some(other), None) = (parts.next(), parts.next(), parts.next())
                else {
                    return;
                };
                let Some(name) = self.plain_name(name) else {
                    return;
                };
                let other = self.value(other);
                let list = match sign {
                    Kind::Equal | Kind::NotEqual => Value::List(vec![other]),
                    _ => other,
                };
                self.bind(name, list, at.0, at.1);
            }
            _ => {}
        }
    }

    pub(super) fn try_statement(&mut self, id: Id) {
        let mut branches = Vec::from_iter(self.field(id, Field::Body));
        for part in self.tree.children(id) {
            if self.kind(part) == Kind::Except {
                let block = self.tree.children(part).next_back();
                branches.extend(block.filter(|block| self.kind(*block) == Kind::Block));
            }
        }
        self.join(id, &branches);
        self.within(id, self.flow.place, true, self.flow.repeated);
    }

    /// `for x in list`
    pub(super) fn for_loop(&mut self, id: Id) {
        if let (Some(left), Some(right)) =
            (self.field(id, Field::Left), self.field(id, Field::Right))
        {
            let span = self.span(id);
            for (name, value) in self.loop_names(left, right, 0) {
                self.bind(name, value, BindingKind::Inside, span);
            }
        }
        self.within(id, self.flow.place, true, true);
    }

    pub(super) fn comprehension(&mut self, id: Id) {
        let span = self.span(id);
        for (variable, list) in self.clauses(id) {
            for (name, value) in self.loop_names(variable, list, 0) {
                self.bind(name, value, BindingKind::Inside, span);
            }
        }
        self.within(id, self.flow.place, true, true);
    }

    /// `with expression as name`
    pub(super) fn with_statement(&mut self, id: Id) {
        let body = self.field(id, Field::Body).unwrap_or(id);
        for at in id..body {
            if self.kind(at) != Kind::WithItem {
                continue;
            }
            let Some(value) = self.field(at, Field::Value) else {
                continue;
            };
            if let (Kind::AsPattern, Some(alias)) =
                (self.kind(value), self.field(value, Field::Alias))
            {
                let found = self.value(value);
                self.assign(alias, found, self.flow.assigned(), self.span(at));
            }
        }
    }

    pub(super) fn match_statement(&mut self, id: Id) {
        let subject = self.field(id, Field::Subject);
        let subject: Option<Text> = subject
            .and_then(|subject| self.plain_name(subject))
            .map(Text::from);
        let body = self.field(id, Field::Body);
        let mut branches = Vec::new();
        let mut is_complete = false;
        for case in body.into_iter().flat_map(|body| self.tree.children(body)) {
            let block = self.field(case, Field::Consequence);
            branches.extend(block);
            let patterns: Vec<Id> = self.tree.children(case).collect();
            let patterns = patterns.into_iter();
            let patterns: Vec<Id> = patterns
                .filter(|part| self.kind(*part) == Kind::CasePattern)
                .collect();
            let is_open = patterns.iter().all(|part| self.is_capture(*part));
            is_complete |= is_open && self.field(case, Field::Guard).is_none();
            let values: Option<Vec<Value>> = patterns
                .iter()
                .map(|pattern| self.pattern_values(*pattern))
                .collect::<Option<Vec<_>>>()
                .map(|values| values.into_iter().flatten().collect());
            if let (Some(subject), Some(values), Some(block)) = (&subject, values, block) {
                let span = self.span(block);
                self.bind(
                    subject,
                    Value::List(values),
                    BindingKind::NarrowInside,
                    span,
                );
            }
        }
        if is_complete {
            self.join(id, &branches);
        }
        self.within(id, self.flow.place, true, self.flow.repeated);
    }

    /// Returns true for a pattern that everything fits.
    fn is_capture(&self, pattern: Id) -> bool {
        let text = self.text(pattern);
        text.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            && !matches!(text, "None" | "True" | "False")
            && !text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// Returns the values that fit a pattern; none if others fit too.
    fn pattern_values(&self, pattern: Id) -> Option<Vec<Value>> {
        let inner = self.tree.first(pattern)?;
        match self.kind(inner) {
            Kind::String | Kind::Concatenated => Some(vec![self.value(inner)]),
            Kind::DottedName if self.text(inner).contains('.') => Some(vec![self.value(inner)]),
            Kind::UnionPattern => {
                let parts = self.tree.children(inner);
                let values = parts.map(|part| match self.kind(part) {
                    Kind::String => Some(self.value(part)),
                    Kind::DottedName if self.text(part).contains('.') => Some(self.value(part)),
                    _ => None,
                });
                values.collect()
            }
            Kind::CasePattern => self.pattern_values(inner),
            _ => None,
        }
    }
}
