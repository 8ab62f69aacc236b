//! Parameter references, filled with the values of one caller.

use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef, Values};
use crate::resolve::evaluate::combine::{concat, convert, distinct, member};
use crate::resolve::evaluate::deferred::{map_parts, reduced};
use std::rc::Rc;

/// Applies an access to a value. An unknown value may be any entry or alternative.
fn take(value: &AbstractValue, step: &Access) -> Values {
    match (step, value) {
        (Access::Own(_), AbstractValue::Text(_) | AbstractValue::Parts(_)) => vec![value.clone()],
        (Access::Own(_), AbstractValue::Param(reference)) => vec![reference.then(step.clone())],
        (Access::Member(key) | Access::Own(key), value) => member(value, key),
        (Access::InText(why, _), AbstractValue::Null | AbstractValue::Missing(_)) => {
            vec![AbstractValue::Unknown(why.clone())]
        }
        (Access::InText(_, [yes, no]), AbstractValue::Bool(truth)) => {
            vec![AbstractValue::Text(if *truth { *yes } else { *no }.into())]
        }
        (Access::InText(..), AbstractValue::Param(reference)) => {
            vec![reference.then(step.clone())]
        }
        (Access::InText(..), value) => vec![value.clone()],
        (_, AbstractValue::AnyOf(any)) => vec![AbstractValue::Unknown(any.1.clone())],
        (step, AbstractValue::Param(reference)) => vec![reference.then(step.clone())],
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
        (Access::Of(entries), _) => entries.iter().map(|(_, value)| value.clone()).collect(),
        (Access::Converted(conversion), _) => convert(vec![value.clone()], conversion),
        (Access::OneOf(list), AbstractValue::Text(_) | AbstractValue::Null) => {
            list.iter().filter(|one| *one == value).cloned().collect()
        }
        (Access::OneOf(list), _) => list.to_vec(),
    }
}

/// Returns the values of an expression whose parameters nobody supplies.
pub(crate) fn settled(value: &AbstractValue, unknown: &AbstractValue) -> Values {
    match value {
        AbstractValue::Param(reference) => {
            let path = reference.path.iter();
            path.fold(vec![unknown.clone()], |values, step| {
                values.iter().flat_map(|value| take(value, step)).collect()
            })
        }
        AbstractValue::Deferred(inner) => {
            let mut change = |part: &AbstractValue| settled(part, unknown);
            reduced(map_parts(inner, &mut change))
        }
        AbstractValue::Parts(parts) => {
            let filled: Vec<Values> = parts.iter().map(|part| settled(part, unknown)).collect();
            concat(&filled)
        }
        other => vec![other.clone()],
    }
}

/// Replaces the references to the parameters of `like` by the values that `argument` returns.
pub(crate) fn substitute(
    value: &AbstractValue,
    like: &ParameterRef,
    argument: &mut dyn FnMut(&ParameterRef) -> Values,
) -> Values {
    match value {
        AbstractValue::Param(reference)
            if reference.function == like.function && reference.of == like.of =>
        {
            let mut values = argument(reference);
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
        AbstractValue::Deferred(inner) => {
            let mut change = |part: &AbstractValue| substitute(part, like, argument);
            reduced(map_parts(inner, &mut change))
        }
        other => vec![other.clone()],
    }
}
