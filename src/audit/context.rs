//! The joined project, as lints and listings read it.

use crate::audit::event::{Event, Links};
use crate::audit::feature_verdicts;
use crate::audit::features::FeatureRow;
use crate::audit::function_spans::FunctionSpans;
use crate::audit::inputs::{Inputs, directives};
use crate::audit::join;
use crate::audit::metrics::{self, MetricRow};
use crate::audit::produced::Produced;
use crate::audit::ranges::Ranges;
use crate::audit::surfaces::{self, Surfaces};
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Limit, Property};
use crate::catalog::{EventDefinition, MetricDefinition, Ownership};
use crate::facts::{Directive, DirectiveKind, Text};
use crate::finding::{Finding, Severity};
use crate::source::{FileId, SourceMap, Span};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// Limit of the pairs of names that are compared to find the correct spelling of unknown names.
const MOST_COMPARED: usize = 2_000_000;

/// Answers about places, each built for the first question.
#[derive(Default)]
pub(crate) struct PlaceCache {
    functions: Mutex<FunctionSpans>,
    /// The hints `uses`.
    hints: OnceLock<Ranges<()>>,
    /// The names of the wrappers that calls go through.
    wrappers: OnceLock<FxHashMap<FileId, Vec<(u32, u32)>>>,
}

/// Everything the lints, the coverage and the listings read.
pub(crate) struct Context<'a> {
    /// The inputs.
    pub(crate) inputs: Inputs<'a>,
    /// Events with their definitions, calls and metrics.
    pub(crate) links: Links,
    /// Instrumentation classes and keys of the project.
    pub(crate) produced: Produced,
    /// Metrics with verdicts, in the order of the catalog.
    pub(crate) metrics: Vec<MetricRow>,
    /// Declarations and surfaces of features in code.
    pub(crate) surfaces: Surfaces,
    /// Categories and product features with verdicts.
    pub(crate) features: Vec<FeatureRow>,
    /// Answers about places.
    pub(crate) places: PlaceCache,
}

impl<'a> Context<'a> {
    /// Joins everything once.
    pub(crate) fn new(inputs: Inputs<'a>) -> Self {
        Self::with_surfaces(inputs, || {
            surfaces::read(inputs.facts, inputs.sources, inputs.rules, inputs.calls)
        })
    }

    /// Joins everything once, with these surfaces.
    pub(crate) fn with_surfaces(
        inputs: Inputs<'a>,
        surfaces: impl FnOnce() -> Surfaces + Send,
    ) -> Self {
        let joined = || {
            let mut links = join::build(&inputs);
            let produced = Produced::new(&inputs);
            let metrics = metrics::judge(&inputs, &mut links, &produced);
            (links, produced, metrics)
        };
        let ((links, produced, metrics), surfaces) = rayon::join(joined, surfaces);
        let features = feature_verdicts::judge(&inputs, &links, &metrics, &surfaces);
        Self {
            inputs,
            links,
            produced,
            metrics,
            surfaces,
            features,
            places: PlaceCache::default(),
        }
    }

    /// Downgrades a finding if an edition is missing, unless a tier of the definition has its code in the tree.
    pub(crate) fn downgrade_unless_tier_present(
        &self,
        finding: Finding,
        ownership: &Ownership,
    ) -> Finding {
        let mut tiers = ownership.tiers.iter();
        if tiers.any(|tier| self.inputs.tiers_here.contains(&tier.value)) {
            finding
        } else {
            self.downgrade_if_edition_missing(finding)
        }
    }

