//! The checks that a metric must pass before customers rely on it.

use crate::audit::Context;
use crate::audit::metrics::MetricRow;
use crate::audit::verdicts::MetricVerdict;
use crate::consumers::exchange::{ConsumersFile, ReferenceCell};
use crate::export::flags::Flags;
use crate::export::key_paths::key_paths;
use crate::facts::Text;
use std::collections::{BTreeMap, BTreeSet};

/// A check of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    /// The definition is in use.
    Active,
    /// No customer can refuse it.
    Operational,
    /// Something feeds it.
    Sent,
    /// Each of its events is sent.
    EveryEvent,
    /// No flag that is off by default gates it.
    Flag,
    /// A query computes it for single customers.
    Query,
}

impl Check {
    /// All checks, in the order of the report.
    pub(crate) const ALL: [Check; 6] = [
        Check::Active,
        Check::Operational,
        Check::Sent,
        Check::EveryEvent,
        Check::Flag,
        Check::Query,
    ];

    /// Returns the name of the column.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Check::Active => "active",
            Check::Operational => "operational",
            Check::Sent => "sent",
            Check::EveryEvent => "every event sent",
            Check::Flag => "flag on",
            Check::Query => "query exists",
        }
    }
}

/// A check that a metric does not pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failed {
    /// The check.
    pub(crate) check: Check,
    /// Details, such as the name of an event.
    detail: String,
}

impl Failed {
    fn new(check: Check, detail: impl Into<String>) -> Self {
        Self {
            check,
            detail: detail.into(),
        }
    }

    /// Returns the reason as a clause.
    pub(crate) fn sentence(&self) -> String {
        let detail = &self.detail;
        match self.check {
            Check::Active => format!("its status is {detail}"),
            Check::Operational if detail == "optional" => {
                "its category is optional, so a customer may refuse it".to_owned()
            }
            Check::Operational => format!("its category is {detail}, and not operational"),
            Check::Sent => format!("nothing feeds it{detail}"),
            Check::EveryEvent => format!("a part of it is never sent{detail}"),
            Check::Flag => format!("flag `{detail}` is off by default"),
            Check::Query => "no query computes it for single customers".to_owned(),
        }
    }
}

/// The facts about a metric that the checks need.
#[derive(Debug, Clone, Default)]
pub(crate) struct Checked {
    /// Key path.
    pub(crate) name: Text,
    status: String,
    verdict: Option<MetricVerdict>,
    /// Classification in lower case.
    pub(crate) data_category: Option<String>,
    data_source: Option<String>,
    reason: Option<String>,
    /// Number of its events.
    pub(crate) events_total: usize,
    /// Number of its events that are sent.
    pub(crate) events_live: usize,
    /// The flag that gates it and is off by default.
    pub(crate) gated_by: Option<Text>,
    /// The group that owns it.
    pub(crate) group: Option<String>,
}

impl Checked {
    /// Returns the facts about a metric, with one of its key paths.
    pub(crate) fn new(cx: &Context<'_>, row: &MetricRow, path: &Text, flags: &Flags) -> Self {
        let metric = cx.metric(row);
        let names: BTreeSet<&Text> = row.events.iter().collect();
        let events = names.iter().filter_map(|name| cx.event_named(name));
        let events: Vec<_> = events.collect();
        let live = events.iter().filter(|event| event.verdict.is_alive());
        let off = |flag: &Text| flags.default_of(flag) == Some(false);
        let gates = events.iter().map(|event| {
            let mut definitions = cx.definitions(event);
            let flag = definitions.find_map(|one| one.ownership.feature_flag.as_ref());
            flag.map(|flag| flag.value.clone()).filter(off)
        });
        let gates: Option<Vec<Text>> = gates.collect();
        let own = metric
            .ownership
            .feature_flag
            .as_ref()
            .map(|flag| flag.value.clone());
        let of_events = gates.and_then(|gates| gates.into_iter().next());
        let text = |field: &Option<crate::catalog::Field<Text>>| {
            field.as_ref().map(|field| field.value.to_string())
        };
        Self {
            name: path.clone(),
            status: metric.status.word().to_owned(),
            verdict: Some(row.verdict),
            data_category: text(&metric.data_category).map(|text| text.to_lowercase()),
            data_source: text(&metric.data_source),
            reason: row.reasons.first().map(|reason| reason.text.clone()),
            events_total: names.len(),
            events_live: live.count(),
            gated_by: own.filter(off).or(of_events),
            group: metric.ownership.group_name(),
        }
    }
}

