//! Events that the sender passes on to a second system.

use crate::audit::event::{CallEvidence, Links};
use crate::audit::inputs::Inputs;
use crate::facts::Text;
use crate::source::Span;

/// Counts the calls of events for the systems that they are forwarded to. An event that both systems name may be sent by clients.
pub(crate) fn send(inputs: &Inputs<'_>, links: &mut Links) {
    for index in 0..links.events.len() {
        let definitions = links.events[index].definitions.clone();
        for number in definitions {
            let definition = &inputs.catalog.events[number];
            for forward in &definition.forwards {
                let Some(target) = target(links, &definition.name.value, &forward.value) else {
                    continue;
                };
                let calls: Vec<CallEvidence> = links.events[index].calls.clone();
                links.events[target].calls.extend(calls);
                links.events[target].registered = Some(definition.name.span);
                links.events[index].registered = declared_at(inputs, links, target);
            }
        }
    }
}

/// Returns the event of a name that a system defines.
fn target(links: &Links, name: &Text, system: &Text) -> Option<usize> {
    let mut of_name = links.by_name.get(name)?.iter().copied();
    of_name.find(|index| {
        let event = &links.events[*index];
        event.system == *system && event.is_defined()
    })
}

fn declared_at(inputs: &Inputs<'_>, links: &Links, event: usize) -> Option<Span> {
    let number = links.events[event].definitions.first()?;
    Some(inputs.catalog.events[*number].name.span)
}
