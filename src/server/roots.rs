//! The projects of a session: the folders of the client, and its settings.

use crate::server::capabilities::{Client, answer};
use crate::server::documents::Document;
use crate::server::publish;
use crate::server::session::Session;
use crate::server::state::Server;
use crate::server::sync;
use crate::server::uri;
use crate::server::worker::Job;
use lsp_server::Request;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Endings of the files that can matter.
const WATCHED: &str =
    "**/*.{rb,haml,erb,rake,js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,rs,py,go,yml,yaml,json,graphql}";

/// Answers `initialize`. Work begins with `initialized`.
pub(crate) fn initialize(server: &mut Server, request: Request) {
    let params = request.params;
    server.client = Client::new(&params);
    server.is_initialized = true;
    let options = &params["initializationOptions"];
    let folders = folders_of(&params);
    let given = options["roots"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let given: Vec<&str> = given.collect();
    for folder in folders {
        match given.as_slice() {
            [] => add(server, folder),
            given => given
                .iter()
                .for_each(|below| add(server, folder.join(below))),
        }
    }
    let result = answer(&server.client);
    server.succeed(request.id, result);
}

fn folders_of(params: &Value) -> Vec<PathBuf> {
    let listed = params["workspaceFolders"].as_array().into_iter().flatten();
    let listed: Vec<PathBuf> = listed.filter_map(folder_of).collect();
    if !listed.is_empty() {
        return listed;
    }
    let root = params["rootUri"].as_str().and_then(uri::to_path);
    root.or_else(|| params["rootPath"].as_str().map(PathBuf::from))
        .into_iter()
        .collect()
}

fn folder_of(folder: &Value) -> Option<PathBuf> {
    uri::to_path(folder["uri"].as_str()?)
}

/// Adds a project, unless it is there already or is no folder.
fn add(server: &mut Server, folder: PathBuf) {
    let is_known = server
        .sessions
        .iter()
        .any(|session| session.folder == folder && !session.is_removed);
    if is_known || !folder.is_dir() {
        return;
    }
    let number = server.sessions.len();
    let session = Session::start(number, folder, &server.host, &server.events);
    server.sessions.push(session);
}

/// Begins the work: registers for changes of files, and shows progress.
pub(crate) fn start(server: &mut Server) {
    if server.client.watches {
        let options = json!({"watchers": [{"globPattern": WATCHED}]});
        let registration = json!({
            "id": "tracklint/files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": options,
        });
        server.ask(
            "client/registerCapability",
            json!({"registrations": [registration]}),
        );
    }
    for number in 0..server.sessions.len() {
        show_progress(server, number, "tracklint: reading the project");
    }
}

/// Shows progress until the next analysis ends.
fn show_progress(server: &mut Server, number: usize, title: &str) {
    let session = &mut server.sessions[number];
    let is_done = session.is_current() && session.outcome.is_some();
    if !server.client.shows_progress || session.shows_progress || is_done || session.is_removed {
        return;
    }
    session.shows_progress = true;
    let token = publish::token(number);
    server.ask("window/workDoneProgress/create", json!({"token": token}));
    let value = json!({"kind": "begin", "title": title, "cancellable": true});
    server.notify("$/progress", json!({"token": token, "value": value}));
}

/// Ends the analysis whose progress the client shows.
pub(crate) fn cancel(server: &mut Server, params: &Value) {
    let token = params["token"].as_str().unwrap_or_default();
    for (number, session) in server.sessions.iter().enumerate() {
        if session.shows_progress && publish::token(number) == token {
            session.stop();
        }
    }
}

/// Adds and removes folders.
pub(crate) fn changed(server: &mut Server, params: Value) {
    let event = &params["event"];
    for folder in event["removed"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(folder_of)
    {
        for number in 0..server.sessions.len() {
            if server.sessions[number].folder == folder {
                publish::clear(server, number);
                server.sessions[number].remove();
            }
        }
    }
    for folder in event["added"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(folder_of)
    {
        add(server, folder);
    }
    adopt(server);
}

/// Gives documents that are open to the project that has them now.
fn adopt(server: &mut Server) {
    let moved: Vec<(String, usize, String)> = server
        .documents
        .all()
        .filter_map(|document| {
            let (number, path) = sync::project_of(&server.sessions, &document.uri)?;
            (number != document.session).then(|| (document.uri.clone(), number, path))
        })
        .collect();
    for (uri, number, path) in moved {
        if let Some(Document {
            version, source, ..
        }) = server.documents.close(&uri)
        {
            sync::open(server, uri, version, &source.text, (number, path));
        }
    }
}

/// Applies settings, and reads the configuration again.
pub(crate) fn configured(server: &mut Server, params: Value) {
    server.client.configure(&params["settings"]);
    for number in 0..server.sessions.len() {
        server.sessions[number].give(Job::Reload);
        show_progress(server, number, "tracklint: reading the configuration");
    }
}
