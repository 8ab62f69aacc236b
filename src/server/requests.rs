//! Requests of the client: answered from the newest outcome, or kept until there is one.

use crate::server::diagnostics;
use crate::server::features::{ANSWERS, Answer, Fault, symbols};
use crate::server::publish;
use crate::server::session::Session;
use crate::server::state::Server;
use crate::server::sync::project_of;
use crate::server::ways;
use lsp_server::{ErrorCode, Request, RequestId};
use serde_json::{Value, json};

/// Error code of a request that the client took back.
const CANCELLED: i32 = ErrorCode::RequestCanceled as i32;

/// Answers a request, or keeps it until the next analysis.
pub(crate) fn answer(server: &mut Server, request: Request) {
    if request.method == "textDocument/codeLens" {
        search_ways(server, &request.params);
    }
    if let Some(answer) = try_answer(server, &request) {
        match answer {
            Ok(result) => server.succeed(request.id, result),
            Err(fault) => server.fail(request.id, fault.code as i32, fault.message),
        }
    } else {
        server.waiting.push(request);
    }
}

/// Answers the requests that waited for an analysis.
pub(crate) fn retry(server: &mut Server) {
    for request in std::mem::take(&mut server.waiting) {
        answer(server, request);
    }
}

/// Begins the search for what tracks the surfaces of a document.
fn search_ways(server: &mut Server, params: &Value) {
    let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
    let found = uri.and_then(|uri| Some((uri, project_of(&server.sessions, uri)?.0)));
    if let Some((uri, number)) = found {
        ways::search(server, number, uri);
    }
}

/// Takes back a request that waits.
pub(crate) fn cancel(server: &mut Server, params: &Value) {
    let id = match &params["id"] {
        Value::Number(number) => number
            .as_i64()
            .and_then(|id| i32::try_from(id).ok())
            .map(RequestId::from),
        Value::String(id) => Some(RequestId::from(id.clone())),
        _ => None,
    };
    let Some(id) = id else {
        return;
    };
    let before = server.waiting.len();
    server.waiting.retain(|request| request.id != id);
    if server.waiting.len() < before {
        server.fail(id, CANCELLED, "the request was cancelled".to_owned());
    }
}

/// Answers a request; none if it has to wait.
fn try_answer(server: &mut Server, request: &Request) -> Option<Answer> {
    let params = &request.params;
    if request.method == "workspace/symbol" {
        return Some(symbols_of_all(server, params));
    }
    // Lets a client wait until everything it sent is analyzed.
    if request.method == "tracklint/settled" {
        let mut open = server.sessions.iter().filter(|session| !session.is_removed);
        return open.all(Session::is_current).then_some(Ok(Value::Null));
    }
    let uri = params
        .pointer("/textDocument/uri")
        .or_else(|| params.pointer("/item/uri"));
    let uri = uri.and_then(Value::as_str).unwrap_or_default();
    let number = match server.documents.get(uri) {
        Some(document) => Some(document.session),
        None => project_of(&server.sessions, uri).map(|(number, _)| number),
    };
    let is_pull = request.method == "textDocument/diagnostic";
    let known = ANSWERS.iter().find(|(method, _)| *method == request.method);
    if known.is_none() && !is_pull {
        return Some(Err(Fault {
            code: ErrorCode::MethodNotFound,
            message: format!("`{}` is not supported", request.method),
        }));
    }
    let nothing = match is_pull {
        true => json!({"kind": "full", "items": []}),
        false => Value::Null,
    };
    // A file outside of all projects has nothing to say, nor has a project that cannot be read.
    let session = number.and_then(|number| Some((number, server.sessions.get(number)?)));
    let failed = |session: &Session| session.outcome.is_none() && session.failure.is_some();
    let Some((number, session)) = session.filter(|(_, session)| !failed(session)) else {
        return Some(Ok(nothing));
    };
    let view = publish::view(server, number)?;
    let Some((_, answer)) = known else {
        let newest = server.documents.get(uri).map_or(0, |document| document.job);
        let file = view.file(uri);
        let items = file.map(|file| diagnostics::of_file(&view, &server.manual, file));
        let report = json!({"kind": "full", "items": items.unwrap_or_default()});
        return (session.analyzed >= newest).then_some(Ok(report));
    };
    Some(answer(&view, &server.client, params.clone()))
}

/// Returns the symbols of all projects that match a query.
fn symbols_of_all(server: &Server, params: &Value) -> Answer {
    let query = params["query"].as_str().unwrap_or_default();
    let views = (0..server.sessions.len()).filter_map(|number| publish::view(server, number));
    let found: Vec<Value> = views
        .flat_map(|view| symbols::of_workspace(&view, query))
        .collect();
    Ok(Value::Array(found))
}
