//! Sites and functions that only pass on a name, and those that supply one.

use crate::facts::{FunctionKind, SiteKind};
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Access, ParameterRef, Values};
use crate::resolve::evaluate::substitute::settled;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::SlotValues;
use std::rc::Rc;

impl Propagator<'_, '_, '_> {
    /// Returns true if a site only constructs an object, or an element in a function whose callers supply the name.
    pub(crate) fn is_channel(&self, site: ItemId, open: bool) -> bool {
        let call = self.eval.index.site(site);
        match call.kind {
            SiteKind::Call => {
                let traits = &self.eval.index.unit(site).language.traits;
                call.name == traits.constructor || call.name == traits.super_call
            }
            SiteKind::Element => open && call.function.is_some(),
            SiteKind::Map => call.receiver.is_some(),
            SiteKind::Macro => false,
        }
    }

    /// Returns true if a site sends something on a bus.
    pub(crate) fn is_message(&self, site: ItemId) -> bool {
        let call = self.eval.index.site(site);
        let traits = &self.eval.index.unit(site).language.traits;
        traits.emitting_calls.contains(&&*call.name) && call.receiver.is_some()
    }

    /// Returns the events that a message says. Who else supplies a part of it is not followed.
    pub(crate) fn of_message(&self, event: &[AbstractValue], site: ItemId) -> Values {
        let why = "the argument of a sender on an event bus".to_owned();
        let unknown = AbstractValue::Unknown(Rc::new((why, self.eval.index.site(site).span)));
        let events = event.iter().flat_map(|value| settled(value, &unknown));
        events.collect()
    }

    /// Returns true if a caller supplies a part of the name. The result of a method counts only for a known value.
    pub(crate) fn supplies(&self, reference: &ParameterRef, caller: Caller) -> bool {
        let mut path = reference.path.iter();
        let Some(asked) = path.position(|step| matches!(step, Access::Result(..))) else {
            return true;
        };
        let given = ParameterRef {
            path: reference.path[..=asked].to_vec(),
            ..reference.clone()
        };
        let given = SlotValues {
            event: vec![given.into()],
            ..SlotValues::default()
        };
        let event = self.fill_parts(&given, reference, caller).event;
        let is_unknown = |value: &AbstractValue| matches!(value, AbstractValue::Unknown(_));
        event.is_empty() || !event.iter().all(is_unknown)
    }

    /// Returns true if a caller does not restrict the events: its value is not among those that the function accepts, or is
    /// unknown. A tracking function is called to send an event all the same.
    pub(crate) fn decides_nothing(
        &self,
        event: &[AbstractValue],
        reference: &ParameterRef,
        filled: &[AbstractValue],
    ) -> bool {
        let has = |is: fn(&Access) -> bool| reference.path.iter().any(is);
        let is_excluded = has(|step| matches!(step, Access::NoneOf(_))) && filled.is_empty();
        is_excluded
            || has(|step| matches!(step, Access::OneOf(_)))
                && (filled.is_empty()
                    || (filled == self.unfilled(event, reference, None)
                        && !self.is_wrapper(reference.function, false)))
    }

    /// Returns true if the result of a call goes into an object that the function makes: the object is what the function is for.
    pub(crate) fn is_kept(&self, at: ItemId) -> bool {
        let site = self.eval.index.site(at);
        let unit = self.eval.index.unit(at);
        let around = self
            .eval
            .index
            .symbols
            .site_places(at.unit)
            .calls_around(site.span);
        let around = around.map(|number| (number, &unit.facts.calls[number as usize]));
        let own =
            around.filter(|(_, outer)| outer.function == site.function && outer.span != site.span);
        let outermost = own
            .max_by_key(|(number, outer)| (outer.span.end - outer.span.start, *number))
            .map(|(_, outer)| outer);
        !site.statement && outermost.is_some_and(|outer| !outer.statement)
    }

    /// Returns true if the name of a function shows that it tracks.
    pub(crate) fn is_named_for_tracking(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let name = index.function(function).name.to_lowercase();
        let mut words = index.project.wrapper_words.iter();
        words.any(|word| name.contains(word.as_str()))
    }

    /// Returns true if a function exists to track: its name shows that, or its body is one call and it belongs to no object. With
    /// `own_class`, the body of a method may be one call too.
    pub(crate) fn is_wrapper(&self, function: ItemId, own_class: bool) -> bool {
        let index = self.eval.index;
        let definition = index.function(function);
        let kind = definition.kind;
        if matches!(kind, FunctionKind::Constructor | FunctionKind::Accessor) {
            return false;
        }
        if self.is_named_for_tracking(function) {
            return true;
        }
        if !own_class && !matches!(kind, FunctionKind::Static | FunctionKind::Free) {
            return false;
        }
        if let Some(known) = self.only_sends.borrow().get(&function) {
            return *known;
        }
        let only_sends = self.only_sends(function);
        self.only_sends.borrow_mut().insert(function, only_sends);
        only_sends
    }

    /// Returns true if the calls that are statements of a function only track, or if it has one such call.
    fn only_sends(&self, function: ItemId) -> bool {
        let index = self.eval.index;
        let words = &index.project.wrapper_words;
        let calls = &index.unit(function).facts.calls;
        let statements = index
            .symbols
            .site_places(function.unit)
            .statements(function.item);
        let (mut tracking, mut others) = (0, 0);
        for number in statements {
            let name = calls[*number as usize].name.as_str();
            match words.iter().any(|word| name.contains(word.as_str())) {
                true => tracking += 1,
                false => others += 1,
            }
        }
        others == 0 || (tracking == 0 && others == 1)
    }
}
