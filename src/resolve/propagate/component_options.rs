//! Component options that name an event. The site that sets one is a call too.

use crate::facts::{Text, Value};
use crate::languages::traits::Traits;
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::propagate::via::Via;
use crate::resolve::request::{LanguageGroup, Occurrence};

impl Propagator<'_, '_, '_> {
    /// Adds the sites that set the option which names the event (`this.$options.event`), in the component itself or in those
    /// that use it.
    pub(crate) fn component_options(
        &mut self,
        site: ItemId,
        mut values: SlotValues,
        rule: &CompiledCall<'_>,
        origin: &Origin,
    ) -> SlotValues {
        let index = self.eval.index;
        let call = index.site(site);
        let traits = &index.unit(site).language.traits;
        let key = rule
            .rule
            .event
            .argument
            .and_then(|position| option_read(&call.position(position)?.value, traits));
        let (Some(key), Some(function)) = (key, index.around(site)) else {
            return values;
        };
        let options = traits.component_options.unwrap_or_default();
        let own = self.eval.class_of(&self.eval.context_of(site));
        let is_open = index.fields(&own, &format!("{options}.{key}")).is_empty();
        if is_open {
            index.request(Occurrence::Mention, LanguageGroup::Modules, key);
        }
        let via = self.step(&Via::default(), function);
        let mut events = Vec::new();
        for setter in index.sites_named(options) {
            let Some(argument) = index.site(*setter).named(key) else {
                continue;
            };
            let cx = self.eval.context_of(*setter);
            if is_open || self.eval.class_of(&cx) == own {
                let (event, seen) = self.eval.recorded(|| self.eval.eval(&argument.value, &cx));
                let values = SlotValues {
                    event,
                    steps: self.through(seen, &via, &values.steps, site),
                    ..values.clone()
                };
                events.extend(self.expand(*setter, values, origin, via.clone(), &mut Vec::new()));
            }
        }
        if is_open && !events.is_empty() {
            values.event = distinct(events);
        }
        values
    }
}

/// Returns the component option that a value reads.
fn option_read<'v>(value: &'v Value, traits: &Traits) -> Option<&'v Text> {
    let Value::Member(options, key) = value else {
        return None;
    };
    let on_options = match &**options {
        Value::Name(name) => Some(&**name) == traits.component_options,
        Value::Member(this, name) => {
            Some(&**name) == traits.component_options
                && matches!(&**this, Value::Name(this) if traits.is_self(this))
        }
        _ => false,
    };
    on_options.then_some(key)
}
