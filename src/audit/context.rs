//! The joined project, as lints and listings read it.

use crate::audit::event::{Event, Links};
use crate::audit::feature_verdicts;
use crate::audit::features::FeatureRow;
use crate::audit::inputs::{Inputs, directives};
use crate::audit::join;
use crate::audit::metrics::{self, MetricRow};
use crate::audit::produced::Produced;
use crate::audit::surfaces::{self, Surfaces};
use crate::calls::{Call, Property};
use crate::catalog::{EventDefinition, MetricDefinition, Ownership};
use crate::facts::{Directive, DirectiveKind};
use crate::finding::{Finding, Severity};
use crate::source::{FileId, SourceMap, Span};

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
            let mut links = join::build(&inputs);
            let produced = Produced::new(&inputs);
            let metrics = metrics::judge(&inputs, &mut links, &produced);
            (links, produced, metrics)
        };
        let ((links, produced, metrics), surfaces) = rayon::join(joined, || {
            surfaces::read(inputs.facts, inputs.rules, inputs.calls)
        });
        let features = feature_verdicts::judge(&inputs, &links, &metrics, &surfaces);
        Self {
            inputs,
            links,
            produced,
            metrics,
            surfaces,
            features,
        }
    }

    /// Like [`Self::downgrade_if_edition_missing`], unless the definition says that it is offered in a tier whose code is here.
    pub fn downgrade_unless_tier_present(
        &self,
        finding: Finding,
        ownership: &Ownership,
    ) -> Finding {
        let here = ownership
            .tiers
            .iter()
            .any(|tier| self.inputs.tiers_here.contains(&tier.value));
        if here {
            finding
        } else {
            self.downgrade_if_edition_missing(finding)
        }
    }

    /// A finding that the absent half of the product may explain: it says so, and weighs less.
    pub fn downgrade_if_edition_missing(&self, finding: Finding) -> Finding {
        let note = "The code refers to another half of the product that is not here; it may be used there.";
        if self.inputs.edition_missing {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// A finding that rests on no call being there. Where no call at all was found, the project may track in a way that no rule
    /// describes, and nothing follows from that: it says so, and weighs less.
    pub fn downgrade_without_calls(&self, finding: Finding) -> Finding {
        let note = "No tracking call was found in the whole project, so it may track in a way that no rule pack in use describes.";
        if self.inputs.calls.is_empty() {
            doubted(finding, note)
        } else {
            finding
        }
    }

    /// The event that a misspelt name means beyond doubt.
    pub fn unambiguous_name(&self, name: &str) -> Option<&str> {
        crate::fix::unambiguous_name(name, self.known_names())
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
            .find_map(|definition| definition.ownership.group_name())
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
        event.kind.is_by_name()
    }
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
