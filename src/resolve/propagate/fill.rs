//! Parameter references of a call, filled with the arguments of one caller.

use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Arguments, CallFrame, Context, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::evaluate::substitute::substitute;
use crate::resolve::match_rules::subclasses::by_subclass;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::SlotValues;

impl Propagator<'_, '_, '_> {
    /// Returns values with the references to the parameters of a function filled by a caller.
    pub(crate) fn fill_parts(
        &self,
        values: &SlotValues,
        reference: &ParameterRef,
        caller: Caller,
    ) -> SlotValues {
        let mut cx = self.eval.context_of(caller.site);
        let site = self.eval.index.site(caller.site);
        if site.name == self.eval.index.unit(caller.site).language.traits.super_call {
            // The next constructor initializes the same object, so its class stays.
            cx.class.clone_from(&reference.of);
        }
        let (frame, seen) = self.eval.recorded(|| {
            self.eval.frame(
                vec![reference.function],
                Arguments::Site(caller.site),
                &cx,
                caller.offset,
            )
        });
        let mut steps = self.towards(caller.site);
        steps.extend(seen);
        let filled_from = |frame: &CallFrame, values: &[AbstractValue]| {
            let mut given = |one: &ParameterRef| {
                let values = self.eval.given(frame, one.parameter);
                self.eval.opened_for(values, &one.path, &frame.caller)
            };
            let filled = values
                .iter()
                .flat_map(|value| substitute(value, reference, &mut given));
            self.detached(distinct(filled.collect()), reference.function, caller.site)
        };
        let filled = |values: &[AbstractValue]| filled_from(&frame, values);
        let as_subclass = |cx: &Context| {
            let frame = self.eval.frame(
                vec![reference.function],
                Arguments::Site(caller.site),
                cx,
                caller.offset,
            );
            Some(filled_from(&frame, &values.event))
        };
        let part = |part: &Option<Values>| part.as_deref().map(filled);
        SlotValues {
            event: by_subclass(
                self.eval,
                caller.site,
                Some(filled(&values.event)),
                &as_subclass,
            )
            .unwrap_or_default(),
            category: part(&values.category),
            label: part(&values.label),
            property: part(&values.property),
            steps,
        }
    }
}
