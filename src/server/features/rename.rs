//! Renaming of an event in code, definitions and metrics, and of the definition file that has its name. Refused where a name is
//! computed.

use crate::audit::Context;
use crate::audit::event::Event;
use crate::calls::{Call, Grade};
use crate::facts::Text;
use crate::fix::Edit;
use crate::server::capabilities::Client;
use crate::server::features::navigation::named_in_catalog;
use crate::server::features::thing;
use crate::server::view::View;
use crate::source::{FileId, Span};
use gen_lsp_types::{Position, Range, RenameParams, TextDocumentPositionParams, TextEdit};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The places of a name.
struct Plan {
    name: Text,
    system: Text,
    places: Vec<Span>,
    /// Definition files whose names are that of the event.
    files: Vec<FileId>,
}

/// Returns the range of the name at a position.
///
/// # Errors
/// The reason why it cannot be renamed.
pub(crate) fn prepare(
    view: &View<'_>,
    params: &TextDocumentPositionParams,
) -> Result<Value, String> {
    let uri: &str = params.text_document.uri.as_ref();
    let plan = plan(view, uri, params.position)?;
    let here = plan.places.iter().filter_map(|span| {
        let range = view.range(*span)?;
        (view.uri(span.file) == uri && is_in(&range, params.position)).then_some(range)
    });
    let range = here.min_by_key(|range| (range.start, range.end));
    let range = range.ok_or("the name is not spelt out at this position")?;
    Ok(json!({"range": range, "placeholder": plan.name.as_str()}))
}

fn is_in(range: &Range, at: Position) -> bool {
    range.start <= at && at <= range.end
}

/// Returns the edits that rename the event at a position.
///
/// # Errors
/// The reason why it cannot be renamed.
pub(crate) fn rename(
    view: &View<'_>,
    client: &Client,
    params: &RenameParams,
) -> Result<Value, String> {
    let at = &params.text_document_position_params;
    let plan = plan(view, at.text_document.uri.as_ref(), at.position)?;
    let new = params.new_name.trim();
    if new.is_empty() || new.contains(['\n', '\r', '\'', '"', '`', '\\']) {
        return Err("the new name is empty, or has a quote or a line break".to_owned());
    }
    let same = |event: &Event| event.name == new && event.system == plan.system;
    if plan.name != new && view.outcome.with(|cx| cx.links.events.iter().any(same)) {
        return Err(format!("event `{new}` exists already"));
    }
    let mut changes: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    for span in plan.places {
        let range = view
            .range(span)
            .ok_or("a file changed in the meantime; try again")?;
        let edit = TextEdit {
            range,
            new_text: new.to_owned(),
        };
        changes.entry(view.uri(span.file)).or_default().push(edit);
    }
    let moves: Vec<Value> = match client.renames_files && plan.name != new {
        true => moves(view, &plan.files, new),
        false => Vec::new(),
    };
    if moves.is_empty() {
        return Ok(json!({"changes": changes}));
    }
    // The edits name the old address, so they come first.
    let edits = changes.into_iter().map(|(uri, edits)| {
        let version = view.documents.get(&uri).map(|document| document.version);
        json!({"textDocument": {"uri": uri, "version": version}, "edits": edits})
    });
    Ok(json!({"documentChanges": edits.chain(moves).collect::<Vec<_>>()}))
}

/// Returns the operations that rename files like the event. A file that exists is not replaced.
fn moves(view: &View<'_>, files: &[FileId], new: &str) -> Vec<Value> {
    if new.contains(['/', ':', '*', '?', '<', '>', '|']) {
        return Vec::new();
    }
    let operation = |file: &FileId| {
        let path = &*view.source(*file).path;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let below = if folder.is_empty() { "" } else { "/" };
        let target = format!("{folder}{below}{new}.{ending}");
        let exists = view.session.folder.join(&target).exists();
        (!exists).then(|| {
            json!({"kind": "rename", "oldUri": view.uri(*file), "newUri": view.session.uri(&target)})
        })
    };
    files.iter().filter_map(operation).collect()
}

fn plan(view: &View<'_>, uri: &str, at: Position) -> Result<Plan, String> {
    let place = view
        .place(uri, at)
        .ok_or("there is no event at this position")?;
    view.outcome.with(|cx| {
        let found = thing::at(cx, place).ok_or("there is no event at this position")?;
        match thing::events(cx, &found.thing).as_slice() {
            [] => Err("there is no event at this position".to_owned()),
            [event] => places(cx, &cx.links.events[*event]),
            events => Err(format!(
                "{} events are named at this position",
                events.len()
            )),
        }
    })
}

/// Returns all places that spell out the name of an event.
fn places(cx: &Context<'_>, event: &Event) -> Result<Plan, String> {
    let name = event.name.as_str();
    let word = |span: Span| Edit::of_word(cx.inputs.sources, span, name, "").map(|edit| edit.span);
    let mut places = Vec::new();
    for sent in &event.calls {
        let call = &cx.inputs.calls[sent.call];
        if sent.grade != Grade::Exact {
            return Err(format!("{} computes the name", at(cx, call.name_span)));
        }
        let found = spelt_out(cx, call, name);
        places.push(found.ok_or_else(|| format!("{} computes the name", at(cx, call.name_span)))?);
    }
    let defined = cx.definitions(event).map(|one| one.name.span);
    let counted = event.counted.iter().copied();
    let names = [&event.name];
    let named = named_in_catalog(cx, &names).map(|field| field.span);
    for span in defined.chain(counted).chain(named) {
        places.push(word(span).ok_or_else(|| format!("{} makes up the name", at(cx, span)))?);
    }
    if let Some(span) = event.counters.first() {
        return Err(format!("{} makes up the name", at(cx, *span)));
    }
    places.sort_unstable();
    places.dedup();
    let is_named = |file: &FileId| {
        let path = &cx.inputs.sources.file(*file).path;
        Path::new(&**path)
            .file_stem()
            .is_some_and(|stem| stem == name)
    };
    let files = cx.definitions(event).map(|one| one.name.span.file);
    Ok(Plan {
        name: event.name.clone(),
        system: event.system.clone(),
        places,
        files: files.filter(is_named).collect(),
    })
}

/// Returns the place that spells out the name of a call: the call itself, or a constant that it reads.
fn spelt_out(cx: &Context<'_>, call: &Call, name: &str) -> Option<Span> {
    let spans = std::iter::once(call.name_span).chain(call.via.iter().map(|step| step.span));
    let mut words = spans.filter_map(|span| Edit::of_word(cx.inputs.sources, span, name, ""));
    words.next().map(|edit| edit.span)
}

fn at(cx: &Context<'_>, span: Span) -> String {
    format!(
        "{}:{}",
        cx.inputs.sources.path(span),
        cx.inputs.sources.lines(span).0
    )
}
