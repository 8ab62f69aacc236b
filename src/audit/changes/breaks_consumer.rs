//! A change removes, renames or breaks a name that somebody reads.

use crate::audit::changes::{Change, metric_changed, renamed};
use crate::audit::consumers::words::built;
use crate::audit::context::nowhere;
use crate::audit::event::Event;
use crate::audit::metrics::MetricRow;
use crate::audit::name_match::listed;
use crate::audit::verdicts::{EventVerdict, MetricVerdict};
use crate::catalog::MetricDefinition;
use crate::consumers::exchange::{ConsumersFile, NodeCell, ReferenceCell};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "breaks-consumer",
    summary: "a change removes, renames or breaks a metric or event that somebody reads",
    docs: r#"The change removes, renames or breaks a metric or event, and the file of `--consumers` names a place that reads it. The finding is an error if the value reaches an exposure, such as a dashboard or a table of another system, and a warning otherwise. Only `check --base` and `check --diff` report it.

## Why

The query does not fail. Its column becomes zero or empty, and the people behind the dashboard do not know.

## What to do

Tell the owner of the consumer, or keep the name until nobody reads it. `tracklint consumers DIR --output FILE` writes the file in the analytics project.

## Bad

```diff
 key_path: counts.boards
-status: active
+status: removed
```

## Good

