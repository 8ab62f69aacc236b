//! Other names of events: handles in code, and names with placeholders.

use crate::audit::event::{Event, Links};
use crate::audit::inputs::Inputs;
use crate::facts::Text;
use std::collections::BTreeMap;

/// Returns the indexes of the events whose names have placeholders.
pub(crate) fn globs(inputs: &Inputs<'_>, links: &Links) -> Vec<usize> {
    let is_glob = |event: &Event| {
        let mut definitions = event.definitions.iter();
        event.kind.is_by_name()
            && definitions.any(|number| inputs.catalog.events[*number].is_glob())
    };
    let globs = links.events.iter().enumerate();
    let globs = globs.filter(|(_, event)| is_glob(event));
    globs.map(|(index, _)| index).collect()
}

/// Returns the events that code refers to by another name than theirs.
pub(crate) fn by_handle(inputs: &Inputs<'_>, links: &Links) -> BTreeMap<(Text, Text), Vec<usize>> {
    let mut found: BTreeMap<(Text, Text), Vec<usize>> = BTreeMap::new();
    for (index, event) in links.events.iter().enumerate() {
        let definitions = event.definitions.iter();
        let handles =
            definitions.filter_map(|number| inputs.catalog.events[*number].handle.as_ref());
        for handle in handles.filter(|handle| !links.by_name.contains_key(&handle.value)) {
            let key = (event.system.clone(), handle.value.clone());
            found.entry(key).or_default().push(index);
        }
    }
    found
}