    /// Downgrades a finding that a missing edition may explain, with a note.
    pub(crate) fn downgrade_if_edition_missing(&self, finding: Finding) -> Finding {
        let note = "The code refers to an edition that is not in this tree and may use it.";
        if self.inputs.edition_missing {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// Downgrades a finding about a missing call, with a note, if no call at all was found. The project may track in a way that no
    /// rule describes.
    pub(crate) fn downgrade_without_calls(&self, finding: Finding) -> Finding {
        let note = "No tracking call was found in the whole project, so it may track in a way that no rule pack in use describes.";
        if self.inputs.calls.is_empty() {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// Returns true if a rule of this system in the user's packs matches nothing, so that its calls may be missing.
    pub(crate) fn has_unmatched_rule(&self, system: &Text) -> bool {
        let mut unmatched = self.inputs.unmatched.iter();
        unmatched.any(|rule| rule.system.as_ref() == Some(system))
    }

    /// Downgrades a finding about calls that are missing, with a note, if the search for calls of these events reached a limit.
    pub(crate) fn downgrade_at_limit<'e>(
        &self,
        finding: Finding,
        events: impl IntoIterator<Item = &'e Event>,
    ) -> Finding {
        let mut systems = events.into_iter().map(|event| &event.system);
        let limits = self.inputs.limits;
        let limit = systems.find_map(|system| limits.iter().find(|one| one.system == *system));
        self.downgrade_by(limit, finding)
    }

    /// Downgrades a finding about any calls that are missing, with a note, if the search for calls reached a limit.
    pub(crate) fn downgrade_at_any_limit(&self, finding: Finding) -> Finding {
        self.downgrade_by(self.inputs.limits.first(), finding)
    }

    fn downgrade_by(&self, limit: Option<&Limit>, finding: Finding) -> Finding {
        let Some(limit) = limit else {
            return finding;
        };
        let sources = self.inputs.sources;
        let (path, line) = (sources.path(limit.span), sources.lines(limit.span).0);
        let note = format!(
            "Calls may be missing, because a limit was reached at {path}:{line}: {}.",
            limit.reason
        );
        doubted(finding, &note)
    }

    /// Returns the names that may be suggested for this number of misspelt names; none if there are too many to compare.
    pub(crate) fn suggested_names(&self, misspelt: usize) -> Vec<&str> {
        let known: Vec<&str> = self.known_names().collect();
        match known.len().saturating_mul(misspelt) > MOST_COMPARED {
            true => Vec::new(),
            false => known,
        }
    }

    /// Returns the number of calls by system whose names are not known at all.
    pub(crate) fn open_calls(&self) -> BTreeMap<&'a Text, usize> {
        let mut found: BTreeMap<&Text, usize> = BTreeMap::new();
        for call in self.inputs.calls {
            let is_open = call.event.is_unread() && !self.has_callers(call);
            if is_open && !self.has_hint(call.name_span) {
                *found.entry(&call.system).or_default() += 1;
            }
        }
        found
    }

    /// Downgrades a finding about a missing call, with a note, if calls of the same system have unknown names.
    pub(crate) fn downgrade_beside_open_calls(
        &self,
        finding: Finding,
        system: &Text,
        open: &BTreeMap<&Text, usize>,
    ) -> Finding {
        match open.get(system) {
            None => finding,
            Some(1) => doubted(
                finding,
                "1 call of this system has an unknown name and may send it.",
            ),
            Some(number) => {
                let note =
                    format!("{number} calls of this system have unknown names and may send it.");
                doubted(finding, &note)
            }
        }
    }

    /// Downgrades a finding about a missing call, with a note, if calls of the system in other repositories have unknown names.
    pub(crate) fn downgrade_beside_open_calls_elsewhere(
        &self,
        finding: Finding,
        system: &Text,
    ) -> Finding {
        let mut open = self.inputs.elsewhere().open(system);
        let Some((repository, number)) = open.next() else {
            return finding;
        };
        let note = match number {
            1 => format!("Repository `{repository}` has 1 call with an unknown name."),
            _ => format!("Repository `{repository}` has {number} calls with unknown names."),
        };
        doubted(finding, &note)
    }

    /// Downgrades a finding about a missing definition, with a note, if an inventory is missing or old.
    pub(crate) fn downgrade_without_inventory(&self, finding: Finding) -> Finding {
        match self.inputs.elsewhere().gaps.first() {
            Some(gap) => {
                let note = format!("Inventory {} is not usable: {}.", gap.path, gap.reason);
                doubted(finding, &note)
            }
            None => finding,
        }
    }

    /// Returns all comments addressed to tracklint: those in code, then those in definitions.
    pub(crate) fn directives(&self) -> impl Iterator<Item = &'a Directive> {
        directives(&self.inputs)
    }

    /// Returns true if a hint `uses` is about this place.
    pub(crate) fn has_hint(&self, span: Span) -> bool {
        let uses = || {
            let uses = self
                .directives()
                .filter(|one| one.kind == DirectiveKind::Uses);
            Ranges::new(uses.map(|one| (one.governs, one.whole_file, ())))
        };
        let hints = self.places.hints.get_or_init(uses);
        hints.at(span).next().is_some()
    }

    /// Returns the names of all events that a name-based call may send.
    pub(crate) fn known_names(&self) -> impl Iterator<Item = &str> {
        let events = self.links.events.iter();
        let defined = events.filter(|event| event.is_defined());
        defined.map(|event| event.name.as_str())
    }
}

/// Helpers for lints of events and metrics.
impl<'a> Context<'a> {
    /// Returns the definitions of metrics that are not removed.
    pub(crate) fn active_metrics(&self) -> impl Iterator<Item = &'a MetricDefinition> + use<'a> {
        let metrics = self.inputs.catalog.metrics.iter();
        metrics.filter(|metric| !metric.status.is_removed())
    }

