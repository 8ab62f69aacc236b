//! An entry of the configuration changes nothing.

use crate::audit::name_match::{category, did_you_mean, fits, nearest};
use crate::audit::suppression::Suppressions;
use crate::config::{Overlay, Spanned};
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::BTreeSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-setting",
    summary: "an entry of the configuration changes nothing",
    docs: r#"An entry of the configuration matches nothing in the project: a path pattern of `include`, `exclude`, `overrides` or `overlay` without a file, an alias of a name that does not occur, an external event that nothing here sends or defines, an overlay for a feature that is not listed or with an event or metric that does not exist.

## Why

Whoever wrote it believes that it does something. Mostly it is misspelt, or what it was for is gone.

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
    let (cx, settings) = (suppressions.cx, suppressions.settings);
    let paths: Vec<&str> = cx
        .inputs
        .sources
        .iter()
        .map(|(_, file)| &*file.path)
        .collect();
    let mut report = UnusedSettings { out };
    suppressions
        .settings_usage
        .unused_patterns
        .iter()
        .for_each(|pattern| report.no_file(pattern));
    let globs = settings
        .overrides
        .iter()
        .map(|own| &own.paths)
        .chain(settings.overlay.values().map(|own| &own.paths));
    for globs in globs {
        let matching: BTreeSet<usize> =
            paths.iter().flat_map(|path| globs.matching(path)).collect();
        let idle = globs
            .patterns
            .iter()
            .enumerate()
            .filter(|(number, _)| !matching.contains(number));
        idle.for_each(|(_, pattern)| report.no_file(pattern));
    }
    let categories = categories(suppressions);
    for (alias, meant) in settings
        .aliases
        .categories
        .iter()
        .filter(|(alias, _)| !categories.contains(&category(alias)))
    {
        report.idle(
            meant.span,
            alias,
            "category",
            categories.iter().map(String::as_str),
        );
    }
    let renamed = &suppressions.settings_usage.renamed_groups;
    for (alias, meant) in settings
        .aliases
        .groups
        .iter()
        .filter(|(alias, _)| !renamed.contains(alias.as_str()))
    {
        report.idle(meant.span, alias, "group", []);
    }
    let events = || cx.links.events.iter();
    for sent in &settings.external_events.sent {
        if !events().any(|event| event.is_defined() && fits(&sent.value, &event.name))
            && !in_metrics(suppressions, sent)
        {
            report.idle(sent.span, &sent.value, "defined event", cx.known_names());
        }
    }
    for defined in &settings.external_events.defined {
        if !events().any(|event| !event.is_defined() && fits(&defined.value, &event.name))
            && !in_metrics(suppressions, defined)
        {
            report.idle(defined.span, &defined.value, "undefined event", []);
        }
    }
    for (id, overlay) in &settings.overlay {
        of_feature(suppressions, id, overlay, &mut report);
    }
}

fn of_feature(
    suppressions: &Suppressions<'_>,
    id: &str,
    overlay: &Overlay,
    report: &mut UnusedSettings<'_>,
) {
    let (cx, features) = (suppressions.cx, || {
        suppressions.cx.features.iter().map(|row| row.id.as_str())
    });
    if !features().any(|known| known == id) {
        report.idle(overlay.span, id, "feature", features());
        return;
    }
    for event in overlay.events.iter().filter(|event| {
        !cx.links
            .events
            .iter()
            .any(|known| fits(&event.value, &known.name))
    }) {
        report.idle(event.span, &event.value, "event", cx.known_names());
    }
    let metrics = || {
        cx.inputs
            .catalog
            .metrics
            .iter()
            .flat_map(|metric| &metric.key_paths)
            .map(|(path, _)| path.as_str())
    };
    for metric in overlay
        .metrics
        .iter()
        .filter(|metric| !metrics().any(|path| path == metric.value))
    {
        report.idle(metric.span, &metric.value, "metric", metrics());
    }
}

/// Returns true if a metric counts such an event.
fn in_metrics(suppressions: &Suppressions<'_>, glob: &Spanned<String>) -> bool {
    let events = suppressions
        .cx
        .inputs
        .catalog
        .metrics
        .iter()
        .flat_map(|metric| &metric.events);
    events
        .into_iter()
        .any(|event| fits(&glob.value, &event.name.value))
}

/// Returns all categories that code, definitions, features and the lists name, as they are compared.
fn categories(suppressions: &Suppressions<'_>) -> BTreeSet<String> {
    let catalog = suppressions.cx.inputs.catalog;
    let events = catalog
        .events
        .iter()
        .flat_map(|event| &event.ownership.categories);
    let metrics = catalog
        .metrics
        .iter()
        .flat_map(|metric| &metric.ownership.categories);
    let features = catalog
        .features
        .iter()
        .flat_map(|feature| &feature.categories);
    let defined = events
        .chain(metrics)
        .chain(features)
        .map(|field| &field.value);
    let code = suppressions
        .cx
        .surfaces
        .declarations
        .iter()
        .map(|declaration| &declaration.category);
    let listed = catalog.categories.iter().map(|category| &category.id);
    defined
        .chain(code)
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
