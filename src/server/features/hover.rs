//! The text that the editor shows for the thing at a place.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::audit::features::FeatureRow;
use crate::calls::{Call, Grade, StepKind};
use crate::report::text::{counted, markdown, one_line};
use crate::server::features::keys;
use crate::server::features::thing::{self, Thing};
use crate::server::view::View;
use crate::source::Span;
use gen_lsp_types::{Contents, Hover, HoverParams, MarkupContent, MarkupKind};

/// Limit of the events that are described one by one.
const MOST_EVENTS: usize = 4;
/// Limit of the metrics and steps that are listed.
const MOST_LINES: usize = 8;

/// Describes the thing at a position.
pub(crate) fn hover(view: &View<'_>, params: &HoverParams) -> Option<Hover> {
    let at = &params.text_document_position_params;
    let place = view.place(at.text_document.uri.as_ref(), at.position)?;
    let (value, span) = view.outcome.with(|cx| {
        let layouts = &view.outcome.analysis.config.layouts;
        if let Some(described) = keys::describe(cx, layouts, place) {
            return Some(described);
        }
        let found = thing::at(cx, place)?;
        Some((describe(cx, &found.thing), found.span))
    })?;
    Some(Hover {
        contents: Contents::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value,
        }),
        range: view.range(span),
    })
}

/// Returns the description of a thing in Markdown.
fn describe(cx: &Context<'_>, thing: &Thing) -> String {
    let mut lines = Vec::new();
    match thing {
        Thing::Call(number) => {
            let call = &cx.inputs.calls[*number];
            events(cx, thing, &mut lines);
            about_call(cx, call, &mut lines);
        }
        Thing::Step(calls) => {
            events(cx, thing, &mut lines);
            lines.push(format!(
                "{} through it.",
                counted(calls.len(), "call goes", "calls go")
            ));
        }
        Thing::Event(_) => events(cx, thing, &mut lines),
        Thing::Metric(number) => metric(cx, *number, &mut lines),
        Thing::Category(name) => match thing::category(cx, thing) {
            Some(row) => feature(cx, row, &mut lines),
            None => lines.push(format!(
                "**{}**: not in the list of categories",
                markdown(name)
            )),
        },
        Thing::Feature(number) => feature(cx, &cx.features[*number], &mut lines),
    }
    lines.join("\n\n")
}

fn events(cx: &Context<'_>, thing: &Thing, lines: &mut Vec<String>) {
    let events = thing::events(cx, thing);
    for number in events.iter().take(MOST_EVENTS) {
        event(cx, *number, lines);
    }
    if events.len() > MOST_EVENTS {
        lines.push(format!(
            "and {}",
            counted(events.len() - MOST_EVENTS, "more event", "more events")
        ));
    }
}

fn event(cx: &Context<'_>, number: usize, lines: &mut Vec<String>) {
    let event = &cx.links.events[number];
    lines.push(format!(
        "**{}** ({}): **{}**",
        markdown(&event.name),
        event.kind.name,
        event.verdict.word()
    ));
    let description = cx
        .definitions(event)
        .find_map(|one| one.description.as_ref());
    lines.extend(description.map(|text| markdown(&one_line(&text.value))));
    lines.push(summary(event));
    let owner = cx
        .owner(event)
        .map(|group| format!("Group: {}", markdown(&group)));
    let categories = cx
        .definitions(event)
        .flat_map(|one| &one.ownership.categories);
    let mut categories: Vec<String> = categories.map(|one| markdown(&one.value)).collect();
    categories.dedup();
    let categories =
        (!categories.is_empty()).then(|| format!("Categories: {}", categories.join(", ")));
    let owned: Vec<String> = owner.into_iter().chain(categories).collect();
    if !owned.is_empty() {
        lines.push(owned.join(" · "));
    }
    let metrics = event.metrics.iter().take(MOST_LINES).map(|metric| {
        let row = cx.metrics.iter().find(|row| row.definition == *metric);
        let verdict = row.map_or("unknown", |row| row.verdict.word());
        format!(
            "- `{}`: {verdict}",
            cx.inputs.catalog.metrics[*metric].key_path.value
        )
    });
    let metrics: Vec<String> = metrics.collect();
    if !metrics.is_empty() {
        lines.push(metrics.join("\n"));
    }
    let of = cx
        .features
        .iter()
        .filter(|row| row.events.contains(&number))
        .take(3);
    let of: Vec<String> = of
        .map(|row| format!("{} ({})", markdown(&row.title), row.verdict.word()))
        .collect();
    if !of.is_empty() {
        lines.push(format!("Measures {}", of.join(", ")));
    }
}

