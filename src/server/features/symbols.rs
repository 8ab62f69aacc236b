//! Events, metrics and calls as symbols of a document, and of the project.

use crate::audit::Context;
use crate::server::features::extent::extent;
use crate::server::view::View;
use crate::source::Span;
use gen_lsp_types::{DocumentSymbolParams, SymbolKind};
use serde_json::{Value, json};

/// Limit of the symbols of one answer.
const MOST: usize = 200;

/// Returns the definitions and calls of a document.
pub(crate) fn of_document(view: &View<'_>, params: &DocumentSymbolParams) -> Vec<Value> {
    let Some(file) = view.file(params.text_document.uri.as_ref()) else {
        return Vec::new();
    };
    let mut symbols = view.outcome.with(|cx| {
        let catalog = cx.inputs.catalog;
        let mut found: Vec<(Span, Span, String, SymbolKind, String)> = Vec::new();
        for event in cx.links.events.iter() {
            for one in cx.definitions(event).filter(|one| one.span.file == file) {
                let verdict = event.verdict.word().to_owned();
                found.push((
                    extent(one.span, &one.node),
                    one.name.span,
                    event.name.to_string(),
                    SymbolKind::Event,
                    verdict,
                ));
            }
        }
        for row in &cx.metrics {
            let metric = &catalog.metrics[row.definition];
            if metric.span.file == file {
                let (key, verdict) = (
                    metric.key_path.value.to_string(),
                    row.verdict.word().to_owned(),
                );
                found.push((
                    extent(metric.span, &metric.node),
                    metric.key_path.span,
                    key,
                    SymbolKind::Number,
                    verdict,
                ));
            }
        }
        for call in cx.inputs.calls.iter().filter(|call| call.span.file == file) {
            let inside = call.span.contains(call.name_span);
            let name = if inside { call.name_span } else { call.span };
            found.push((
                call.span,
                name,
                sent(call),
                SymbolKind::Event,
                "tracking call".to_owned(),
            ));
        }
        found
    });
    symbols.sort_by_key(|(span, name, text, ..)| (span.start, span.end, *name, text.clone()));
    symbols.dedup_by(|a, b| a.0 == b.0 && a.2 == b.2);
    let symbol = |(span, name, text, kind, detail): (Span, Span, String, SymbolKind, String)| {
        let (range, selection) = (view.range(span)?, view.range(name)?);
        Some(json!({
            "name": text, "detail": detail, "kind": kind, "range": range, "selectionRange": selection,
        }))
    };
    symbols.into_iter().filter_map(symbol).collect()
}

/// Returns the names that a call sends as text.
pub(crate) fn sent(call: &crate::calls::Call) -> String {
    let names = call.event.names.iter().chain(&call.event.patterns);
    let names: Vec<&str> = names.map(|name| name.as_str()).collect();
    match names.as_slice() {
        [] => "computed".to_owned(),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        names => names.join(", "),
    }
}

/// Returns the events, metrics and features whose name contains a text.
pub(crate) fn of_workspace(view: &View<'_>, query: &str) -> Vec<Value> {
    let query = query.trim_start_matches('#').to_lowercase();
    let found = view.outcome.with(|cx| named(cx, &query));
    let symbol = |(name, kind, span, container): (String, SymbolKind, Span, String)| {
        let location = view.location(span)?;
        Some(json!({"name": name, "kind": kind, "location": location, "containerName": container}))
    };
    found.into_iter().filter_map(symbol).collect()
}

fn named(cx: &Context<'_>, query: &str) -> Vec<(String, SymbolKind, Span, String)> {
    let fits = |name: &str| name.to_lowercase().contains(query);
    let mut found = Vec::new();
    for event in cx.links.events.iter().filter(|event| fits(&event.name)) {
        let call = event
            .calls
            .first()
            .map(|sent| cx.inputs.calls[sent.call].name_span);
        if let Some(span) = cx.declared_at(event).first().copied().or(call) {
            let verdict = format!("event, {}", event.verdict.word());
            found.push((event.name.to_string(), SymbolKind::Event, span, verdict));
        }
    }
    for row in &cx.metrics {
        let key = &cx.metric(row).key_path;
        if fits(&key.value) {
            let verdict = format!("metric, {}", row.verdict.word());
            found.push((key.value.to_string(), SymbolKind::Number, key.span, verdict));
        }
    }
    for row in cx
        .features
        .iter()
        .filter(|row| fits(&row.id) || fits(&row.title))
    {
        let verdict = format!("{}, {}", row.kind.word(), row.verdict.word());
        found.push((row.title.to_string(), SymbolKind::Module, row.span, verdict));
    }
    // An equal name, then one that begins with the query.
    let rank = |name: &str| {
        let name = name.to_lowercase();
        (name != query, !name.starts_with(query))
    };
    found.sort_by(|a, b| (rank(&a.0), &a.0).cmp(&(rank(&b.0), &b.0)));
    found.truncate(MOST);
    found
}
