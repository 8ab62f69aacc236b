//! The verdict of each reference.

use crate::audit::name_match::{fits, nearest};
use crate::consumers::inventory::{Inventory, KnownEvent, KnownMetric};
use crate::consumers::project::ConsumerProject;
use crate::consumers::reference::Reference;
use crate::consumers::rules::{ConsumerRules, ReaderRule};
use crate::facts::Text;
use crate::rules::consumers::Consumed;
use std::collections::{BTreeMap, BTreeSet};

/// The verdict of a name that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ReferenceVerdict {
    /// The product sends it.
    Live,
    /// Some of its events are dead.
    Partial,
    /// Nothing feeds it.
    Orphaned,
    /// The definition is removed.
    Removed,
    /// The product does not know it.
    Undefined,
    /// Source cannot tell.
    Unverifiable,
}

impl ReferenceVerdict {
    /// Returns the word of the JSON contract.
    pub(crate) fn word(self) -> &'static str {
        match self {
            ReferenceVerdict::Live => "live",
            ReferenceVerdict::Partial => "partial",
            ReferenceVerdict::Orphaned => "orphaned",
            ReferenceVerdict::Removed => "removed",
            ReferenceVerdict::Undefined => "undefined",
            ReferenceVerdict::Unverifiable => "unverifiable",
        }
    }
}

/// The judgement about a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// The verdict.
    pub(crate) verdict: ReferenceVerdict,
    /// The known name that a misspelt one probably means.
    pub(crate) meant: Option<Text>,
    /// Index of the metric in the inventory.
    pub(crate) metric: Option<usize>,
}

impl Judgement {
    fn of(verdict: ReferenceVerdict) -> Self {
        Self {
            verdict,
            meant: None,
            metric: None,
        }
    }
}

/// Judges the references of a project. Without an inventory nothing can be said about them.
pub(crate) fn judge(
    rules: &ConsumerRules,
    project: &ConsumerProject,
    inventory: Option<&Inventory>,
) -> Vec<Judgement> {
    let references = project.references.iter();
    let Some(inventory) = inventory else {
        return references
            .map(|_| Judgement::of(ReferenceVerdict::Unverifiable))
            .collect();
    };
    let names = Names::new(inventory);
    let mut known: BTreeMap<(usize, Text, bool), Judgement> = BTreeMap::new();
    let judgement = |one: &'_ _| -> Judgement {
        let one: &Reference = one;
        let answer = || names.judgement(&rules.readers[one.rule], one);
        let key = (one.rule, one.name.clone(), one.is_pattern);
        known.entry(key).or_insert_with(answer).clone()
    };
    references.map(judgement).collect()
}

/// The names of the product by type.
struct Names<'i> {
    inventory: &'i Inventory,
    metrics: BTreeMap<&'i str, usize>,
    events: BTreeMap<&'i str, Vec<&'i KnownEvent>>,
    /// Names of objects that contain metrics.
    prefixes: BTreeSet<&'i str>,
    categories: BTreeSet<&'i str>,
    labels: BTreeSet<&'i str>,
}

impl<'i> Names<'i> {
    fn new(inventory: &'i Inventory) -> Self {
        let mut metrics: BTreeMap<&str, usize> = BTreeMap::new();
        let mut prefixes = BTreeSet::new();
        for (number, metric) in inventory.metrics.iter().enumerate() {
            let known = metrics.entry(metric.name.as_str()).or_insert(number);
            if inventory.metrics[*known].verdict == "removed" {
                *known = number;
            }
            let dots = metric.name.match_indices('.');
            prefixes.extend(dots.map(|(dot, _)| &metric.name[..dot]));
        }
        let mut events: BTreeMap<&str, Vec<&KnownEvent>> = BTreeMap::new();
        for event in &inventory.events {
            events.entry(event.name.as_str()).or_default().push(event);
        }
        let of_events = || inventory.events.iter();
        Self {
            categories: of_events()
                .filter_map(|event| event.category.as_deref())
                .collect(),
            labels: of_events()
                .flat_map(|event| &event.labels)
                .map(Text::as_str)
                .collect(),
            inventory,
            metrics,
            events,
            prefixes,
        }
    }

    fn judgement(&self, reader: &ReaderRule, reference: &Reference) -> Judgement {
        let name = reference.name.as_str();
        let known_or_not = |names: &BTreeSet<&str>| {
            // Code computes many categories and labels, so an unknown one proves nothing.
            let is_known = match reference.is_pattern {
                true => names.iter().any(|one| fits(name, one)),
                false => names.contains(name),
            };
            Judgement::of(match is_known {
                true => ReferenceVerdict::Live,
                false => ReferenceVerdict::Unverifiable,
            })
        };
        match reference.of {
            Consumed::Metric if self.inventory.metrics.is_empty() => {
                Judgement::of(ReferenceVerdict::Unverifiable)
            }
            Consumed::Event if self.inventory.events.is_empty() => {
                Judgement::of(ReferenceVerdict::Unverifiable)
            }
            Consumed::Metric if reference.is_pattern => self.metric_pattern(name),
            Consumed::Metric => self.metric(reader, name),
            Consumed::Event => self.event(reader, name, reference.is_pattern),
            Consumed::Category => known_or_not(&self.categories),
            Consumed::Label => known_or_not(&self.labels),
            Consumed::Property => Judgement::of(ReferenceVerdict::Unverifiable),
        }
    }

