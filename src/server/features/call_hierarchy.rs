//! The calls of an event as a tree: event ← calls and wrappers ← callers.

use crate::audit::Context;
use crate::calls::{Call, Step, StepKind};
use crate::server::features::thing;
use crate::server::view::View;
use crate::source::Span;
use gen_lsp_types::{
    CallHierarchyIncomingCallsParams, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    SymbolKind,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The part of an item that later questions need.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Data {
    /// Name of the event.
    event: String,
    /// System of the event.
    system: String,
    /// Wrappers from the tracking call outward, each as path and offset.
    wrappers: Vec<(String, u32)>,
    /// True for a call, which nothing calls.
    is_call: bool,
}

/// Returns the events at a position.
pub(crate) fn prepare(view: &View<'_>, params: &CallHierarchyPrepareParams) -> Vec<Value> {
    let at = &params.text_document_position_params;
    let Some(place) = view.place(at.text_document.uri.as_ref(), at.position) else {
        return Vec::new();
    };
    let events = view.outcome.with(|cx| {
        let found = thing::at(cx, place)?;
        let events = thing::events(cx, &found.thing).into_iter().map(|number| {
            let event = &cx.links.events[number];
            let span = cx.declared_at(event).first().copied().unwrap_or(found.span);
            (
                event.name.to_string(),
                event.system.to_string(),
                event.verdict.word(),
                span,
            )
        });
        Some(events.collect::<Vec<_>>())
    });
    let item = |(name, system, verdict, span): (String, String, &str, Span)| {
        let data = Data {
            event: name.clone(),
            system,
            ..Data::default()
        };
        item(view, &name, SymbolKind::Event, verdict, span, &data)
    };
    events
        .unwrap_or_default()
        .into_iter()
        .filter_map(item)
        .collect()
}

/// Returns the wrappers and calls that lead to an event or a wrapper.
pub(crate) fn incoming(view: &View<'_>, params: &CallHierarchyIncomingCallsParams) -> Vec<Value> {
    let Some(data) = data(params.item.data.as_ref()).filter(|data| !data.is_call) else {
        return Vec::new();
    };
    let mut found: Vec<(Span, String, SymbolKind, Data)> = Vec::new();
    view.outcome.with(|cx| {
        for call in calls(cx, &data) {
            let wrappers = wrappers(call);
            let known = wrappers.iter().map(|step| key(cx, step.span));
            let depth = data.wrappers.len();
            if known.take(depth).collect::<Vec<_>>() != data.wrappers {
                continue;
            }
            let entry = match wrappers.get(depth) {
                Some(step) => {
                    let mut data = data.clone();
                    data.wrappers.push(key(cx, step.span));
                    (step.span, step.name.to_string(), SymbolKind::Function, data)
                }
                None if call.inside_wrapper && cx.has_callers(call) => continue,
                None => {
                    let scope = match call.scope.is_empty() {
                        true => cx.inputs.sources.path(call.span).to_owned(),
                        false => call.scope.clone(),
                    };
                    let data = Data {
                        is_call: true,
                        ..data.clone()
                    };
                    (call.name_span, scope, SymbolKind::Method, data)
                }
            };
            if !found.iter().any(|(span, ..)| *span == entry.0) {
                found.push(entry);
            }
        }
    });
    let row = |(span, name, kind, data): (Span, String, SymbolKind, Data)| {
        let range = view.range(span)?;
        Some(json!({"from": item(view, &name, kind, "", span, &data)?, "fromRanges": [range]}))
    };
    found.into_iter().filter_map(row).collect()
}

/// Returns the event that a call or wrapper sends.
pub(crate) fn outgoing(view: &View<'_>, params: &CallHierarchyOutgoingCallsParams) -> Vec<Value> {
    let Some(data) = data(params.item.data.as_ref()) else {
        return Vec::new();
    };
    if !data.is_call && data.wrappers.is_empty() {
        return Vec::new();
    }
    let found = view.outcome.with(|cx| {
        let mut events = cx.links.events.iter();
        let event = events.find(|event| event.name == data.event && event.system == data.system)?;
        Some((
            cx.declared_at(event).first().copied()?,
            event.verdict.word(),
        ))
    });
    let row = |(span, verdict): (Span, &str)| {
        let data = Data {
            event: data.event.clone(),
            system: data.system.clone(),
            ..Data::default()
        };
        let to = item(view, &data.event, SymbolKind::Event, verdict, span, &data)?;
        Some(json!({"to": to, "fromRanges": [params.item.selection_range]}))
    };
    found.and_then(row).into_iter().collect()
}

fn data(value: Option<&Value>) -> Option<Data> {
    serde_json::from_value(value?.clone()).ok()
}

fn calls<'a>(cx: &Context<'a>, data: &Data) -> Vec<&'a Call> {
    let events = cx.links.events.iter();
    let same = events.filter(|event| event.name == data.event && event.system == data.system);
    same.flat_map(|event| cx.calls_of(event)).collect()
}

fn wrappers(call: &Call) -> Vec<&Step> {
    call.via
        .iter()
        .filter(|step| step.kind == StepKind::Wrapper)
        .collect()
}

fn key(cx: &Context<'_>, span: Span) -> (String, u32) {
    (cx.inputs.sources.path(span).to_owned(), span.start)
}

fn item(
    view: &View<'_>,
    name: &str,
    kind: SymbolKind,
    detail: &str,
    span: Span,
    data: &Data,
) -> Option<Value> {
    let range = view.range(span)?;
    Some(json!({
        "name": name, "kind": kind, "detail": detail, "uri": view.uri(span.file),
        "range": range, "selectionRange": range, "data": data,
    }))
}
