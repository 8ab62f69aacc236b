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

/// A step with the texts that its values contain, from which any name can be explained.
#[derive(Debug)]
pub(crate) struct RecordedStep {
    step: Step,
    /// The texts, reduced to letters; none if the step leads to any name.
    texts: Option<Vec<String>>,
}

impl RecordedStep {
    /// Keeps what explanations need of a step.
    pub(crate) fn of(seen: &TraceStep) -> Self {
        let texts = seen.values.as_ref().and_then(|values| {
            let mut texts = Vec::new();
            let mut values = values.iter();
            values
                .all(|value| add_texts(value, &mut texts))
                .then_some(texts)
        });
        Self {
            step: seen.step.clone(),
            texts,
        }
    }
}

/// Returns the steps that led to `name`, without repetitions.
pub(crate) fn leading<'s>(
    seen: impl IntoIterator<Item = &'s RecordedStep>,
    name: &str,
) -> Vec<Step> {
    let expected = letters(name);
    let mut steps: Vec<Step> = Vec::new();
    for one in seen {
        let texts = one.texts.as_ref();
        let is_part = |text: &String| expected.contains(text.as_str());
        let is_relevant = texts.is_none_or(|texts| texts.iter().any(is_part));
        if is_relevant && !steps.contains(&one.step) {
            steps.push(one.step.clone());
        }
    }
    steps
}

/// Adds the texts in a value. Returns false for an object that any name may be read from.
fn add_texts(value: &AbstractValue, texts: &mut Vec<String>) -> bool {
    match value {
        AbstractValue::Text(text) => {
            let text = letters(text);
            if !text.is_empty() {
                texts.push(text);
            }
            true
        }
        AbstractValue::Parts(values) | AbstractValue::List(values) => {
            values.iter().all(|value| add_texts(value, texts))
        }
        AbstractValue::Map(entries) => entries
            .iter()
            .all(|(key, value)| add_texts(key, texts) && add_texts(value, texts)),
        AbstractValue::Param(_)
        | AbstractValue::Class(_)
        | AbstractValue::Instance(..)
        | AbstractValue::Module(_)
        | AbstractValue::Function(_)
        | AbstractValue::Closure(_)
        | AbstractValue::Variant(_)
        | AbstractValue::Deferred(_)
        | AbstractValue::AnyOf(_) => false,
        AbstractValue::Null
        | AbstractValue::Bool(_)
        | AbstractValue::Pattern(..)
        | AbstractValue::Missing(_)
        | AbstractValue::Unknown(_) => true,
    }
}

/// Reduces a text to letters and digits, since names derived from classes differ in case and separators.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