/// Returns all metrics of a project with the facts that the checks need, by key path. Of two definitions with one key path, the one
/// in use counts.
pub(crate) fn all(cx: &Context<'_>, flags: &Flags) -> BTreeMap<Text, Checked> {
    let mut found: BTreeMap<Text, Checked> = BTreeMap::new();
    for row in &cx.metrics {
        for (path, _) in key_paths(cx.metric(row)) {
            let is_removed = |checked: &Checked| checked.verdict == Some(MetricVerdict::Removed);
            if found.get(path).is_none_or(is_removed) {
                found.insert(path.clone(), Checked::new(cx, row, path, flags));
            }
        }
    }
    found
}

/// The places that read metrics.
pub(crate) struct Readers<'f> {
    metrics: BTreeMap<&'f str, Vec<&'f ReferenceCell>>,
    has_queries: bool,
    file: &'f ConsumersFile,
}

/// The kind of a consumer that computes a metric.
const QUERY: &str = "query";

impl<'f> Readers<'f> {
    /// Sorts the places of a file by metric.
    pub(crate) fn new(file: &'f ConsumersFile) -> Self {
        let mut metrics: BTreeMap<&str, Vec<&ReferenceCell>> = BTreeMap::new();
        let of_metrics = file.references.iter();
        for one in of_metrics.filter(|one| one.of == "metric" && !one.is_pattern) {
            metrics.entry(one.name.as_str()).or_default().push(one);
        }
        Self {
            metrics,
            has_queries: file.references.iter().any(|one| one.kind == QUERY),
            file,
        }
    }

    /// Returns the places that read a metric.
    pub(crate) fn of(&self, name: &str) -> &[&'f ReferenceCell] {
        self.metrics.get(name).map_or(&[], Vec::as_slice)
    }

    /// Returns the names that customers see, or all names if no consumer is marked as one that customers see.
    pub(crate) fn facing(&self) -> BTreeSet<&'f str> {
        let faces = |one: &&ReferenceCell| {
            let node = self.file.nodes.get(&one.node);
            one.kind != QUERY && node.is_some_and(|node| node.customer_facing)
        };
        let with = |places: &Vec<&ReferenceCell>| places.iter().any(faces);
        let facing: BTreeSet<&str> = self
            .metrics
            .iter()
            .filter(|(_, places)| with(places))
            .map(|(name, _)| *name)
            .collect();
        match facing.is_empty() {
            true => self.metrics.keys().copied().collect(),
            false => facing,
        }
    }

    /// Returns true if customers see a metric.
    pub(crate) fn is_facing(&self, name: &str) -> bool {
        let nodes = self
            .of(name)
            .iter()
            .filter_map(|one| self.file.nodes.get(&one.node));
        nodes.into_iter().any(|node| node.customer_facing)
    }
}

/// Returns the checks that a metric does not pass.
pub(crate) fn failures(metric: &Checked, readers: Option<&Readers<'_>>) -> Vec<Failed> {
    let mut found = Vec::new();
    if metric.status != "active" {
        found.push(Failed::new(Check::Active, metric.status.as_str()));
    }
    if let Some(category) = metric
        .data_category
        .as_ref()
        .filter(|word| *word != "operational")
    {
        found.push(Failed::new(Check::Operational, category.as_str()));
    }
    let reason = metric.reason.as_ref();
    let reason = reason
        .map(|reason| format!(": {reason}"))
        .unwrap_or_default();
    match metric.verdict {
        Some(MetricVerdict::Orphaned) => found.push(Failed::new(Check::Sent, reason)),
        Some(MetricVerdict::Partial) => found.push(Failed::new(Check::EveryEvent, reason)),
        _ => {}
    }
    if let Some(flag) = &metric.gated_by {
        found.push(Failed::new(Check::Flag, flag.as_str()));
    }
    let is_stored = metric.data_source.as_deref() == Some("database");
    if let Some(readers) = readers.filter(|readers| readers.has_queries && is_stored) {
        let is_query = |one: &&ReferenceCell| one.kind == QUERY;
        if !readers.of(&metric.name).iter().any(is_query) {
            found.push(Failed::new(Check::Query, ""));
        }
    }
    found
}

