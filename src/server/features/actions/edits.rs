//! Changes of files in the shape of the protocol.

use crate::fix;
use crate::server::capabilities::Client;
use crate::server::drift::Drift;
use crate::server::view::View;
use crate::source::{FileId, Span};
use gen_lsp_types::TextEdit;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A change of a file.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A part of a file is replaced.
    Replace {
        /// The part.
        span: Span,
        /// The new text.
        text: String,
        /// The new text with places to fill in, for clients that can.
        snippet: Option<String>,
    },
    /// A file is created.
    Create {
        /// Path relative to the root.
        path: String,
        /// The text.
        text: String,
    },
}

/// Returns the changes as a workspace edit; none if an edit since the analysis touches one, or the client cannot create files.
pub(crate) fn workspace_edit(
    view: &View<'_>,
    client: &Client,
    changes: &[Change],
) -> Option<Value> {
    let mut creations = Vec::new();
    let mut by_file: BTreeMap<FileId, Vec<(TextEdit, Option<&String>)>> = BTreeMap::new();
    for change in changes {
        match change {
            Change::Create { .. } if !client.creates_files => return None,
            Change::Create { path, text } => {
                creations.extend(creation(&view.session.uri(path), text));
            }
            Change::Replace {
                span,
                text,
                snippet,
            } => {
                let range = view.range(*span)?;
                let edit = TextEdit {
                    range,
                    new_text: text.clone(),
                };
                let snippet = snippet.as_ref().filter(|_| client.inserts_snippets);
                by_file.entry(span.file).or_default().push((edit, snippet));
            }
        }
    }
    let has_snippets = by_file
        .values()
        .flatten()
        .any(|(_, snippet)| snippet.is_some());
    if creations.is_empty() && !has_snippets {
        let edits = by_file.into_iter().map(|(file, edits)| {
            let edits: Vec<TextEdit> = edits.into_iter().map(|(edit, _)| edit).collect();
            (view.uri(file), json!(edits))
        });
        return Some(json!({"changes": edits.collect::<serde_json::Map<_, _>>()}));
    }
    for (file, edits) in by_file {
        let version = view.document(file).map(|document| document.version);
        let edits = edits.into_iter().map(|(edit, snippet)| match snippet {
            Some(snippet) => {
                json!({"range": edit.range, "snippet": {"kind": "snippet", "value": snippet}})
            }
            None => json!(edit),
        });
        let edits: Vec<Value> = edits.collect();
        creations.push(
            json!({"textDocument": {"uri": view.uri(file), "version": version}, "edits": edits}),
        );
    }
    Some(json!({"documentChanges": creations}))
}

/// Returns the operations that create a file.
fn creation(uri: &str, text: &str) -> [Value; 2] {
    let start = json!({"line": 0, "character": 0});
    let edit = json!({"range": {"start": start, "end": start}, "newText": text});
    [
        json!({"kind": "create", "uri": uri, "options": {"ignoreIfExists": true}}),
        json!({"textDocument": {"uri": uri, "version": null}, "edits": [edit]}),
    ]
}

/// Returns all certain fixes of a file as one change.
pub(crate) fn all_fixes(view: &View<'_>, file: FileId) -> Option<Change> {
    let report = &view.outcome.report;
    let edits = report
        .findings
        .iter()
        .map(|numbered| numbered.finding.edits.as_slice());
    let own = edits.filter(|edits| edits.iter().all(|edit| edit.span.file == file));
    let fixed = fix::apply(&report.sources, own, &|open| open == file);
    let new = fixed.texts.get(&file)?;
    let old = &view.source(file).text;
    let (was, is) = Drift::new(old, new).regions();
    Some(Change::Replace {
        span: Span::new(file, was.start, was.end),
        text: new[is].to_owned(),
        snippet: None,
    })
}
