//! Expressions as values.

use crate::facts::{Argument, Key, OR, Text, Value};
use crate::languages::flat_tree::Id;
use crate::languages::python::literal;
use crate::languages::python::names::FUNCTION_NAME;
use crate::languages::python::scanner::Scanner;
use crate::languages::python::syntax::{Field, Kind};

/// Operands of one chain of operators that are kept.
const MOST_OPERANDS: usize = 256;

impl<'s> Scanner<'s, '_> {
    /// Returns the value of an expression.
    pub(super) fn value(&self, id: Id) -> Value {
        self.value_at(id, 0)
    }

    pub(super) fn value_of(&self, id: Option<Id>, depth: u8) -> Value {
        id.map_or(Value::Opaque, |id| self.value_at(id, depth))
    }

    pub(super) fn value_at(&self, id: Id, depth: u8) -> Value {
        if !self.budget.affords(id, self.tree.node(id).start, depth) {
            return Value::Opaque;
        }
        let next = depth + 1;
        match self.kind(id) {
            Kind::String => self.string(id, next),
            Kind::Concatenated => {
                let parts = self.tree.children(id).map(|part| self.string(part, next));
                Value::joined(parts)
            }
            Kind::Number | Kind::Float => Value::Number(self.text(id).into()),
            Kind::Unary => self.negative(id),
            Kind::True => Value::Bool(true),
            Kind::False => Value::Bool(false),
            Kind::None => Value::Null,
            Kind::Identifier => Value::Name(self.text(id).into()),
            Kind::DottedName => self.dotted_value(self.text(id)),
            Kind::Parenthesized
            | Kind::Await
            | Kind::ExpressionStatement
            | Kind::Type
            | Kind::CasePattern
            | Kind::AsPattern => self.value_of(self.tree.first(id), next),
            Kind::Named => self.value_of(self.field(id, Field::Value), next),
            Kind::Attribute => self.attribute(id, next),
            Kind::Subscript => self.subscript(id, next),
            Kind::Conditional => {
                let mut parts = self.tree.children(id);
                let (then, otherwise) = (parts.next(), parts.next_back());
                Value::Choice(vec![
                    self.value_of(then, next),
                    self.value_of(otherwise, next),
                ])
            }
            Kind::Binary => self.binary(id, next),
            Kind::Boolean => self.boolean(id, next),
            Kind::List | Kind::Tuple | Kind::Set | Kind::ExpressionList => {
                let items = self.tree.children(id);
                Value::List(items.map(|item| self.value_at(item, next)).collect())
            }
            Kind::ListSplat | Kind::DictSplat => {
                Value::spread(self.value_of(self.tree.first(id), next))
            }
            Kind::Dictionary => Value::Map(self.entries(id, next)),
            Kind::ListComprehension => self.listed(id, next),
            Kind::DictComprehension => self.mapped(id, next),
            Kind::Call => self.call_value(id, next),
            Kind::Lambda => {
                let body = self.value_of(self.field(id, Field::Body), next);
                Value::Closure(vec![body], self.tree.node(id).start)
            }
            _ => Value::Opaque,
        }
    }

    fn negative(&self, id: Id) -> Value {
        let number = self.text(id).strip_prefix('-').map(str::trim_start);
        match number.filter(|number| number.bytes().all(|digit| digit.is_ascii_digit())) {
            Some(number) => Value::Number(format!("-{number}").into()),
            None => Value::Opaque,
        }
    }

    /// `object.name`; a path that is imported as it is written is one name.
    fn attribute(&self, id: Id, depth: u8) -> Value {
        let text = self.text(id);
        if self.dotted.contains(text) {
            return Value::Name(text.into());
        }
        match (
            self.field(id, Field::Object),
            self.field(id, Field::Attribute),
        ) {
            (Some(object), Some(name))
                if self.text(name) == FUNCTION_NAME && self.is_passed(object) =>
            {
                Value::Name(FUNCTION_NAME.into())
            }
            (Some(object), Some(name)) => {
                Value::member(self.value_at(object, depth), self.text(name))
            }
            _ => Value::Opaque,
        }
    }

    /// Returns true for a parameter of the functions around.
    fn is_passed(&self, object: Id) -> bool {
        let name = self.text(object);
        let around = std::iter::successors(self.flow.place.function, |at| {
            self.facts.functions[*at as usize].outer
        });
        let mut parameters = around.flat_map(|at| &self.facts.functions[at as usize].parameters);
        parameters.any(|parameter| parameter.name == name)
    }

    fn subscript(&self, id: Id, depth: u8) -> Value {
        let mut keys = self.tree.children(id);
        let (Some(base), Some(key), None) = (keys.next(), keys.next(), keys.next()) else {
            return Value::Opaque;
        };
        let base = self.value_at(base, depth);
        match self.kind(key) {
            Kind::Slice => Value::Opaque,
            _ => Value::index(base, self.value_at(key, depth)),
        }
    }

    /// Returns the operands of a chain of one operator, which the grammar nests to the left.
    fn operands(&self, id: Id) -> Vec<Id> {
        let sign = self.tree.node(id).sign;
        let mut found = Vec::new();
        let mut at = id;
        loop {
            let is_chained = self.kind(at) == self.kind(id) && self.tree.node(at).sign == sign;
            let (left, right) = (self.field(at, Field::Left), self.field(at, Field::Right));
            let (true, Some(left), Some(right)) =
                (is_chained && found.len() < MOST_OPERANDS, left, right)
            else {
                found.push(at);
                break;
            };
            found.push(right);
            at = left;
        }
        found.reverse();
        found
    }

    fn binary(&self, id: Id, depth: u8) -> Value {
        let (left, right) = (self.field(id, Field::Left), self.field(id, Field::Right));
        match self.tree.node(id).sign {
            Kind::Plus => {
                let operands = self.operands(id).into_iter();
                sum(operands.map(|part| self.value_at(part, depth)).collect())
            }
            Kind::Percent => {
                let (Some(left), Some(right)) = (left, right) else {
                    return Value::Opaque;
                };
                self.percent(left, right, depth)
            }
            Kind::Pipe => {
                let position = |value| Argument::new(Key::Position(0), value, self.span(id));
                let (left, right) = (self.value_of(left, depth), self.value_of(right, depth));
                Value::call(Some(left), "|", vec![position(right)])
            }
            _ => Value::Opaque,
        }
    }

    /// `a or b` is the first value unless it is null; `a and b` is the second one if anything is sent.
    fn boolean(&self, id: Id, depth: u8) -> Value {
        let operands = self.operands(id).into_iter();
        let mut values: Vec<Value> = operands.map(|part| self.value_at(part, depth)).collect();
        let Some(last) = values.pop() else {
            return Value::Opaque;
        };
        if self.tree.node(id).sign != Kind::Or {
            return last;
        }
        let position = |number, value| Argument::new(Key::Position(number), value, self.span(id));
        values.into_iter().rfold(last, |after, value| {
            Value::call(None, OR, vec![position(0, value), position(1, after)])
        })
    }

    pub(super) fn entries(&self, id: Id, depth: u8) -> Vec<(Value, Value)> {
        let entry = |child: Id| match self.kind(child) {
            Kind::Pair => {
                let key = self.value_of(self.field(child, Field::Key), depth);
                Some((key, self.value_of(self.field(child, Field::Value), depth)))
            }
            Kind::DictSplat => Some((self.value_at(child, depth), Value::Null)),
            _ => None,
        };
        self.tree.children(id).filter_map(entry).collect()
    }

    /// Returns the list that a comprehension makes.
    fn listed(&self, id: Id, depth: u8) -> Value {
        let Some(body) = self.field(id, Field::Body) else {
            return Value::Opaque;
        };
        let clauses = self.clauses(id);
        if let [(variable, list)] = clauses[..]
            && let Some(name) = self.plain_name(variable)
            && let Value::List(items) = self.value_at(list, depth)
            && items.len() <= MOST_OPERANDS
            && !self.is_filtered(id)
            && !items.iter().any(|item| matches!(item, Value::Spread(_)))
        {
            let one = self.value_at(body, depth);
            let each = items.iter().map(|item| one.clone().with_name(name, item));
            return Value::List(each.collect());
        }
        let one = self.with_elements(self.value_at(body, depth), &clauses, depth);
        // Each element gives one, so the list is not the one that is written here.
        Value::List(vec![Value::spread(Value::List(vec![one]))])
    }

    /// Returns the map that a comprehension makes.
    fn mapped(&self, id: Id, depth: u8) -> Value {
        let Some(pair) = self.field(id, Field::Body) else {
            return Value::Opaque;
        };
        let key = self.value_of(self.field(pair, Field::Key), depth);
        let value = self.value_of(self.field(pair, Field::Value), depth);
        let clauses = self.clauses(id);
        if let [(variable, list)] = clauses[..]
            && let Some(name) = self.plain_name(variable)
            && let Value::List(items) = self.value_at(list, depth)
            && items.len() <= MOST_OPERANDS
            && !self.is_filtered(id)
        {
            let entry = |item: &Value| {
                let (key, value) = (key.clone(), value.clone());
                (key.with_name(name, item), value.with_name(name, item))
            };
            return Value::Map(items.iter().map(entry).collect());
        }
        let key = self.with_elements(key, &clauses, depth);
        let value = self.with_elements(value, &clauses, depth);
        Value::Map(vec![(key, value)])
    }

    fn is_filtered(&self, id: Id) -> bool {
        let mut parts = self.tree.children(id);
        parts.any(|part| self.kind(part) == Kind::IfClause)
    }

    /// Returns the variables and lists of a comprehension.
    pub(super) fn clauses(&self, id: Id) -> Vec<(Id, Id)> {
        let clauses = self.tree.children(id);
        let clauses = clauses.filter(|part| self.kind(*part) == Kind::ForIn);
        let both = clauses.filter_map(|clause| {
            Some((
                self.field(clause, Field::Left)?,
                self.field(clause, Field::Right)?,
            ))
        });
        both.collect()
    }

    fn with_elements(&self, mut value: Value, clauses: &[(Id, Id)], depth: u8) -> Value {
        for (variable, list) in clauses.iter().rev() {
            for (name, element) in self.loop_names(*variable, *list, depth) {
                value = value.with_name(name, &element);
            }
        }
        value
    }

    /// Returns the names that a loop binds, with the elements that they hold.
    pub(super) fn loop_names(&self, variable: Id, list: Id, depth: u8) -> Vec<(&'s str, Value)> {
        let called = self.method_of(list);
        let names: Vec<Id> = match self.kind(variable) {
            Kind::PatternList => self.tree.children(variable).collect(),
            _ => vec![variable],
        };
        let named = |at: usize, value: Value| {
            let name = names.get(at).and_then(|name| self.plain_name(*name));
            name.map(|name| (name, value))
        };
        match (called, names.len()) {
            (Some((Some(map), "items", _)), 2) => {
                let map = self.value_at(map, depth);
                let (key, value) = (Value::each(map.clone()), Value::each_value(map));
                [named(0, key), named(1, value)]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            (Some((None, "enumerate", Some(list))), 2) => {
                let list = self.value_at(list, depth);
                let parts = [named(0, Value::Opaque), named(1, Value::each(list))];
                parts.into_iter().flatten().collect()
            }
            (_, 1) if self.kind(variable) != Kind::PatternList => {
                let element = Value::each(self.value_at(list, depth));
                named(0, element).into_iter().collect()
            }
            _ => {
                let element = Value::each(self.value_at(list, depth));
                let part = |at: usize| {
                    let index = Value::Number(at.to_string().into());
                    named(at, Value::index(element.clone(), index))
                };
                (0..names.len()).filter_map(part).collect()
            }
        }
    }

    /// Returns the receiver, the name and the first argument of a call.
    fn method_of(&self, id: Id) -> Option<(Option<Id>, &'s str, Option<Id>)> {
        if self.kind(id) != Kind::Call {
            return None;
        }
        let (receiver, _, name) = self.callee(self.field(id, Field::Function)?)?;
        let list = self.field(id, Field::Arguments)?;
        Some((receiver, name, self.tree.first(list)))
    }

    /// Returns the text of a name.
    pub(super) fn plain_name(&self, id: Id) -> Option<&'s str> {
        (self.kind(id) == Kind::Identifier).then(|| self.text(id))
    }

    /// Returns the text of a literal without substitutions.
    pub(super) fn plain_text(&self, id: Id) -> Option<Text> {
        match self.value(id) {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of `'…' % values`.
    fn percent(&self, left: Id, right: Id, depth: u8) -> Value {
        let template = self.value_at(left, depth);
        let right = self.value_at(right, depth);
        match template {
            Value::Text(text) => literal::percent(&text, right),
            _ => Value::Opaque,
        }
    }
}

/// Returns the value of a chain of `+`: a text, or a list if an operand is written as one.
fn sum(operands: Vec<Value>) -> Value {
    let is_list = |value: &Value| matches!(value, Value::List(_));
    if operands.iter().any(is_list) {
        return Value::List(operands.into_iter().map(Value::spread).collect());
    }
    // Numbers are added up.
    let is_number = |value: &Value| matches!(value, Value::Number(_) | Value::Bool(_));
    match operands.iter().any(is_number) {
        true => Value::Opaque,
        false => Value::joined(operands),
    }
}
