//! Lines above definitions and surfaces: how often an event is sent and counted, and what tracks a surface.

use crate::audit::Context;
use crate::audit::surfaces::Surface;
use crate::server::capabilities::Client;
use crate::server::features::hover::summary;
use crate::server::features::navigation;
use crate::server::features::thing::Thing;
use crate::server::view::View;
use crate::source::{FileId, Span};
use gen_lsp_types::CodeLensParams;
use serde_json::{Value, json};

/// A lens: its place, its text, and the places it leads to.
type Lens = (Span, String, Vec<Span>);

/// Returns the lenses of a document.
pub(crate) fn lenses(view: &View<'_>, client: &Client, params: &CodeLensParams) -> Vec<Value> {
    let uri: &str = params.text_document.uri.as_ref();
    let Some(file) = view.file(uri) else {
        return Vec::new();
    };
    let mut lenses = view.outcome.with(|cx| {
        let mut lenses = of_definitions(cx, file);
        lenses.extend(of_surfaces(cx, view, file));
        lenses
    });
    lenses.sort_by_key(|(span, ..)| *span);
    let lens = |(span, title, places): Lens| {
        let range = view.range(span)?;
        let locations: Vec<_> = places
            .iter()
            .filter_map(|span| view.location(*span))
            .collect();
        let command = match &client.show_locations {
            Some(command) => json!({
                "title": title, "command": command, "arguments": [uri, range.start, locations],
            }),
            None => json!({"title": title, "command": ""}),
        };
        Some(json!({"range": range, "command": command}))
    };
    lenses.into_iter().filter_map(lens).collect()
}

fn of_definitions(cx: &Context<'_>, file: FileId) -> Vec<Lens> {
    let mut lenses = Vec::new();
    for (number, event) in cx.links.events.iter().enumerate() {
        for span in cx
            .declared_at(event)
            .into_iter()
            .filter(|span| span.file == file)
        {
            let places = navigation::uses(cx, &Thing::Event(number), false);
            lenses.push((span, summary(event), places));
        }
    }
    for row in &cx.metrics {
        let metric = cx.metric(row);
        if metric.key_path.span.file == file {
            let sent = row.events.iter().filter_map(|name| cx.event_named(name));
            let calls = sent
                .flat_map(|event| cx.calls_of(event))
                .map(|call| call.name_span);
            lenses.push((
                metric.key_path.span,
                format!("metric: {}", row.verdict.word()),
                calls.collect(),
            ));
        }
    }
    lenses
}

/// Returns the lenses of surfaces. One without a call of its own has a lens once its ways were searched.
fn of_surfaces(cx: &Context<'_>, view: &View<'_>, file: FileId) -> Vec<Lens> {
    let path = &cx.inputs.sources.file(file).path;
    let known = view.session.ways.get(&**path);
    let surfaces = cx.surfaces.surfaces.iter();
    let here = surfaces.filter(|surface| surface.span.file == file);
    let lens = |surface: &Surface| {
        let calls = cx.inputs.calls.iter();
        let own = calls.filter(|call| surface.extent.contains(call.span));
        let spans: Vec<Span> = own.map(|call| call.name_span).collect();
        let title = match (surface.tracked, spans.len()) {
            (false, _) => known?.titles.get(&surface.name)?.clone(),
            (true, 0) => format!("{}: tracked", surface.name),
            (true, 1) => format!("{}: tracked by 1 call", surface.name),
            (true, calls) => format!("{}: tracked by {calls} calls", surface.name),
        };
        Some((surface.span, title, spans))
    };
    here.filter_map(lens).collect()
}
