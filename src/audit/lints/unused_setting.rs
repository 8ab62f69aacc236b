//! An entry of the configuration changes nothing.

use crate::audit::context::Context;
use crate::audit::event_names;
use crate::audit::features::FeatureRow;
use crate::audit::name_match::{category, did_you_mean, fits, nearest};
use crate::audit::suppression::Suppressions;
use crate::audit::verdicts::FeatureVerdict;
use crate::config::{Overlay, Spanned};
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-setting",
    summary: "an entry of the configuration changes nothing",
    docs: r#"An entry of the configuration matches nothing in the project. Examples are a path pattern without a file, an alias of a name that does not occur, and an external event that the project neither sends nor defines. An overlay for an unknown feature, event or metric is reported too, and one whose events and metrics are all dead.

## Why

The entry has no effect. Usually it is misspelt, or its subject was removed.

## What to do

Correct the entry, or remove it.

## Bad

```yaml
overlay:
  shop_adminstration:
    exempt: staff only
```

## Good

```yaml
overlay:
  shop_administration:
    exempt: staff only
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(suppressions: &Suppressions<'_>, out: &mut Vec<Finding>) {
    let mut report = UnusedSettings { out };
    patterns(suppressions, &mut report);
    aliases(suppressions, &mut report);
    external_events(suppressions, &mut report);
    for (id, overlay) in &suppressions.settings.overlay {
        of_feature(suppressions.cx, id, overlay, &mut report);
    }
}

/// Reports the path patterns without a file.
fn patterns(suppressions: &Suppressions<'_>, report: &mut UnusedSettings<'_>) {
    for pattern in &suppressions.settings_usage.unused_patterns {
        report.no_file(pattern);
    }
    let settings = suppressions.settings;
    let overrides = settings.overrides.iter().map(|own| &own.paths);
    let overlays = settings.overlay.values().map(|own| &own.paths);
    for globs in overrides.chain(overlays) {
        let files = suppressions.cx.inputs.sources.iter();
        let matching: BTreeSet<usize> = files
            .flat_map(|(_, file)| globs.matching(&file.path))
            .collect();
        for (number, pattern) in globs.patterns.iter().enumerate() {
            if !matching.contains(&number) {
                report.no_file(pattern);
            }
        }
    }
}

/// Reports the aliases of names that do not occur.
fn aliases(suppressions: &Suppressions<'_>, report: &mut UnusedSettings<'_>) {
    let aliases = &suppressions.settings.aliases;
    let categories = categories(suppressions.cx);
    for (alias, target) in &aliases.categories {
        if !categories.contains(&category(alias)) {
            let known = categories.iter().map(String::as_str);
            report.idle(target.span, alias, "category", known);
        }
    }
    for (alias, target) in &aliases.groups {
        let renamed = &suppressions.settings_usage.renamed_groups;
        if !renamed.contains(alias.as_str()) {
            report.idle(target.span, alias, "group", []);
        }
    }
}

/// Reports the external events that nothing here defines or sends.
fn external_events(suppressions: &Suppressions<'_>, report: &mut UnusedSettings<'_>) {
    let cx = suppressions.cx;
    let external = &suppressions.settings.external_events;
    let occurs = |glob: &str, defined: bool| {
        let mut events = cx.links.events.iter();
        let metrics = cx.inputs.catalog.metrics.iter();
        let mut counted = metrics.flat_map(|metric| &metric.events);
        events.any(|event| event.is_defined() == defined && fits(glob, &event.name))
            || counted.any(|event| fits(glob, &event.name.value))
    };
    for sent in &external.sent {
        if !occurs(&sent.value, true) {
            report.idle(sent.span, &sent.value, "defined event", cx.known_names());
        }
    }
    for defined in &external.defined {
        if !occurs(&defined.value, false) {
            report.idle(defined.span, &defined.value, "undefined event", []);
        }
    }
}

fn of_feature(cx: &Context<'_>, id: &str, overlay: &Overlay, report: &mut UnusedSettings<'_>) {
    let features = || cx.features.iter().map(|row| row.id.as_str());
    if !features().any(|known| known == id) {
        report.idle(overlay.span, id, "feature", features());
        return;
    }
    for event in &overlay.events {
        let mut known = cx.links.events.iter();
        if !known.any(|known| event_names::means(&cx.inputs, &event.value, known)) {
            report.idle(event.span, &event.value, "event", cx.known_names());
        }
    }
    let metrics = || {
        let metrics = cx.inputs.catalog.metrics.iter();
        metrics.flat_map(|metric| metric.key_paths.iter().map(|(path, _)| path.as_str()))
    };
    dead_links(cx, id, overlay, report);
    for metric in &overlay.metrics {
        if !metrics().any(|path| path == metric.value) {
            report.idle(metric.span, &metric.value, "metric", metrics());
        }
    }
}

/// Reports an overlay whose events and metrics are known, and of which none is alive.
fn dead_links(cx: &Context<'_>, id: &str, overlay: &Overlay, report: &mut UnusedSettings<'_>) {
    let mut rows = cx.features.iter().filter(|row| row.id == id);
    let is_dead = |row: &FeatureRow| row.verdict == FeatureVerdict::DefinitionsOnly;
    let has_links = !overlay.events.is_empty() || !overlay.metrics.is_empty();
    if !has_links || !rows.any(is_dead) {
        return;
    }
    let message = format!("nothing that the overlay of `{id}` names is alive");
    let finding = Finding::new(&LINT, overlay.span, id, message)
        .help("Name events that are sent or metrics that get data, or remove the entry.");
    let finding = cx.downgrade_if_edition_missing(cx.downgrade_at_any_limit(finding));
    report.out.push(finding);
}

/// Returns all categories that code, definitions, features and the lists name, in the form in which they are compared.
fn categories(cx: &Context<'_>) -> BTreeSet<String> {
    let catalog = cx.inputs.catalog;
    let events = catalog
        .events
        .iter()
        .map(|event| &event.ownership.categories);
    let metrics = catalog
        .metrics
        .iter()
        .map(|metric| &metric.ownership.categories);
    let features = catalog.features.iter().map(|feature| &feature.categories);
    let defined = events.chain(metrics).chain(features).flatten();
    let code = cx.surfaces.declarations.iter();
    let listed = catalog.categories.iter().map(|category| &category.id);
    defined
        .map(|field| &field.value)
        .chain(code.map(|declaration| &declaration.category))
        .chain(listed)
        .map(|name| category(name))
        .collect()
}

struct UnusedSettings<'a> {
    out: &'a mut Vec<Finding>,
}

impl UnusedSettings<'_> {
    fn no_file(&mut self, pattern: &Spanned<String>) {
        let finding = Finding::new(
            &LINT,
            pattern.span,
            &*pattern.value,
            format!("no file matches `{}`", pattern.value),
        );
        self.out.push(finding.help(
            "Correct the pattern, or remove it. Paths are relative to the root of the project.",
        ));
    }

    fn idle<'n>(
        &mut self,
        span: Span,
        name: &str,
        what: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let help = did_you_mean(
            nearest(name, known),
            "Correct the name, or remove the entry.",
        );
        self.out.push(
            Finding::new(&LINT, span, name, format!("no {what} matches `{name}`")).help(help),
        );
    }
}
