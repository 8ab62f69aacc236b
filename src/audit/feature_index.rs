//! Calls, events, metrics and code by feature category.

use crate::audit::event::Links;
use crate::audit::inputs::Inputs;
use crate::audit::metrics::MetricRow;
use crate::audit::surfaces::Surfaces;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::catalog::Field;
use crate::config::Overlay;
use crate::facts::Text;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Code of one category.
#[derive(Default)]
pub(crate) struct Code {
    /// Files that belong to it.
    pub(crate) files: BTreeSet<FileId>,
    /// Files that declare it for single surfaces only.
    pub(crate) narrow: BTreeSet<FileId>,
    /// Spans of its declarations.
    pub(crate) declared: Vec<Span>,
    /// Number of its surfaces.
    pub(crate) surfaces: usize,
    /// Number of its tracked surfaces.
    pub(crate) tracked: usize,
}

/// Returns the code of each category.
pub(crate) fn code_of(inputs: &Inputs<'_>, surfaces: &Surfaces) -> BTreeMap<String, Code> {
    let mut categories: BTreeMap<String, Code> = BTreeMap::new();
    let mut code = |category: &str, add: &dyn Fn(&mut Code)| {
        add(categories.entry(inputs.category_key(category)).or_default());
    };
    for (category, files) in &surfaces.belonging {
        code(category, &|code| code.files.extend(files));
    }
    for (category, files) in &surfaces.narrow {
        code(category, &|code| code.narrow.extend(files));
    }
    for declaration in &surfaces.declarations {
        let span = declaration.span;
        code(&declaration.category, &|code| code.declared.push(span));
    }
    for (id, overlay) in &inputs.settings.overlay {
        if !overlay.paths.is_empty() {
            code(id, &|code| code.files.extend(files_of(inputs, overlay)));
        }
    }
    for surface in &surfaces.surfaces {
        if let Some(category) = &surface.category {
            code(category, &|code| {
                code.surfaces += 1;
                code.tracked += usize::from(surface.tracked);
            });
        }
    }
    categories
}

/// Returns the files that the overlay assigns to a feature.
pub(crate) fn files_of<'a>(
    inputs: &'a Inputs<'_>,
    overlay: &'a Overlay,
) -> impl Iterator<Item = FileId> + 'a {
    // Most features name none, and then no path need be looked at.
    let sources = (!overlay.paths.is_empty()).then(|| inputs.sources.iter());
    sources
        .into_iter()
        .flatten()
        .filter(|(_, file)| overlay.paths.is_match(&file.path))
        .map(|(id, _)| id)
}

/// Returns the calls of each file, and those whose names its objects carry.
pub(crate) fn calls_in(inputs: &Inputs<'_>) -> BTreeMap<FileId, Vec<usize>> {
    let mut calls_in: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (number, call) in inputs.calls.iter().enumerate() {
        if !call.inside_wrapper {
            calls_in.entry(call.span.file).or_default().push(number);
        }
    }
    for (number, call) in inputs.calls.iter().enumerate() {
        for span in &call.said_at {
            let here = calls_in.entry(span.file).or_default();
            if !here.contains(&number) {
                here.push(number);
            }
        }
    }
    calls_in
}

/// Returns the events of each category.
pub(crate) fn events_of(inputs: &Inputs<'_>, links: &Links) -> BTreeMap<String, Vec<usize>> {
    let mut events_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, event) in links.events.iter().enumerate() {
        if event.verdict != EventVerdict::Removed {
            let definitions = event.definitions.iter();
            let definitions = definitions.map(|number| &inputs.catalog.events[*number]);
            let categories = definitions.flat_map(|one| &one.ownership.categories);
            for category in category_keys(inputs, categories) {
                events_of.entry(category).or_default().push(index);
            }
        }
    }
    events_of
}

/// Returns the metrics of each category.
pub(crate) fn metrics_of(
    inputs: &Inputs<'_>,
    metrics: &[MetricRow],
) -> BTreeMap<String, Vec<usize>> {
    let mut metrics_of: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for row in metrics {
        if row.verdict != MetricVerdict::Removed {
            let categories = &inputs.catalog.metrics[row.definition].ownership.categories;
            for category in category_keys(inputs, categories) {
                metrics_of.entry(category).or_default().push(row.definition);
            }
        }
    }
    metrics_of
}

fn category_keys<'c>(
    inputs: &Inputs<'_>,
    categories: impl IntoIterator<Item = &'c Field<Text>>,
) -> BTreeSet<String> {
    let categories = categories.into_iter();
    categories
        .map(|category| inputs.category_key(&category.value))
        .collect()
}
