//! Verdicts of metrics, by what feeds them: events, a counter, a class, or a key that some file produces.

use super::Inputs;
use super::links::Links;
use super::names::squashed;
use super::surfaces::globs;
use super::verdicts::{EventVerdict, MetricVerdict};
use crate::catalog::{EventKind, MetricDefinition};
use crate::facts::Text;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// A metric with its verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricRow {
    /// Index into the catalog's metrics.
    pub definition: usize,
    /// Names of the events that feed it, as far as they are known.
    pub events: Vec<Text>,
    /// What is said of it.
    pub verdict: MetricVerdict,
    /// Why, one short clause each.
    pub reasons: Vec<String>,
}

/// What instrumentation the project holds.
pub struct Produced {
    classes: FxHashSet<String>,
    keys: Option<FxHashSet<String>>,
    /// Keys that the producing files put together, as globs.
    computed: Vec<String>,
}

impl Produced {
    /// Looks through paths, parsed classes and the files that produce keys.
    pub fn new(inputs: &Inputs<'_>) -> Self {
        let stem = |path: &str| {
            let file = path.rsplit('/').next().unwrap_or(path);
            squashed(file.split('.').next().unwrap_or(file))
        };
        let mut classes: FxHashSet<String> = inputs.sources.iter().map(|(_, file)| stem(&file.path)).collect();
        let scopes = inputs.facts.iter().flat_map(|(_, _, facts)| &facts.scopes);
        classes.extend(scopes.filter_map(|scope| scope.path.rsplit("::").next().map(squashed)));
        let producers = globs(&inputs.rules.instrumentation.produced_in);
        let mut keys = None;
        let mut computed = Vec::new();
        for (_, file) in inputs.sources.iter().filter(|(_, file)| producers.is_match(file.path.as_ref())) {
            collect_keys(&file.text, keys.get_or_insert_default());
            collect_computed(&file.text, &mut computed);
        }
        Self { classes, keys, computed }
    }

    /// Whether a class of this name exists, under whatever module.
    pub fn class_exists(&self, name: &str) -> bool {
        name.rsplit("::").next().is_some_and(|name| self.classes.contains(&squashed(name)))
    }
}

/// Double-quoted strings with interpolations, as globs; those that say too little are left out. Comments are left out.
fn collect_computed(text: &str, globs: &mut Vec<String>) {
    let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    for quoted in code.flat_map(|line| line.split('"').skip(1).step_by(2)).filter(|quoted| quoted.contains("#{")) {
        let mut glob = String::new();
        let mut rest = quoted;
        while let Some((before, after)) = rest.split_once("#{") {
            glob.push_str(before);
            glob.push('*');
            rest = after.split_once('}').map_or("", |(_, behind)| behind);
        }
        glob.push_str(rest);
        if super::names::literal_length(&glob) >= 4 {
            globs.push(glob);
        }
    }
}

/// Words that stand as a key or symbol: `word:`, `:word`, `'word'`, `"word"`. Comments are left out.
fn collect_keys(text: &str, keys: &mut FxHashSet<String>) {
    let code = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    for line in code {
        let bytes = line.as_bytes();
        let mut start = None;
        for at in 0..=bytes.len() {
            let is_word = bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            match (is_word, start) {
                (true, None) => start = Some(at),
                (false, Some(from)) => {
                    let before = from.checked_sub(1).map(|before| bytes[before]);
                    let marked = |byte: Option<u8>| matches!(byte, Some(b':' | b'\'' | b'"'));
                    if marked(before) || marked(bytes.get(at).copied()) {
                        keys.insert(line[from..at].to_owned());
                    }
                    start = None;
                }
                _ => {}
            }
        }
    }
}

/// Gives every metric its verdict and notes in the graph which metrics name an event.
pub fn judge(inputs: &Inputs<'_>, links: &mut Links) -> Vec<MetricRow> {
    let produced = Produced::new(inputs);
    let judge = Judge { inputs, links, produced: &produced, systems: systems(inputs) };
    let rows: Vec<MetricRow> =
        inputs.catalog.metrics.iter().enumerate().map(|(number, metric)| judge.row(number, metric)).collect();
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
    let named = inputs.catalog.events.iter().filter(|event| event.kind != EventKind::Snowplow);
    named.map(|event| event.system.clone()).collect()
}

struct Judge<'a> {
    inputs: &'a Inputs<'a>,
    links: &'a Links,
    produced: &'a Produced,
    systems: BTreeSet<Text>,
}

type Answer = (Vec<Text>, MetricVerdict, Vec<String>);

