//! Expressions that depend on several parameters at once. They are computed when callers supply all of them.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, Deferred, Values};
use crate::resolve::evaluate::combine::{
    convert, distinct, elements, first_reference, member, values_of,
};
use std::rc::Rc;

/// Returns the values of an expression, or the expression while a parameter in it is not known.
pub(crate) fn reduced(expression: Deferred) -> Values {
    let is_open = |part: &AbstractValue| first_reference(part).is_some();
    if expression.parts().into_iter().flatten().any(is_open) {
        return vec![AbstractValue::Deferred(Rc::new(expression))];
    }
    distinct(match &expression {
        Deferred::Index { bases, keys } => {
            let each = bases
                .iter()
                .flat_map(|base| keys.iter().map(move |key| (base, key)));
            each.flat_map(|(base, key)| entry(base, key)).collect()
        }
        Deferred::KeyOf { entries, values } => values
            .iter()
            .flat_map(|value| keys_of(entries, value))
            .collect(),
        Deferred::OrElse { first, second } => or_else(first.clone(), second.clone()),
        Deferred::Converted { values, conversion } => convert(values.clone(), conversion),
        Deferred::Then { values, step } => {
            values.iter().flat_map(|value| take(value, step)).collect()
        }
        Deferred::If {
            value,
            among,
            is_among,
            then,
        } => {
            let may_be = |value: &AbstractValue| match value {
                AbstractValue::Text(_) => among.contains(value) == *is_among,
                AbstractValue::Null | AbstractValue::Bool(_) | AbstractValue::Missing(_) => {
                    !is_among
                }
                AbstractValue::AnyOf(any) => {
                    any.0.iter().any(|one| among.contains(one) == *is_among)
                }
                _ => true,
            };
            // Without any value nothing is known of it.
            let is_met = value.is_empty() || value.iter().any(may_be);
            is_met.then(|| then.clone()).into_iter().collect()
        }
    })
}

/// Applies an access to a value. An unknown value may be any entry or alternative.
pub(crate) fn take(value: &AbstractValue, step: &Access) -> Values {
    match (step, value) {
        (Access::Own(_), AbstractValue::Text(_) | AbstractValue::Parts(_)) => vec![value.clone()],
        (Access::Own(_), AbstractValue::Param(reference)) => vec![reference.then(step.clone())],
        (Access::Member(key) | Access::Own(key), value) => member(value, key),
        (step, AbstractValue::Param(reference)) => vec![reference.then(step.clone())],
        (step, AbstractValue::Deferred(_)) => reduced(Deferred::Then {
            values: vec![value.clone()],
            step: step.clone(),
        }),
        (Access::Required, AbstractValue::Null | AbstractValue::Missing(_)) => Vec::new(),
        (Access::Required, value) => vec![value.clone()],
        (Access::Part(why, _), AbstractValue::Null | AbstractValue::Missing(_)) => {
            vec![AbstractValue::Unknown(why.clone())]
        }
        (Access::Part(_, Some([yes, no])), AbstractValue::Bool(truth)) => {
            vec![AbstractValue::Text(if *truth { *yes } else { *no }.into())]
        }
        (Access::Part(..), value) => vec![value.clone()],
        (step, AbstractValue::AnyOf(any)) => {
            let found = any.0.iter().flat_map(|value| take(value, step));
            one_of(found.collect(), value)
        }
        (Access::Each, value) => elements(vec![value.clone()]),
        (Access::ElementOf, value) => values_of(vec![value.clone()]),
        (Access::Result(_), AbstractValue::Missing(_) | AbstractValue::Unknown(_)) => {
            vec![value.clone()]
        }
        (Access::Result(call), value) => call.on(value).unwrap_or_else(|| {
            let why = format!("result of `{}`", call.name);
            vec![AbstractValue::Unknown(Rc::new((why, call.span)))]
        }),
        (Access::Of(entries), AbstractValue::Text(key)) => {
            member(&AbstractValue::Map(entries.to_vec()), key)
        }
        (Access::Of(_), AbstractValue::Null | AbstractValue::Missing(_)) => {
            vec![AbstractValue::Null]
        }
        (Access::Of(entries), _) => {
            let values: Values = entries.iter().map(|(_, value)| value.clone()).collect();
            one_name_of(values, value)
        }
        (Access::Converted(conversion), _) => convert(vec![value.clone()], conversion),
        (Access::OneOf(list), AbstractValue::Text(_) | AbstractValue::Null) => {
            list.iter().filter(|one| *one == value).cloned().collect()
        }
        (Access::OneOf(list), _) => list.to_vec(),
        (Access::NoneOf(list), value) if list.contains(value) => Vec::new(),
        (Access::NoneOf(_), value) => vec![value.clone()],
    }
}

