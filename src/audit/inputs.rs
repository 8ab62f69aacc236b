//! The inputs of the audit.

use crate::audit::declarations::Parsed;
use crate::audit::metric_files::MetricFiles;
use crate::audit::name_match;
use crate::audit::unmatched::UnmatchedRule;
use crate::calls::{Call, Family, Limit};
use crate::catalog::{Catalog, CounterDefinition};
use crate::config::Settings;
use crate::facts::{Directive, FileFacts, Text};
use crate::input::inventory::Inventories;
use crate::resolve::request::word_index::WordIndex;
use crate::rules::FormTracking;
use crate::rules::features::FeatureRules;
use crate::source::{FileId, SourceMap};
use rustc_hash::FxHashSet;

/// Everything the audit reads.
#[derive(Clone, Copy)]
pub(crate) struct Inputs<'a> {
    /// The definitions.
    pub(crate) catalog: &'a Catalog,
    /// The tracking calls.
    pub(crate) calls: &'a [Call],
    /// Names in attributes that send nothing.
    pub(crate) misplaced: &'a [Call],
    /// Limits that the search for calls reached.
    pub(crate) limits: &'a [Limit],
    /// Rules of the user's packs that match nothing.
    pub(crate) unmatched: &'a [UnmatchedRule],
    /// Families of names that no call spells out.
    pub(crate) families: &'a [Family],
    /// Counters that code declares.
    pub(crate) counters: &'a [CounterDefinition],
    /// Systems whose names are looked up among the counters.
    pub(crate) counter_systems: &'a [Text],
    /// The parsed files, by path.
    pub(crate) facts: &'a [Parsed<'a>],
    /// An index of the words of code files.
    pub(crate) words: &'a WordIndex,
    /// Files where metric values come from.
    pub(crate) metric_files: &'a MetricFiles,
    /// All files of the run.
    pub(crate) sources: &'a SourceMap,
    /// The rules by which code declares features.
    pub(crate) rules: &'a FeatureRules,
    /// Calls that turn on the tracking of forms.
    pub(crate) forms: &'a [FormTracking],
    /// Methods that code asks whether a name is known before it sends it.
    pub(crate) guards: &'a [Text],
    /// True if code refers to an edition that is not in the tree.
    pub(crate) edition_missing: bool,
    /// Tiers whose code is always present.
    pub(crate) tiers_here: &'a [Text],
    /// Aliases, external events, overlay.
    pub(crate) settings: &'a Settings,
}

impl<'a> Inputs<'a> {
    /// Returns the facts of a file.
    pub(crate) fn facts_of(&self, file: FileId) -> Option<&'a FileFacts> {
        let path = &*self.sources.file(file).path;
        let found = self
            .facts
            .binary_search_by_key(&path, |(_, path, _)| path)
            .ok()?;
        Some(self.facts[found].2)
    }

    /// Returns the files with functions that known calls go through.
    pub(crate) fn wrapper_files(&self) -> WrapperFiles {
        let callers = self.calls.iter().filter(|call| !call.inside_wrapper);
        let steps = callers.flat_map(|call| &call.via);
        WrapperFiles(steps.map(|step| step.span.file).collect())
    }

    /// Returns the form in which categories are compared, with aliases resolved.
    pub(crate) fn category_key(&self, category: &str) -> String {
        let plain = name_match::category(category);
        let mut aliases = self.settings.aliases.categories.iter();
        let target =
            aliases.find(|(alias, _)| *alias == category || name_match::category(alias) == plain);
        target.map_or(plain, |(_, target)| name_match::category(&target.value))
    }

    /// Returns true if the settings list the event as sent from another repository.
    pub(crate) fn is_sent_elsewhere(&self, event: &str) -> bool {
        let mut globs = self.settings.external_events.sent.iter();
        globs.any(|glob| name_match::fits(&glob.value, event))
    }

    /// Returns true if the settings or an inventory say that another repository sends an event of this system, or of any system.
    pub(crate) fn sends_elsewhere(&self, event: &str, system: Option<&Text>) -> bool {
        let mut senders = self.elsewhere().senders(event, system);
        self.is_sent_elsewhere(event) || senders.next().is_some()
    }

    /// Returns true if the settings or an inventory say that another repository defines an event of this system, or of any system.
    pub(crate) fn defines_elsewhere(&self, event: &str, system: Option<&Text>) -> bool {
        let mut definers = self.elsewhere().definers(event, system);
        self.is_defined_elsewhere(event) || definers.next().is_some()
    }

    /// Returns the inventories of other repositories.
    pub(crate) fn elsewhere(&self) -> &'a Inventories {
        &self.settings.elsewhere
    }

    /// Returns true if the settings list the event as defined in another repository.
    fn is_defined_elsewhere(&self, event: &str) -> bool {
        let mut globs = self.settings.external_events.defined.iter();
        globs.any(|glob| name_match::fits(&glob.value, event))
    }
}

/// The files with functions that known calls go through. A call inside of such a wrapper says nothing about names: its callers are calls
/// of their own.
pub(crate) struct WrapperFiles(FxHashSet<FileId>);

impl WrapperFiles {
    /// Returns the globs of a call that say enough to count.
    pub(crate) fn patterns<'c>(&self, call: &'c Call) -> impl Iterator<Item = &'c Text> + use<'c> {
        let is_silent = self.is_silent(call);
        let patterns = call.event.patterns.iter();
        patterns.filter(move |glob| !is_silent && name_match::literal_length(glob) >= 4)
    }

    /// Returns true if a call sends one of a known set of names, and no others.
    pub(crate) fn sends_one_of(&self, call: &Call) -> bool {
        let event = &call.event;
        event.patterns.is_empty() && !event.possible.is_empty() && !self.is_silent(call)
    }

    fn is_silent(&self, call: &Call) -> bool {
        call.inside_wrapper && self.0.contains(&call.span.file)
    }
}

/// Returns all comments addressed to tracklint.
pub(crate) fn directives<'a>(inputs: &Inputs<'a>) -> impl Iterator<Item = &'a Directive> {
    inputs
        .facts
        .iter()
        .flat_map(|(_, _, facts)| &facts.directives)
        .chain(&inputs.catalog.directives)
}
