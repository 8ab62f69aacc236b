//! Parameter references of a call, filled with the arguments of one caller.

use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Access, Arguments, CallFrame, Context, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::{distinct, each_reference};
use crate::resolve::evaluate::substitute::substitute;
use crate::resolve::match_rules::subclasses::by_subclass;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::SlotValues;
use std::collections::BTreeMap;

impl Propagator<'_, '_, '_> {
    /// Returns true if some value refers to a function's parameters more than once, so that the arguments belong together.
    fn has_several(&self, values: &[AbstractValue], reference: &ParameterRef) -> bool {
        values.iter().any(|value| {
            let mut count = 0;
            each_reference(std::slice::from_ref(value), &mut |one| {
                count += usize::from(one.function == reference.function);
            });
            count > 1
        })
    }

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
        let read = |value: &AbstractValue, step: &Access| self.eval.read_object(value, step, &cx);
        let filled_from = |frame: &CallFrame, values: &[AbstractValue]| {
            let given = |index: u16| self.eval.given(frame, index);
            let filled = values
                .iter()
                .flat_map(|value| together(value, reference, &given, &read));
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
        let arguments = site.arguments.iter().map(|argument| &argument.value);
        let contexts = match self.has_several(&values.event, reference) {
            true => self.eval.contexts_of(arguments, &cx),
            false => Vec::new(),
        };
        let event = match contexts.len() {
            0 | 1 => filled(&values.event),
            _ => distinct(contexts.iter().filter_map(&as_subclass).flatten().collect()),
        };
        SlotValues {
            event: by_subclass(self.eval, caller.site, Some(event), &as_subclass)
                .unwrap_or_default(),
            category: part(&values.category),
            label: part(&values.label),
            property: part(&values.property),
            steps,
        }
    }
}

/// Limit of the alternatives of one argument that are filled in one by one.
const MOST_ALTERNATIVES: usize = 128;

/// Returns a value with its references filled. Several parts of one argument belong together, so each alternative of it is filled in
/// by itself.
fn together(
    value: &AbstractValue,
    reference: &ParameterRef,
    given: &dyn Fn(u16) -> Values,
    read: &dyn Fn(&AbstractValue, &Access) -> Option<Values>,
) -> Values {
    let mut counts: BTreeMap<u16, usize> = BTreeMap::new();
    each_reference(std::slice::from_ref(value), &mut |one| {
        if one.function == reference.function && one.of == reference.of {
            *counts.entry(one.parameter).or_default() += 1;
        }
    });
    let several = counts.into_iter().find(|(_, count)| *count > 1);
    let alternatives = several.map(|(parameter, _)| (parameter, given(parameter)));
    match alternatives {
        Some((parameter, all)) if (2..=MOST_ALTERNATIVES).contains(&all.len()) => {
            let one = |alternative: &AbstractValue| {
                let mut given = |index: u16| match index == parameter {
                    true => vec![alternative.clone()],
                    false => given(index),
                };
                substitute(value, reference, &mut given, read)
            };
            all.iter().flat_map(one).collect()
        }
        _ => substitute(value, reference, &mut |index| given(index), read),
    }
}