```diff
 # models/boards.sql, in the analytics project, before the metric is removed
-MAX(CASE WHEN metrics_path = 'counts.boards' THEN metric_value ELSE 0 END) AS boards,
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Most models and places that a finding names.
const MOST_NAMED: usize = 12;
/// Most places that a finding names.
const MOST_PLACES: usize = 3;

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let Some(file) = change.consumers else {
        return;
    };
    let places = Places::new(file);
    metrics(change, &places, out);
    events(change, &places, out);
}

/// Returns a finding of another lint of changes with the sentence that says who reads its subject. A warning becomes an error if the
/// value reaches an exposure.
pub(crate) fn with_readers(change: &Change<'_>, finding: Finding) -> Finding {
    let Some(file) = change.consumers.filter(|_| finding.lint.name != LINT.name) else {
        return finding;
    };
    // The subject of a changed field is the name with the field behind it.
    let name = finding.subject.split(' ').next().unwrap_or_default();
    let references = file.references.iter();
    let reading = references.filter(|one| {
        let is_named = one.of == "metric" || one.of == "event";
        is_named && !one.is_pattern && one.name == name
    });
    let reading: Vec<&ReferenceCell> = reading.collect();
    if reading.is_empty() {
        return finding;
    }
    let reach = file.reach(reading);
    let sentence = format!("{} reads it{}.", project(file), consequence(&reach));
    let help = match &finding.help {
        Some(help) => format!("{help} {sentence}"),
        None => sentence,
    };
    let severity = match finding.severity {
        Severity::Warning if !reach.exposures.is_empty() => Severity::Error,
        severity => severity,
    };
    finding.help(help).severity(severity)
}

/// The places that read each name.
struct Places<'f> {
    file: &'f ConsumersFile,
    metrics: BTreeMap<&'f str, Vec<&'f ReferenceCell>>,
    events: BTreeMap<&'f str, Vec<&'f ReferenceCell>>,
}

impl<'f> Places<'f> {
    fn new(file: &'f ConsumersFile) -> Self {
        let of = |of: &str| {
            let mut found: BTreeMap<&str, Vec<&ReferenceCell>> = BTreeMap::new();
            let references = file.references.iter();
            for one in references.filter(|one| one.of == of && !one.is_pattern) {
                found.entry(one.name.as_str()).or_default().push(one);
            }
            found
        };
        Self {
            metrics: of("metric"),
            events: of("event"),
            file,
        }
    }
}

fn metrics(change: &Change<'_>, places: &Places<'_>, out: &mut Vec<Finding>) {
    let mut now: BTreeMap<&Text, &MetricRow> = BTreeMap::new();
    for row in &change.after.metrics {
        let metric = change.after.metric(row);
        now.insert(&metric.key_path.value, row);
        now.extend(metric.key_paths.iter().map(|(path, _)| (path, row)));
    }
    for row in &change.before.metrics {
        let metric = change.before.metric(row);
        if row.verdict == MetricVerdict::Removed {
            continue;
        }
        let paths = metric.key_paths.iter().map(|(path, _)| path);
        let paths: BTreeSet<&Text> = paths.chain([&metric.key_path.value]).collect();
        for path in paths {
            let Some(reading) = places.metrics.get(path.as_str()) else {
                continue;
            };
            let Some((effect, span)) = metric_effect(change, row, metric, now.get(path).copied())
            else {
                continue;
            };
            let message = format!("metric `{path}` {effect}");
            let owner = metric.ownership.group_name();
            let found = finding(places.file, reading, span, path, &message);
            out.push(found.owner(owner));
        }
    }
}

/// Returns the effect of a change on a metric, and its place; none if it is as good as before.
fn metric_effect(
    change: &Change<'_>,
    before: &MetricRow,
    metric: &MetricDefinition,
    after: Option<&MetricRow>,
) -> Option<(String, Span)> {
    let Some(after) = after else {
        if let Some(new) = metric_changed::successor(change, metric) {
            let effect = format!("was renamed to `{}`", new.key_path.value);
            return Some((effect, new.key_path.span));
        }
        let events = before.events.iter();
        let events = events.filter_map(|name| change.after.event_named(name));
        let declared = events.flat_map(|event| change.after.declared_at(event));
        let span = declared.into_iter().next();
        let span = span.or_else(|| nowhere(change.after.inputs.sources))?;
        let was = change.place_before(metric.key_path.span);
        return Some((format!("was deleted ({was})"), span));
    };
    let now = change.after.metric(after);
    let span = now.status_span.unwrap_or(now.key_path.span);
    let was_fed = matches!(before.verdict, MetricVerdict::Ok | MetricVerdict::Partial);
    let effect = match after.verdict {
        MetricVerdict::Removed => "is marked as removed",
        MetricVerdict::Orphaned if was_fed => "has nothing that feeds it any more",
        MetricVerdict::Partial if before.verdict == MetricVerdict::Ok => {
            "loses a part of what feeds it"
        }
        _ => return None,
    };
    let span = match after.verdict {
        MetricVerdict::Removed => span,
        _ => now.key_path.span,
    };
    Some((effect.to_owned(), span))
}

fn events(change: &Change<'_>, places: &Places<'_>, out: &mut Vec<Finding>) {
    let mut reported: BTreeSet<&Text> = BTreeSet::new();
    for event in &change.before.links.events {
        let Some(reading) = places.events.get(event.name.as_str()) else {
            continue;
        };
        let of_system =
            |one: &&&ReferenceCell| one.system.is_empty() || *one.system == *event.system;
        let reading: Vec<&ReferenceCell> = reading.iter().filter(of_system).copied().collect();
        if reading.is_empty() || !event.verdict.is_alive() || reported.contains(&event.name) {
            continue;
        }
        let Some((effect, span)) = event_effect(change, event) else {
            continue;
        };
        reported.insert(&event.name);
        let message = format!("event `{}` {effect}", event.name);
        let found = finding(places.file, &reading, span, &event.name, &message);
        out.push(found.owner(change.before.owner(event)));
    }
}

/// Returns the effect of a change on an event that was sent; none if a call still sends it.
fn event_effect(change: &Change<'_>, before: &Event) -> Option<(String, Span)> {
    let events = change.after.links.events.iter();
    let same = events.filter(|event| event.name == before.name && event.system == before.system);
    let same: Vec<&Event> = same.collect();
    let arrives =
        |event: &&Event| event.verdict.is_alive() || event.verdict == EventVerdict::Undefined;
    if same.iter().any(arrives) {
        return None;
    }
    let declared = same
        .iter()
        .flat_map(|event| change.after.declared_at(event));
    let span = declared.into_iter().next();
    let new = renamed(change, before).filter(|_| same.is_empty());
    let of_new = new.and_then(|new| change.after.declared_at(new).into_iter().next());
    let span = span
        .or(of_new)
        .or_else(|| nowhere(change.after.inputs.sources))?;
    let effect = match (
        new,
        same.iter()
            .any(|event| event.verdict == EventVerdict::Removed),
    ) {
        (Some(new), _) => format!("was renamed to `{}`", new.name),
        (None, true) => "is marked as removed".to_owned(),
        (None, false) => "is not sent any more".to_owned(),
    };
    Some((effect, span))
}

/// Returns the finding about a name, with everything that is built from it.
fn finding(
    file: &ConsumersFile,
    reading: &[&ReferenceCell],
    span: Span,
    name: &str,
    effect: &str,
) -> Finding {
    let reach = file.reach(reading.iter().copied());
    let place = |one: &ReferenceCell| {
        let column = one.becomes.as_ref();
        let column = column.map(|column| format!(", as column `{column}`"));
        format!("{}:{}{}", one.path, one.line, column.unwrap_or_default())
    };
    let places: Vec<String> = reading
        .iter()
        .take(MOST_PLACES)
        .map(|one| place(one))
        .collect();
    let more = match reading.len().saturating_sub(MOST_PLACES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!(
        "{effect}, and {} reads it{}",
        project(file),
        consequence(&reach)
    );
    let mut help = format!("Read at {}{more}.", places.join("; "));
    if !reach.models.is_empty() {
        let models = reach.models.iter().map(String::as_str);
        help.push_str(&format!(" Models: {}.", listed(models, MOST_NAMED)));
    }
    if !reach.owners.is_empty() {
        help.push_str(&format!(" Tell {}.", reach.owners.join(", ")));
    }
    let severity = match reach.exposures.is_empty() {
        true => LINT.severity,
        false => Severity::Error,
    };
    Finding::new(&LINT, span, name, message)
        .severity(severity)
        .help(help)
}

fn project(file: &ConsumersFile) -> String {
    match file.project.as_str() {
        "" => "an analytics project".to_owned(),
        name => format!("`{name}`"),
    }
}

/// Returns the end of a message: "; 10 models and pump `x` are built from it".
pub(crate) fn consequence(reach: &NodeCell) -> String {
    let exposures = reach.exposures.iter();
    let exposures = exposures.map(|one| (one.kind.as_str(), one.name.as_str()));
    let built = built(reach.models.len(), exposures.collect());
    built.map(|built| format!("; {built}")).unwrap_or_default()
}
