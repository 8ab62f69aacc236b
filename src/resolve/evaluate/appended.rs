//! Values that code adds to: lists, maps and texts.

use crate::facts::{BindingKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::concat;
use crate::resolve::evaluate::methods::merged;

impl Evaluator<'_> {
    /// Returns the values with everything that is appended to them.
    pub(crate) fn append(
        &self,
        values: Values,
        appended: &[(&Value, u32, BindingKind)],
        cx: &Context,
    ) -> Values {
        let added: Vec<(Values, BindingKind)> = appended
            .iter()
            .map(|(value, offset, kind)| (self.eval(value, &cx.at(*offset)), *kind))
            .collect();
        let is_container = |value: &AbstractValue| {
            matches!(
                value,
                AbstractValue::Map(_) | AbstractValue::Text(_) | AbstractValue::Parts(_)
            )
        };
        // Entries that are added to a value which is no map are members of an object.
        let is_map = |value: &AbstractValue| matches!(value, AbstractValue::Map(_));
        let is_list = |value: &AbstractValue| matches!(value, AbstractValue::List(_));
        let are_entries = added.iter().flat_map(|(values, _)| values).all(is_map);
        if are_entries && !values.iter().any(is_list) && values.iter().any(is_map) {
            let found = values.into_iter().map(|value| match value {
                AbstractValue::Map(entries) => AbstractValue::Map(with_entries(entries, &added)),
                other => other,
            });
            return found.collect();
        }
        if !values.is_empty() && values.iter().all(is_container) {
            let found = values.into_iter().flat_map(|value| match value {
                AbstractValue::Map(entries) => {
                    vec![AbstractValue::Map(with_entries(entries, &added))]
                }
                text => self.with_ends(text, &added, cx),
            });
            return found.collect();
        }
        with_elements(values, added)
    }

    /// Returns a text with the ends that are appended to it.
    fn with_ends(
        &self,
        text: AbstractValue,
        added: &[(Values, BindingKind)],
        cx: &Context,
    ) -> Values {
        let mut found = vec![text];
        for (ends, kind) in added {
            let ends = match kind {
                BindingKind::AppendOften => {
                    self.unknown(cx, "an end that is added repeatedly".into())
                }
                _ => ends.clone(),
            };
            let longer = concat(&[found.clone(), ends]);
            match kind {
                BindingKind::Append => found = longer,
                _ => found.extend(longer),
            }
        }
        found
    }
}

/// Returns the entries of a map with those that are written later.
fn with_entries(
    mut entries: Vec<(AbstractValue, AbstractValue)>,
    added: &[(Values, BindingKind)],
) -> Vec<(AbstractValue, AbstractValue)> {
    for (values, kind) in added {
        match (&values[..], kind) {
            (one @ [_], BindingKind::Append) => entries = merged(entries, one),
            (values, _) => {
                for value in values {
                    match value {
                        AbstractValue::Map(more) => entries.extend(more.iter().cloned()),
                        other => entries.push((AbstractValue::Null, other.clone())),
                    }
                }
            }
        }
    }
    entries
}

/// Returns one list with the elements of all lists among the values, and the other values.
fn with_elements(mut values: Values, added: Vec<(Values, BindingKind)>) -> Values {
    let mut items: Values = Vec::new();
    values.retain(|value| match value {
        AbstractValue::List(first) => {
            items.extend(first.iter().cloned());
            false
        }
        AbstractValue::Null => false,
        _ => true,
    });
    for value in added.into_iter().flat_map(|(values, _)| values) {
        match value {
            AbstractValue::List(inner) => items.extend(inner),
            other => items.push(other),
        }
    }
    values.push(AbstractValue::List(items));
    values
}