/// Returns the numbers of an event's calls and metrics as words.
pub(crate) fn summary(event: &Event) -> String {
    let exact = event
        .calls
        .iter()
        .filter(|sent| sent.grade == Grade::Exact)
        .count();
    let may = event.calls.len() - exact;
    let sent = match (exact, may) {
        (0, 0) if event.other_evidence.is_empty() => "never sent".to_owned(),
        (0, 0) => "sent by code that a comment or a list names".to_owned(),
        (0, may) => format!("perhaps sent from {}", counted(may, "place", "places")),
        (exact, _) => format!("sent from {}", counted(exact, "place", "places")),
    };
    match event.metrics.len() {
        0 => format!("{sent} · counted by no metric"),
        metrics => format!(
            "{sent} · counted by {}",
            counted(metrics, "metric", "metrics")
        ),
    }
}

/// Adds the grade of a computed name, and the steps to it.
fn about_call(cx: &Context<'_>, call: &Call, lines: &mut Vec<String>) {
    match call.event.grade() {
        Grade::Exact => {}
        Grade::Pattern => {
            let patterns: Vec<String> = call
                .event
                .patterns
                .iter()
                .map(|one| format!("`{one}`"))
                .collect();
            lines.push(format!("Computed name: {}", patterns.join(", ")));
        }
        Grade::Open => lines.push("The name is not known until run time.".to_owned()),
    }
    if let Some((why, span)) = &call.event.unknown {
        lines.push(format!(
            "Not fully known: {} ({})",
            markdown(&one_line(why)),
            at(cx, *span)
        ));
    }
    let steps = call.via.iter().take(MOST_LINES).map(|step| {
        let word = match step.kind {
            StepKind::Wrapper => "through",
            kind => kind.word(),
        };
        format!(
            "- {word} `{}` at {}",
            one_line(&step.name).replace('`', "'"),
            at(cx, step.span)
        )
    });
    let steps: Vec<String> = steps.collect();
    if !steps.is_empty() {
        lines.push(steps.join("\n"));
    }
}

fn metric(cx: &Context<'_>, number: usize, lines: &mut Vec<String>) {
    let metric = &cx.inputs.catalog.metrics[number];
    let row = cx.metrics.iter().find(|row| row.definition == number);
    let verdict = row.map_or("unknown", |row| row.verdict.word());
    lines.push(format!(
        "**{}** (metric): **{verdict}**",
        markdown(&metric.key_path.value)
    ));
    lines.extend(
        metric
            .description
            .as_ref()
            .map(|text| markdown(&one_line(&text.value))),
    );
    let reasons = row.map(|row| row.reasons.as_slice()).unwrap_or_default();
    lines.extend(
        reasons
            .iter()
            .map(|reason| markdown(&one_line(&reason.text))),
    );
    let events = row.map(|row| row.events.as_slice()).unwrap_or_default();
    let events = events.iter().take(MOST_LINES).map(|name| {
        let verdict = cx
            .event_named(name)
            .map_or("undefined", |event| event.verdict.word());
        format!("- `{name}`: {verdict}")
    });
    let events: Vec<String> = events.collect();
    if !events.is_empty() {
        lines.push(events.join("\n"));
    }
    lines.extend(
        metric
            .ownership
            .group_name()
            .map(|group| format!("Group: {}", markdown(&group))),
    );
}

fn feature(cx: &Context<'_>, row: &FeatureRow, lines: &mut Vec<String>) {
    let kind = row.kind.word();
    lines.push(format!(
        "**{}** ({kind}): **{}**",
        markdown(&row.title),
        row.verdict.word()
    ));
    let parts = [
        counted(row.events.len(), "event", "events"),
        counted(row.metrics.len(), "metric", "metrics"),
        counted(row.calls.len(), "call", "calls"),
        counted(row.surfaces, "surface", "surfaces"),
    ];
    lines.push(parts.join(" · "));
    lines.extend(
        row.group
            .as_ref()
            .map(|group| format!("Group: {}", markdown(group))),
    );
    let events = row.events.iter().take(MOST_LINES).map(|number| {
        let event = &cx.links.events[*number];
        format!("- `{}`: {}", event.name, event.verdict.word())
    });
    let events: Vec<String> = events.collect();
    if !events.is_empty() {
        lines.push(events.join("\n"));
    }
}

fn at(cx: &Context<'_>, span: Span) -> String {
    let sources = cx.inputs.sources;
    format!("{}:{}", one_line(sources.path(span)), sources.lines(span).0)
}
