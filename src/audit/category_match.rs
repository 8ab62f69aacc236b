//! Events that are found by category and action: names are shared, categories are often prose, labels tell twins apart.

use crate::audit::event::{CallEvidence, Links};
use crate::audit::inputs::Inputs;
use crate::audit::name_match::{fits, literal_length};
use crate::calls::{Call, Grade};
use crate::catalog::EventDefinition;
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Returns true if a text describes a name instead of being one.
pub fn is_prose(text: &str) -> bool {
    text.contains([' ', '`', '<', '['])
}

/// Returns true if the category of a definition stands for whatever page or class sends the event.
fn any_category(definition: &EventDefinition) -> bool {
    definition
        .category
        .as_ref()
        .is_none_or(|category| category.value == "default" || is_prose(&category.value))
}

/// Returns true if a call's category can be that of a definition. What is not known can be anything.
fn category_fits(definition: &EventDefinition, call: &Call) -> bool {
    let Some(sent) = &call.category else {
        return true;
    };
    let Some(category) = definition
        .category
        .as_ref()
        .filter(|_| !any_category(definition))
    else {
        return true;
    };
    let is_it = |one: &str| {
        fits(one, &category.value)
            || one == "default"
            || one.trim_start_matches("::") == category.value
    };
    sent.split('|').any(is_it)
}

/// Returns true if a definition states this label: alone, in backticks, or as a word of what it says.
fn states(definition: &EventDefinition, label: &str) -> bool {
    definition
        .labels
        .iter()
        .map(|text| text.value.as_str())
        .any(|text| {
            let in_backticks =
                |(at, _)| text[..at].ends_with('`') && text[at + label.len()..].starts_with('`');
            let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            text == label
                || text.match_indices(label).any(in_backticks)
                || words.any(|word| word == label)
        })
}

/// Gives every call to the definitions it can mean.
pub(crate) fn send(inputs: &Inputs<'_>, links: &mut Links, concerns: &dyn Fn(&Call) -> bool) {
    let definition_of =
        |links: &Links, index: usize| &inputs.catalog.events[links.events[index].definitions[0]];
    let mut by_action: BTreeMap<Text, Vec<usize>> = BTreeMap::new();
    for (index, event) in links
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| !event.kind.is_by_name())
    {
        by_action.entry(event.name.clone()).or_default().push(index);
    }
    for (number, call) in inputs
        .calls
        .iter()
        .enumerate()
        .filter(|(_, call)| concerns(call))
    {
        let mut sent: Vec<(usize, Grade)> = Vec::new();
        for name in &call.event.names {
            sent.extend(
                by_action
                    .get(name)
                    .into_iter()
                    .flatten()
                    .map(|index| (*index, Grade::Exact)),
            );
        }
        for glob in inputs.patterns(call) {
            let hit = by_action.iter().filter(|(action, _)| fits(glob, action));
            sent.extend(
                hit.flat_map(|(_, indexes)| indexes.iter().map(|index| (*index, Grade::Pattern))),
            );
        }
        if call.event.grade() == Grade::Open && !call.inside_wrapper {
            // Nothing is known of the action; a category of its own still narrows it down.
            let own: Vec<&str> = call
                .category
                .iter()
                .flat_map(|category| category.split('|'))
                .collect();
            let own: Vec<&str> = own
                .into_iter()
                .filter(|category| literal_length(category) >= 4)
                .collect();
            let hit = by_action.values().flatten().copied().filter(|index| {
                let definition = definition_of(links, *index);
                !any_category(definition)
                    && definition
                        .category
                        .as_ref()
                        .is_some_and(|category| own.iter().any(|one| fits(one, &category.value)))
            });
            sent.extend(hit.map(|index| (index, Grade::Open)));
        }
        let fitting: Vec<(usize, Grade)> = sent
            .into_iter()
            .filter(|(index, _)| category_fits(definition_of(links, *index), call))
            .collect();
        let label = call.label.as_ref().filter(|label| !label.contains('*'));
        let stated =
            |index: usize| label.is_some_and(|label| states(definition_of(links, index), label));
        let stated: BTreeSet<usize> = fitting
            .iter()
            .map(|(index, _)| *index)
            .filter(|index| stated(*index))
            .collect();
        let told_apart: BTreeSet<Text> = stated
            .iter()
            .map(|index| links.events[*index].name.clone())
            .collect();
        for (index, grade) in &fitting {
            if stated.contains(index) || !told_apart.contains(&links.events[*index].name) {
                links.events[*index].calls.push(CallEvidence {
                    call: number,
                    grade: *grade,
                });
                links.reached[number] = true;
            }
        }
    }
}
