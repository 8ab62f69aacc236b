//! Completion of event names in code, and of values in definitions.

mod code;
mod definitions;
mod item;

use crate::server::view::{View, range};
use gen_lsp_types::CompletionParams;
use serde_json::{Value, json};

/// Limit of the items of one answer.
const MOST: usize = 300;

/// Returns the names that fit at a position.
pub(crate) fn completion(view: &View<'_>, params: &CompletionParams) -> Value {
    let at = &params.text_document_position_params;
    let uri: &str = at.text_document.uri.as_ref();
    let nothing = json!({"isIncomplete": false, "items": []});
    // Completion reads the text in the editor, which is mostly half-typed.
    let Some(document) = view.documents.get(uri) else {
        return nothing;
    };
    let source = &document.source;
    let offset = source.offset(at.position.line, at.position.character, view.encoding) as usize;
    let before = &source.text[..offset];
    let found = view.outcome.with(|cx| {
        let config = &view.outcome.analysis.config;
        match crate::languages::language_of(&source.path) {
            Some(_) => code::items(cx, before, view.place(uri, at.position)),
            None => definitions::items(cx, &config.layouts, &source.path, before),
        }
    });
    let Some((start, mut items)) = found else {
        return nothing;
    };
    let typed = before[start..].to_lowercase();
    items.retain(|item| item.name.to_lowercase().contains(&typed));
    items.sort_by(|a, b| (a.rank, &a.name).cmp(&(b.rank, &b.name)));
    items.dedup_by(|a, b| a.name == b.name);
    let is_incomplete = items.len() > MOST;
    items.truncate(MOST);
    let replaced = range(source, &(start..offset), view.encoding);
    let items = items.iter().map(|item| {
        let edit = json!({"range": replaced, "newText": item.name});
        let mut found = json!({
            "label": item.name, "kind": 23, "detail": item.detail, "textEdit": edit,
            "sortText": format!("{}{}", item.rank, item.name),
        });
        if let Some(text) = &item.text {
            found["documentation"] = json!(text);
        }
        if item.is_deprecated {
            found["tags"] = json!([1]);
        }
        found
    });
    let items: Vec<Value> = items.collect();
    json!({"isIncomplete": is_incomplete, "items": items})
}
