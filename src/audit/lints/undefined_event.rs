//! A call sends an event that nothing defines.

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::function_spans::FunctionSpans;
use crate::audit::name_match::{did_you_mean, nearest};
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Step};
use crate::catalog::EventDefinition;
use crate::finding::{Finding, Lint, Severity};
use crate::fix::{Edit, unambiguous_name};
use crate::source::Span;
use rustc_hash::FxHashSet;

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "undefined-event",
    summary: "a call sends an event that nothing defines",
    docs: r#"A tracking call sends an event by a full name, and no definition of its system has that name. Some systems also keep a list of all names that calls may send. A name that is missing from the list is a warning, and so is an event that is forwarded to a system which does not define it.

## Why

Depending on the system, the call raises in development, is dropped silently, or fills a counter that no metric reads.

## What to do

Correct the name, or add the definition. If another repository defines the event, name its inventory under `inventories`, or list the event under `external_events`. tracklint never reports names that are only partly known. If the definitions of a system are only documentation, the finding is an info.

## Bad

```ruby
track_internal_event('plaec_order', user: user)
```

## Good

```ruby
track_internal_event('place_order', user: user)
```
"#,
    severity: Severity::Error,
    since: "0.1.0",
};

/// Reports every occurrence.
pub(crate) fn check(cx: &Context<'_>, out: &mut Vec<Finding>) {
    let undefined = || {
        let events = cx.events_with(EventVerdict::Undefined);
        events.filter(|event| !event.is_unreported)
    };
    let known = cx.suggested_names(undefined().count());
    let mut functions = FunctionSpans::default();
    for event in undefined() {
        let similar = Similar {
            near: nearest(&event.name, known.iter().copied()),
            meant: unambiguous_name(&event.name, known.iter().copied()),
            renamed: renamed(cx, event),
        };
        let calls: Vec<&Call> = cx.calls_of(event);
        let mut senders: FxHashSet<Span> = FxHashSet::default();
        for call in &calls {
            senders.extend(functions.all_around(&cx.inputs, call.span));
        }
        for call in &calls {
            // The caller of a function that spells the name out is not the place to correct it.
            let mut inside = |step: &Step| {
                let around = functions.all_around(&cx.inputs, step.span);
                around.first().is_some_and(|span| senders.contains(span))
            };
            // The outer functions are likelier.
            if call.via.iter().rev().any(&mut inside) {
                continue;
            }
            out.push(finding(cx, event, call, &similar));
        }
    }
    out.extend(unlisted(cx));
    out.extend(forwarded(cx));
}

/// Returns findings for events that are defined, and that are missing from the list of all names that may be sent.
fn unlisted(cx: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for event in cx.links.events.iter().filter(|event| event.is_defined()) {
        let names = || {
            let listed = cx.inputs.catalog.listed.iter();
            listed.filter(|listed| listed.system == event.system)
        };
        let Some(first) = names().next() else {
            continue;
        };
        if names().any(|listed| listed.name.value == event.name) {
            continue;
        }
        let makes_up = |call: &&Call| {
            let wanted = first.unless_passed.as_ref();
            let mut passed = call.properties.iter();
            wanted.is_some_and(|wanted| passed.any(|one| one.name == *wanted))
        };
        let is_own = |call: &&Call| {
            let is_exact = call.event.names.contains(&event.name);
            is_exact && call.system == event.system && call.via.is_empty() && !call.inside_wrapper
        };
        let list = cx.inputs.sources.path(first.name.span);
        for call in cx.calls_of(event).into_iter().filter(is_own) {
            if makes_up(&call) || !call.properties_known {
                continue;
            }
            let message = format!("event `{}` is missing from the list of names", event.name);
            found.push(
                Finding::new(&LINT, call.name_span, event.name.as_str(), message)
                    .severity(Severity::Warning)
                    .help(format!("Add it to {list}."))
                    .related(first.name.span, "the list begins here"),
            );
        }
    }
    found
}

/// Returns findings for definitions that forward their event to a system which does not define it.
fn forwarded(cx: &Context<'_>) -> Vec<Finding> {
    let events = &cx.inputs.catalog.events;
    let mut found = Vec::new();
    for definition in events.iter().filter(|one| !one.status.is_removed()) {
        for forward in &definition.forwards {
            let of_system = || events.iter().filter(|one| one.system == forward.value);
            let is_it = |other: &EventDefinition| other.name.value == definition.name.value;
            if of_system().next().is_none() || of_system().any(is_it) {
                continue;
            }
            let name = definition.name.value.as_str();
            let near = nearest(name, of_system().map(|other| other.name.value.as_str()));
            let message = format!(
                "event `{name}` is forwarded to system `{}`, which does not define it",
                forward.value
            );
            let help = did_you_mean(near, "Define it there, or do not forward it.");
            let finding = Finding::new(&LINT, forward.span, name, message);
            let finding = finding.severity(Severity::Warning).help(help);
            found.push(finding.owner(definition.ownership.group_name()));
        }
    }
    found
}

