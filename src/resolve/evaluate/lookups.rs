//! Look-ups in lists and maps.

use crate::facts::{CallValue, Value};
use crate::languages::partials::ALL_LOCALS;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, Context, Deferred, Values};
use crate::resolve::evaluate::combine::{elements, first_reference};
use crate::resolve::evaluate::deferred::{one_name_of, or_else, reduced};
use crate::resolve::evaluate::methods::entry;
use std::rc::Rc;

impl Evaluator<'_> {
    /// Returns the entries of a list or map under a key.
    pub(crate) fn indexed(&self, base: &Value, key: &Value, cx: &Context) -> Values {
        let map = match base {
            Value::Name(map) => Some(map),
            Value::Index(_, inner) => match &**inner {
                Value::Text(map) => Some(map),
                _ => None,
            },
            _ => None,
        };
        if let (Value::Text(key), Some(map)) = (key, map)
            && let Some(values) = self.indirection(map, key, cx)
        {
            return values;
        }
        if let (Value::Text(local), Value::Name(name)) = (key, base)
            && name == ALL_LOCALS
            && let Some(values) = self.local_of_partial(local, cx)
        {
            return values;
        }
        let keys = self.eval(key, cx);
        let mut bases = self.eval(base, cx);
        let is_supplied = |value: &AbstractValue| first_reference(value).is_some();
        if keys.iter().any(is_supplied) && bases.iter().any(is_supplied) {
            return reduced(Deferred::Index { bases, keys });
        }
        if !keys.iter().all(AbstractValue::is_text) {
            bases = bases.into_iter().flat_map(entries_of_table).collect();
        }
        let pairs = bases
            .iter()
            .flat_map(|base| keys.iter().map(move |key| (base, key)));
        let mut found: Values = pairs
            .flat_map(|(base, key)| self.entry_of(base, key, cx))
            .collect();
        if found == [AbstractValue::Null]
            && let [AbstractValue::Text(name)] = &keys[..]
            && is_constant(base)
            && bases.iter().all(AbstractValue::is_closed_map)
        {
            let why = format!("`{name}` is not among the keys of the object it is read from");
            found = vec![AbstractValue::Missing(Rc::new((why, self.place(cx))))];
        }
        found
    }

    /// Returns the entries of one value under one key.
    fn entry_of(&self, base: &AbstractValue, key: &AbstractValue, cx: &Context) -> Values {
        match (key, base) {
            (
                AbstractValue::Text(key),
                AbstractValue::Instance(..) | AbstractValue::Class(_) | AbstractValue::Module(_),
            ) => self.member_of(base, key, cx),
            (AbstractValue::Text(key), _) => {
                let part = entry(self.traits(cx).methods, base, key);
                part.unwrap_or_else(|| self.unknown(cx, "a part of a text".into()))
            }
            (AbstractValue::Param(reference), AbstractValue::Map(entries))
                if base.is_closed_map() =>
            {
                vec![reference.then(Access::Of(Rc::new(entries.clone())))]
            }
            (AbstractValue::Deferred(_) | AbstractValue::AnyOf(_), _)
            | (_, AbstractValue::Deferred(_) | AbstractValue::AnyOf(_)) => {
                reduced(Deferred::Index {
                    bases: vec![base.clone()],
                    keys: vec![key.clone()],
                })
            }
            (_, AbstractValue::Map(entries)) => {
                let values: Values = entries.iter().map(|(_, value)| value.clone()).collect();
                one_name_of(values, key)
            }
            (_, AbstractValue::List(items)) => one_name_of(items.clone(), key),
            (_, AbstractValue::Null) => vec![AbstractValue::Null],
            _ => self.unknown(cx, "a look-up that is not followed".into()),
        }
    }

    /// Returns elements of lists and keys of maps.
    pub(super) fn elements(&self, value: &Value, cx: &Context) -> Values {
        let values = self.eval(value, cx);
        let field = self.traits(cx).elements_field;
        let of_class = values.into_iter().flat_map(|value| match (&value, field) {
            (AbstractValue::Class(class), Some(field)) => {
                let members = self.constant_of(class, field);
                if members.is_empty() {
                    vec![value]
                } else {
                    members
                }
            }
            _ => vec![value],
        });
        elements(of_class.collect())
    }

    /// Returns the values of `first || second`.
    pub(super) fn or_else(&self, call: &CallValue, cx: &Context) -> Option<Values> {
        let [first, second] = &call.arguments[..] else {
            return None;
        };
        let first = self.perhaps_missing(&first.value, cx);
        let second = self.eval(&second.value, cx);
        let is_supplied = |value: &AbstractValue| {
            matches!(value, AbstractValue::Deferred(_) | AbstractValue::Param(_))
        };
        Some(match first.iter().any(is_supplied) {
            true => reduced(Deferred::OrElse { first, second }),
            false => or_else(first, second),
        })
    }

    /// Returns the values of an expression. A look-up under an unknown key also finds nothing.
    fn perhaps_missing(&self, value: &Value, cx: &Context) -> Values {
        let with_nothing = |value: AbstractValue| match value {
            AbstractValue::Param(mut reference) => {
                if let Some(Access::Of(entries)) = Rc::make_mut(&mut reference).path.last_mut() {
                    let nothing = (AbstractValue::Null, AbstractValue::Null);
                    *entries = Rc::new(entries.iter().cloned().chain([nothing]).collect());
                }
                AbstractValue::Param(reference)
            }
            other => other,
        };
        let values = self.eval(value, cx).into_iter();
        let mut values: Values = values.map(with_nothing).collect();
        if let Value::Index(_, key) = value {
            let is_unknown = |key: &AbstractValue| matches!(key, AbstractValue::Unknown(_));
            values.extend(
                self.eval(key, cx)
                    .iter()
                    .any(is_unknown)
                    .then_some(AbstractValue::Null),
            );
        }
        values
    }

    /// Returns the element of a class with the value of an argument; all elements if it is not known.
    pub(super) fn element_for(&self, class: &str, call: &CallValue, cx: &Context) -> Values {
        let given = call.arguments.first();
        let given = given.map(|argument| self.eval(&argument.value, cx));
        given
            .filter(|values| values.iter().all(AbstractValue::is_text))
            .unwrap_or_else(|| {
                let field = self.traits(cx).elements_field.unwrap_or_default();
                elements(self.constant_of(class, field))
            })
    }

    /// Returns the arguments of the calls that a rule of the project names as the origin of an entry.
    fn indirection(&self, map: &str, key: &str, cx: &Context) -> Option<Values> {
        let rule = self
            .index
            .project
            .indirections
            .iter()
            .find(|rule| rule.map == map && rule.key == key)?;
        let call = if rule.call.is_empty() {
            &rule.key
        } else {
            &rule.call
        };
        let facts = self.index.facts(cx.unit);
        let values = facts
            .calls
            .iter()
            .filter(|site| site.name == *call)
            .filter_map(|site| site.position(0));
        let values: Values = values
            .flat_map(|argument| self.eval(&argument.value, cx))
            .collect();
        (!values.is_empty()).then_some(values)
    }
}

/// Replaces a look-up with an unknown key by all entries of its table.
fn entries_of_table(value: AbstractValue) -> Values {
    match &value {
        AbstractValue::Param(reference) => match reference.path.last() {
            Some(Access::Of(entries)) => entries.iter().map(|(_, entry)| entry.clone()).collect(),
            _ => vec![value],
        },
        _ => vec![value],
    }
}

/// Returns true for the name of a constant, which nothing adds to.
fn is_constant(value: &Value) -> bool {
    let name = match value {
        Value::Name(name) | Value::Member(_, name) => name,
        _ => return false,
    };
    let last = name.rsplit("::").next().unwrap_or(name);
    last.starts_with(char::is_uppercase)
}
