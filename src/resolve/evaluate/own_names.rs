//! Names that classes and functions have by themselves.

use crate::facts::Value;
use crate::resolve::evaluate::Evaluator;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Context};
use crate::resolve::project::ids::ItemId;
use std::rc::Rc;

impl Evaluator<'_> {
    /// Returns the name of a class or function; an unknown value if it may be the name of another one; none for other values.
    pub(super) fn own_name(&self, value: &AbstractValue, cx: &Context) -> Option<AbstractValue> {
        let unknown = |why: &str| AbstractValue::Unknown(Rc::new((why.to_owned(), self.place(cx))));
        match value {
            AbstractValue::Class(class) => {
                let own = self.class_of(cx);
                // An object that the code makes here has this class.
                let is_made = cx.made_from.is_some() && cx.class.as_ref() == Some(class);
                let descends = || self.index.descends(class, &own);
                let may_be_subclass =
                    !is_made && (*class == own || self.index.without_requests(descends));
                Some(match may_be_subclass {
                    true => unknown("name of the class that a method is called on"),
                    false => AbstractValue::Text(name_of_class(class).into()),
                })
            }
            AbstractValue::Instance(..) => Some(unknown("name of the class of an object")),
            AbstractValue::Function(at) => {
                let name = &self.index.function(*at).name;
                let is_name = !name.is_empty() && !name.contains(' ');
                Some(match is_name && !self.is_handed_over(*at) {
                    true => AbstractValue::Text(name.clone()),
                    false => unknown("name of a function that another one may replace"),
                })
            }
            _ => None,
        }
    }

    /// Returns true if a call in the file gets a function as a value, as a decorator does, and may return another one.
    fn is_handed_over(&self, function: ItemId) -> bool {
        let mut calls = self.index.facts(function.unit).calls.iter();
        let is_it =
            |value: &Value| matches!(value, Value::Function(item) if *item == function.item);
        calls.any(|call| call.arguments.iter().any(|one| is_it(&one.value)))
    }
}

/// Returns the name of a class by its key.
pub(super) fn name_of_class(class: &str) -> &str {
    let path = class.rsplit('#').next().unwrap_or_default();
    path.rsplit('.').next().unwrap_or_default()
}

/// Returns true for an expression that is the name of a class as the class itself has it.
pub(super) fn is_written(value: &Value, class: &str) -> bool {
    match value {
        Value::Name(name) | Value::Member(_, name) => {
            name.rsplit('.').next() == Some(name_of_class(class))
        }
        _ => false,
    }
}
