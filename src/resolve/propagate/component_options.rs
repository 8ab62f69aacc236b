//! Options of a component that carry a name: the place that sets one is a call too.

use crate::facts::{Text, Value};
use crate::resolve::evaluate::combine::distinct;
use crate::resolve::match_rules::CompiledCall;
use crate::resolve::project::ids::ItemId;
use crate::resolve::propagate::Propagator;
use crate::resolve::propagate::call_builder::{Origin, SlotValues};
use crate::resolve::request::{LanguageGroup, Occurrence};

impl Propagator<'_, '_, '_> {
    /// Where the name is an option of the component (`this.$options.event`), the place that sets the option is a call too: in the
    /// component itself, and, where that one leaves it to others, in each that says it.
    pub(crate) fn component_options(
        &mut self,
        site: ItemId,
        mut values: SlotValues,
        rule: &CompiledCall<'_>,
        origin: &Origin,
    ) -> SlotValues {
        let index = self.eval.index;
        let call = index.site(site);
        let key = rule
            .rule
            .event
            .argument
            .and_then(|position| option_read(&call.position(position)?.value));
        let (Some(key), Some(function)) = (key, index.around(site)) else {
            return values;
        };
        let own = self.eval.class_of(&self.eval.context_of(site));
        let left_open = index.fields(&own, &format!("$options.{key}")).is_empty();
        if left_open {
            index.request(Occurrence::Mention, LanguageGroup::Modules, key);
        }
        let via = self.step(&[], function);
        let mut said = Vec::new();
        for carrier in index.sites_named("$options") {
            let Some(argument) = index.site(*carrier).named(key) else {
                continue;
            };
            let cx = self.eval.context_of(*carrier);
            if left_open || self.eval.class_of(&cx) == own {
                let (event, seen) = self.eval.recorded(|| self.eval.eval(&argument.value, &cx));
                let values = SlotValues {
                    event,
                    steps: self.through(seen, &via, &values.steps, site),
                    ..values.clone()
                };
                said.extend(self.expand(*carrier, values, origin, via.clone(), &mut Vec::new()));
            }
        }
        if left_open && !said.is_empty() {
            values.event = distinct(said);
        }
        values
    }
}

/// The option of its component that a value reads, if that is what it does.
fn option_read(value: &Value) -> Option<&Text> {
    let Value::Member(options, key) = value else {
        return None;
    };
    let on_options = match &**options {
        Value::Name(name) => name == "$options",
        Value::Member(this, name) => {
            name == "$options" && matches!(&**this, Value::Name(this) if this == "this")
        }
        _ => false,
    };
    on_options.then_some(key)
}
