//! Verdicts of metrics, by what feeds them: events, a counter, a class, or a key that some file produces.

use crate::audit::event::Links;
use crate::audit::inputs::Inputs;
use crate::audit::name_match::{fits, squashed};
use crate::audit::produced::{Produced, collect_computed, tail};
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::audit::zero;
use crate::catalog::{EventKind, MetricDefinition, MetricEvent};
use crate::facts::Text;
use crate::source::FileId;
use std::collections::BTreeSet;

/// A metric with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MetricRow {
    /// Index into the catalog's metrics.
    pub(crate) definition: usize,
    /// Names of the events that feed it, as far as they are known.
    pub(crate) events: Vec<Text>,
    /// The verdict.
    pub(crate) verdict: MetricVerdict,
    /// Reasons for the verdict.
    pub(crate) reasons: Vec<Reason>,
}

/// A reason for the verdict of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// A short clause.
    pub(crate) text: String,
    /// True if a lint reports the reason itself at the metric.
    pub(crate) has_finding: bool,
}

impl Reason {
    fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            has_finding: false,
        }
    }

    fn reported(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            has_finding: true,
        }
    }
}

/// Gives every metric its verdict and notes in the graph which metrics name an event.
pub(crate) fn judge(inputs: &Inputs<'_>, links: &mut Links, produced: &Produced) -> Vec<MetricRow> {
    let judge = MetricJudge {
        inputs,
        links,
        produced,
        systems: systems(inputs),
    };
    let metrics = inputs.catalog.metrics.iter().enumerate();
    let rows: Vec<MetricRow> = metrics
        .map(|(number, metric)| judge.row(number, metric))
        .collect();
    for row in &rows {
        for name in row.events.iter().collect::<BTreeSet<_>>() {
            for index in links.by_name.get(name).cloned().unwrap_or_default() {
                links.events[index].metrics.push(row.definition);
            }
        }
    }
    rows
}

/// Systems whose events are found by name: a metric with one of them as its source counts events.
fn systems(inputs: &Inputs<'_>) -> BTreeSet<Text> {
    let events = inputs.catalog.events.iter();
    let named = events.filter(|event| event.kind.is_by_name());
    named.map(|event| event.system.clone()).collect()
}

struct MetricJudge<'a> {
    inputs: &'a Inputs<'a>,
    links: &'a Links,
    produced: &'a Produced,
    systems: BTreeSet<Text>,
}

type MetricAnswer = (Vec<Text>, MetricVerdict, Vec<Reason>);

