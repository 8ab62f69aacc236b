//! Elements of markup and components, and maps that become attributes: calls without a call.

use crate::facts::Text;
use crate::resolve::match_rules::CompiledElement;
use crate::resolve::match_rules::attributes::attribute;
use crate::resolve::match_rules::slots::SlotReader;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, OwnSlots, SlotValues};
use crate::resolve::propagate::properties;
use crate::resolve::propagate::via::Via;
use crate::rules::one_or_many::OneOrMany;
use crate::rules::pattern::Captures;
use crate::rules::slot::Slot;

impl Propagator<'_, '_, '_> {
    /// Finds the calls that an element, or an entry in a map of attributes, is.
    pub(crate) fn element_root(&mut self, rule: &CompiledElement<'_>, at: ItemId) {
        let slots = rule.rule;
        let (on, captured) = (OneOrMany::default(), Captures::new());
        let reader = SlotReader::new(self.eval, at, &on, &captured);
        if !slots.when.iter().all(|condition| reader.holds(condition)) {
            return;
        }
        self.matched.insert(rule.id.clone());
        let (event, steps) = self.eval.recorded(|| reader.values(&slots.event));
        let detail = |slot: &Slot| self.eval.detail(|| reader.values(slot));
        let part = |slot: &Option<Slot>| slot.as_ref().and_then(detail);
        let Some(event) = event else { return };
        let values = SlotValues {
            event,
            category: part(&slots.category),
            label: part(&slots.label),
            property: part(&slots.property),
            steps,
        };
        let origin = Origin {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            deprecated: slots.deprecated.clone(),
            misplaced: slots.misplaced.clone(),
            ..Origin::default()
        };
        let site = self.eval.index.site(at);
        let has = rule.required.first().and_then(|name| attribute(site, name));
        let name_span = match (self.name_span(at, &slots.event), has) {
            (span, Some(has)) if span == site.name_span => has.span,
            (span, _) => span,
        };
        let mut properties = Vec::new();
        for (name, slot) in [("label", &slots.label), ("property", &slots.property)] {
            if let Some(slot) = slot
                && let Some(values) = detail(slot)
            {
                let span = self.name_span(at, slot);
                properties.push(properties::property(Text::new_static(name), &values, span));
            }
        }
        for slot in &slots.properties {
            if let Some(values) = detail(&slot.slot) {
                let span = self.name_span(at, &slot.slot);
                Self::add_property(slot, &values, span, &mut properties);
            }
        }
        self.expand(at, values, &origin, Via::default(), &mut Vec::new());
        if let Some(found) = self.found.get_mut(&(at, origin.rule.clone())) {
            // Of markup it is never known that nothing else is sent.
            found.own = Some(OwnSlots {
                name_span,
                properties,
                properties_known: false,
                added: Vec::new(),
            });
        }
    }
}
