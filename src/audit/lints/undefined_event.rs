//! A call sends an event that nothing defines.

use crate::audit::context::Context;
use crate::audit::event::Event;
use crate::audit::name_match::nearest;
use crate::audit::verdicts::EventVerdict;
use crate::calls::{Call, Step};
use crate::catalog::EventDefinition;
use crate::finding::{Finding, Lint, Severity};
use crate::fix::{Edit, unambiguous_name};

/// The lint.
pub(crate) static LINT: Lint = Lint {
    name: "undefined-event",
    summary: "a call sends an event that nothing defines",
    docs: r#"A tracking call sends an event by a full name, and no definition of its system has that name.

## Why

Depending on the system, the call raises in development, is dropped silently, or fills a counter that no metric reads.

## What to do

Correct the name, or add the definition. If another repository defines the event, list it under `external_events`. tracklint never reports names that are only partly known. If the definitions of a system are only documentation, the finding is an info.

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
    let known = cx.suggested_names(cx.events_with(EventVerdict::Undefined).count());
    for event in cx.events_with(EventVerdict::Undefined) {
        let similar = Similar {
            near: nearest(&event.name, known.iter().copied()),
            meant: unambiguous_name(&event.name, known.iter().copied()),
            renamed: renamed(cx, event),
        };
        let calls: Vec<&Call> = cx.calls_of(event);
        for call in &calls {
            // The caller of a function that spells the name out is not the place to correct it.
            let inside = |step: &Step| {
                cx.function_at(step.span)
                    .is_some_and(|span| calls.iter().any(|other| span.contains(other.span)))
            };
            if call.via.iter().any(inside) {
                continue;
            }
            out.push(finding(cx, event, call, &similar));
        }
    }
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
    let near = similar.near;
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
    let meant = similar.meant.filter(of_system);
    let edit = meant
        .and_then(|meant| Edit::of_word(cx.inputs.sources, call.name_span, &event.name, meant));
    let finding = finding.edits(edit);
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
