//! Verdicts of metrics, by what feeds them: events, a counter, a class, or a key that some file produces.

use crate::audit::Inputs;
use crate::audit::links::Links;
use crate::audit::name_match::{squash, squashed};
use crate::audit::surfaces::globs;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::catalog::{EventKind, MetricDefinition};
use crate::facts::Text;
use crate::rules::features::InstrumentationRules;
use crate::source::{FileId, SourceMap};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
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

/// The files where metric values come from that no event feeds.
#[derive(Debug, Clone, Default)]
pub struct MetricFiles {
    /// Each holds one instrumentation class, named after it.
    pub instrumentation: Vec<FileId>,
    /// They spell out the keys of the values they produce.
    pub producers: Vec<FileId>,
}

impl MetricFiles {
    /// Finds them by their paths.
    pub fn new(sources: &SourceMap, rules: &InstrumentationRules) -> Self {
        let matching = |patterns: &[String]| {
            let globs = globs(patterns);
            let files = if globs.is_empty() {
                Vec::new()
            } else {
                sources.iter().collect()
            };
            files
                .into_par_iter()
                .filter(|(_, file)| globs.is_match(file.path.as_ref()))
                .map(|(id, _)| id)
                .collect()
        };
        Self {
            instrumentation: matching(&rules.files),
            producers: matching(&rules.produced_in),
        }
    }
}

/// What instrumentation the project holds.
pub struct Produced {
    /// The classes that metrics name and that exist.
    classes: FxHashSet<String>,
    /// Each key with the keys around it, for every place it stands at.
    keys: Option<FxHashMap<String, Vec<Vec<String>>>>,
    /// Keys that the producing files put together, as globs.
    computed: Vec<String>,
}

impl Produced {
    /// Looks through paths, parsed classes and the files that produce keys.
    pub fn new(inputs: &Inputs<'_>) -> Self {
        let mut keys = None;
        let mut computed = Vec::new();
        for file in inputs
            .metric_files
            .producers
            .iter()
            .map(|id| inputs.sources.file(*id))
        {
            collect_keys(&file.text, keys.get_or_insert_default());
            collect_computed(&file.text, &mut computed);
        }
        Self {
            classes: existing(inputs),
            keys,
            computed,
        }
    }

    /// Whether a class of this name exists, under whatever module.
    pub fn class_exists(&self, name: &str) -> bool {
        self.classes.contains(&squashed(tail(name)))
    }
}

/// The classes that metrics name and that a file or a class of the code is called like.
fn existing(inputs: &Inputs<'_>) -> FxHashSet<String> {
    let named = inputs
        .catalog
        .metrics
        .iter()
        .filter_map(|metric| metric.instrumentation_class.as_ref());
    let mut missing: FxHashSet<String> = named.map(|class| squashed(tail(&class.value))).collect();
    // Most are where they belong, and then nothing else need be looked at.
    let own = inputs
        .metric_files
        .instrumentation
        .iter()
        .map(|id| stem(&inputs.sources.file(*id).path));
    let files = inputs.sources.iter().map(|(_, file)| stem(&file.path));
    let scopes = inputs
        .facts
        .iter()
        .flat_map(|(_, _, facts)| &facts.scopes)
        .map(|scope| tail(&scope.path));
    let mut found = FxHashSet::default();
    let mut name = String::new();
    for written in own.chain(files).chain(scopes) {
        if missing.is_empty() {
            break;
        }
        squash(written, &mut name);
        found.extend(missing.take(name.as_str()));
    }
    found
}

/// The name of a file without its endings.
pub fn stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next().unwrap_or(file)
}

/// The last part of a class's path.
pub fn tail(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Double-quoted strings with interpolations, as globs; those that say too little are left out. Comments are left out.
fn collect_computed(text: &str, globs: &mut Vec<String>) {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    for quoted in code
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|quoted| quoted.contains("#{"))
    {
        let mut glob = String::new();
        let mut rest = quoted;
        while let Some((before, after)) = rest.split_once("#{") {
            glob.push_str(before);
            glob.push('*');
            rest = after.split_once('}').map_or("", |(_, behind)| behind);
        }
        glob.push_str(rest);
        if crate::audit::name_match::literal_length(&glob) >= 4 {
            globs.push(glob);
        }
    }
}

