//! Attributes of markup and maps that become attributes: calls without a call.

use super::{Emitter, Origin, Parts, properties};
use crate::calls::Property;
use crate::facts::Text;
use crate::resolve::index::At;
use crate::resolve::matcher;

impl Emitter<'_, '_, '_> {
    /// Finds the calls that attributes and maps of attributes are.
    pub(super) fn attribute_roots(&mut self) {
        let matcher = self.matcher;
        for (number, unit) in self.eval.index.units.iter().enumerate() {
            for (item, rule) in &unit.tables.marks {
                let (at, rule) = (At { unit: number as u32, item: *item }, &matcher.attributes[*rule]);
                if !self.is_asked_for(&rule.system) {
                    continue;
                }
                let site = self.eval.index.site(at);
                let Some(argument) = matcher::attribute(site, &rule.rule.event) else { continue };
                let cx = self.eval.context_of(at);
                let (mut event, trail) = self.eval.watched(|| self.eval.eval(&argument.value, &cx));
                if let Some(key) = &rule.rule.event_key {
                    event = event.iter().flat_map(|term| crate::resolve::term::member(term, key)).collect();
                }
                let part = |name: &Option<Text>| {
                    let argument = matcher::attribute(site, name.as_ref()?)?;
                    Some(self.eval.eval(&argument.value, &cx))
                };
                let parts = Parts {
                    event,
                    category: part(&rule.rule.category),
                    label: part(&rule.rule.label),
                    property: part(&rule.rule.property),
                    trail,
                };
                let origin =
                    Origin { rule: rule.id.clone(), system: rule.system.clone(), deprecated: rule.rule.deprecated.clone() };
                let span = argument.span;
                let sent = [("label", &rule.rule.label), ("property", &rule.rule.property)].into_iter();
                let sent = sent.filter_map(|(name, attribute)| {
                    let argument = matcher::attribute(site, attribute.as_ref()?)?;
                    Some(properties::property(Text::new_static(name), &self.eval.eval(&argument.value, &cx), argument.span))
                });
                let sent: Vec<Property> = sent.collect();
                self.expand(at, parts, &origin, Vec::new(), &mut Vec::new());
                if let Some(found) = self.found.get_mut(&(at, origin.rule.clone())) {
                    found.properties = sent;
                    found.name_span = span;
                }
            }
        }
    }
}
