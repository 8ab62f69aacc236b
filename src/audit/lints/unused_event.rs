//! An event is defined and nothing sends it.

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::name_match::{fits, literal_length};
use crate::audit::verdicts::EventVerdict;
use crate::calls::Call;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Limit of each kind of related span.
const MOST_RELATED: usize = 3;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "unused-event",
    summary: "an event is defined and nothing sends it",
    docs: r#"A definition declares an event that no call sends, neither by its full name nor by a computed name that can match it. A function that only sends the event, and that nothing calls, sends nothing. If calls of the same system have unknown names, the finding is an info with their number. A name on a list of all names that nothing sends or counts is an info too.

## Why

The definition suggests that the event is measured. Metrics that count it stay at zero.

## What to do

Send the event, or mark the definition as removed. If another repository sends the event, name its inventory under `inventories`, or list the event under `external_events`. If code that tracklint cannot analyse sends it, add a comment `tracklint: uses NAME -- reason` there.

## Bad

```yaml
# config/events/view_cart.yml, and no call sends view_cart
action: view_cart
```

## Good

```yaml
action: view_cart
status: removed
```
"#,
    severity: Severity::Warning,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let open = cx.open_calls();
    for event in cx.events_with(EventVerdict::Unused) {
        let Some(span) = cx.declared_at(event).into_iter().next() else {
            continue;
        };
        // The metrics that define an event say that nothing feeds them.
        if event.definitions.is_empty() && event.counters.is_empty() {
            continue;
        }
        // An attribute that does not send the name has a finding of its own, which says why.
        let is_misplaced =
            |call: &Call| call.system == event.system && call.event.names.contains(&event.name);
        if cx.inputs.misplaced.iter().any(is_misplaced) {
            continue;
        }
        // A rule that matches nothing may be the one that describes the calls.
        if cx.has_unmatched_rule(&event.system) {
            continue;
        }
        let message = match &event.dead_senders[..] {
            [] => format!("nothing sends event `{}`", event.name),
            _ => format!("no called function sends event `{}`", event.name),
        };
        let mut finding = Finding::new(&LINT, span, event.name.as_str(), message)
            .help(help(event))
            .owner(cx.owner(event));
        for function in event.dead_senders.iter().take(MOST_RELATED) {
            finding = finding.related(*function, "nothing calls this function");
        }
        for call in event.of_other_systems.iter().take(MOST_RELATED) {
            let call = &cx.inputs.calls[*call];
            let text = format!("this call sends the name to system `{}`", call.system);
            finding = finding.related(call.span, text);
        }
        for metric in event.metrics.iter().take(MOST_RELATED) {
            let metric = &cx.inputs.catalog.metrics[*metric];
            finding = finding.related(metric.key_path.span, "this metric counts it");
        }
        let definition = cx.definitions(event).next();
        let finding = cx.downgrade_without_calls(finding);
        let finding = cx.downgrade_at_limit(finding, [event]);
        let finding = cx.downgrade_beside_open_calls(finding, &event.system, &open);
        let finding = cx.downgrade_beside_open_calls_elsewhere(finding, &event.system);
        out.push(definition.map_or_else(
            || cx.downgrade_if_edition_missing(finding.clone()),
            |one| cx.downgrade_unless_tier_present(finding.clone(), &one.ownership),
        ));
    }
    out.extend(stale_names(cx));
}

/// Returns findings for names on a list of all names that nothing defines and nothing sends. They do no harm.
fn stale_names(cx: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let sent = SentNames::new(cx.inputs.calls);
    for listed in &cx.inputs.catalog.listed {
        let name = &listed.name.value;
        let of_name = cx.links.by_name.get(name).into_iter().flatten();
        let mut events = of_name.map(|index| &cx.links.events[*index]);
        let is_known = events.any(|event| event.system == listed.system)
            || cx.inputs.sends_elsewhere(name, None)
            || !cx.inputs.elsewhere().gaps.is_empty()
            || sent.may_include(&listed.system, name);
        if is_known || cx.inputs.edition_missing || cx.has_unmatched_rule(&listed.system) {
            continue;
        }
        let message = format!("nothing sends or counts `{name}`, which a list of names has");
        let finding = Finding::new(&LINT, listed.name.span, name.as_str(), message);
        let help = "Delete the line.";
        found.push(finding.severity(Severity::Info).help(help));
    }
    found
}

/// The names that calls send or may send, by system.
struct SentNames<'a> {
    names: FxHashSet<(&'a Text, &'a Text)>,
    globs: FxHashMap<&'a Text, BTreeSet<&'a Text>>,
}

impl<'a> SentNames<'a> {
    fn new(calls: &'a [Call]) -> Self {
        let mut sent = Self {
            names: FxHashSet::default(),
            globs: FxHashMap::default(),
        };
        for call in calls {
            let names = call.event.names.iter();
            sent.names.extend(names.map(|name| (&call.system, name)));
            let globs = call.event.patterns.iter();
            let globs = globs.filter(|glob| literal_length(glob) >= 4);
            sent.globs.entry(&call.system).or_default().extend(globs);
        }
        sent
    }

    fn may_include(&self, system: &Text, name: &Text) -> bool {
        let mut globs = self.globs.get(system).into_iter().flatten();
        self.names.contains(&(system, name)) || globs.any(|glob| fits(glob, name))
    }
}

fn help(event: &Event) -> &'static str {
    match &event.dead_senders[..] {
        [] => "Send the event, or mark its definition as removed.",
        _ => "Call the function, or remove it and mark the definition as removed.",
    }
}
