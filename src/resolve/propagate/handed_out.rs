//! Parameters of a function whose inner functions are called elsewhere: a hook that returns functions.
//!
//! An inner function is followed before the outer one, and the call of the outer one that its caller got it from supplies the
//! outer parameters.

use crate::calls::Step;
use crate::facts::SiteKind;
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{
    AbstractValue, Arguments, CallFrame, ParameterRef, Values,
};
use crate::resolve::evaluate::combine::{distinct, each_reference};
use crate::resolve::evaluate::substitute::substitute;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use std::rc::Rc;

impl Propagator<'_, '_, '_> {
    /// Returns the parameter reference to follow first: that of the innermost function.
    pub(crate) fn next_reference(&self, values: &[AbstractValue]) -> Option<ParameterRef> {
        let mut found: Option<(usize, &ParameterRef)> = None;
        each_reference(values, &mut |reference| {
            let depth = self.outers(reference.function).len();
            if found.is_none_or(|(deepest, _)| depth > deepest) {
                found = Some((depth, reference));
            }
        });
        found.map(|(_, reference)| reference.clone())
    }

    /// Returns the functions around a function, inner ones first.
    fn outers(&self, function: ItemId) -> Vec<ItemId> {
        let outer = |at: &ItemId| {
            let outer = self.eval.index.function(*at).outer?;
            Some(ItemId::new(at.unit, outer))
        };
        std::iter::successors(outer(&function), outer).collect()
    }

    fn is_inside(&self, site: ItemId, function: ItemId) -> bool {
        let around = self.eval.index.around(site);
        around.is_some_and(|around| around == function || self.outers(around).contains(&function))
    }

    /// Returns values as a caller of an inner function sees them: the call that it got the function from supplies the parameters of
    /// the functions around.
    pub(crate) fn detached(&self, values: Values, function: ItemId, site: ItemId) -> Values {
        let mut values = values;
        for outer in self.outers(function) {
            let mut asked = None;
            each_reference(&values, &mut |reference| {
                if reference.function == outer {
                    asked = Some(reference.clone());
                }
            });
            let Some(asked) = asked.filter(|_| !self.is_inside(site, outer)) else {
                continue;
            };
            let frames = self.origins_of(outer, site);
            let name = &self.eval.index.function(outer).name;
            let unknown = || {
                let why = format!("a call of `{name}` elsewhere supplies it");
                let span = self.eval.index.site(site).span;
                vec![AbstractValue::Unknown(Rc::new((why, span)))]
            };
            let given = |frame: &Rc<CallFrame>, index| self.eval.given(frame, index);
            let mut given = |index: u16| match frames.is_empty() {
                true => unknown(),
                false => frames
                    .iter()
                    .flat_map(|frame| given(frame, index))
                    .collect(),
            };
            let filled = values
                .iter()
                .flat_map(|value| substitute(value, &asked, &mut given, &|_, _| None));
            values = distinct(filled.collect());
        }
        values
    }

    /// Returns the calls of an outer function that a site got an inner one from. What a component provides comes from any element of
    /// it.
    fn origins_of(&self, outer: ItemId, site: ItemId) -> Vec<Rc<CallFrame>> {
        if let Some(frame) = self.callers.obtained_from(site, outer) {
            return vec![frame];
        }
        let index = self.eval.index;
        let callers = self.callers.of(outer, None);
        let is_element = |caller: &Caller| index.site(caller.site).kind == SiteKind::Element;
        if !callers.iter().all(is_element) {
            return Vec::new();
        }
        let frame = |caller: Caller| {
            let cx = self.eval.context_of(caller.site);
            let passed = Arguments::Site(caller.site);
            Rc::new(self.eval.frame(vec![outer], passed, &cx, 0))
        };
        callers.into_iter().map(frame).collect()
    }

    /// Returns the function around a site with its callers, if it is called outside of the function that a reference belongs to.
    pub(crate) fn called_outside(
        &self,
        site: ItemId,
        reference: &ParameterRef,
    ) -> Option<(ItemId, Vec<Caller>)> {
        let inner = self.eval.index.around(site)?;
        if !self.outers(inner).contains(&reference.function) {
            return None;
        }
        let callers = self.callers.of(inner, None);
        let is_outside = |caller: &Caller| !self.is_inside(caller.site, reference.function);
        callers.iter().any(is_outside).then_some((inner, callers))
    }

    /// Goes outward to the callers of an inner function. Returns the possible events.
    pub(crate) fn follow_inner(
        &mut self,
        (inner, callers): (ItemId, Vec<Caller>),
        site: ItemId,
        values: &SlotValues,
        (origin, via): (&Origin, &[Step]),
        stack: &mut Vec<ItemId>,
    ) -> Values {
        let mut leaves = Vec::new();
        if self.memo.ends(inner, stack) {
            return leaves;
        }
        stack.push(inner);
        for caller in callers {
            let part = |part: &Values| self.detached(part.clone(), inner, caller.site);
            let mut filled = SlotValues {
                event: part(&values.event),
                category: values.category.as_ref().map(part),
                label: values.label.as_ref().map(part),
                property: values.property.as_ref().map(part),
                steps: self.towards(caller.site),
            };
            let via = self.step(via, inner);
            filled.steps = self.through(filled.steps, &via, &values.steps, site);
            leaves.extend(self.expand(caller.site, filled, origin, via, stack));
        }
        stack.pop();
        leaves
    }
}
