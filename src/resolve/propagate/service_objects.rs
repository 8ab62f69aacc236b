//! Objects that are constructed with a name and send it later: `Tracker.new(event: 'x').execute`.

use crate::facts::{FunctionKind, Text, Value};
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, CallFrame, Context, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::{distinct, first_reference};
use crate::resolve::evaluate::substitute::substitute;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::propagate::via::Via;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Limit of the methods of an object between the one that is called and the one that sends.
const MOST_METHODS: usize = 3;

impl Propagator<'_, '_, '_> {
    /// Notes the calls of the method around a site on objects whose construction decides the name.
    pub(super) fn calls_on_objects(
        &mut self,
        site: ItemId,
        values: &SlotValues,
        reference: &ParameterRef,
        (origin, via): (&Origin, &Via),
        stack: &mut Vec<ItemId>,
    ) {
        let index = self.eval.index;
        let Some(function) = index.around(site).filter(|function| {
            let is_method = index.function(*function).kind == FunctionKind::Method;
            is_method && !index.is_per_file(function.unit) && !self.memo.ends(*function, stack)
        }) else {
            return;
        };
        if self.is_wrapper(function, origin.own_class) {
            return;
        }
        let names = self.running(function);
        stack.extend([reference.function, function]);
        for (caller, frame) in self.objects_called(&names, reference) {
            let fill = |values: &Values| self.filled_by(values, reference, &frame);
            let event = fill(&values.event);
            let is_named =
                |value: &AbstractValue| value.is_text() || matches!(value, AbstractValue::Parts(_));
            // What a caller supplies is followed from the construction outward.
            let is_passed_on = event.iter().any(|value| first_reference(value).is_some());
            if is_passed_on || !event.iter().any(is_named) {
                continue;
            }
            let mut filled = SlotValues {
                event,
                category: values.category.as_ref().map(fill),
                label: values.label.as_ref().map(fill),
                property: values.property.as_ref().map(fill),
                steps: self.towards(caller),
            };
            let via = self.step(via, function);
            filled.steps = self.through(filled.steps, &via, &values.steps, site);
            self.expand(caller, filled, origin, via, stack);
        }
        stack.truncate(stack.len() - 2);
    }

    /// Returns the name of a method, and of the methods of its class that run it.
    fn running(&self, function: ItemId) -> BTreeSet<Text> {
        let index = self.eval.index;
        let facts = index.facts(function.unit);
        let own = index.function(function);
        let mut names = BTreeSet::from([own.name.clone()]);
        for _ in 0..MOST_METHODS {
            let runs = facts
                .calls
                .iter()
                .filter(|call| call.receiver.is_none() && names.contains(&call.name));
            let around = runs.filter_map(|call| facts.functions.get(call.function? as usize));
            let around = around
                .filter(|method| method.scope == own.scope && method.kind == FunctionKind::Method);
            let more: BTreeSet<Text> = around.map(|method| method.name.clone()).collect();
            if more.is_subset(&names) {
                break;
            }
            names.extend(more);
        }
        names
    }

    /// Returns the calls of some methods on objects that a constructor with a parameter has made, with the frame of its call.
    fn objects_called(
        &self,
        names: &BTreeSet<Text>,
        reference: &ParameterRef,
    ) -> Vec<(ItemId, Rc<CallFrame>)> {
        let index = self.eval.index;
        let callers = self.callers.supplying(reference).into_iter();
        let units: BTreeSet<u32> = callers.map(|caller| caller.site.unit).collect();
        let mut found = Vec::new();
        for unit in units {
            for (item, call) in (0..).zip(&index.facts(unit).calls) {
                let Some(receiver) = call
                    .receiver
                    .as_ref()
                    .filter(|_| names.contains(&call.name))
                else {
                    continue;
                };
                let at = ItemId::new(unit, item);
                let cx = self.eval.context_of(at);
                let frames = self.frames_of(receiver, reference, &cx);
                found.extend(frames.into_iter().map(|frame| (at, frame)));
            }
        }
        found
    }

    /// Returns the constructions of the objects that a receiver may be.
    fn frames_of(
        &self,
        receiver: &Value,
        reference: &ParameterRef,
        cx: &Context,
    ) -> Vec<Rc<CallFrame>> {
        let receivers = self.eval.eval(receiver, cx).into_iter();
        let frames = receivers.filter_map(|value| match value {
            AbstractValue::Instance(class, Some(frame)) => {
                let is_it = frame.functions.contains(&reference.function)
                    && reference.of.as_ref().is_none_or(|of| *of == class);
                is_it.then_some(frame)
            }
            _ => None,
        });
        frames.collect()
    }

    /// Returns values with the references to the parameters of a constructor filled by one of its calls.
    fn filled_by(&self, values: &Values, reference: &ParameterRef, frame: &CallFrame) -> Values {
        let mut given = |index: u16| self.eval.given(frame, index);
        let filled = values
            .iter()
            .flat_map(|value| substitute(value, reference, &mut given, &|_, _| None));
        distinct(filled.filter(|value| !value.is_null()).collect())
    }
}
