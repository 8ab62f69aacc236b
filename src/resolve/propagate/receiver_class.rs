//! Names that depend on the class of a caller's receiver.

use crate::facts::{FunctionKind, ScopeKind};
use crate::resolve::callers::caller::Caller;
use crate::resolve::evaluate::abstract_value::{AbstractValue, Values};
use crate::resolve::evaluate::combine::first_reference;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};

impl Propagator<'_, '_, '_> {
    /// Returns the event of a root for one caller: where the caller's receiver is of a subclass, what that class sends.
    pub(crate) fn event_for(
        &self,
        site: ItemId,
        caller: Caller,
        values: &SlotValues,
        origin: &Origin,
    ) -> Values {
        let found = self.event_of_class(site, caller, values, origin);
        found.unwrap_or_else(|| values.event.clone())
    }

    /// Returns what one caller of a wrapper sends. The name is settled; what else is sent may still be the caller's to say.
    pub(super) fn settled_values(
        &self,
        site: ItemId,
        function: ItemId,
        caller: Caller,
        values: &SlotValues,
        origin: &Origin,
    ) -> SlotValues {
        let others = [&values.category, &values.label, &values.property]
            .into_iter()
            .flatten()
            .flatten();
        let mut references = others.filter_map(first_reference);
        match references.find(|reference| reference.function == function) {
            Some(reference) => self.fill_parts(values, reference, caller),
            None => SlotValues {
                event: self.event_for(site, caller, values, origin),
                steps: self.towards(caller.site),
                ..values.clone()
            },
        }
    }

    /// Returns true if the event of a method depends on the object that it is called on, so that its callers say it.
    pub(super) fn is_of_object(&self, site: ItemId, function: ItemId, event: &Values) -> bool {
        let index = self.eval.index;
        let is_method = index.function(function).kind == FunctionKind::Method;
        let class = index.class_of_function(function);
        let scope = ItemId::new(function.unit, index.function(function).scope);
        is_method
            && index.is_per_file(site.unit)
            && index.scope(scope).kind == ScopeKind::Class
            && event.len() > 1
            && index.around(site) == Some(function)
            && (index.constructor(class).is_some() || !index.known_subclasses(class).is_empty())
    }

    /// Returns what a method sends for the object of one caller, in a language whose names belong to files.
    fn event_of_object(&self, site: ItemId, caller: Caller, origin: &Origin) -> Option<Values> {
        let index = self.eval.index;
        let receiver = index.site(caller.site).receiver.as_ref()?;
        let receivers = self.eval.eval(receiver, &self.eval.context_of(caller.site));
        let (class, made_from) = match &receivers[..] {
            [AbstractValue::Instance(class, made_from)] => (class, made_from.clone()),
            [AbstractValue::Class(class)] => (class, None),
            _ => return None,
        };
        let own = index.class_of_function(index.around(site)?);
        if !index.ancestors(class).contains(own) {
            return None;
        }
        let mut rules = self.matcher.calls.iter();
        let rule = rules.find(|rule| rule.id == origin.rule)?;
        let captured = rule.matches(self.eval, site)?;
        let reader = SlotReader::new(self.eval, site, &rule.rule.on, &captured);
        let found = reader.values_of_object(&rule.rule.event, class, made_from)?;
        (!found.is_empty() && found.iter().all(AbstractValue::is_text)).then_some(found)
    }

    fn event_of_class(
        &self,
        site: ItemId,
        caller: Caller,
        values: &SlotValues,
        origin: &Origin,
    ) -> Option<Values> {
        let index = self.eval.index;
        let own = index.class_of_function(index.around(site)?);
        if own.is_empty() {
            return None;
        }
        if index.is_per_file(site.unit) {
            return self.event_of_object(site, caller, origin);
        }
        if values.event.len() < 2 {
            return None;
        }
        let receiver = index.site(caller.site).receiver.as_ref()?;
        let receivers = self.eval.eval(receiver, &self.eval.context_of(caller.site));
        let (class, made_from) = match &receivers[..] {
            [AbstractValue::Class(class)] => (class, None),
            [AbstractValue::Instance(class, made_from)] => (class, made_from.clone()),
            _ => return None,
        };
        if !index.descends(class, own) {
            return None;
        }
        let mut rules = self.matcher.calls.iter();
        let rule = rules.find(|rule| rule.id == origin.rule)?;
        let captured = rule.matches(self.eval, site)?;
        let reader = SlotReader::new(self.eval, site, &rule.rule.on, &captured);
        let of_object = |frame| reader.values_of_object(&rule.rule.event, class, Some(frame));
        let certain =
            |found: &Values| !found.is_empty() && found.iter().all(AbstractValue::is_text);
        if let Some(found) = made_from.and_then(of_object).filter(certain) {
            return Some(found);
        }
        let found = reader.values_as(&rule.rule.event, class)?;
        // A class decides among the names that the call can send at all; another full name is certain as well.
        let is_one = |value: &AbstractValue| value.is_text() || values.event.contains(value);
        (!found.is_empty() && found.iter().all(is_one)).then_some(found)
    }
}
