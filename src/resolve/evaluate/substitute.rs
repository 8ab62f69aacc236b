//! Parameter references, filled with the values of one caller.

use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Deferred, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::{concat, distinct};
use crate::resolve::evaluate::deferred::{map_parts, reduced, take};
use crate::source::{FileId, Span};
use std::rc::Rc;

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
    argument: &mut dyn FnMut(u16) -> Values,
    read: &dyn Fn(&AbstractValue, &Access) -> Option<Values>,
) -> Values {
    match value {
        AbstractValue::Param(reference)
            if reference.function == like.function && reference.of == like.of =>
        {
            let mut values = argument(reference.parameter);
            for step in &reference.path {
                let one = |value: &AbstractValue| {
                    let found = read(value, step);
                    found.unwrap_or_else(|| take(value, step))
                };
                values = values.iter().flat_map(one).collect();
            }
            distinct(values)
        }
        AbstractValue::Parts(parts) => {
            let filled: Vec<Values> = parts
                .iter()
                .map(|part| substitute(part, like, argument, read))
                .collect();
            concat(&filled)
        }
        AbstractValue::Deferred(inner) => {
            let mut change = |part: &AbstractValue| substitute(part, like, argument, read);
            let one = |value: AbstractValue, step: &Access| match read(&value, step) {
                Some(found) => found,
                None => reduced(Deferred::Then {
                    values: vec![value],
                    step: step.clone(),
                }),
            };
            match map_parts(inner, &mut change) {
                Deferred::Then { values, step } => distinct(
                    values
                        .into_iter()
                        .flat_map(|value| one(value, &step))
                        .collect(),
                ),
                other => reduced(other),
            }
        }
        other => vec![other.clone()],
    }
}

/// Returns the values with an unknown value for what callers supply to deferred ones.
pub(crate) fn possible(values: &[AbstractValue]) -> Values {
    let is_deferred = |value: &AbstractValue| matches!(value, AbstractValue::Deferred(_));
    if !values.iter().any(is_deferred) {
        return values.to_vec();
    }
    let unknown = AbstractValue::Unknown(Rc::new((
        "a caller supplies it".to_owned(),
        Span::new(FileId(0), 0, 0),
    )));
    let all = values.iter().flat_map(|value| match value {
        AbstractValue::Deferred(_) => settled(value, &unknown),
        other => vec![other.clone()],
    });
    all.collect()
}
