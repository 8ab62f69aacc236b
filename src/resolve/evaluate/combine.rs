//! Operations on abstract values.

use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Deferred, ParameterRef, Values,
};
use crate::rules::conversion::Conversion;
use rustc_hash::FxHashSet;
use std::rc::Rc;

/// Number of values up to which each is compared with all others.
const FEW: usize = 32;

/// Limit of alternatives; an unknown value replaces the rest.
pub(crate) const MOST_ALTERNATIVES: usize = 512;

/// Converts names. A name that is partly known keeps its parts only if each letter is converted by itself.
pub(crate) fn convert(values: Values, conversion: &Rc<Conversion>) -> Values {
    let one = |value: AbstractValue| {
        Some(match value {
            AbstractValue::Text(text) => AbstractValue::Text(conversion.apply(&text)?),
            AbstractValue::Param(reference) => {
                reference.then(Access::Converted(Rc::clone(conversion)))
            }
            AbstractValue::List(items) => AbstractValue::List(convert(items, conversion)),
            AbstractValue::AnyOf(any) => {
                let values = convert(any.0.clone(), conversion);
                AbstractValue::AnyOf(Rc::new((values, any.1.clone())))
            }
            AbstractValue::Deferred(_) => AbstractValue::Deferred(Rc::new(Deferred::Converted {
                values: vec![value],
                conversion: Rc::clone(conversion),
            })),
            AbstractValue::Parts(parts) if conversion.is_by_letter() => {
                AbstractValue::Parts(convert(parts, conversion))
            }
            AbstractValue::Parts(parts) => {
                let unknown = |part: &&AbstractValue| matches!(part, AbstractValue::Unknown(_));
                let unknown = parts.iter().find(unknown).cloned();
                unknown.unwrap_or(AbstractValue::Parts(parts))
            }
            other => other,
        })
    };
    with_texts(values).into_iter().filter_map(one).collect()
}

/// Returns the values with the texts of variants in their place.
pub(crate) fn with_texts(values: Values) -> Values {
    let is_variant = |value: &AbstractValue| matches!(value, AbstractValue::Variant(_));
    if !values.iter().any(is_variant) {
        return values;
    }
    let texts = values.into_iter().flat_map(|value| match value {
        AbstractValue::Variant(variant) => variant.texts.clone(),
        other => vec![other],
    });
    texts.collect()
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
        let alternatives = &with_texts(alternatives.clone());
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
    distinct(rows.into_iter().map(one_of_texts).collect())
}

/// Returns the text of parts. If it is unknown which of several texts a part is, it is unknown which text they make.
fn one_of_texts(parts: Values) -> AbstractValue {
    let reason = parts.iter().find_map(|part| match part {
        AbstractValue::AnyOf(any) => Some(any.1.clone()),
        _ => None,
    });
    let Some(reason) = reason else {
        return from_parts(parts);
    };
    let alternatives: Vec<Values> = parts
        .into_iter()
        .map(|part| match part {
            AbstractValue::AnyOf(any) => any.0.clone(),
            part => vec![part],
        })
        .collect();
    AbstractValue::AnyOf(Rc::new((concat(&alternatives), reason)))
}

fn push_part(row: &mut Values, value: &AbstractValue) {
    match (row.last_mut(), value) {
        (_, AbstractValue::Null) => {}
        (_, AbstractValue::Bool(truth)) => {
            push_part(row, &AbstractValue::Text(truth.to_string().into()));
        }
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
        AbstractValue::AnyOf(any) => {
            let inner = elements(any.0.clone());
            vec![AbstractValue::AnyOf(Rc::new((inner, any.1.clone())))]
        }
        other => vec![other.then(Access::Each).unwrap_or(other)],
    });
    found.collect()
}

/// Returns the element of a list at a place that is not known, and the values of a map.
pub(crate) fn values_of(values: Values) -> Values {
    let found = values.into_iter().flat_map(|value| match value {
        AbstractValue::List(items) => items,
        AbstractValue::Map(entries) => entries.into_iter().map(|(_, value)| value).collect(),
        AbstractValue::Null => Vec::new(),
        AbstractValue::AnyOf(any) => {
            let inner = values_of(any.0.clone());
            vec![AbstractValue::AnyOf(Rc::new((inner, any.1.clone())))]
        }
        other => vec![other.then(Access::ElementOf).unwrap_or(other)],
    });
    found.collect()
}

/// Returns the member of a value under a literal key.
pub(crate) fn member(value: &AbstractValue, key: &str) -> Values {
    match value {
        AbstractValue::Map(entries) => {
            let is_it =
                |name: &AbstractValue| matches!(name, AbstractValue::Text(text) if text == key);
            let last = entries.iter().rposition(|(name, _)| is_it(name));
            let found = entries
                .iter()
                .enumerate()
                .flat_map(|(place, (name, value))| match name {
                    name if is_it(name) => vec![value.clone()],
                    AbstractValue::Text(_) => Vec::new(),
                    // An entry whose own key is computed may be the one; so may one of what is spread in the map. Neither replaces
                    // an entry behind it.
                    _ if last.is_some_and(|last| place < last) => Vec::new(),
                    AbstractValue::Null => {
                        let spread = member(value, key);
                        spread
                            .into_iter()
                            .filter(|value| last.is_none() || !value.is_null())
                            .collect()
                    }
                    _ => vec![value.clone()],
                });
            let found: Values = found.collect();
            if found.is_empty() {
                vec![AbstractValue::Null]
            } else {
                found
            }
        }
        AbstractValue::Param(_) | AbstractValue::Deferred(_) => {
            value.then(Access::Member(key.into())).into_iter().collect()
        }
        AbstractValue::List(items) => match key.parse::<usize>() {
            Ok(index) => items.get(index).cloned().into_iter().collect(),
            Err(_) => items
                .iter()
                .flat_map(|item| member(item, key))
                .filter(|value| *value != AbstractValue::Null)
                .collect(),
        },
        AbstractValue::Null | AbstractValue::Bool(_) | AbstractValue::Missing(_) => {
            vec![AbstractValue::Null]
        }
        AbstractValue::AnyOf(any) => {
            let mut found: Values = any.0.iter().flat_map(|one| member(one, key)).collect();
            found.retain(|value| !value.is_null());
            vec![AbstractValue::AnyOf(Rc::new((
                distinct(found),
                any.1.clone(),
            )))]
        }
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
        AbstractValue::Deferred(inner) => inner
            .parts()
            .into_iter()
            .flatten()
            .find_map(first_reference),
        _ => None,
    }
}

/// Calls `work` with each parameter reference in some values.
pub(crate) fn each_reference<'v>(
    values: &'v [AbstractValue],
    work: &mut dyn FnMut(&'v ParameterRef),
) {
    for value in values {
        match value {
            AbstractValue::Param(reference) => work(reference),
            AbstractValue::Parts(parts) => each_reference(parts, work),
            AbstractValue::Deferred(inner) => {
                for part in inner.parts() {
                    each_reference(part, work);
                }
            }
            _ => {}
        }
    }
}