impl MetricJudge<'_> {
    fn row(&self, number: usize, metric: &MetricDefinition) -> MetricRow {
        let (events, mut verdict, mut reasons) = self.answer(metric);
        if metric.status.is_removed() {
            (verdict, reasons) = (MetricVerdict::Removed, Vec::new());
        }
        MetricRow {
            definition: number,
            events,
            verdict,
            reasons,
        }
    }

    fn answer(&self, metric: &MetricDefinition) -> MetricAnswer {
        if !metric.events.is_empty() {
            return self.by_counted(&metric.events);
        }
        if metric.counter_event.is_some() {
            return self.by_counter(metric);
        }
        if let Some(class) = &metric.instrumentation_class {
            if self.produced.class_exists(&class.value) {
                return (Vec::new(), MetricVerdict::Ok, Vec::new());
            }
            let reason = Reason::reported(format!("unknown class `{}`", class.value));
            return (Vec::new(), MetricVerdict::Orphaned, vec![reason]);
        }
        self.by_key_path(metric)
    }

    /// Judges a metric by the events that its definition lists.
    fn by_counted(&self, events: &[MetricEvent]) -> MetricAnswer {
        let names = events.iter().map(|event| event.name.value.clone());
        let names = Vec::from_iter(BTreeSet::from_iter(names));
        let why = |event: &MetricEvent| {
            let dead = self
                .dead(&event.name.value)
                .map(|reason| match reason.text {
                    // A lint of metrics says this of each of their events.
                    text if !text.ends_with("is never sent") => Reason::reported(text),
                    text => Reason::new(text),
                });
            dead.or_else(|| zero::reason(self.inputs, self.links, event).map(Reason::reported))
        };
        let mut reasons: Vec<Reason> = events.iter().filter_map(why).collect();
        let verdict = judged(reasons.len(), events.len());
        let mut seen = BTreeSet::new();
        reasons.retain(|reason| seen.insert(reason.text.clone()));
        (names, verdict, reasons)
    }

    fn by_events(&self, names: Vec<Text>) -> MetricAnswer {
        let names = Vec::from_iter(BTreeSet::from_iter(names));
        let reasons: Vec<Reason> = names.iter().filter_map(|name| self.dead(name)).collect();
        (names.clone(), judged(reasons.len(), names.len()), reasons)
    }

    /// Returns the reason why an event contributes nothing to a metric.
    fn dead(&self, name: &str) -> Option<Reason> {
        self.dead_because(name).map(Reason::new)
    }

    fn dead_because(&self, name: &str) -> Option<String> {
        if self.inputs.sends_elsewhere(name, None) {
            return None;
        }
        let index = self.links.named(name);
        match index.map(|index| self.links.events[index].verdict) {
            Some(EventVerdict::Live | EventVerdict::Maybe) => None,
            Some(EventVerdict::Unused) => Some(format!("event `{name}` is never sent")),
            Some(EventVerdict::Removed) => Some(format!("event `{name}` was removed")),
            _ if self.inputs.defines_elsewhere(name, None) => {
                Some(format!("event `{name}` is never sent"))
            }
            // A missing inventory may define and send it.
            _ if !self.inputs.elsewhere().gaps.is_empty() => None,
            Some(EventVerdict::Undefined) | None => Some(format!("event `{name}` is not defined")),
        }
    }

    /// Returns a counter by class and event, or by prefix and event.
    fn by_counter(&self, metric: &MetricDefinition) -> MetricAnswer {
        let Some(event) = metric.counter_event.as_ref().map(|event| &event.value) else {
            return self.by_key_path(metric);
        };
        let declared = &self.inputs.catalog.counters;
        let all = || declared.iter().chain(self.inputs.counters);
        let class = metric.counter_class.as_ref();
        let class = class.map(|class| squashed(tail(&class.value)));
        let prefix = metric.counter_prefix.as_ref();
        let prefix = prefix.map(|prefix| prefix.value.as_str());
        let found = all().find(|counter| {
            let of_class = class.is_some()
                && counter.class.as_deref().map(|class| squashed(tail(class))) == class;
            let of_prefix =
                class.is_none() && prefix.is_some() && counter.prefix.as_deref() == prefix;
            (counter.event == *event && (of_class || of_prefix))
                || (class.is_none() && counter.name == *event)
        });
        match found {
            Some(counter) => self.by_events(vec![counter.name.clone()]),
            None => {
                let name: Text = prefix.map_or_else(
                    || event.clone(),
                    |prefix| format!("{prefix}_{event}").into(),
                );
                let reason = format!("no counter declares `{name}`");
                let verdict = if all().next().is_some() {
                    MetricVerdict::Orphaned
                } else {
                    MetricVerdict::Unverifiable
                };
                (vec![name], verdict, vec![Reason::new(reason)])
            }
        }
    }

    /// Judges a metric without class, counter and events by its key path.
    fn by_key_path(&self, metric: &MetricDefinition) -> MetricAnswer {
        let path = &metric.key_path.value;
        let last = path.rsplit('.').next().unwrap_or(path);
        let source = metric.data_source.as_ref().map(|source| &source.value);
        let counts_events = source.is_some_and(|source| self.systems.contains(source));
        if source.is_some_and(|source| self.inputs.counter_systems.contains(source)) {
            let counter = self.counter_in(path).map(|name| vec![name]);
            if let Some(names) = counter.or_else(|| self.made_by_counter(last)) {
                return self.by_events(names);
            }
        }
        let mut aggregates = self.inputs.catalog.aggregates.iter();
        if let Some(aggregate) = aggregates.find(|aggregate| aggregate.name.value == last) {
            let events = aggregate.events.iter().map(|event| event.value.clone());
            return self.by_events(events.collect());
        }
        if counts_events {
            let mut endings = ["_weekly", "_monthly"].iter();
            let plain = endings.find_map(|ending| last.strip_suffix(ending));
            let mut names = [plain.unwrap_or(last), last].into_iter();
            if let Some(name) = names.find(|name| self.links.by_name.contains_key(*name)) {
                return self.by_events(vec![name.into()]);
            }
        }
        let (verdict, reason) = self.by_produced_key(path, last, counts_events);
        (
            Vec::new(),
            verdict,
            reason.map(Reason::new).into_iter().collect(),
        )
    }

    /// Judges a metric by the files that produce the last key of its key path.
    fn by_produced_key(
        &self,
        path: &str,
        last: &str,
        counts_events: bool,
    ) -> (MetricVerdict, Option<String>) {
        let computed = || self.produced.computed.iter().any(|glob| fits(glob, last));
        match self.produced.keys.as_ref().map(|keys| keys.get(last)) {
            Some(Some(places)) => match elsewhere(path, places) {
                Some(key) if !computed() => {
                    let reason = format!("the key `{last}` is only produced under `{key}`");
                    (MetricVerdict::Orphaned, Some(reason))
                }
                _ => (MetricVerdict::Ok, None),
            },
            Some(None) if computed() => (MetricVerdict::Ok, None),
            Some(None) if !counts_events => {
                let reason = format!("nothing produces the key `{last}`");
                (MetricVerdict::Orphaned, Some(reason))
            }
            _ => {
                let reason =
                    "it names neither events nor a class, and its key path leads to neither";
                (MetricVerdict::Unverifiable, Some(reason.to_owned()))
            }
        }
    }

    /// Returns the counters of a file that puts its keys together itself, if a key can be one of them.
    fn made_by_counter(&self, key: &str) -> Option<Vec<Text>> {
        let counters = self.inputs.counters.iter();
        let files: BTreeSet<FileId> = counters.map(|counter| counter.span.file).collect();
        let file = files.into_iter().find(|file| {
            let mut globs = Vec::new();
            collect_computed(&self.inputs.sources.file(*file).text, &mut globs);
            globs.iter().any(|glob| fits(glob, key))
        })?;
        let counters = self.inputs.counters.iter();
        let own = counters.filter(|counter| counter.span.file == file);
        Some(own.map(|counter| counter.name.clone()).collect())
    }

    /// Returns the counter whose full name is what follows the first part of a key path, with dots as underscores.
    fn counter_in(&self, path: &str) -> Option<Text> {
        let (_, rest) = path.split_once('.')?;
        let name: Text = rest.replace('.', "_").into();
        let (known, counter) = (self.links.by_name.get(&name)?, EventKind::counter());
        known
            .iter()
            .any(|index| self.links.events[*index].kind == counter)
            .then_some(name)
    }
}

/// Returns the verdict of a metric with this number of dead events.
fn judged(dead: usize, all: usize) -> MetricVerdict {
    match dead {
        0 => MetricVerdict::Ok,
        dead if dead < all => MetricVerdict::Partial,
        _ => MetricVerdict::Orphaned,
    }
}

/// Returns a key around every position that produces the last part of a key path, if the path lacks that key.
fn elsewhere<'p>(path: &str, places: &'p [Vec<String>]) -> Option<&'p str> {
    let foreign = |chain: &'p Vec<String>| {
        chain
            .iter()
            .find(|key| !path.split('.').any(|part| part == key.as_str()))
    };
    let all: Option<Vec<&String>> = places.iter().map(foreign).collect();
    all?.first().map(|key| key.as_str())
}