/// Names that an undefined one may stand for.
struct Similar<'a> {
    /// The nearest name.
    near: Option<&'a str>,
    /// The only name that can be meant.
    meant: Option<&'a str>,
    /// The new name of the event.
    renamed: Option<&'a str>,
}

fn finding(cx: &Context<'_>, event: &Event, call: &Call, similar: &Similar<'_>) -> Finding {
    let twin = same_category(cx, call);
    let finding = match elsewhere(cx, event) {
        Some(other) => of_another_system(cx, event, call, other),
        None => of_no_system(cx, event, call, twin, similar),
    };
    let finding = cx.downgrade_without_inventory(finding);
    match twin {
        Some(twin) => finding.related(twin.name.span, "defined with the same category"),
        None => finding,
    }
}

/// Returns the finding for a name that only another system defines.
fn of_another_system(cx: &Context<'_>, event: &Event, call: &Call, other: &Event) -> Finding {
    let message = format!(
        "event `{}` is sent to system `{}` and known only to system `{}`",
        event.name, event.system, other.system
    );
    let mut finding = Finding::new(&LINT, call.name_span, event.name.as_str(), message)
        .severity(Severity::Warning)
        .help("Define the event for this system, or send it through the API of the other one.");
    if let Some(span) = cx.declared_at(other).into_iter().next() {
        finding = finding.related(span, "known to the other system here");
    }
    cx.downgrade_if_edition_missing(finding)
}

/// Returns the finding for a name that nothing defines.
fn of_no_system(
    cx: &Context<'_>,
    event: &Event,
    call: &Call,
    twin: Option<&EventDefinition>,
    similar: &Similar<'_>,
) -> Finding {
    let listed = cx.inputs.catalog.listed.iter();
    let listed = { listed }.find(|one| one.system == event.system && one.name.value == event.name);
    // The name is spelt as on the list, so no other name is meant.
    let near = similar.near.filter(|_| listed.is_none());
    let help = match (near, twin) {
        _ if similar.renamed.is_some() => {
            format!(
                "It is now called `{}`.",
                similar.renamed.unwrap_or_default()
            )
        }
        (Some(near), _) => format!("Did you mean `{near}`?"),
        (None, Some(twin)) => format!(
            "A definition of the same category has another action: `{}`.",
            twin.name.value
        ),
        (None, None) if listed.is_some() => {
            "Add a metric that counts it, or remove the call. Only metrics define events of this system."
                .to_owned()
        }
        (None, None) => "Add a definition, or remove the call.".to_owned(),
    };
    let severity = match cx.is_named(event) {
        true => LINT.severity,
        false => Severity::Info,
    };
    let message = format!("event `{}` is sent but not defined", event.name);
    let finding = Finding::new(&LINT, call.name_span, event.name.as_str(), message)
        .severity(severity)
        .help(help);
    let of_system = |name: &&str| {
        let mut events = cx.inputs.catalog.events.iter();
        events.any(|other| other.system == call.system && other.name.value == **name)
    };
    let meant = similar.meant.filter(of_system).filter(|_| listed.is_none());
    let edit = meant
        .and_then(|meant| Edit::of_word(cx.inputs.sources, call.name_span, &event.name, meant));
    let mut finding = finding.edits(edit);
    if let Some(listed) = listed {
        finding = finding.related(listed.name.span, "a list of names has it");
    }
    match cx.is_named(event) && near.is_none() {
        true => cx.downgrade_if_edition_missing(finding),
        false => finding,
    }
}

/// Returns the event of the same name that another system defines.
fn elsewhere<'c>(cx: &'c Context<'_>, event: &Event) -> Option<&'c Event> {
    let events = cx.links.by_name.get(&event.name)?.iter();
    let mut events = events.map(|index| &cx.links.events[*index]);
    events.find(|other| other.is_defined() && other.system != event.system)
}

/// Returns the name of the definition that says that it had the event's name before.
fn renamed<'a>(cx: &Context<'a>, event: &Event) -> Option<&'a str> {
    let had = |definition: &&EventDefinition| {
        let mut former = definition.former_names.iter();
        definition.system == event.system && former.any(|name| name.value == event.name)
    };
    let found = cx.inputs.catalog.events.iter().find(had)?;
    Some(found.name.value.as_str())
}

/// Returns the only definition that has the category of a call: probably the one that is meant.
fn same_category<'a>(cx: &Context<'a>, call: &Call) -> Option<&'a EventDefinition> {
    let category = call
        .category
        .as_ref()
        .filter(|category| !category.contains(['*', '|']))?;
    let same = |one: &&EventDefinition| {
        one.category
            .as_ref()
            .is_some_and(|own| own.value == *category)
    };
    let mut found = cx.inputs.catalog.events.iter().filter(same);
    found.next().filter(|_| found.next().is_none())
}