/// Words that stand as a key or symbol: `word:`, `:word`, `'word'`, `"word"`, each with the keys of the maps around it as
/// far as the indentation tells. Comments are left out.
fn collect_keys(text: &str, keys: &mut FxHashMap<String, Vec<Vec<String>>>) {
    let mut around: Vec<(usize, String)> = Vec::new();
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    for line in code {
        let indent = line.len() - line.trim_start().len();
        around.retain(|(outer, _)| *outer < indent);
        for (from, to) in words_of(line) {
            let byte = |at: Option<usize>| at.and_then(|at| line.as_bytes().get(at)).copied();
            let marked = |byte: Option<u8>| matches!(byte, Some(b':' | b'\'' | b'"'));
            if marked(byte(from.checked_sub(1))) || marked(byte(Some(to))) {
                let chain = around.iter().map(|(_, key)| key.clone()).collect();
                keys.entry(line[from..to].to_owned())
                    .or_default()
                    .push(chain);
            }
        }
        if let Some((key, "{")) = line.trim().split_once(": ") {
            around.push((indent, key.to_owned()));
        }
    }
}

/// Where the words of a line are.
fn words_of(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = None;
    for at in 0..=line.len() {
        let is_word = line
            .as_bytes()
            .get(at)
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push((from, at));
                start = None;
            }
            _ => {}
        }
    }
    found
}

