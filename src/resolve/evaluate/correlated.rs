//! Parts of one element of a list. Several parts of the same loop variable belong together, so they are evaluated together, once for
//! each element.

use crate::facts::{BindingKind, Value};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Limit of elements that are evaluated one by one.
const MOST_ELEMENTS: usize = 64;

/// Limit of members and locals between a value and the variable that it is read from.
const MOST_HOPS: usize = 8;

impl Evaluator<'_> {
    /// Returns the contexts in which some values are evaluated together: one for each element of the list that a variable in
    /// several of them iterates over, otherwise the context itself.
    pub(crate) fn contexts_of<'v>(
        &self,
        values: impl Iterator<Item = &'v Value>,
        cx: &Context,
    ) -> Vec<Context> {
        let alone = || vec![cx.clone()];
        if cx.one_of.is_some() || !self.index.is_per_file(cx.unit) {
            return alone();
        }
        let mut variables: BTreeMap<String, usize> = BTreeMap::new();
        for value in values {
            if let Some(variable) = self.variable_of(value, cx, MOST_HOPS) {
                *variables.entry(variable).or_default() += 1;
            }
        }
        let shared = variables.into_iter().filter(|(_, count)| *count > 1);
        let Some((variable, _)) = shared.max_by_key(|(_, count)| *count) else {
            return alone();
        };
        let elements = self.eval(&Value::Name(variable.as_str().into()), cx);
        let is_map =
            |value: &AbstractValue| matches!(value, AbstractValue::Map(_) | AbstractValue::List(_));
        if elements.len() < 2 || elements.len() > MOST_ELEMENTS || !elements.iter().all(is_map) {
            return alone();
        }
        let with = |element: AbstractValue| Context {
            one_of: Some(Rc::new((variable.as_str().into(), element))),
            ..cx.clone()
        };
        elements.into_iter().map(with).collect()
    }

    /// Returns the loop variable that a value is read from.
    fn variable_of(&self, value: &Value, cx: &Context, left: usize) -> Option<String> {
        let left = left.checked_sub(1)?;
        match value {
            Value::Member(base, _) | Value::Index(base, _) => self.variable_of(base, cx, left),
            Value::Name(name) => {
                let own = cx.function.map(|at| at.item);
                let mut bindings = self.index.bindings_named(cx.unit, name);
                let around = bindings.find(|(_, binding)| {
                    binding.kind == BindingKind::Inside
                        && binding.function == own
                        && (binding.span.start..binding.span.end).contains(&cx.offset)
                });
                match &around?.1.value {
                    Value::Each(_) | Value::ElementOf(_) => Some(name.to_string()),
                    part @ (Value::Member(..) | Value::Index(..)) => {
                        self.variable_of(part, cx, left)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