impl Judge<'_> {
    fn row(&self, number: usize, metric: &MetricDefinition) -> MetricRow {
        let (events, mut verdict, mut reasons) = self.answer(metric);
        if metric.status.is_removed() {
            (verdict, reasons) = (MetricVerdict::Removed, Vec::new());
        }
        MetricRow { definition: number, events, verdict, reasons }
    }

    fn answer(&self, metric: &MetricDefinition) -> Answer {
        if !metric.events.is_empty() {
            return self.by_events(metric.events.iter().map(|event| event.name.value.clone()).collect());
        }
        if metric.counter_event.is_some() {
            return self.by_counter(metric);
        }
        if let Some(class) = &metric.instrumentation_class {
            if self.produced.class_exists(&class.value) {
                return (Vec::new(), MetricVerdict::Ok, Vec::new());
            }
            return (Vec::new(), MetricVerdict::Orphaned, vec![format!("there is no class `{}`", class.value)]);
        }
        self.by_key_path(metric)
    }

    fn by_events(&self, names: Vec<Text>) -> Answer {
        let names: Vec<Text> = names.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let reasons: Vec<String> = names.iter().filter_map(|name| self.dead(name)).collect();
        let verdict = match reasons.len() {
            0 => MetricVerdict::Ok,
            dead if dead < names.len() => MetricVerdict::Partial,
            _ => MetricVerdict::Orphaned,
        };
        (names, verdict, reasons)
    }

    /// Why an event gives a metric nothing.
    fn dead(&self, name: &str) -> Option<String> {
        if self.inputs.settings.external_events.iter().any(|glob| super::names::fits(glob, name)) {
            return None;
        }
        match self.links.named(name).map(|index| self.links.events[index].verdict) {
            Some(EventVerdict::Live | EventVerdict::Maybe) => None,
            Some(EventVerdict::Unused) => Some(format!("event `{name}` is never sent")),
            Some(EventVerdict::Removed) => Some(format!("event `{name}` was removed")),
            _ if self.inputs.settings.external_definitions.iter().any(|glob| super::names::fits(glob, name)) => {
                Some(format!("event `{name}` is never sent"))
            }
            Some(EventVerdict::Undefined) | None => Some(format!("event `{name}` is not defined")),
        }
    }

    /// A counter by class and event, or by prefix and event.
    fn by_counter(&self, metric: &MetricDefinition) -> Answer {
        let Some(event) = metric.counter_event.as_ref().map(|event| &event.value) else { return self.by_key_path(metric) };
        let all = || self.inputs.catalog.counters.iter().chain(self.inputs.counters);
        let tail = |class: &str| class.rsplit("::").next().map(squashed);
        let class = metric.counter_class.as_ref().and_then(|class| tail(&class.value));
        let prefix = metric.counter_prefix.as_ref().map(|prefix| prefix.value.as_str());
        let found = all().find(|counter| {
            let of_class = class.is_some() && counter.class.as_deref().and_then(tail) == class;
            let of_prefix = class.is_none() && prefix.is_some() && counter.prefix.as_deref() == prefix;
            (counter.event == *event && (of_class || of_prefix)) || (class.is_none() && counter.name == *event)
        });
        match found {
            Some(counter) => self.by_events(vec![counter.name.clone()]),
            None => {
                let name: Text = prefix.map_or_else(|| event.clone(), |prefix| format!("{prefix}_{event}").into());
                let reason = format!("no counter declares `{name}`");
                let known = all().next().is_some() || self.inputs.catalog.events.iter().any(|e| e.kind == EventKind::Counter);
                let verdict = if known { MetricVerdict::Orphaned } else { MetricVerdict::Unverifiable };
                (vec![name], verdict, vec![reason])
            }
        }
    }

    /// Without class, counter and events, the key path says where the figure comes from.
    fn by_key_path(&self, metric: &MetricDefinition) -> Answer {
        let path = &metric.key_path.value;
        let last = path.rsplit('.').next().unwrap_or(path);
        let source = metric.data_source.as_ref().map(|source| &source.value);
        let counts_events = source.is_some_and(|source| self.systems.contains(source));
        let counts_counters = source.is_some_and(|source| self.inputs.counter_systems.contains(source));
        if counts_counters && let Some(name) = self.name_in(path, EventKind::Counter) {
            return self.by_events(vec![name]);
        }
        if let Some(aggregate) = self.inputs.catalog.aggregates.iter().find(|aggregate| aggregate.name.value == last) {
            return self.by_events(aggregate.events.iter().map(|event| event.value.clone()).collect());
        }
        if counts_events {
            let plain = ["_weekly", "_monthly"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last);
            if let Some(name) = [plain, last].into_iter().find(|name| self.links.by_name.contains_key(*name)) {
                return self.by_events(vec![name.into()]);
            }
        }
        match &self.produced.keys {
            Some(keys) if keys.contains(last) || self.produced.computed.iter().any(|glob| super::names::fits(glob, last)) => {
                (Vec::new(), MetricVerdict::Ok, Vec::new())
            }
            Some(_) if !counts_events => {
                (Vec::new(), MetricVerdict::Orphaned, vec![format!("nothing produces the key `{last}`")])
            }
            _ => {
                let reason = "it names neither events nor a class, and its key path leads to neither";
                (Vec::new(), MetricVerdict::Unverifiable, vec![reason.to_owned()])
            }
        }
    }

    /// The counter whose full name is what follows the first part of a key path, with dots as underscores.
    fn name_in(&self, path: &str, kind: EventKind) -> Option<Text> {
        let (_, rest) = path.split_once('.')?;
        let name: Text = rest.replace('.', "_").into();
        let known = self.links.by_name.get(&name)?;
        known.iter().any(|index| self.links.events[*index].kind == kind).then_some(name)
    }
}