/// Gives every metric its verdict and notes in the graph which metrics name an event.
pub fn judge(inputs: &Inputs<'_>, links: &mut Links, produced: &Produced) -> Vec<MetricRow> {
    let judge = Judge {
        inputs,
        links,
        produced,
        systems: systems(inputs),
    };
    let rows: Vec<MetricRow> = inputs
        .catalog
        .metrics
        .iter()
        .enumerate()
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
    let named = inputs
        .catalog
        .events
        .iter()
        .filter(|event| event.kind != EventKind::Snowplow);
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
        MetricRow {
            definition: number,
            events,
            verdict,
            reasons,
        }
    }

    fn answer(&self, metric: &MetricDefinition) -> Answer {
        if !metric.events.is_empty() {
            return self.by_events(
                metric
                    .events
                    .iter()
                    .map(|event| event.name.value.clone())
                    .collect(),
            );
        }
        if metric.counter_event.is_some() {
            return self.by_counter(metric);
        }
        if let Some(class) = &metric.instrumentation_class {
            if self.produced.class_exists(&class.value) {
                return (Vec::new(), MetricVerdict::Ok, Vec::new());
            }
            return (
                Vec::new(),
                MetricVerdict::Orphaned,
                vec![format!("there is no class `{}`", class.value)],
            );
        }
        self.by_key_path(metric)
    }

    fn by_events(&self, names: Vec<Text>) -> Answer {
        let names: Vec<Text> = names
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
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
        if self
            .inputs
            .settings
            .external_events
            .iter()
            .any(|glob| crate::audit::name_match::fits(glob, name))
        {
            return None;
        }
        match self
            .links
            .named(name)
            .map(|index| self.links.events[index].verdict)
        {
            Some(EventVerdict::Live | EventVerdict::Maybe) => None,
            Some(EventVerdict::Unused) => Some(format!("event `{name}` is never sent")),
            Some(EventVerdict::Removed) => Some(format!("event `{name}` was removed")),
            _ if self
                .inputs
                .settings
                .external_definitions
                .iter()
                .any(|glob| crate::audit::name_match::fits(glob, name)) =>
            {
                Some(format!("event `{name}` is never sent"))
            }
            Some(EventVerdict::Undefined) | None => Some(format!("event `{name}` is not defined")),
        }
    }

    /// A counter by class and event, or by prefix and event.
    fn by_counter(&self, metric: &MetricDefinition) -> Answer {
        let Some(event) = metric.counter_event.as_ref().map(|event| &event.value) else {
            return self.by_key_path(metric);
        };
        let all = || {
            self.inputs
                .catalog
                .counters
                .iter()
                .chain(self.inputs.counters)
        };
        let class = metric
            .counter_class
            .as_ref()
            .map(|class| squashed(tail(&class.value)));
        let prefix = metric
            .counter_prefix
            .as_ref()
            .map(|prefix| prefix.value.as_str());
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
                let known = all().next().is_some()
                    || self
                        .inputs
                        .catalog
                        .events
                        .iter()
                        .any(|e| e.kind == EventKind::Counter);
                let verdict = if known {
                    MetricVerdict::Orphaned
                } else {
                    MetricVerdict::Unverifiable
                };
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
        let counts_counters =
            source.is_some_and(|source| self.inputs.counter_systems.contains(source));
        if counts_counters && let Some(name) = self.name_in(path, EventKind::Counter) {
            return self.by_events(vec![name]);
        }
        if counts_counters && let Some(names) = self.made_by_counter(last) {
            return self.by_events(names);
        }
        if let Some(aggregate) = self
            .inputs
            .catalog
            .aggregates
            .iter()
            .find(|aggregate| aggregate.name.value == last)
        {
            return self.by_events(
                aggregate
                    .events
                    .iter()
                    .map(|event| event.value.clone())
                    .collect(),
            );
        }
        if counts_events {
            let plain = ["_weekly", "_monthly"]
                .iter()
                .find_map(|ending| last.strip_suffix(ending))
                .unwrap_or(last);
            if let Some(name) = [plain, last]
                .into_iter()
                .find(|name| self.links.by_name.contains_key(*name))
            {
                return self.by_events(vec![name.into()]);
            }
        }
        let computed = || {
            self.produced
                .computed
                .iter()
                .any(|glob| crate::audit::name_match::fits(glob, last))
        };
        match self.produced.keys.as_ref().map(|keys| keys.get(last)) {
            Some(Some(places)) => match elsewhere(path, places) {
                Some(key) if !computed() => {
                    let reason = format!("the key `{last}` is only produced under `{key}`");
                    (Vec::new(), MetricVerdict::Orphaned, vec![reason])
                }
                _ => (Vec::new(), MetricVerdict::Ok, Vec::new()),
            },
            Some(None) if computed() => (Vec::new(), MetricVerdict::Ok, Vec::new()),
            Some(None) if !counts_events => (
                Vec::new(),
                MetricVerdict::Orphaned,
                vec![format!("nothing produces the key `{last}`")],
            ),
            _ => {
                let reason =
                    "it names neither events nor a class, and its key path leads to neither";
                (
                    Vec::new(),
                    MetricVerdict::Unverifiable,
                    vec![reason.to_owned()],
                )
            }
        }
    }

    /// The counters of a file that puts its keys together itself, if a key can be one of them.
    fn made_by_counter(&self, key: &str) -> Option<Vec<Text>> {
        let files: BTreeSet<FileId> = self
            .inputs
            .counters
            .iter()
            .map(|counter| counter.span.file)
            .collect();
        let file = files.into_iter().find(|file| {
            let mut globs = Vec::new();
            collect_computed(&self.inputs.sources.file(*file).text, &mut globs);
            globs
                .iter()
                .any(|glob| crate::audit::name_match::fits(glob, key))
        })?;
        let own = self
            .inputs
            .counters
            .iter()
            .filter(|counter| counter.span.file == file);
        Some(own.map(|counter| counter.name.clone()).collect())
    }

    /// The counter whose full name is what follows the first part of a key path, with dots as underscores.
    fn name_in(&self, path: &str, kind: EventKind) -> Option<Text> {
        let (_, rest) = path.split_once('.')?;
        let name: Text = rest.replace('.', "_").into();
        let known = self.links.by_name.get(&name)?;
        known
            .iter()
            .any(|index| self.links.events[*index].kind == kind)
            .then_some(name)
    }
}

/// A key that stands around every place where the last part of a key path is produced, though the path does not have it.
fn elsewhere<'p>(path: &str, places: &'p [Vec<String>]) -> Option<&'p str> {
    let foreign = |chain: &'p Vec<String>| {
        chain
            .iter()
            .find(|key| !path.split('.').any(|part| part == key.as_str()))
    };
    let all: Option<Vec<&String>> = places.iter().map(foreign).collect();
    all?.first().map(|key| key.as_str())
}