/// A line of the report.
pub(crate) struct Line {
    /// Key path.
    pub(crate) name: String,
    /// The group that owns it.
    pub(crate) group: Option<String>,
    /// Checks that it does not pass; none for a metric that the product does not define.
    pub(crate) failed: Option<Vec<Failed>>,
}

/// Returns a line for each metric that customers see.
pub(crate) fn lines(cx: &Context<'_>, file: &ConsumersFile, flags: &Flags) -> Vec<Line> {
    let readers = Readers::new(file);
    let metrics = all(cx, flags);
    let line = |name: &str| {
        let metric = metrics.get(&Text::new(name));
        Line {
            name: name.to_owned(),
            group: metric.and_then(|metric| metric.group.clone()),
            failed: metric.map(|metric| failures(metric, Some(&readers))),
        }
    };
    readers.facing().into_iter().map(line).collect()
}

/// Returns the report as a table in Markdown.
pub(crate) fn markdown(lines: &[Line]) -> String {
    let known: Vec<&Line> = lines.iter().filter(|line| line.failed.is_some()).collect();
    let passes = |line: &&&Line| line.failed.as_ref().is_some_and(Vec::is_empty);
    let ready = known.iter().filter(passes).count();
    let mut page = format!(
        "# Readiness of metrics\n\n{ready} of {} metrics that customers rely on pass all checks. {} more are not defined in this tree.\n\n",
        known.len(),
        lines.len() - known.len()
    );
    page.push_str("| check | fails |\n|---|--:|\n");
    let fails = |line: &Line, check: Check| {
        let failed = line.failed.iter().flatten();
        failed.into_iter().any(|failed| failed.check == check)
    };
    for check in Check::ALL {
        let number = known.iter().filter(|line| fails(line, check)).count();
        page.push_str(&format!("| {} | {number} |\n", check.word()));
    }
    page.push_str("\n| metric | group | result |\n|---|---|---|\n");
    // What needs work comes first.
    let mut sorted: Vec<&Line> = lines.iter().collect();
    sorted.sort_by_key(|line| match &line.failed {
        Some(failed) if !failed.is_empty() => 0,
        None => 1,
        Some(_) => 2,
    });
    for line in sorted {
        let result = match &line.failed {
            None => "not defined in this tree".to_owned(),
            Some(failed) if failed.is_empty() => "ready".to_owned(),
            Some(failed) => failed
                .iter()
                .map(Failed::sentence)
                .collect::<Vec<_>>()
                .join("; "),
        };
        let group = line.group.as_deref().unwrap_or_default();
        page.push_str(&format!("| `{}` | {group} | {result} |\n", line.name));
    }
    page
}

/// Returns the report as rows, the first of which is the header.
pub(crate) fn rows(lines: &[Line]) -> Vec<Vec<String>> {
    let mut header = vec![
        "metrics_path".to_owned(),
        "product_group".to_owned(),
        "is_ready".to_owned(),
    ];
    header.extend(Check::ALL.map(|check| check.word().replace(' ', "_")));
    let mut all = vec![header];
    for line in lines {
        let ready = line
            .failed
            .as_ref()
            .map(|failed| failed.is_empty().to_string());
        let mut row = vec![
            line.name.clone(),
            line.group.clone().unwrap_or_default(),
            ready.unwrap_or_default(),
        ];
        row.extend(Check::ALL.map(|check| match &line.failed {
            None => String::new(),
            Some(failed) => (!failed.iter().any(|failed| failed.check == check)).to_string(),
        }));
        all.push(row);
    }
    all
}
