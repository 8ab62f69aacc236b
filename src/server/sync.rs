//! Documents and files that change.

use crate::server::documents::{self, Document};
use crate::server::publish;
use crate::server::session::Session;
use crate::server::state::Server;
use crate::server::uri;
use crate::server::worker::Job;
use crate::source::SourceFile;
use gen_lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams,
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;

/// Number of changed files from which on the whole folder is read again.
const MANY: usize = 500;

/// Returns the innermost project of an address, and the path in it.
pub(crate) fn project_of(sessions: &[Session], uri: &str) -> Option<(usize, String)> {
    let file = uri::to_path(uri)?;
    let found = sessions
        .iter()
        .enumerate()
        .filter(|(_, session)| !session.is_removed);
    let found = found.filter_map(|(number, session)| Some((number, session.relative(&file)?)));
    found.min_by_key(|(_, path)| path.len())
}

fn read<P: DeserializeOwned>(server: &Server, params: Value) -> Option<P> {
    let read = serde_json::from_value(params);
    read.map_err(|error| server.log(&format!("invalid notification: {error}")))
        .ok()
}

/// Opens a document.
pub(crate) fn opened(server: &mut Server, params: Value) {
    let Some(params) = read::<DidOpenTextDocumentParams>(server, params) else {
        return;
    };
    let item = params.text_document;
    let uri = item.uri.to_string();
    if let Some(project) = project_of(&server.sessions, &uri) {
        let number = project.0;
        open(server, uri, item.version, &item.text, project);
        // What was pushed for the closed file is asked for from now on.
        if server.client.pulls {
            publish::push(server, number);
        }
    }
}

/// Opens the document of a path in a project.
pub(crate) fn open(
    server: &mut Server,
    uri: String,
    version: i32,
    text: &str,
    project: (usize, String),
) {
    let (session, path) = project;
    let source = SourceFile::new(path.as_str(), text);
    let text = Arc::clone(&source.text);
    let job = server.sessions[session].give(Job::Edit { path, text });
    server.documents.open(Document {
        uri,
        version,
        source,
        session,
        job,
    });
}

/// Edits a document.
pub(crate) fn changed(server: &mut Server, params: Value) {
    let Some(params) = read::<DidChangeTextDocumentParams>(server, params) else {
        return;
    };
    let encoding = server.client.encoding;
    let identifier = params.text_document;
    let uri = identifier.text_document_identifier.uri.to_string();
    let Some(document) = server.documents.get_mut(&uri) else {
        return;
    };
    document.source = documents::changed(&document.source, params.content_changes, encoding);
    document.version = identifier.version;
    let path = document.source.path.to_string();
    let text = Arc::clone(&document.source.text);
    if let Some(session) = server.sessions.get_mut(document.session) {
        document.job = session.give(Job::Edit { path, text });
    }
}

/// Takes note of a saved document. Only files that are no documents of the project matter: their text is read from disk.
pub(crate) fn saved(server: &mut Server, params: Value) {
    let Some(params) = read::<DidSaveTextDocumentParams>(server, params) else {
        return;
    };
    let uri = params.text_document.uri.to_string();
    if let Some((number, path)) = project_of(&server.sessions, &uri) {
        let session = &mut server.sessions[number];
        session.give(Job::Saved { path });
    }
}

/// Closes a document. The text on disk counts again.
pub(crate) fn closed(server: &mut Server, params: Value) {
    let Some(params) = read::<DidCloseTextDocumentParams>(server, params) else {
        return;
    };
    let uri = params.text_document.uri.to_string();
    if let Some(document) = server.documents.close(&uri)
        && let Some(session) = server.sessions.get_mut(document.session)
    {
        session.give(Job::Disk {
            path: document.source.path.to_string(),
        });
        publish::closed(server, &document);
    }
}

/// Reads files that changed on disk and are not open.
pub(crate) fn watched(server: &mut Server, params: Value) {
    let changes = params["changes"].as_array().cloned().unwrap_or_default();
    if changes.len() >= MANY {
        for session in &mut server.sessions {
            session.give(Job::Reload);
        }
        return;
    }
    for change in changes {
        let Some(uri) = change["uri"].as_str() else {
            continue;
        };
        if let Some((number, path)) = project_of(&server.sessions, uri) {
            let is_open = server.documents.of_path(number, &path).is_some();
            let job = match is_open {
                true => Job::Saved { path },
                false => Job::Disk { path },
            };
            server.sessions[number].give(job);
        }
    }
}
