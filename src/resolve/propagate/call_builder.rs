//! Calls under construction: the values of their slots, and the record of all paths that lead to one site.

use crate::calls::Property;
use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::Values;
use crate::resolve::evaluate::names::Names;
use crate::resolve::evaluate::trace_step::TraceStep;
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::via::Via;
use crate::rules::calls::MethodUse;
use crate::source::Span;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;

/// The values of a call's slots. They may depend on callers.
#[derive(Debug, Clone, Default)]
pub(crate) struct SlotValues {
    /// The event.
    pub(crate) event: Values,
    /// The category, if the call has one.
    pub(crate) category: Option<Values>,
    /// The label, if the call has one.
    pub(crate) label: Option<Values>,
    /// The property, if the call has one.
    pub(crate) property: Option<Values>,
    /// The steps from here to the tracking call proper, if they are recorded.
    pub(crate) steps: Vec<TraceStep>,
}

impl SlotValues {
    /// Returns true if other slots have the same values, whatever the steps.
    pub(crate) fn same_values(&self, other: &Self) -> bool {
        let slots = |one: &Self| {
            (
                one.category.clone(),
                one.label.clone(),
                one.property.clone(),
            )
        };
        self.event == other.event && slots(self) == slots(other)
    }
}

/// The rule that recognised the root of a call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origin {
    /// The rule, as `pack#id`.
    pub(crate) rule: Text,
    /// The system of the rule.
    pub(crate) system: Text,
    /// The replacement, if the rule is deprecated.
    pub(crate) deprecated: Option<Text>,
    /// The attribute that the name belongs in, if the rule finds it elsewhere.
    pub(crate) misplaced: Option<Text>,
    /// True if calls of helpers of the same class count.
    pub(crate) own_class: bool,
    /// True if references to a method count, such as callbacks.
    pub(crate) references: bool,
}

impl Origin {
    /// Returns the origin of the calls of a call rule.
    pub(crate) fn of_call(rule: &CompiledCall<'_>) -> Self {
        Self {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            deprecated: rule.rule.deprecated.clone(),
            misplaced: None,
            own_class: rule.rule.own_class,
            references: rule.rule.uses.0.contains(&MethodUse::Reference),
        }
    }
}

/// The part of a call that its own rule describes.
#[derive(Debug, Clone)]
pub(crate) struct OwnSlots {
    /// The span of the name.
    pub(crate) name_span: Span,
    /// The properties that are sent.
    pub(crate) properties: Vec<Property>,
    /// True if no other property is sent.
    pub(crate) properties_known: bool,
    /// The properties that the API adds itself.
    pub(crate) added: Vec<Text>,
}

/// A call under construction. Several paths may lead to the same site.
#[derive(Debug, Clone)]
pub(crate) struct CallBuilder {
    /// The names that can be sent.
    pub(crate) event: Names,
    /// The category, if the call has one.
    pub(crate) category: Option<Names>,
    /// The label, if the call has one.
    pub(crate) label: Option<Names>,
    /// The property, if the call has one.
    pub(crate) property: Option<Names>,
    /// The wrappers between the site and the tracking call proper.
    pub(crate) via: Via,
    /// True if a caller of the function around the site supplies the name.
    pub(crate) inside_wrapper: bool,
    /// The rule that recognised the root.
    pub(crate) origin: Origin,
    /// The slots that the site's own rule describes.
    pub(crate) own: Option<OwnSlots>,
    /// The constructions of objects that carry the name.
    pub(crate) said_at: BTreeSet<Span>,
    /// True if the call has so many names that no other is added.
    pub(crate) is_full: bool,
}

/// Calls under construction by site and rule.
pub(crate) type CallBuilders = BTreeMap<(ItemId, Text), CallBuilder>;

/// Adds the result of one path to a site.
pub(crate) fn add(all: &mut CallBuilders, key: (ItemId, Text), call: CallBuilder) {
    match all.entry(key) {
        Entry::Vacant(entry) => drop(entry.insert(call)),
        Entry::Occupied(mut entry) => entry.get_mut().add(call),
    }
}

impl CallBuilder {
    fn add(&mut self, other: Self) {
        self.event.add(other.event);
        let slots = [
            (&mut self.category, other.category),
            (&mut self.label, other.label),
            (&mut self.property, other.property),
        ];
        for (kept, new) in slots {
            match (kept, new) {
                (Some(kept), Some(new)) => kept.add(new),
                (kept @ None, new) => *kept = new,
                _ => {}
            }
        }
        self.own = other.own.or(self.own.take());
        self.said_at.extend(other.said_at);
    }
}
