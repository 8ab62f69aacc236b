//! Callers of functions that may still get another name.

use crate::facts::Text;
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, ParameterRef};
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::call_builder::Origin;

/// A search for callers under a rule. Those of a parameter depend on the class that is constructed and on who provides it.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct OpenKey {
    function: ItemId,
    rule: Text,
    class: Option<Text>,
    parameter: Option<u16>,
}

impl OpenKey {
    pub(super) fn of_function(function: ItemId, origin: &Origin) -> Self {
        Self {
            function,
            rule: origin.rule.clone(),
            class: None,
            parameter: None,
        }
    }

    pub(super) fn of_reference(reference: &ParameterRef, origin: &Origin) -> Self {
        Self {
            class: reference.of.clone(),
            parameter: Some(reference.parameter),
            ..Self::of_function(reference.function, origin)
        }
    }
}

/// The callers of a function that may still get another name.
#[derive(Debug, Default)]
pub(super) struct OpenCallers {
    pub(super) callers: Vec<Caller>,
    /// The unknown value of the others.
    pub(super) cut: Option<AbstractValue>,
}