/// Returns the expression with all its parts changed.
pub(crate) fn map_parts(
    expression: &Deferred,
    change: &mut dyn FnMut(&AbstractValue) -> Values,
) -> Deferred {
    let mut all = |values: &Values| distinct(values.iter().flat_map(&mut *change).collect());
    match expression {
        Deferred::Index { bases, keys } => Deferred::Index {
            bases: all(bases),
            keys: all(keys),
        },
        Deferred::KeyOf { entries, values } => Deferred::KeyOf {
            entries: entries.clone(),
            values: all(values),
        },
        Deferred::OrElse { first, second } => Deferred::OrElse {
            first: all(first),
            second: all(second),
        },
        Deferred::Converted { values, conversion } => Deferred::Converted {
            values: all(values),
            conversion: Rc::clone(conversion),
        },
        Deferred::Then { values, step } => Deferred::Then {
            values: all(values),
            step: step.clone(),
        },
        Deferred::If {
            value,
            among,
            is_among,
            then,
        } => Deferred::If {
            value: all(value),
            among: among.clone(),
            is_among: *is_among,
            then: then.clone(),
        },
    }
}

/// Returns the first value that is not null, or the second one.
pub(crate) fn or_else(mut first: Values, second: Values) -> Values {
    let is_empty =
        |value: &AbstractValue| matches!(value, AbstractValue::Text(text) if text.is_empty());
    let is_nothing = |value: &AbstractValue| {
        is_empty(value)
            || matches!(
                value,
                AbstractValue::Null | AbstractValue::Bool(false) | AbstractValue::Missing(_)
            )
    };
    let is_certain = |value: &AbstractValue| {
        matches!(
            value,
            AbstractValue::Text(_)
                | AbstractValue::Parts(_)
                | AbstractValue::List(_)
                | AbstractValue::Map(_)
                | AbstractValue::Class(_)
                | AbstractValue::Instance(..)
                | AbstractValue::Function(_)
                | AbstractValue::Module(_)
        ) && !is_empty(value)
    };
    if !first.is_empty() && first.iter().all(is_certain) {
        return first;
    }
    first.retain(|value| !is_nothing(value));
    first.extend(second);
    first
}

/// Returns the entry of one value under one key. An unknown key gives one of all entries.
fn entry(base: &AbstractValue, key: &AbstractValue) -> Values {
    match (base, key) {
        (AbstractValue::AnyOf(any), key) => {
            let found = any.0.iter().flat_map(|base| entry(base, key));
            let mut found: Values = found.collect();
            // With two unknown keys the entries say too little.
            if !key.is_text() {
                found.push(AbstractValue::Unknown(any.1.clone()));
            }
            one_of(found, base)
        }
        (base, AbstractValue::AnyOf(any)) => {
            let found = any.0.iter().flat_map(|key| entry(base, key));
            one_of(found.collect(), key)
        }
        (AbstractValue::Map(_) | AbstractValue::List(_), AbstractValue::Text(key)) => {
            member(base, key)
        }
        (_, AbstractValue::Null | AbstractValue::Bool(_)) | (AbstractValue::Null, _) => {
            vec![AbstractValue::Null]
        }
        (AbstractValue::Map(entries), key) => one_of(
            entries.iter().map(|(_, value)| value.clone()).collect(),
            key,
        ),
        (AbstractValue::List(items), key) => one_of(items.clone(), key),
        (AbstractValue::Unknown(_), _) => vec![base.clone()],
        (base, _) => one_of(Vec::new(), base),
    }
}

/// Returns the keys of the entries with a value.
fn keys_of(entries: &[(AbstractValue, AbstractValue)], value: &AbstractValue) -> Values {
    let is_known = matches!(
        value,
        AbstractValue::Text(_) | AbstractValue::Class(_) | AbstractValue::Null
    );
    let keys = entries
        .iter()
        .filter(|(_, own)| !is_known || own == value)
        .map(|(key, _)| key.clone());
    let keys: Values = keys.collect();
    match is_known {
        true if keys.is_empty() => vec![AbstractValue::Null],
        true => keys,
        false => one_of(keys, value),
    }
}

/// Returns one of the entries of a table of names. Other tables, such as those of classes, have all entries as alternatives.
pub(crate) fn one_name_of(values: Values, unknown: &AbstractValue) -> Values {
    match values.iter().all(is_data) {
        true => one_of(values, unknown),
        false => values,
    }
}

/// Returns true for a text, and for a list or map of texts.
fn is_data(value: &AbstractValue) -> bool {
    match value {
        AbstractValue::Text(_) | AbstractValue::Null | AbstractValue::Bool(_) => true,
        AbstractValue::List(items) => items.iter().all(is_data),
        AbstractValue::Map(entries) => entries.iter().all(|(_, value)| is_data(value)),
        AbstractValue::AnyOf(any) => any.0.iter().all(is_data),
        _ => false,
    }
}

/// Returns one of several values, of which nobody knows which; the reason is that of `unknown`.
fn one_of(mut values: Values, unknown: &AbstractValue) -> Values {
    let why = match unknown {
        AbstractValue::Unknown(why) => why.clone(),
        AbstractValue::AnyOf(any) => any.1.clone(),
        _ => return values,
    };
    values = values
        .into_iter()
        .flat_map(|value| match value {
            AbstractValue::AnyOf(any) => any.0.clone(),
            AbstractValue::Null => Vec::new(),
            other => vec![other],
        })
        .collect();
    vec![AbstractValue::AnyOf(Rc::new((distinct(values), why)))]
}

/// Returns the texts among values of which one is meant.
pub(crate) fn texts_of(values: &[AbstractValue]) -> impl Iterator<Item = &Text> {
    values.iter().filter_map(|value| match value {
        AbstractValue::Text(text) => Some(text),
        _ => None,
    })
}
