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
pub static LINT: Lint = Lint {
    name: "dynamic-event-name",
    summary: "the name of an event is computed and cannot be read from source",
    docs: r#"A call computes the name it sends, and not all of the names can be told from source. Calls whose names are unknown for the same reason are one finding, at the place of the reason. Where a part of the name is known and no definition fits it, the finding is a warning.

## Why

Neither people nor programs can find who sends an event; a misspelt name is never noticed.

## What to do

Send full names, from a list or a table. Or name the events in a comment: `tracklint: uses NAME -- reason`.

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

/// Reports every place that keeps names unknown, with the calls that depend on it.
pub fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let mut unknown: BTreeMap<Span, Vec<(Severity, &Call)>> = BTreeMap::new();
    for (number, call) in cx.inputs.calls.iter().enumerate() {
        let severity = match call.event.grade() {
            Grade::Exact => continue,
            // Its callers say more, or a comment names the events of this place.
            _ if cx.has_callers(call) || cx.hints(call.name_span).next().is_some() => continue,
            // Behind a wrapper not every name that the parts can make is sent.
            Grade::Pattern
                if !cx.links.reached[number]
                    && call.via.is_empty()
                    && cx.known_names().next().is_some() =>
            {
                Severity::Warning
            }
            Grade::Pattern | Grade::Open => LINT.severity,
        };
        // A name that fits nothing is the fault of its own call; the others share the place that nobody can see through.
        let place = call
            .event
            .unknown
            .as_ref()
            .map(|(_, span)| *span)
            .filter(|_| severity != Severity::Warning);
        unknown
            .entry(place.unwrap_or(call.name_span))
            .or_default()
            .push((severity, call));
    }
    for (place, calls) in unknown {
        // A single call is the better place: the reason stands beside it.
        let place = if let [(_, call)] = calls.as_slice() {
            call.name_span
        } else {
            place
        };
        let patterns: BTreeSet<&str> = calls
            .iter()
            .flat_map(|(_, call)| &call.event.patterns)
            .map(Text::as_str)
            .collect();
        let shown: Vec<&str> = patterns
            .iter()
            .copied()
            .filter(|glob| literal_length(glob) >= 4)
            .collect();
        let shown = listed(shown, 3);
        let severity = calls
            .iter()
            .map(|(severity, _)| *severity)
            .min()
            .unwrap_or(LINT.severity);
        let message = match (severity, shown.is_empty()) {
            (Severity::Warning, _) => format!("no defined event fits the computed name {shown}"),
            (_, false) => format!("event name is computed: {shown}"),
            (_, true) => "event name cannot be read from source".to_owned(),
        };
        let subject = patterns.first().copied().unwrap_or("?");
        let mut finding = Finding::new(&LINT, place, subject, message).severity(severity);
        if let Some((why, span)) = calls
            .iter()
            .find_map(|(_, call)| call.event.unknown.as_ref())
        {
            finding = if *span == place {
                finding.label(why.clone())
            } else {
                finding.related(*span, why.clone())
            };
        }
        let spans: BTreeSet<Span> = calls
            .iter()
            .map(|(_, call)| call.name_span)
            .filter(|span| *span != place)
            .collect();
        finding = spans
            .iter()
            .take(MOST_CALLS)
            .fold(finding, |finding, span| finding.related(*span, "sent here"));
        if spans.len() > MOST_CALLS {
            finding.message = format!("{} ({} calls)", finding.message, spans.len());
        }
        out.push(finding.help(
            "Send full names, or name the events in a comment `tracklint: uses NAME -- reason`.",
        ));
    }
}
