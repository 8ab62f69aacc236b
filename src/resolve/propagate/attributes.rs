//! Attributes of markup and maps that become attributes: calls without a call.

use crate::calls::Property;
use crate::facts::Text;
use crate::resolve::evaluate::abstract_value::member;
use crate::resolve::match_rules::{self, CompiledAttribute};
use crate::resolve::project::view::ItemId;
use crate::resolve::propagate::{Origin, Own, Parts, Propagator, properties};

impl Propagator<'_, '_, '_> {
    /// Finds the calls that an attribute, or an entry in a map of attributes, is.
    pub(crate) fn attribute_root(&mut self, rule: &CompiledAttribute<'_>, at: ItemId) {
        let site = self.eval.index.site(at);
        let Some(argument) = match_rules::attribute(site, &rule.rule.event) else {
            return;
        };
        let cx = self.eval.context_of(at);
        let (mut event, steps) = self.eval.recorded(|| self.eval.eval(&argument.value, &cx));
        if let Some(key) = &rule.rule.event_key {
            event = event.iter().flat_map(|term| member(term, key)).collect();
        }
        let part = |name: &Option<Text>| {
            let argument = match_rules::attribute(site, name.as_ref()?)?;
            Some(self.eval.eval(&argument.value, &cx))
        };
        let parts = Parts {
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
        let sent = sent.filter_map(|(name, attribute)| {
            let argument = match_rules::attribute(site, attribute.as_ref()?)?;
            Some(properties::property(
                Text::new_static(name),
                &self.eval.eval(&argument.value, &cx),
                argument.span,
            ))
        });
        let properties: Vec<Property> = sent.collect();
        self.expand(at, parts, &origin, Vec::new(), &mut Vec::new());
        if let Some(found) = self.found.get_mut(&(at, origin.rule.clone())) {
            // Of markup it is never known that nothing else is sent.
            found.own = Some(Own {
                name_span,
                properties,
                properties_known: false,
            });
        }
    }
}
