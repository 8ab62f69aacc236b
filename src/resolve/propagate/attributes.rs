//! Attributes of markup and maps that become attributes: calls without a call.

use crate::calls::Property;
use crate::facts::Text;
use crate::resolve::evaluate::combine::member;
use crate::resolve::match_rules::CompiledAttribute;
use crate::resolve::match_rules::attributes::attribute;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, OwnSlots, SlotValues};
use crate::resolve::propagate::properties;

impl Propagator<'_, '_, '_> {
    /// Finds the calls that an attribute, or an entry in a map of attributes, is.
    pub(crate) fn attribute_root(&mut self, rule: &CompiledAttribute<'_>, at: ItemId) {
        let site = self.eval.index.site(at);
        let Some(argument) = attribute(site, &rule.rule.event) else {
            return;
        };
        let cx = self.eval.context_of(at);
        let (mut event, steps) = self.eval.recorded(|| self.eval.eval(&argument.value, &cx));
        if let Some(key) = &rule.rule.event_key {
            event = event.iter().flat_map(|term| member(term, key)).collect();
        }
        let part = |name: &Option<Text>| {
            let argument = attribute(site, name.as_ref()?)?;
            Some(self.eval.eval(&argument.value, &cx))
        };
        let values = SlotValues {
            event,
            category: part(&rule.rule.category),
            label: part(&rule.rule.label),
            property: part(&rule.rule.property),
            steps,
        };
        let origin = Origin {
            rule: rule.id.clone(),
            system: rule.system.clone(),
            deprecated: rule.rule.deprecated.clone(),
        };
        let name_span = argument.span;
        let sent = [
            ("label", &rule.rule.label),
            ("property", &rule.rule.property),
        ]
        .into_iter();
        let sent = sent.filter_map(|(name, key)| {
            let argument = attribute(site, key.as_ref()?)?;
            Some(properties::property(
                Text::new_static(name),
                &self.eval.eval(&argument.value, &cx),
                argument.span,
            ))
        });
        let properties: Vec<Property> = sent.collect();
        self.expand(at, values, &origin, Vec::new(), &mut Vec::new());
        if let Some(found) = self.found.get_mut(&(at, origin.rule.clone())) {
            // Of markup it is never known that nothing else is sent.
            found.own = Some(OwnSlots {
                name_span,
                properties,
                properties_known: false,
            });
        }
    }
}
