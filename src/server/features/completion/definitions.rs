//! Values of definitions: events, categories, groups, and the values that a layout allows.

use crate::audit::Context;
use crate::audit::verdicts::EventVerdict;
use crate::rules::compiled_definitions::DefinitionRules;
use crate::rules::fields::FieldName;
use crate::server::features::completion::item::{Item, start_of_name};
use crate::server::features::hover::summary;
use crate::server::features::thing::ownerships;
use std::collections::BTreeSet;

/// Returns the start of the value that is being typed, and the values that fit.
pub(crate) fn items(
    cx: &Context<'_>,
    layouts: &DefinitionRules,
    path: &str,
    before: &str,
) -> Option<(usize, Vec<Item>)> {
    let start = start_of_name(before);
    let key = key(&before[..start])?;
    let mut items = Vec::new();
    for rule in layouts.rules.iter().filter(|rule| rule.takes(path)) {
        for (field, _) in rule.slots() {
            if rule.paths(field).any(|path| last(path) == key) {
                items.extend(values(cx, field));
            }
        }
        let allowed = rule
            .rule
            .checks
            .allowed
            .iter()
            .filter(|(path, _)| last(path) == key);
        items.extend(
            allowed
                .flat_map(|(_, values)| values.0.iter().map(|value| Item::new(value, "allowed"))),
        );
    }
    (!items.is_empty()).then_some((start, items))
}

fn last(path: &str) -> &str {
    path.rsplit('.')
        .next()
        .unwrap_or(path)
        .trim_end_matches("[]")
}

/// Returns the key whose value is typed at the end of a text: on the same line, or above a list.
fn key(before: &str) -> Option<&str> {
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", before));
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = line.trim_start();
    let item = own
        .strip_prefix("- ")
        .or_else(|| own.strip_prefix('-').filter(|rest| rest.is_empty()));
    let content = item.unwrap_or(own);
    if let Some((key, _)) = content.split_once(':') {
        return Some(key.trim());
    }
    item?;
    let outer = |candidate: &&str| {
        let text = candidate.trim_start();
        !text.is_empty()
            && !text.starts_with('-')
            && !text.starts_with('#')
            && indent(candidate) <= indent(line)
    };
    let parent = above.lines().rev().find(outer)?;
    parent.trim().strip_suffix(':')
}

fn values(cx: &Context<'_>, field: FieldName) -> Vec<Item> {
    let catalog = cx.inputs.catalog;
    match field {
        FieldName::Categories | FieldName::Parent | FieldName::Members => {
            let listed = catalog.categories.iter().map(|one| one.id.to_string());
            let named = catalog.taxonomy.categories.keys().map(ToString::to_string);
            let mut all: BTreeSet<String> = listed.chain(named).collect();
            if all.is_empty() {
                let used = ownerships(cx).flat_map(|owner| &owner.categories);
                all.extend(used.map(|field| field.value.to_string()));
            }
            all.into_iter()
                .map(|name| Item::new(name, "category"))
                .collect()
        }
        FieldName::Group => {
            let known = catalog.taxonomy.groups.keys().map(ToString::to_string);
            let used = ownerships(cx).filter_map(|owner| owner.group_name());
            let all: BTreeSet<String> = known.chain(used).collect();
            all.into_iter()
                .map(|name| Item::new(name, "group"))
                .collect()
        }
        FieldName::Events | FieldName::EventName | FieldName::Target => {
            let events = cx
                .links
                .events
                .iter()
                .filter(|event| event.verdict != EventVerdict::Removed);
            let item = |event: &crate::audit::event::Event| Item {
                rank: u8::from(event.verdict == EventVerdict::Undefined),
                ..Item::new(
                    event.name.as_str(),
                    format!("{}, {}", event.verdict.word(), summary(event)),
                )
            };
            events.map(item).collect()
        }
        // Names that code sends already, and that nothing defines.
        FieldName::Name => {
            let events = cx.events_with(EventVerdict::Undefined);
            events
                .map(|event| Item::new(event.name.as_str(), "sent and not defined"))
                .collect()
        }
        FieldName::Metrics => {
            let keys = catalog
                .metrics
                .iter()
                .map(|metric| metric.key_path.value.as_str());
            keys.map(|key| Item::new(key, "metric")).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn the_key_of_a_value_is_on_its_line_or_above_its_list() {
        let keys = [
            ("product_group: ", Some("product_group")),
            ("categories: [a, ", Some("categories")),
            ("a: 1\ncategories:\n- ", Some("categories")),
            ("categories:\n  - a\n  - ", Some("categories")),
            ("events:\n  - name: ", Some("name")),
            ("plain", None),
        ];
        for (text, expected) in keys {
            assert_eq!(key(text), expected, "{text}");
        }
    }
}