    fn metric(&self, reader: &ReaderRule, name: &str) -> Judgement {
        let lower = name.to_lowercase();
        let found = [name, &lower]
            .into_iter()
            .find_map(|name| self.metrics.get(name));
        if let Some(number) = found {
            let metric = &self.inventory.metrics[*number];
            return Judgement {
                metric: Some(*number),
                ..Judgement::of(self.of_metric(metric))
            };
        }
        if self.prefixes.contains(name) || self.inventory.payload.contains(name) {
            return Judgement::of(ReferenceVerdict::Live);
        }
        // A metric may be an object, whose members have no definitions.
        let dots = name.match_indices('.').map(|(dot, _)| &name[..dot]);
        let parents: Vec<&usize> = dots.filter_map(|parent| self.metrics.get(parent)).collect();
        if let Some(number) = parents.last() {
            return Judgement {
                metric: Some(**number),
                ..Judgement::of(self.of_metric(&self.inventory.metrics[**number]))
            };
        }
        let payload = self.inventory.payload.iter().map(Text::as_str);
        let near = nearest(name, self.metrics.keys().copied().chain(payload));
        unknown(reader, near)
    }

    fn of_metric(&self, metric: &KnownMetric) -> ReferenceVerdict {
        let arrives = self.inventory.payload.contains(&metric.name);
        match metric.verdict.as_str() {
            "removed" => ReferenceVerdict::Removed,
            "orphaned" | "partial" if arrives => ReferenceVerdict::Live,
            "orphaned" => ReferenceVerdict::Orphaned,
            "partial" => ReferenceVerdict::Partial,
            "unverifiable" if !arrives => ReferenceVerdict::Unverifiable,
            _ => ReferenceVerdict::Live,
        }
    }

    /// Judges a glob by the best metric that fits it.
    fn metric_pattern(&self, glob: &str) -> Judgement {
        let fitting = self.metrics.iter().filter(|(name, _)| fits(glob, name));
        let verdicts = fitting.map(|(_, number)| self.of_metric(&self.inventory.metrics[*number]));
        let in_payload = || {
            let mut names = self.inventory.payload.iter();
            let any = names.any(|name| fits(glob, name));
            any.then_some(ReferenceVerdict::Live)
        };
        let best = verdicts.min().or_else(in_payload);
        Judgement::of(best.unwrap_or(ReferenceVerdict::Undefined))
    }

    fn event(&self, reader: &ReaderRule, name: &str, is_pattern: bool) -> Judgement {
        let of_system =
            |event: &&&KnownEvent| reader.system.is_empty() || event.system == reader.system;
        let suffixes = reader
            .rule
            .series
            .iter()
            .flat_map(|series| series.suffixes.iter());
        let mut names: Vec<String> = suffixes.map(|suffix| format!("{name}{suffix}")).collect();
        names.insert(0, name.to_owned());
        let known: Vec<&KnownEvent> = match is_pattern {
            true => {
                let all = self.events.iter().filter(|(known, _)| fits(name, known));
                all.flat_map(|(_, events)| events)
                    .filter(of_system)
                    .copied()
                    .collect()
            }
            false => {
                let all = names
                    .iter()
                    .filter_map(|name| self.events.get(name.as_str()));
                all.flatten().filter(of_system).copied().collect()
            }
        };
        let verdicts = known.iter().map(|event| match event.verdict.as_str() {
            "removed" => ReferenceVerdict::Removed,
            "unused" => ReferenceVerdict::Orphaned,
            // An event that is sent and not defined arrives all the same.
            _ => ReferenceVerdict::Live,
        });
        if let Some(best) = verdicts.min() {
            return Judgement::of(best);
        }
        if is_pattern {
            return Judgement::of(ReferenceVerdict::Undefined);
        }
        let all = self.events.iter();
        let of_system = all.filter(|(_, events)| events.iter().any(|event| of_system(&event)));
        unknown(reader, nearest(name, of_system.map(|(name, _)| *name)))
    }
}

/// Returns the judgement about an unknown name. Where other products have names too, it is only misspelt if a known one is near.
fn unknown(reader: &ReaderRule, near: Option<&str>) -> Judgement {
    let verdict = match reader.rule.foreign && near.is_none() {
        true => ReferenceVerdict::Unverifiable,
        false => ReferenceVerdict::Undefined,
    };
    Judgement {
        meant: near.map(Into::into),
        ..Judgement::of(verdict)
    }
}
