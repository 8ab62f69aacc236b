//! Which sites and functions only carry a name, and which say one.

use crate::facts::{FunctionKind, SiteKind};
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef};
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::SlotValues;

impl Propagator<'_, '_, '_> {
    /// Whether a site only makes an object, or an element in a function whose callers say the name: it carries the name to where
    /// it is sent.
    pub(crate) fn is_channel(&self, site: ItemId, open: bool) -> bool {
        let call = self.eval.index.site(site);
        match call.kind {
            SiteKind::Call => matches!(call.name.as_str(), "new" | "super"),
            SiteKind::Element => open && call.function.is_some(),
            SiteKind::Macro | SiteKind::Map => false,
        }
    }

    /// Whether a caller says anything of the name: what a method of the value gives, only one who passes a known value says.
    pub(crate) fn says(&self, reference: &ParameterRef, caller: Caller) -> bool {
        let Some(asked) = reference
            .path
            .iter()
            .position(|step| matches!(step, Access::Result(..)))
        else {
            return true;
        };
        let given = ParameterRef {
            path: reference.path[..=asked].to_vec(),
            ..reference.clone()
        };
        let given = self.fill_parts(
            &SlotValues {
                event: vec![AbstractValue::Param(given)],
                ..SlotValues::default()
            },
            reference,
            caller,
        );
        given.event.is_empty()
            || given
                .event
                .iter()
                .any(|value| !matches!(value, AbstractValue::Unknown(_)))
    }

    /// Whether what a caller passes leaves everything as it is: it is not on the list of what the function lets through, or
    /// nothing is known of it and all of the list stays. A function that exists to track is called to send something even so.
    pub(crate) fn decides_nothing(
        &self,
        event: &[AbstractValue],
        reference: &ParameterRef,
        filled: &[AbstractValue],
    ) -> bool {
        let bounded = reference
            .path
            .iter()
            .any(|step| matches!(step, Access::OneOf(_)));
        bounded
            && (filled.is_empty()
                || (filled == self.unfilled(event, reference)
                    && !self.is_wrapper(reference.function)))
    }

    /// Whether a function exists to track something: its name says so, or it does nothing else and belongs to no object.
    pub(crate) fn is_wrapper(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let declared = index.function(function);
        let name = declared.name.to_lowercase();
        if matches!(
            declared.kind,
            FunctionKind::Constructor | FunctionKind::Accessor
        ) {
            return false;
        }
        let tracks = |name: &str| {
            index
                .project
                .wrapper_words
                .iter()
                .any(|word| name.contains(word.as_str()))
        };
        if tracks(&name) {
            return true;
        }
        if !matches!(declared.kind, FunctionKind::Static | FunctionKind::Free) {
            return false;
        }
        let facts = &index.unit(function).facts;
        let statements = facts.calls.iter().filter(|site| {
            site.function == Some(function.item) && site.statement && site.kind == SiteKind::Call
        });
        let (tracking, others): (Vec<_>, Vec<_>) = statements.partition(|site| tracks(&site.name));
        others.is_empty() || (tracking.is_empty() && others.len() == 1)
    }
}
