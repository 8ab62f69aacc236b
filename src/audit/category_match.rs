//! Events that are found by category and action: names are shared, categories are often prose, labels tell twins apart.

use crate::audit::event::{CallEvidence, Links};
use crate::audit::inputs::{Inputs, WrapperFiles};
use crate::audit::name_match::{fits, fitting, literal_length};
use crate::calls::{Call, Grade};
use crate::catalog::{EventDefinition, Field};
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// Returns true if the category of a definition matches any page or class.
fn any_category(definition: &EventDefinition) -> bool {
    definition.category.as_ref().is_none_or(|category| {
        category.value == "default" || definition.is_placeholder(&category.value)
    })
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
    let mut labels = definition.labels.iter().map(|text| text.value.as_str());
    labels.any(|text| {
        let in_backticks = |(at, _): (usize, &str)| {
            text[..at].ends_with('`') && text[at + label.len()..].starts_with('`')
        };
        let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        text == label
            || text.match_indices(label).any(in_backticks)
            || words.any(|word| word == label)
    })
}

/// Events that are identified by category, name and label, by name.
struct Candidates<'a> {
    inputs: &'a Inputs<'a>,
    wrappers: &'a WrapperFiles,
    by_name: BTreeMap<Text, Vec<usize>>,
}

impl Candidates<'_> {
    /// Returns the events whose name the call can send.
    fn by_name(&self, call: &Call) -> Vec<(usize, Grade)> {
        let mut found = Vec::new();
        for name in &call.event.names {
            let indexes = self.by_name.get(name).into_iter().flatten();
            found.extend(indexes.map(|index| (*index, Grade::Exact)));
        }
        for glob in self.wrappers.patterns(call) {
            for (_, indexes) in fitting(&self.by_name, glob) {
                found.extend(indexes.iter().map(|index| (*index, Grade::Pattern)));
            }
        }
        found
    }

    /// Returns the events of the call's category, for a call of which nothing else is known.
    fn by_category(&self, links: &Links, call: &Call) -> Vec<(usize, Grade)> {
        let own = call.category.iter().flat_map(|own| own.split('|'));
        let own: Vec<&str> = own.filter(|one| literal_length(one) >= 4).collect();
        let hit = |index: &usize| {
            let definition = self.definition(links, *index);
            let fits = |category: &Field<Text>| own.iter().any(|one| fits(one, &category.value));
            !any_category(definition) && definition.category.as_ref().is_some_and(fits)
        };
        let all = self.by_name.values().flatten().copied();
        all.filter(hit).map(|index| (index, Grade::Open)).collect()
    }

    fn definition(&self, links: &Links, index: usize) -> &EventDefinition {
        &self.inputs.catalog.events[links.events[index].definitions[0]]
    }
}

/// Links the calls for which `concerns` holds to the definitions they can mean.
pub(crate) fn send(
    inputs: &Inputs<'_>,
    links: &mut Links,
    wrappers: &WrapperFiles,
    concerns: &dyn Fn(&Call) -> bool,
) {
    let mut by_name: BTreeMap<Text, Vec<usize>> = BTreeMap::new();
    for (index, event) in links.events.iter().enumerate() {
        if !event.kind.is_by_name() {
            by_name.entry(event.name.clone()).or_default().push(index);
        }
    }
    let candidates = Candidates {
        inputs,
        wrappers,
        by_name,
    };
    for (number, call) in inputs.calls.iter().enumerate() {
        if !concerns(call) {
            continue;
        }
        let mut sent = candidates.by_name(call);
        if call.event.is_unread() && !call.inside_wrapper {
            sent.extend(candidates.by_category(links, call));
        }
        sent.retain(|(index, _)| category_fits(candidates.definition(links, *index), call));
        let label = call.label.as_ref().filter(|label| !label.contains('*'));
        let states_label = |index: &usize| {
            label.is_some_and(|label| states(candidates.definition(links, *index), label))
        };
        let stated: BTreeSet<usize> = sent
            .iter()
            .map(|(index, _)| *index)
            .filter(states_label)
            .collect();
        // A label that one of several definitions states rules out the others of the same name.
        let decided: BTreeSet<Text> = stated
            .iter()
            .map(|index| links.events[*index].name.clone())
            .collect();
        for (index, grade) in sent {
            if stated.contains(&index) || !decided.contains(&links.events[index].name) {
                let evidence = CallEvidence {
                    call: number,
                    grade,
                };
                links.events[index].calls.push(evidence);
                links.reached[number] = true;
            }
        }
    }
}
