//! Steps of a recorded evaluation.

use crate::calls::Step;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};

/// A step of a recorded evaluation, with the values there.
#[derive(Debug, Clone)]
pub(crate) struct TraceStep {
    /// The place.
    pub(crate) step: Step,
    /// The values there; none for a wrapper, which leads to whatever is passed.
    pub(crate) values: Option<Values>,
}

/// Returns the steps that led to `name`, without repetitions.
pub(crate) fn leading(seen: &[TraceStep], name: &str) -> Vec<Step> {
    let expected = letters(name);
    let mut steps: Vec<Step> = Vec::new();
    for one in seen {
        let is_relevant = one
            .values
            .as_ref()
            .is_none_or(|values| values.iter().any(|value| is_part(value, &expected)));
        if is_relevant && !steps.contains(&one.step) {
            steps.push(one.step.clone());
        }
    }
    steps
}

/// Returns true if a value is a part of the name, or an object that it may be read from.
fn is_part(value: &AbstractValue, expected: &str) -> bool {
    match value {
        AbstractValue::Text(text) => {
            let text = letters(text);
            !text.is_empty() && expected.contains(&text)
        }
        AbstractValue::Parts(values) | AbstractValue::List(values) => {
            values.iter().any(|value| is_part(value, expected))
        }
        AbstractValue::Map(entries) => entries
            .iter()
            .any(|(key, value)| is_part(key, expected) || is_part(value, expected)),
        AbstractValue::Param(_)
        | AbstractValue::Class(_)
        | AbstractValue::Instance(..)
        | AbstractValue::Module(_)
        | AbstractValue::Function(_)
        | AbstractValue::Closure(_)
        | AbstractValue::Deferred(_)
        | AbstractValue::AnyOf(_) => true,
        AbstractValue::Null
        | AbstractValue::Bool(_)
        | AbstractValue::Pattern(..)
        | AbstractValue::Missing(_)
        | AbstractValue::Unknown(_) => false,
    }
}

/// Reduces a text to letters and digits, since names derived from classes differ in case and separators.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
