//! Keys of definitions, with the values that their layout allows.

use crate::audit::Context;
use crate::input::yaml::Node;
use crate::report::text::markdown;
use crate::rules::compiled_definitions::DefinitionRules;
use crate::server::features::thing::covers;
use crate::server::view::Place;
use crate::source::Span;

/// Describes the key at a place, if the layout of its definition allows only some values.
pub(crate) fn describe(
    cx: &Context<'_>,
    layouts: &DefinitionRules,
    place: Place,
) -> Option<(String, Span)> {
    let catalog = cx.inputs.catalog;
    let events = catalog
        .events
        .iter()
        .map(|event| (&event.rule, &*event.node));
    let metrics = catalog
        .metrics
        .iter()
        .map(|metric| (&metric.rule, &*metric.node));
    let here = events
        .chain(metrics)
        .filter(|(_, node)| node.span.file == place.file);
    here.filter_map(|(rule, node)| {
        let (path, span) = key(node, place, "")?;
        let rule = layouts.rules.iter().find(|one| one.name == **rule)?;
        let allowed = rule.rule.checks.allowed.get(&path)?;
        let values: Vec<String> = allowed
            .0
            .iter()
            .map(|value| format!("- {}", markdown(value)))
            .collect();
        Some((
            format!(
                "**{}** takes one of:\n\n{}",
                markdown(&path),
                values.join("\n")
            ),
            span,
        ))
    })
    .next()
}

/// Returns the path and the span of the key at a place.
fn key(node: &Node, place: Place, around: &str) -> Option<(String, Span)> {
    for entry in node.entries() {
        let path = match around {
            "" => entry.key.to_string(),
            around => format!("{around}.{}", entry.key),
        };
        if covers(entry.key_span, place) {
            return Some((path, entry.key_span));
        }
        if let Some(found) = key(&entry.value, place, &path) {
            return Some(found);
        }
    }
    None
}
