//! Code or a definition names a category that the list does not have.

use crate::audit::context::Context;
use crate::audit::name_match::{did_you_mean, nearest};
use crate::finding::{Finding, Lint, Severity};
use crate::fix::{self, Edit};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The lint.
pub static LINT: Lint = Lint {
    name: "unknown-category",
    summary: "code or a definition names a category that the list does not have",
    docs: r#"A feature category that code declares, or that a definition or a feature names, is not in the list of categories.

## Why

Whatever carries an unknown category is missing from every coverage figure.

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
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let catalog = cx.inputs.catalog;
    if catalog.categories.is_empty() {
        return;
    }
    let listed: BTreeSet<String> = catalog
        .categories
        .iter()
        .map(|category| cx.inputs.category_key(&category.id))
        .collect();
    let events = catalog
        .events
        .iter()
        .filter(|one| !one.status.is_removed())
        .map(|one| &one.ownership);
    let metrics = catalog
        .metrics
        .iter()
        .filter(|one| !one.status.is_removed())
        .map(|one| &one.ownership);
    let defined = events.chain(metrics).flat_map(|ownership| {
        ownership
            .categories
            .iter()
            .map(move |category| (&category.value, category.span, ownership.group_name()))
    });
    let features = catalog
        .features
        .iter()
        .flat_map(|feature| &feature.categories);
    let features = features.map(|category| (&category.value, category.span, None));
    let code = cx
        .surfaces
        .declarations
        .iter()
        .map(|declaration| (&declaration.category, declaration.span, None));
    let mut reported: BTreeMap<&str, Vec<(Span, Option<String>)>> = BTreeMap::new();
    for (name, span, owner) in code.chain(defined).chain(features) {
        let unowned = cx.inputs.rules.is_unowned(name);
        if !name.is_empty() && !unowned && !listed.contains(&cx.inputs.category_key(name)) {
            reported.entry(name).or_default().push((span, owner));
        }
    }
    for (name, places) in reported {
        let near = nearest(name, listed.iter().map(String::as_str));
        let Some((span, owner)) = places.first().cloned() else {
            continue;
        };
        let others = if places.len() > 1 {
            format!(" ({} places)", places.len())
        } else {
            String::new()
        };
        let help = did_you_mean(
            near,
            "Correct the name, add an alias to the configuration, or add the category to the list.",
        );
        let finding = Finding::new(
            &LINT,
            span,
            name,
            format!("unknown category `{name}`{others}"),
        )
        .help(help)
        .owner(owner);
        let meant = fix::unambiguous_name(name, listed.iter().map(String::as_str));
        let edit = |meant: &str| {
            places
                .iter()
                .filter_map(|(span, _)| Edit::of_word(cx.inputs.sources, *span, name, meant))
                .collect()
        };
        let finding = finding.edits(meant.map_or_else(Vec::new, edit));
        let more = places.iter().skip(1).take(4);
        out.push(more.fold(finding, |finding, (span, _)| {
            finding.related(*span, "also here")
        }));
    }
}
