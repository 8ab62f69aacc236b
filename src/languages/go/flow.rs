//! Branches, loops and blocks: what a name holds inside and behind them.

use crate::facts::{BindingKind, Value};
use crate::languages::code_flow::assigned_in_all;
use crate::languages::flat_tree::Id;
use crate::languages::go::scanner::Scanner;
use crate::languages::go::syntax::{Field, Kind};
use crate::languages::parser;
use crate::source::Span;

/// Conditions followed inside one another.
const MOST_DEPTH: usize = 20;

/// The values that a branch assigns to names.
type Assigned<'s> = Vec<(&'s str, Value)>;

impl<'s> Scanner<'s, '_> {
    /// Code in a block of a condition may not run, and that of a loop may run often.
    pub(super) fn block(&mut self, id: Id) {
        match self.kind(self.tree.parent(id)) {
            Kind::If => self.within(id, self.flow.place, true, self.flow.repeated),
            Kind::For => self.within(id, self.flow.place, true, true),
            _ => {}
        }
    }

    pub(super) fn if_statement(&mut self, id: Id) {
        let condition = self.field(id, Field::Condition);
        let (Some(condition), Some(block)) = (condition, self.field(id, Field::Consequence)) else {
            return;
        };
        let inside = (BindingKind::NarrowInside, self.span(block));
        self.narrow(condition, true, inside, 0);
        let is_first = self.kind(self.tree.parent(id)) != Kind::If;
        match self.field(id, Field::Alternative) {
            Some(_) if is_first => {
                if let Some(branches) = self.branches(id) {
                    self.join(id, &branches);
                }
            }
            None if is_first && self.leaves(block) => {
                let span = self.end_of(id);
                self.narrow(condition, false, (BindingKind::Narrow, span), 0);
            }
            _ => {}
        }
    }

    /// Returns the blocks of an `if` with all its `else`; none if the last one is missing.
    fn branches(&self, id: Id) -> Option<Vec<Id>> {
        let mut found = vec![self.field(id, Field::Consequence)?];
        let mut at = self.field(id, Field::Alternative)?;
        for _ in 0..MOST_DEPTH {
            match self.kind(at) {
                Kind::If => {
                    found.push(self.field(at, Field::Consequence)?);
                    at = self.field(at, Field::Alternative)?;
                }
                _ => {
                    found.push(at);
                    return Some(found);
                }
            }
        }
        None
    }

    fn end_of(&self, id: Id) -> Span {
        parser::last_character(self.input.text, self.span(id))
    }

    /// Returns the statements of a block or case.
    pub(super) fn statements(&self, block: Id) -> Vec<Id> {
        let parts = self.tree.children(block);
        let inner = parts.flat_map(|part| match self.kind(part) {
            Kind::Statements => self.tree.children(part).collect(),
            _ => vec![part],
        });
        inner.collect()
    }

    /// Returns true if a block never reaches its end.
    fn leaves(&self, block: Id) -> bool {
        let last = self.statements(block).pop();
        last.is_some_and(|last| match self.kind(last) {
            Kind::Return | Kind::Leave => true,
            Kind::ExpressionStatement => self.text(last).starts_with("panic("),
            _ => false,
        })
    }

    /// Binds each name that every branch assigns to one of the values.
    fn join(&mut self, id: Id, branches: &[Id]) {
        let branches = branches.iter().filter(|branch| !self.leaves(**branch));
        let joined = assigned_in_all(branches.map(|branch| self.assigned_in(*branch)));
        let span = self.end_of(id);
        let kind = self.flow.assigned();
        for (name, values) in joined {
            let value = Value::Choice(values);
            let is_local = self
                .flow
                .place
                .function
                .is_some_and(|function| self.locals.contains(&(function, name)));
            if is_local && value == value.clone().with_name(name, &Value::Opaque) {
                let binding = self.binding(name, value, kind, span);
                self.bind_later(id, binding);
            }
        }
    }

    /// Returns the names that a block assigns directly; a name that it declares is another one.
    fn assigned_in(&self, block: Id) -> Assigned<'s> {
        let statements = self.statements(block).into_iter();
        let assigned = statements.filter_map(|statement| {
            let is_plain = self.kind(statement) == Kind::Assignment
                && self.tree.node(statement).sign == Kind::Assign;
            let (left, right) = (
                self.field(statement, Field::Left)?,
                self.field(statement, Field::Right)?,
            );
            let mut names = self.tree.children(left);
            let mut values = self.tree.children(right);
            let (name, value) = (names.next()?, values.next()?);
            let is_one = names.next().is_none() && values.next().is_none();
            let name = self.plain_name(name)?;
            (is_plain && is_one).then(|| (name, self.value(value)))
        });
        assigned.collect()
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
            (Kind::Unary, Kind::Not, _) => {
                if let Some(inner) = self.tree.first(condition) {
                    self.narrow(inner, !truth, at, depth + 1);
                }
            }
            (Kind::Binary, Kind::And, true) | (Kind::Binary, Kind::Or, false) => {
                for part in self.tree.children(condition) {
                    self.narrow(part, truth, at, depth + 1);
                }
            }
            (Kind::Binary, Kind::Equal, true) | (Kind::Binary, Kind::NotEqual, false) => {
                let (left, right) = (
                    self.field(condition, Field::Left),
                    self.field(condition, Field::Right),
                );
                if let (Some(name), Some(other)) = (left, right)
                    && let Some(name) = self.plain_name(name)
                    && self.kind(other) != Kind::Nil
                {
                    let list = Value::List(vec![self.value(other)]);
                    self.bind(name, list, at.0, at.1);
                }
            }
            _ => {}
        }
    }

    /// `for key, value := range list`
    pub(super) fn range(&mut self, id: Id) {
        let loop_span = self.span(self.tree.parent(id));
        let (Some(left), Some(right)) = (self.field(id, Field::Left), self.field(id, Field::Right))
        else {
            return;
        };
        let list = self.value(right);
        let names: Vec<Id> = self.tree.children(left).collect();
        for (at, name) in names.into_iter().enumerate() {
            let Some(name) = self.plain_name(name) else {
                continue;
            };
            self.declare(name);
            // The first name is a key of a map, or the number of an element.
            let value = match (at, &list) {
                (0, Value::Map(_)) => Value::each(list.clone()),
                (0, _) => Value::Opaque,
                _ => Value::each_value(list.clone()),
            };
            self.bind(name, value, BindingKind::Inside, loop_span);
        }
    }

    pub(super) fn switch(&mut self, id: Id) {
        let subject = self.field(id, Field::Value);
        let subject = subject.and_then(|subject| self.plain_name(subject));
        let mut branches = Vec::new();
        let mut is_complete = false;
        for case in self.tree.children(id) {
            match self.kind(case) {
                Kind::DefaultCase => is_complete = true,
                Kind::Case => {}
                _ => continue,
            }
            branches.push(case);
            let values = self.field(case, Field::Value);
            let is_left = self
                .statements(case)
                .last()
                .is_some_and(|last| self.kind(*last) == Kind::Fallthrough);
            is_complete &= !is_left;
            if let (Some(subject), Some(values)) = (subject, values) {
                let values = self.tree.children(values);
                let list = Value::List(values.map(|value| self.value(value)).collect());
                let span = self.span(case);
                self.bind(subject, list, BindingKind::NarrowInside, span);
            }
        }
        if is_complete {
            self.join(id, &branches);
        }
    }

    /// `switch x := y.(type)`: the name has another type in each case.
    pub(super) fn type_switch(&mut self, id: Id) {
        let value = self.field(id, Field::Value);
        let alias = self.field(id, Field::Alias);
        let alias = alias.and_then(|alias| self.tree.first(alias));
        if let (Some(alias), Some(value)) = (alias, value)
            && let Some(name) = self.plain_name(alias)
        {
            self.declare(name);
            let value = self.value(value);
            self.bind(name, value, BindingKind::Inside, self.span(id));
        }
    }
}
