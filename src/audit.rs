//! Joins calls, definitions and features, gives verdicts and runs the lints. Reads no file and writes nothing.

pub mod baseline;
pub mod changes;
pub mod features;
pub mod links;
pub mod lints;
pub mod metrics;
pub mod name_match;
pub mod registry;
pub mod sensitivity;
pub mod snowplow;
pub mod suppression;
pub mod surfaces;
pub mod title_match;
pub mod verdicts;

#[cfg(test)]
pub mod testing;

use crate::audit::features::FeatureRow;
use crate::audit::links::{Event, Links};
use crate::audit::metrics::{MetricFiles, MetricRow, Produced};
use crate::audit::surfaces::{Parsed, Surfaces};
use crate::calls::{Call, Family, Property};
use crate::catalog::{
    Catalog, CounterDefinition, EventDefinition, EventKind, MetricDefinition, Ownership,
};
use crate::config::Globs;
use crate::facts::{Directive, DirectiveKind, FileFacts, Text};
use crate::finding::{Finding, Severity};
use crate::resolve::request::word_index::WordIndex;
use crate::rules::FormRule;
use crate::rules::features::FeatureRules;
use crate::source::{FileId, SourceMap, Span};
use std::collections::BTreeMap;

/// What a person adds about a feature: by the feature's or category's id.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Why it need not be instrumented.
    pub exempt: Option<Text>,
    /// Events that measure it.
    pub events: Vec<Text>,
    /// Key paths of metrics that measure it.
    pub metrics: Vec<Text>,
    /// Files that belong to it.
    pub paths: Globs,
}

/// Settings the audit needs.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// What a category is also called: other name to category.
    pub category_aliases: BTreeMap<Text, Text>,
    /// Events that are sent from elsewhere (globs).
    pub external_events: Vec<Text>,
    /// Events that are defined elsewhere (globs).
    pub external_definitions: Vec<Text>,
    /// What a person adds about features.
    pub overlay: BTreeMap<Text, Overlay>,
}

/// Everything the audit reads.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// The definitions.
    pub catalog: &'a Catalog,
    /// The tracking calls.
    pub calls: &'a [Call],
    /// Families of names that no call spells out.
    pub families: &'a [Family],
    /// Counters that code declares.
    pub counters: &'a [CounterDefinition],
    /// Systems whose names are looked up among the counters.
    pub counter_systems: &'a [Text],
    /// The parsed files, by path.
    pub facts: &'a [Parsed<'a>],
    /// Which words stand in which files of code.
    pub words: &'a WordIndex,
    /// Files where metric values come from.
    pub metric_files: &'a MetricFiles,
    /// All files of the run.
    pub sources: &'a SourceMap,
    /// How code declares features.
    pub rules: &'a FeatureRules,
    /// Calls that turn on the tracking of forms.
    pub forms: &'a [FormRule],
    /// Methods that code asks whether a name is known before it sends it.
    pub guards: &'a [Text],
    /// Code refers to another half of the product, and that half is absent.
    pub edition_missing: bool,
    /// Tiers whose code stands in the half that is always here.
    pub tiers_here: &'a [Text],
    /// Aliases, external events, overlay.
    pub settings: &'a Settings,
}

impl<'a> Inputs<'a> {
    /// What was parsed of a file.
    pub fn facts_of(&self, file: FileId) -> Option<&'a FileFacts> {
        let path = &*self.sources.file(file).path;
        let found = self
            .facts
            .binary_search_by_key(&path, |(_, path, _)| path)
            .ok()?;
        Some(self.facts[found].2)
    }
}

/// Everything the lints, the coverage and the listings read.
pub struct Context<'a> {
    /// What was given.
    pub inputs: Inputs<'a>,
    /// Events with their definitions, calls and metrics.
    pub links: Links,
    /// What instrumentation the project holds.
    pub produced: Produced,
    /// Metrics with verdicts, in the order of the catalog.
    pub metrics: Vec<MetricRow>,
    /// What code says of features.
    pub surfaces: Surfaces,
    /// Categories and product features with verdicts.
    pub features: Vec<FeatureRow>,
}

impl<'a> Context<'a> {
    /// Joins everything once.
    pub fn new(inputs: Inputs<'a>) -> Self {
        let joined = || {
            let mut links = links::build(&inputs);
            let produced = Produced::new(&inputs);
            let metrics = metrics::judge(&inputs, &mut links, &produced);
            (links, produced, metrics)
        };
        let ((links, produced, metrics), surfaces) = rayon::join(joined, || {
            surfaces::read(inputs.facts, inputs.rules, inputs.calls)
        });
        let features = features::judge(&inputs, &links, &metrics, &surfaces);
        Self {
            inputs,
            links,
            produced,
            metrics,
            surfaces,
            features,
        }
    }

    /// Like [`Self::lowered`], unless the definition says that it is offered in a tier whose code is here.
    pub fn lowered_for(&self, finding: Finding, ownership: &Ownership) -> Finding {
        let here = ownership
            .tiers
            .iter()
            .any(|tier| self.inputs.tiers_here.contains(&tier.value));
        if here { finding } else { self.lowered(finding) }
    }

