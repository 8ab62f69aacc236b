//! Operations on abstract values.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef, Values};
use crate::resolve::evaluate::string_methods;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Number of values up to which each is compared with all others.
const FEW: usize = 32;

/// Limit of alternatives; an unknown value replaces the rest.
pub(crate) const MOST_ALTERNATIVES: usize = 512;

/// Applies an access to a value. An unknown value may be any entry or alternative.
fn take(value: &AbstractValue, step: &Access) -> Values {
    match (step, value) {
        (Access::Member(key), value) => member(value, key),
        (step, AbstractValue::Param(reference)) => vec![reference.then(step.clone())],
        (
            Access::Result(..),
            AbstractValue::Null | AbstractValue::Missing(_) | AbstractValue::Unknown(_),
        ) => vec![value.clone()],
        // A literal has no method that strings have not, so this alternative cannot happen.
        (Access::Result(name, _), AbstractValue::Text(text)) => {
            string_methods::apply(text, name, &[])
                .map(|text| AbstractValue::Text(text.into()))
                .into_iter()
                .collect()
        }
        (Access::Result(name, span), _) => vec![AbstractValue::Unknown(Rc::new((
            format!("result of `{name}`"),
            *span,
        )))],
        (Access::Of(entries), AbstractValue::Text(key)) => {
            member(&AbstractValue::Map(entries.to_vec()), key)
        }
        (Access::Of(_), AbstractValue::Null | AbstractValue::Missing(_)) => {
            vec![AbstractValue::Null]
        }
        (Access::Of(entries), _) => entries.iter().map(|(_, value)| value.clone()).collect(),
        (Access::OneOf(list), AbstractValue::Text(_) | AbstractValue::Null) => {
            list.iter().filter(|one| *one == value).cloned().collect()
        }
        (Access::OneOf(list), _) => list.to_vec(),
    }
}

/// Removes duplicates, and cuts the alternatives at the limit.
pub(crate) fn distinct(values: Values) -> Values {
    distinct_to(values, MOST_ALTERNATIVES)
}

/// Removes duplicates.
pub(crate) fn distinct_all(values: Values) -> Values {
    distinct_to(values, usize::MAX)
}

fn distinct_to(values: Values, most: usize) -> Values {
    // The usual case.
    if values.len() < 2 {
        return values;
    }
    let mut kept: Values = Vec::with_capacity(values.len().min(most));
    // A set pays only for many values.
    let is_long = values.len() > FEW;
    let mut texts: FxHashSet<Text> = FxHashSet::default();
    for value in values {
        if kept.len() >= most {
            break;
        }
        let is_new = match &value {
            AbstractValue::Text(text) if is_long => texts.insert(text.clone()),
            other => !kept.contains(other),
        };
        if is_new {
            kept.push(value);
        }
    }
    kept
}

/// Concatenates the alternatives of parts.
pub(crate) fn concat(parts: &[Values]) -> Values {
    let mut rows: Vec<Values> = vec![Vec::new()];
    for alternatives in parts {
        let mut next = Vec::new();
        for row in &rows {
            for value in alternatives {
                if next.len() >= MOST_ALTERNATIVES {
                    break;
                }
                let mut row = row.clone();
                push_part(&mut row, value);
                next.push(row);
            }
        }
        rows = next;
    }
    distinct(rows.into_iter().map(from_parts).collect())
}

fn push_part(row: &mut Values, value: &AbstractValue) {
    match (row.last_mut(), value) {
        (_, AbstractValue::Null) => {}
        (_, AbstractValue::Parts(inner)) => inner.iter().for_each(|part| push_part(row, part)),
        (Some(AbstractValue::Text(before)), AbstractValue::Text(text)) => {
            *before = format!("{before}{text}").into()
        }
        _ => row.push(value.clone()),
    }
}

fn from_parts(mut row: Values) -> AbstractValue {
    match row.len() {
        0 => AbstractValue::Text(Text::default()),
        1 if matches!(row[0], AbstractValue::Text(_)) => row.remove(0),
        _ => AbstractValue::Parts(row),
    }
}

/// Builds lists from the alternatives of each element. Each alternative occurs in one list; combinations are not kept.
pub(crate) fn lists(mut items: Vec<Values>) -> Values {
    items.retain(|alternatives| !alternatives.is_empty());
    let rows = items.iter().map(Vec::len).max().unwrap_or(1);
    let row = |row: usize| {
        items
            .iter()
            .map(move |alternatives| alternatives[row.min(alternatives.len() - 1)].clone())
    };
    (0..rows)
        .map(|number| AbstractValue::List(row(number).collect()))
        .collect()
}

/// Returns elements of lists and keys of maps.
pub(crate) fn elements(values: Values) -> Values {
    let found = values.into_iter().flat_map(|value| match value {
        AbstractValue::List(items) => items,
        AbstractValue::Map(entries) => entries.into_iter().map(|(key, _)| key).collect(),
        AbstractValue::Null => Vec::new(),
        other => vec![other],
    });
    found.collect()
}

/// Returns the member of a value under a literal key.
pub(crate) fn member(value: &AbstractValue, key: &str) -> Values {
    match value {
        AbstractValue::Map(entries) => {
            let found = entries
                .iter()
                .filter(|(name, _)| matches!(name, AbstractValue::Text(text) if text == key));
            let found: Values = found.map(|(_, value)| value.clone()).collect();
            if !found.is_empty() {
                return found;
            }
            // An entry whose own key is computed may be the one; so may one of what is spread in it.
            let computed = entries
                .iter()
                .filter(|(name, _)| !matches!(name, AbstractValue::Text(_)));
            let computed = computed.flat_map(|(name, value)| match name {
                AbstractValue::Null => member(value, key),
                _ => vec![value.clone()],
            });
            let computed: Values = computed.collect();
            if computed.is_empty() {
                vec![AbstractValue::Null]
            } else {
                computed
            }
        }
        AbstractValue::Param(reference) => vec![reference.then(Access::Member(key.into()))],
        AbstractValue::List(items) => match key.parse::<usize>() {
            Ok(index) => items.get(index).cloned().into_iter().collect(),
            Err(_) => items
                .iter()
                .flat_map(|item| member(item, key))
                .filter(|value| *value != AbstractValue::Null)
                .collect(),
        },
        AbstractValue::Null | AbstractValue::Missing(_) => vec![AbstractValue::Null],
        other => vec![other.clone()]
            .into_iter()
            .filter(|value| matches!(value, AbstractValue::Unknown(_)))
            .collect(),
    }
}

/// Returns the first parameter reference in a value.
pub(crate) fn first_reference(value: &AbstractValue) -> Option<&ParameterRef> {
    match value {
        AbstractValue::Param(reference) => Some(reference),
        AbstractValue::Parts(parts) => parts.iter().find_map(first_reference),
        _ => None,
    }
}

/// Replaces the references to the parameters of `like` by the values that `argument` returns.
pub(crate) fn substitute(
    value: &AbstractValue,
    like: &ParameterRef,
    argument: &mut dyn FnMut(u16) -> Values,
) -> Values {
    match value {
        AbstractValue::Param(reference)
            if reference.function == like.function && reference.of == like.of =>
        {
            let mut values = argument(reference.parameter);
            for step in &reference.path {
                values = values.iter().flat_map(|value| take(value, step)).collect();
            }
            distinct(values)
        }
        AbstractValue::Parts(parts) => {
            let filled: Vec<Values> = parts
                .iter()
                .map(|part| substitute(part, like, argument))
                .collect();
            concat(&filled)
        }
        other => vec![other.clone()],
    }
}
