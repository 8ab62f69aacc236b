//! A change took the tracking call away from a surface, while the event has other calls.

use crate::audit::changes::Change;
use crate::audit::context::Context;
use crate::audit::name_match::listed;
use crate::audit::surfaces::Surface;
use crate::calls::Grade;
use crate::facts::Text;
use crate::finding::{Finding, Lint, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "surface-went-dark",
    summary: "a change removed the tracking call of a route, action, worker or mutation",
    docs: r#"A surface was tracked before the change and is not tracked now. Its event has fewer calls than before, so the call was removed and not moved. Only `check --base` and `check --diff` report it.

## Why

Other code still sends the event, so its chart only falls. No other check reports that.

## What to do

Put the call back, or send the event from the code that the surface calls now.

## Bad

```diff
 def create
-  track_internal_event('place_order', user: user)
   Orders::CreateService.new(cart).execute
 end
```

## Good

```diff
 def create
-  track_internal_event('place_order', user: user)
   Orders::CreateService.new(cart).execute
 end
 # app/services/orders/create_service.rb
+    track_internal_event('place_order', user: user)
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(change: &Change<'_>, out: &mut Vec<Finding>) {
    let was: BTreeMap<(&str, &str), &Surface> = tracked(change.before)
        .map(|surface| (named(surface), surface))
        .collect();
    let (calls_before, calls_after) = (calls_of(change.before), calls_of(change.after));
    let events_before = &change.before.links.events;
    let lost = change.lost.iter();
    let lost: BTreeSet<&Text> = lost.map(|lost| &events_before[lost.before].name).collect();
    for surface in change.untracked() {
        let Some(old) = was.get(&named(surface)) else {
            continue;
        };
        let sent = sent_in(change.before, old);
        let fewer = |name: &&Text| {
            calls_after.get(name).copied().unwrap_or(0)
                < calls_before.get(name).copied().unwrap_or(0)
        };
        // `last-call-removed` reports the events that lost their last call.
        let sent = sent.into_iter().filter(|name| !lost.contains(name));
        let gone: BTreeSet<&Text> = sent.filter(fewer).collect();
        if gone.is_empty() {
            continue;
        }
        let events = listed(gone.iter().map(|name| name.as_str()), 3);
        let message = format!(
            "`{}` does not send {events} any more, and nothing tracks it now",
            surface.name
        );
        let feature = change.feature_of(surface).map(|index| change.row(index));
        let mut finding = Finding::new(&LINT, surface.span, surface.name.as_str(), message)
            .help(format!(
                "It was tracked at {}.",
                change.place_before(old.span)
            ))
            .owner(feature.and_then(|row| row.group.clone()));
        if let Some(row) = feature {
            finding = finding.related(
                row.evidence.first().copied().unwrap_or(row.span),
                "the feature",
            );
        }
        out.push(change.after.downgrade_at_any_limit(finding));
    }
}

fn named(surface: &Surface) -> (&str, &str) {
    (&surface.kind, &surface.name)
}

fn tracked<'c>(cx: &'c Context<'_>) -> impl Iterator<Item = &'c Surface> {
    let surfaces = cx.surfaces.surfaces.iter();
    surfaces.filter(|surface| surface.tracked)
}

/// Counts the exact calls of each name.
fn calls_of<'c>(cx: &'c Context<'_>) -> BTreeMap<&'c Text, usize> {
    let mut found = BTreeMap::new();
    let calls = cx.inputs.calls.iter();
    let calls = calls.filter(|call| call.event.grade() == Grade::Exact && !call.inside_wrapper);
    calls
        .flat_map(|call| &call.event.names)
        .for_each(|name| *found.entry(name).or_default() += 1);
    found
}

/// Names that a surface sends: those of calls inside it, and of calls in the same file outside any surface that could name it.
fn sent_in<'c>(cx: &'c Context<'_>, surface: &Surface) -> BTreeSet<&'c Text> {
    let of = |inside: bool| {
        let calls = cx.inputs.calls.iter().filter(move |call| {
            call.span.file == surface.span.file && surface.extent.contains(call.span) == inside
        });
        calls
            .flat_map(|call| &call.event.names)
            .collect::<BTreeSet<_>>()
    };
    let inside = of(true);
    if inside.is_empty() { of(false) } else { inside }
}