    /// A finding that the absent half of the product may explain: it says so, and weighs less.
    pub fn lowered(&self, finding: Finding) -> Finding {
        let note = "The code refers to another half of the product that is not here; it may be used there.";
        if self.inputs.edition_missing {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// A finding that rests on no call being there. Where no call at all was found, the project may track in a way that no rule
    /// describes, and nothing follows from that: it says so, and weighs less.
    pub fn unless_blind(&self, finding: Finding) -> Finding {
        let note = "No tracking call was found in the whole project, so it may track in a way that no rule pack in use describes.";
        if self.inputs.calls.is_empty() {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// The event that a misspelt name means beyond doubt.
    pub fn meant(&self, name: &str) -> Option<&str> {
        crate::fix::meant(name, self.known_names())
    }

    /// All comments addressed to tracklint: those in code, then those in definitions.
    pub fn directives(&self) -> impl Iterator<Item = &'a Directive> {
        directives(&self.inputs)
    }

    /// The hints `uses` that are about this place.
    pub fn hints(&self, span: Span) -> impl Iterator<Item = &'a Directive> {
        self.directives().filter(move |directive| {
            directive.kind == DirectiveKind::Uses && directive.is_about(span)
        })
    }

    /// The names of all events that a name-based call may send.
    pub fn known_names(&self) -> impl Iterator<Item = &str> {
        self.links
            .events
            .iter()
            .filter(|event| event.is_defined())
            .map(|event| event.name.as_str())
    }
}

/// What lints say of events and metrics in one way.
impl<'a> Context<'a> {
    /// The definition behind a metric's row.
    pub fn metric(&self, row: &MetricRow) -> &'a MetricDefinition {
        &self.inputs.catalog.metrics[row.definition]
    }

    /// The definitions of an event.
    pub fn definitions(&self, event: &Event) -> impl Iterator<Item = &'a EventDefinition> {
        event
            .definitions
            .iter()
            .map(|number| &self.inputs.catalog.events[*number])
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// Where an event is declared: its name in each definition, or the list of the counter.
    pub fn declared_at(&self, event: &Event) -> Vec<Span> {
        self.definitions(event)
            .map(|definition| definition.name.span)
            .chain(event.counters.iter().copied())
            .collect()
    }

    /// The group that owns an event.
    pub fn owner(&self, event: &Event) -> Option<String> {
        self.definitions(event)
            .find_map(|definition| group(&definition.ownership))
    }

    /// The named function around a place, or the one whose name the place is.
    pub fn function_at(&self, span: Span) -> Option<Span> {
        let facts = self.inputs.facts_of(span.file)?;
        let around = facts
            .functions
            .iter()
            .map(|function| function.span)
            .filter(|around| around.contains(span));
        around.min_by_key(|around| around.end - around.start)
    }

    /// Whether calls are known that lead to this one, which stands inside a wrapper.
    pub fn has_callers(&self, call: &Call) -> bool {
        let own = self.function_at(call.span);
        let leads = |other: &&Call| {
            other
                .via
                .iter()
                .any(|step| own.is_some_and(|own| own.contains(step.span)))
        };
        call.inside_wrapper && self.inputs.calls.iter().any(|other| leads(&other))
    }

    /// How a property's value is written, without its key.
    pub fn written(&self, property: &Property) -> &'a str {
        let entry = self.inputs.sources.slice(property.span).trim();
        let unquoted = entry.trim_start_matches([':', '\'', '"', '@']);
        let Some(rest) = unquoted.strip_prefix(property.name.as_str()) else {
            return entry;
        };
        let rest = rest.trim_start_matches(['\'', '"']).trim_start();
        let value = rest
            .strip_prefix("=>")
            .or_else(|| rest.strip_prefix(':'))
            .or_else(|| rest.strip_prefix('='));
        value.map_or(entry, str::trim)
    }

    /// Whether an event is found by its name alone.
    pub fn is_named(&self, event: &Event) -> bool {
        event.kind != EventKind::Snowplow
    }
}

/// All comments addressed to tracklint.
fn directives<'a>(inputs: &Inputs<'a>) -> impl Iterator<Item = &'a Directive> {
    inputs
        .facts
        .iter()
        .flat_map(|(_, _, facts)| &facts.directives)
        .chain(&inputs.catalog.directives)
}

/// The group that owns a definition.
pub fn group(ownership: &Ownership) -> Option<String> {
    ownership
        .group
        .as_ref()
        .map(|group| group.value.to_string())
}

/// The place to point at when there is no better one: the beginning of the first file.
pub fn nowhere(sources: &SourceMap) -> Option<Span> {
    (!sources.is_empty()).then(|| Span::new(FileId(0), 0, 0))
}

/// The finding as information, with the reason for the doubt.
fn doubted(mut finding: Finding, note: &str) -> Finding {
    finding.severity = Severity::Info;
    finding.help = Some(
        finding
            .help
            .map_or_else(|| note.to_owned(), |help| format!("{help} {note}")),
    );
    finding
}

#[cfg(test)]
mod tests;
