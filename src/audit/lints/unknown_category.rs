//! Code or a definition names a category that the list does not have.

use crate::audit::context::Context;
use crate::audit::name_match::{did_you_mean, nearest};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::fix::{self, Edit};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unknown-category",
    summary: "code or a definition names a category that the list does not have",
    docs: r#"A feature category that code declares, or that a definition or a feature names, is not in the list of categories.

## Why

Code and definitions with an unknown category are missing from every coverage figure.

## What to do

Correct the spelling, add an alias to the configuration, or add the category to the list.

## Bad

```ruby
feature_category :order_managment
```

## Good

```ruby
feature_category :order_management
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let catalog = cx.inputs.catalog;
    if catalog.categories.is_empty() {
        return;
    }
    let listed = catalog.categories.iter();
    let taxonomy = catalog.taxonomy.categories.iter();
    let taxonomy = taxonomy.flat_map(|(id, entry)| [id, &entry.name]);
    let listed: BTreeSet<String> = listed
        .map(|category| &category.id)
        .chain(taxonomy)
        .map(|name| cx.inputs.category_key(name))
        .collect();
    let mut unknown: BTreeMap<&str, Vec<(Span, Option<String>)>> = BTreeMap::new();
    for (name, span, owner) in used(cx) {
        let unowned = cx.inputs.rules.is_unowned(name);
        if !name.is_empty()
            && !unowned
            && !is_placeholder(name)
            && !listed.contains(&cx.inputs.category_key(name))
        {
            unknown.entry(name).or_default().push((span, owner));
        }
    }
    for (name, places) in unknown {
        out.push(finding(cx, name, &places, &listed));
    }
}

/// Returns true for a word that says that there is no category yet.
fn is_placeholder(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "unknown" | "none" | "n/a" | "tbd" | "todo"
    )
}

/// Returns the categories that code, definitions and features name, with span and owner.
fn used<'a>(cx: &'a Context<'_>) -> Vec<(&'a Text, Span, Option<String>)> {
    let catalog = cx.inputs.catalog;
    let declarations = cx.surfaces.declarations.iter();
    let mut used: Vec<(&Text, Span, Option<String>)> = declarations
        .map(|declaration| (&declaration.category, declaration.span, None))
        .collect();
    let events = catalog.events.iter().filter(|one| !one.status.is_removed());
    let metrics = cx.active_metrics().map(|metric| &metric.ownership);
    for ownership in events.map(|event| &event.ownership).chain(metrics) {
        for category in &ownership.categories {
            used.push((&category.value, category.span, ownership.group_name()));
        }
    }
    let features = catalog
        .features
        .iter()
        .flat_map(|feature| &feature.categories);
    used.extend(features.map(|category| (&category.value, category.span, None)));
    used
}

fn finding(
    cx: &Context<'_>,
    name: &str,
    places: &[(Span, Option<String>)],
    listed: &BTreeSet<String>,
) -> Finding {
    let listed = || listed.iter().map(String::as_str);
    let count = if places.len() > 1 {
        format!(" ({} places)", places.len())
    } else {
        String::new()
    };
    let (span, owner) = places[0].clone();
    let message = format!("unknown category `{name}`{count}");
    let mut finding = Finding::new(&LINT, span, name, message)
        .owner(owner)
        .help(did_you_mean(
            nearest(name, listed()),
            "Correct the name, add an alias to the configuration, or add the category to the list.",
        ));
    if let Some(meant) = fix::unambiguous_name(name, listed()) {
        let edit = |span| Edit::of_word(cx.inputs.sources, span, name, meant);
        finding = finding.edits(places.iter().filter_map(|(span, _)| edit(*span)));
    }
    for (span, _) in places.iter().skip(1).take(4) {
        finding = finding.related(*span, "also here");
    }
    finding
}
