//! Constants that are looked up by a name that code computes.

use crate::facts::{CallValue, Key, Text};
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context, Values};
use crate::resolve::evaluate::combine::distinct;
use std::rc::Rc;

/// Limit of the constants that one computed name may mean.
const MOST_CONSTANTS: usize = 256;

impl Evaluator<'_> {
    /// Returns the constants of a class that a call asks for by name; none if the call is another one. A name that is known in part
    /// means one of the constants that fit it.
    pub(crate) fn constant_by_name(
        &self,
        class: &str,
        call: &CallValue,
        cx: &Context,
    ) -> Option<Values> {
        if !self.traits(cx).constant_calls.contains(&&*call.name) {
            return None;
        }
        let first = call.arguments.first()?;
        if first.key != Key::Position(0) {
            return None;
        }
        let asked = self.eval(&first.value, cx).into_iter();
        let found = asked.flat_map(|name| match name {
            AbstractValue::Text(name) => {
                let values = self.constant_of(class, &name);
                match values.is_empty() {
                    true => self.unknown(cx, format!("constant `{name}`")),
                    false => values,
                }
            }
            AbstractValue::Null => Vec::new(),
            AbstractValue::Parts(parts) => self.constants_like(class, &parts, cx),
            _ => self.unknown(cx, format!("result of `{}`", call.name)),
        });
        Some(distinct(found.collect()))
    }

    /// Returns one of the constants whose names fit a name that is known in part.
    fn constants_like(&self, class: &str, parts: &[AbstractValue], cx: &Context) -> Values {
        let why = "a constant whose name is computed";
        let ancestors = self.index.ancestors(class);
        let members = ancestors
            .iter()
            .filter_map(|class| self.index.symbols.classes.get(class));
        let names = members.flat_map(|members| members.fields.keys());
        let mut names: Vec<&Text> = names.filter(|name| fits(parts, name)).collect();
        names.sort_unstable();
        names.dedup();
        let is_literal = |part: &AbstractValue| part.is_text();
        if names.is_empty() || names.len() > MOST_CONSTANTS || !parts.iter().any(is_literal) {
            return self.unknown(cx, why.into());
        }
        let values = names.into_iter();
        let values = values.flat_map(|name| self.constant_of(class, name));
        let reason = Rc::new((why.to_owned(), self.place(cx)));
        vec![AbstractValue::AnyOf(Rc::new((
            distinct(values.collect()),
            reason,
        )))]
    }
}

/// Returns true if a name may be the text that consists of these parts.
fn fits(parts: &[AbstractValue], name: &str) -> bool {
    let mut rest = name;
    let mut is_anything = false;
    for part in parts {
        let AbstractValue::Text(literal) = part else {
            is_anything = true;
            continue;
        };
        let found = match is_anything {
            true => rest.find(literal.as_str()),
            false => rest.starts_with(literal.as_str()).then_some(0),
        };
        let Some(at) = found else { return false };
        rest = &rest[at + literal.len()..];
        is_anything = false;
    }
    let ends = match parts.last() {
        Some(AbstractValue::Text(last)) => name.ends_with(last.as_str()),
        _ => true,
    };
    ends && (is_anything || rest.is_empty() || parts.iter().any(|part| !part.is_text()))
}