    /// Returns the event that a metric means by this name.
    pub(crate) fn event_named(&self, name: &str) -> Option<&Event> {
        let index = self.links.named(name)?;
        Some(&self.links.events[index])
    }

    /// Returns the events with this verdict.
    pub(crate) fn events_with(&self, verdict: EventVerdict) -> impl Iterator<Item = &Event> {
        let events = self.links.events.iter();
        events.filter(move |event| event.verdict == verdict)
    }

    /// Returns the calls that send an event, or may send it.
    pub(crate) fn calls_of(&self, event: &Event) -> Vec<&'a Call> {
        let calls = event.calls.iter();
        calls.map(|sent| &self.inputs.calls[sent.call]).collect()
    }

    /// Returns the finding with the spans at which definitions say that the event is removed.
    pub(crate) fn with_removals(&self, finding: Finding, event: &Event) -> Finding {
        let spans = self
            .definitions(event)
            .map(|one| one.status_span.unwrap_or(one.name.span));
        spans.fold(finding, |finding, span| {
            finding.related(span, "marked as removed here")
        })
    }

    /// Returns the definition of a metric's row.
    pub(crate) fn metric(&self, row: &MetricRow) -> &'a MetricDefinition {
        &self.inputs.catalog.metrics[row.definition]
    }

    /// Returns the definitions of an event.
    pub(crate) fn definitions(&self, event: &Event) -> impl Iterator<Item = &'a EventDefinition> {
        let events = &self.inputs.catalog.events;
        event.definitions.iter().map(|number| &events[*number])
    }

    /// Returns the spans of an event's declarations: the name in each definition, and the counters.
    pub(crate) fn declared_at(&self, event: &Event) -> Vec<Span> {
        self.definitions(event)
            .map(|definition| definition.name.span)
            .chain(event.counters.iter().copied())
            .chain(event.counted.iter().copied())
            .collect()
    }

    /// Returns the group that owns an event, or that of a metric which counts it.
    pub(crate) fn owner(&self, event: &Event) -> Option<String> {
        let mut metrics = event.metrics.iter();
        let of_metric = |metric: &usize| {
            let metric = &self.inputs.catalog.metrics[*metric];
            metric.ownership.group_name()
        };
        self.definitions(event)
            .find_map(|definition| definition.ownership.group_name())
            .or_else(|| metrics.find_map(of_metric))
    }

    /// Returns the named function around a place, or the one whose name the place is.
    pub(crate) fn function_at(&self, span: Span) -> Option<Span> {
        let functions = self.places.functions.lock();
        let mut functions = functions.unwrap_or_else(PoisonError::into_inner);
        functions.around(&self.inputs, span).next()
    }

    /// Returns true for a call inside a wrapper that has known callers.
    pub(crate) fn has_callers(&self, call: &Call) -> bool {
        let own = call.inside_wrapper.then(|| self.function_at(call.span));
        own.flatten().is_some_and(|own| self.has_wrapper_in(own))
    }

    /// Returns true if a call goes through a function whose name is in a span.
    fn has_wrapper_in(&self, span: Span) -> bool {
        let names = || {
            let mut names: FxHashMap<FileId, Vec<(u32, u32)>> = FxHashMap::default();
            for step in self.inputs.calls.iter().flat_map(|call| &call.via) {
                let own = names.entry(step.span.file).or_default();
                own.push((step.span.start, step.span.end));
            }
            for own in names.values_mut() {
                own.sort_unstable();
                own.dedup();
            }
            names
        };
        let names = self.places.wrappers.get_or_init(names).get(&span.file);
        let names = names.map_or(&[][..], Vec::as_slice);
        let from = names.partition_point(|(start, _)| *start < span.start);
        let inside = names[from..].iter();
        let mut inside = inside.take_while(|(start, _)| *start <= span.end);
        inside.any(|(_, end)| *end <= span.end)
    }

    /// Returns the source text of a property's value.
    pub(crate) fn written(&self, property: &Property) -> &'a str {
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

    /// Returns true if an event is found by its name alone.
    pub(crate) fn is_named(&self, event: &Event) -> bool {
        event.kind.is_by_name()
    }
}

/// Returns the place to point at when there is no better one: the beginning of the first file.
pub(crate) fn nowhere(sources: &SourceMap) -> Option<Span> {
    sources.first().map(|file| Span::new(file, 0, 0))
}

/// Returns the finding as information, with the reason for the doubt.
fn doubted(mut finding: Finding, note: &str) -> Finding {
    finding.severity = Severity::Info;
    finding.help = Some(match finding.help {
        Some(help) => format!("{help} {note}"),
        None => note.to_owned(),
    });
    finding
}
