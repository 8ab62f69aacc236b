//! Diagnostics for the client after an analysis: pushed, or answered when it asks.

use crate::server::diagnostics;
use crate::server::documents::Document;
use crate::server::event::Analyzed;
use crate::server::state::Server;
use crate::server::view::View;
use gen_lsp_types::Diagnostic;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Takes the result of an analysis and publishes what changed.
pub(crate) fn on_analyzed(server: &mut Server, analyzed: Analyzed) {
    let number = analyzed.session;
    let Some(session) = server.sessions.get_mut(number) else {
        return;
    };
    session.analyzed = session.analyzed.max(analyzed.job);
    session.held = analyzed.held;
    let mut failure = None;
    match analyzed.outcome {
        Some(Ok(outcome)) => {
            session.outcome = Some(outcome);
            session.failure = None;
        }
        Some(Err(reason)) if session.failure.as_ref() != Some(&reason) => {
            session.failure = Some(reason.clone());
            // Nobody has to be told that a button worked.
            failure = Some(reason).filter(|_| !session.is_stopped());
        }
        Some(Err(_)) | None => {}
    }
    let ends_progress = std::mem::take(&mut session.shows_progress);
    if let Some(reason) = failure {
        server.show(&format!("tracklint: {reason}"));
    }
    if ends_progress {
        let value = json!({"kind": "end"});
        server.notify(
            "$/progress",
            json!({"token": token(number), "value": value}),
        );
    }
    push(server, number);
    refresh(server);
}

/// Returns the name of a project's progress.
pub(crate) fn token(session: usize) -> String {
    format!("tracklint/{session}")
}

/// Asks the client to ask again for what it shows of open documents.
fn refresh(server: &mut Server) {
    if server.client.pulls {
        server.ask("workspace/diagnostic/refresh", Value::Null);
    }
    if server.client.refreshes_lenses {
        server.ask("workspace/codeLens/refresh", Value::Null);
    }
    if server.client.refreshes_hints {
        server.ask("workspace/inlayHint/refresh", Value::Null);
    }
}

/// Pushes the diagnostics of a project that changed.
pub(crate) fn push(server: &mut Server, number: usize) {
    let Some(view) = view(server, number) else {
        return;
    };
    let session = view.session;
    let mut wanted = diagnostics::by_path(&view, &server.manual);
    let open: BTreeSet<&str> = server
        .documents
        .of_session(number)
        .map(|one| &*one.source.path)
        .collect();
    // An analysis of an older text says nothing about the newest.
    let is_old = |path: &str| {
        let document = server.documents.of_path(number, path);
        document.is_some_and(|one| one.job > session.analyzed)
    };
    wanted.retain(|path, _| {
        let is_open = open.contains(path.as_str());
        (!is_open || !server.client.pulls) && (is_open || server.client.whole_workspace)
    });
    let mut next: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut messages = Vec::new();
    let paths: BTreeSet<&String> = wanted.keys().chain(session.published.keys()).collect();
    for path in paths {
        let old = session.published.get(path);
        let new = wanted.get(path).cloned().unwrap_or_default();
        let pulled = server.client.pulls && open.contains(path.as_str());
        if is_old(path) && !pulled {
            next.extend(old.map(|old| (path.clone(), old.clone())));
            continue;
        }
        if old.map_or(&[][..], Vec::as_slice) != new.as_slice() {
            let document = server.documents.of_path(number, path);
            let uri = document.map_or_else(|| session.uri(path), |one| one.uri.clone());
            let version = document.filter(|_| !pulled).map(|one| one.version);
            messages.push(json!({"uri": uri, "version": version, "diagnostics": new}));
        }
        if !new.is_empty() {
            next.insert(path.clone(), new);
        }
    }
    for mut message in messages {
        if message["version"].is_null() {
            message
                .as_object_mut()
                .map(|message| message.remove("version"));
        }
        server.notify("textDocument/publishDiagnostics", message);
    }
    if let Some(session) = server.sessions.get_mut(number) {
        session.published = next;
    }
}

/// Takes back the diagnostics of a document that was closed. Those of the closed file follow with the next analysis.
pub(crate) fn closed(server: &mut Server, document: &Document) {
    let session = server.sessions.get_mut(document.session);
    let path = &*document.source.path;
    if session
        .and_then(|session| session.published.remove(path))
        .is_some()
    {
        let none: [Diagnostic; 0] = [];
        server.notify(
            "textDocument/publishDiagnostics",
            json!({"uri": document.uri, "diagnostics": none}),
        );
    }
}

/// Removes all diagnostics of a project.
pub(crate) fn clear(server: &mut Server, number: usize) {
    let Some(session) = server.sessions.get_mut(number) else {
        return;
    };
    let published = std::mem::take(&mut session.published);
    let uris: Vec<String> = published.keys().map(|path| session.uri(path)).collect();
    for uri in uris {
        let none: [Diagnostic; 0] = [];
        server.notify(
            "textDocument/publishDiagnostics",
            json!({"uri": uri, "diagnostics": none}),
        );
    }
}

/// Returns the newest outcome of a project; none before the first.
pub(crate) fn view(server: &Server, number: usize) -> Option<View<'_>> {
    let session = server.sessions.get(number)?;
    Some(View {
        session,
        outcome: session.outcome.as_deref()?,
        number,
        documents: &server.documents,
        encoding: server.client.encoding,
    })
}
