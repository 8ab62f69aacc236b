//! The name of an event is computed and cannot be read from source.

use crate::audit::context::Context;
use crate::audit::name_match::{listed, literal_length};
use crate::calls::{Call, Grade};
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Calls shown with the place that keeps their names unknown.
const MOST_CALLS: usize = 5;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "dynamic-event-name",
    summary: "the name of an event is computed and cannot be read from source",
    docs: r#"A call computes the name it sends, and the source does not show all names. Calls with the same reason share one finding at the position of the reason. If a part of the name is known and no definition matches it, the finding is a warning.

## Why

Neither people nor tools can find the code that sends an event, and nobody notices a misspelt name.

## What to do

Send full names from a list or a table, or name the events in a comment: `tracklint: uses NAME -- reason`.

## Bad

```ruby
track_event("order_#{params[:kind]}")
```

## Good

```ruby
EVENTS = { 'a' => 'order_a' }.freeze
track_event(EVENTS.fetch(kind))
```
"#,
    severity: Severity::Info,
    since: "0.1.0",
};

/// Reports every span that keeps names unknown, with the calls that depend on it.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let mut unknown: BTreeMap<Span, Vec<(Severity, &Call)>> = BTreeMap::new();
    for (number, call) in cx.inputs.calls.iter().enumerate() {
        let Some(severity) = severity(cx, number, call) else {
            continue;
        };
        // A name that fits nothing is the fault of its own call. Other calls share the span of the reason.
        let reason = call.event.unknown.as_ref().map(|(_, span)| *span);
        let span = reason.filter(|_| severity != Severity::Warning);
        let calls = unknown.entry(span.unwrap_or(call.name_span)).or_default();
        calls.push((severity, call));
    }
    for (span, calls) in unknown {
        out.push(finding(span, &calls));
    }
}

/// Returns the severity for a call, or nothing if its names are known.
fn severity(cx: &Context<'_>, number: usize, call: &Call) -> Option<Severity> {
    let grade = call.event.grade();
    // Callers may say more, or a comment may name the events. One name of a known set is known well enough.
    let is_one_of = call.event.patterns.is_empty() && !call.event.possible.is_empty();
    // `undefined-option` reports a name that is read from an object without it.
    let is_missing = call.event.missing.is_some()
        && call.event.names.is_empty()
        && call.event.patterns.is_empty();
    let is_known = grade == Grade::Exact || is_one_of || is_missing;
    if is_known || cx.has_callers(call) || cx.has_hint(call.name_span) {
        return None;
    }
    // Behind a wrapper, not every name that the parts can make is sent.
    let fits_nothing = grade == Grade::Pattern
        && !cx.links.reached[number]
        && call.via.is_empty()
        && cx.known_names().next().is_some();
    Some(if fits_nothing {
        Severity::Warning
    } else {
        LINT.severity
    })
}

fn finding(reason: Span, calls: &[(Severity, &Call)]) -> Finding {
    // For a single call, its own name is the better span: the reason is a label beside it.
    let span = if let [(_, call)] = calls {
        call.name_span
    } else {
        reason
    };
    let patterns = calls.iter().flat_map(|(_, call)| &call.event.patterns);
    let patterns: BTreeSet<&str> = patterns.map(Text::as_str).collect();
    let shown = patterns.iter().copied();
    let shown = listed(shown.filter(|glob| literal_length(glob) >= 4), 3);
    let known = shared_names(calls);
    let severities = calls.iter().map(|(severity, _)| *severity);
    let severity = severities.min().unwrap_or(LINT.severity);
    let message = match (severity, shown.is_empty()) {
        (Severity::Warning, _) => format!("no defined event fits the computed name {shown}"),
        (_, false) => format!("event name is computed: {shown}"),
        (_, true) => match listed(known.iter().copied(), 3) {
            known if known.is_empty() => "event name cannot be read from source".to_owned(),
            known => format!("events other than {known} may be sent"),
        },
    };
    let subject = patterns.first().copied().unwrap_or("?");
    let mut finding = Finding::new(&LINT, span, subject, message).severity(severity);
    let mut reasons = calls
        .iter()
        .filter_map(|(_, call)| call.event.unknown.as_ref());
    if let Some((why, at)) = reasons.next() {
        finding = if *at == span {
            finding.label(why.clone())
        } else {
            finding.related(*at, why.clone())
        };
    }
    let others = calls.iter().map(|(_, call)| call.name_span);
    let others: BTreeSet<Span> = others.filter(|other| *other != span).collect();
    for other in others.iter().take(MOST_CALLS) {
        finding = finding.related(*other, "sent here");
    }
    if others.len() > MOST_CALLS {
        finding.message = format!("{} ({} calls)", finding.message, others.len());
    }
    finding
        .help("Send full names, or name the events in a comment `tracklint: uses NAME -- reason`.")
}

/// Returns the names that all calls send. The other names of a function come from other callers than the one with the unknown name.
fn shared_names<'c>(calls: &[(Severity, &'c Call)]) -> BTreeSet<&'c str> {
    let names = |call: &'c Call| call.event.names.iter().map(Text::as_str);
    let mut sets = calls.iter().map(|(_, call)| names(call).collect());
    let first: BTreeSet<&str> = sets.next().unwrap_or_default();
    sets.fold(first, |known, other| &known & &other)
}
