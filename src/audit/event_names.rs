//! The notation of one event in the overlay: its name, or category, name and label where the name is shared.

use crate::audit::event::Event;
use crate::audit::inputs::Inputs;
use crate::audit::name_match::fits;
use crate::catalog::EventDefinition;

/// Returns true if a name or glob of the overlay means an event: `NAME`, `CATEGORY::NAME` or `CATEGORY::NAME#LABEL`.
pub(crate) fn means(inputs: &Inputs<'_>, glob: &str, event: &Event) -> bool {
    if fits(glob, &event.name) {
        return true;
    }
    if event.kind.is_by_name() || !glob.contains("::") {
        return false;
    }
    let (wanted, label) = match glob.split_once('#') {
        Some((wanted, label)) => (wanted, Some(label)),
        None => (glob, None),
    };
    let mut definitions = event.definitions.iter();
    definitions.any(|number| {
        let definition = &inputs.catalog.events[*number];
        let has_label = |label: &str| labels(definition).any(|own| own == label);
        fits(wanted, &with_category(definition)) && label.is_none_or(has_label)
    })
}

/// Returns the notation of an event.
pub(crate) fn notation(inputs: &Inputs<'_>, event: &Event) -> String {
    let definition = event.definitions.first();
    let definition = definition.map(|number| &inputs.catalog.events[*number]);
    match definition.filter(|_| !event.kind.is_by_name()) {
        None => event.name.to_string(),
        Some(definition) => match labels(definition).next() {
            Some(label) => format!("{}#{label}", with_category(definition)),
            None => with_category(definition),
        },
    }
}

fn with_category(definition: &EventDefinition) -> String {
    let name = &definition.name.value;
    match &definition.category {
        Some(category) => format!("{}::{name}", category.value),
        None => name.to_string(),
    }
}

/// Returns the labels that are no prose, without their marks.
fn labels(definition: &EventDefinition) -> impl Iterator<Item = &str> {
    let labels = definition.labels.iter();
    let labels = labels.map(|label| label.value.trim().trim_matches('`'));
    labels.filter(|label| {
        !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || "`[]<>".contains(c))
    })
}
