//! Calls whose name a look-up does not find. They send nothing, and their authors expect an event.

use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef, Values};
use crate::resolve::evaluate::names::names;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::propagate::via::Via;
use std::rc::Rc;

impl Propagator<'_, '_, '_> {
    /// Notes a call that sends nothing, because its name is read from an object that does not have it.
    pub(crate) fn note_without_name(
        &mut self,
        site: ItemId,
        values: SlotValues,
        origin: &Origin,
        via: Via,
    ) {
        self.note(site, names(&values.event), values, origin, via, false);
    }

    /// Returns true if a caller that supplies no name sends nothing, and notes the caller if a look-up fails for it.
    pub(crate) fn sends_nothing(
        &mut self,
        values: &SlotValues,
        reference: &ParameterRef,
        caller: Caller,
        origin: &Origin,
        via: &Via,
    ) -> bool {
        let failed = self.failed_look_ups(values, reference, caller);
        let is_failed = !failed.is_empty();
        if is_failed {
            let mut filled = self.fill_parts(values, reference, caller);
            filled.event = failed;
            let via = self.step(via, reference.function);
            self.note_without_name(caller.site, filled, origin, via);
        }
        is_failed || self.eval.index.is_per_file(reference.function.unit)
    }

    /// Returns the missing entries that a caller asks a wrapper for, by a key that the table of the wrapper does not have. A
    /// function that does more than track may be called with other keys on purpose.
    fn failed_look_ups(
        &self,
        values: &SlotValues,
        reference: &ParameterRef,
        caller: Caller,
    ) -> Values {
        let mut path = reference.path.iter().enumerate();
        let table = path.find_map(|(at, step)| match step {
            Access::Of(entries) => Some((at, entries)),
            _ => None,
        });
        let Some((at, entries)) = table else {
            return Vec::new();
        };
        let is_closed = entries.iter().all(|(key, _)| key.is_text());
        if entries.is_empty() || !is_closed || !self.is_wrapper(reference.function, true) {
            return Vec::new();
        }
        let key = ParameterRef {
            path: reference.path[..at].to_vec(),
            ..reference.clone()
        };
        let keys = SlotValues {
            event: vec![key.into()],
            ..values.clone()
        };
        let span = self.eval.index.site(caller.site).name_span;
        let keys = self.fill_parts(&keys, reference, caller).event.into_iter();
        let failed = keys.filter_map(|key| match &key {
            AbstractValue::Text(text) if !entries.iter().any(|(own, _)| *own == key) => {
                let why = format!("`{text}` is not among the keys of the object it is read from");
                Some(AbstractValue::Missing(Rc::new((why, span))))
            }
            _ => None,
        });
        failed.collect()
    }
}
