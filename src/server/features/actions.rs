//! Quick fixes.

mod action;
mod create;
mod declare;
mod edits;
mod suppress;

use crate::finding::Finding;
use crate::server::capabilities::Client;
use crate::server::features::actions::action::Action;
use crate::server::features::actions::edits::{Change, workspace_edit};
use crate::server::features::thing::{self, Found};
use crate::server::view::View;
use crate::source::FileId;
use gen_lsp_types::{CodeActionParams, Diagnostic, Range};
use serde_json::{Value, json};

/// Returns the actions for a part of a document.
pub(crate) fn actions(view: &View<'_>, client: &Client, params: &CodeActionParams) -> Vec<Value> {
    let uri: &str = params.text_document.uri.as_ref();
    let Some(file) = view.file(uri) else {
        return Vec::new();
    };
    let kinds = params.context.only.as_ref();
    let kinds = kinds.map(|kinds| kinds.iter().map(ToString::to_string).collect::<Vec<_>>());
    let wants = |kind: &str| {
        let covers = |wanted: &String| {
            kind == wanted
                || kind
                    .strip_prefix(wanted.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        };
        kinds.as_ref().is_none_or(|kinds| kinds.iter().any(covers))
    };
    let mut found = Vec::new();
    if wants("quickfix") {
        for action in quick_fixes(view, client, file, params) {
            let range = params.range;
            let about: Vec<&Diagnostic> = params
                .context
                .diagnostics
                .iter()
                .filter(|one| meet(&one.range, &range))
                .collect();
            if let Some(edit) = workspace_edit(view, client, &action.changes) {
                found.push(json!({
                    "title": action.title, "kind": "quickfix", "edit": edit, "isPreferred": action.is_preferred,
                    "diagnostics": about,
                }));
            }
        }
    }
    if wants("source.fixAll.tracklint")
        && (kinds.is_some() || found.is_empty())
        && let Some(change) = edits::all_fixes(view, file)
        && let Some(edit) = workspace_edit(view, client, &[change])
    {
        let title = "Apply all fixes of tracklint in this file";
        found.push(json!({"title": title, "kind": "source.fixAll.tracklint", "edit": edit}));
    }
    found
}

fn quick_fixes(
    view: &View<'_>,
    client: &Client,
    file: FileId,
    params: &CodeActionParams,
) -> Vec<Action> {
    let here = view.findings(file).filter(|finding| {
        view.range(finding.primary.span)
            .is_some_and(|range| meet(&range, &params.range))
    });
    let here: Vec<&Finding> = here.collect();
    let mut actions: Vec<Action> = here
        .iter()
        .filter_map(|finding| correction(view, finding))
        .collect();
    let place = view.place(params.text_document.uri.as_ref(), params.range.start);
    let found = place.and_then(|place| view.outcome.with(|cx| thing::at(cx, place)));
    if let Some(Found { thing, .. }) = &found {
        actions.extend(create::definitions(view, client, thing));
        actions.extend(declare::properties(view, thing));
        actions.extend(suppress::uses(view, thing));
    }
    let around = found.map(|found| found.thing);
    for finding in here {
        actions.extend(suppress::ignore(view, finding, around.as_ref()));
    }
    actions
}

/// Returns the action of a finding that carries its correction.
fn correction(view: &View<'_>, finding: &Finding) -> Option<Action> {
    let first = finding.edits.first()?;
    let old = view.source(first.span.file).slice(first.span);
    let new = first.replacement.trim();
    let title = match (finding.edits.len(), old.is_empty(), new.is_empty()) {
        (1, false, false) if new.len() < 60 && !new.contains('\n') => {
            format!("Replace with `{new}`")
        }
        (1, false, true) => "Remove it".to_owned(),
        _ => format!("Fix: {}", finding.lint.summary),
    };
    let changes = finding.edits.iter().map(|edit| Change::Replace {
        span: edit.span,
        text: edit.replacement.clone(),
        snippet: None,
    });
    Some(Action {
        title,
        changes: changes.collect(),
        is_preferred: true,
    })
}

fn meet(a: &Range, b: &Range) -> bool {
    a.start <= b.end && b.start <= a.end
}
