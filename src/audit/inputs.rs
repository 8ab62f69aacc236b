//! The inputs of the audit.

use crate::audit::metric_files::MetricFiles;
use crate::audit::name_match;
use crate::audit::surfaces::Parsed;
use crate::calls::{Call, Family};
use crate::catalog::{Catalog, CounterDefinition};
use crate::config::Globs;
use crate::facts::{Directive, FileFacts, Text};
use crate::resolve::request::word_index::WordIndex;
use crate::rules::FormRule;
use crate::rules::features::FeatureRules;
use crate::source::{FileId, SourceMap};
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

    /// The globs of a call that say enough to count. Inside a wrapper they say nothing once its callers are calls of their own.
    pub(crate) fn patterns<'c>(&self, call: &'c Call) -> impl Iterator<Item = &'c Text> {
        let leads_here = |other: &Call| {
            !other.inside_wrapper
                && other
                    .via
                    .iter()
                    .any(|step| step.span.file == call.span.file)
        };
        let silent = call.inside_wrapper && self.calls.iter().any(leads_here);
        call.event
            .patterns
            .iter()
            .filter(move |glob| !silent && name_match::literal_length(glob) >= 4)
    }

    /// Returns the form in which categories are compared, with aliases resolved.
    pub(crate) fn category_key(&self, category: &str) -> String {
        let plain = name_match::category(category);
        let aliases = &self.settings.category_aliases;
        let meant = aliases
            .iter()
            .find(|(alias, _)| alias.as_str() == category || name_match::category(alias) == plain);
        meant.map_or(plain, |(_, category)| name_match::category(category))
    }
}

/// All comments addressed to tracklint.
pub(crate) fn directives<'a>(inputs: &Inputs<'a>) -> impl Iterator<Item = &'a Directive> {
    inputs
        .facts
        .iter()
        .flat_map(|(_, _, facts)| &facts.directives)
        .chain(&inputs.catalog.directives)
}
