//! The language server: `tracklint server`.
//!
//! One thread talks to the client and answers questions from the outcome of the newest analysis. Each project has a worker thread, which
//! owns its [`crate::analysis::Workspace`] and analyzes it after each change.

mod calm;
mod capabilities;
mod diagnostics;
mod documents;
mod drift;
mod event;
mod features;
mod host;
mod manual;
mod publish;
mod requests;
mod roots;
mod session;
mod state;
mod sync;
mod transport;
mod uri;
mod view;
mod ways;
mod worker;

pub(crate) use crate::server::host::Host;

use crate::panic;
use crate::server::event::Event;
use crate::server::state::Server;
use lsp_server::{ErrorCode, Message, Notification, Request};
use std::sync::mpsc;

/// Exit code of a session that ended with `shutdown` and `exit`.
const ORDERLY: u8 = 0;
/// Exit code of a session that ended in any other way.
const DISORDERLY: u8 = 1;

/// Serves one client on the standard streams until it leaves. Returns the exit code.
pub(crate) fn run(host: Host) -> u8 {
    let (events, inbox) = mpsc::channel();
    let outbox = transport::start(&events);
    let mut server = Server::new(host, outbox, events);
    for event in inbox {
        match event {
            Event::Message(Message::Notification(notification))
                if notification.method == "exit" =>
            {
                server.finish();
                return if server.is_shut_down {
                    ORDERLY
                } else {
                    DISORDERLY
                };
            }
            Event::Closed => {
                server.finish();
                return if server.is_shut_down {
                    ORDERLY
                } else {
                    DISORDERLY
                };
            }
            event => handle(&mut server, event),
        }
    }
    DISORDERLY
}

/// Handles one event. A fault costs the answer and not the session.
fn handle(server: &mut Server, event: Event) {
    let request = match &event {
        Event::Message(Message::Request(request)) => Some(request.id.clone()),
        _ => None,
    };
    let handled = panic::caught(|| match event {
        Event::Message(Message::Request(request)) => on_request(server, request),
        Event::Message(Message::Notification(notification)) => {
            on_notification(server, notification)
        }
        Event::Message(Message::Response(_)) | Event::Closed => {}
        Event::Unreadable(reason) => server.refuse_unreadable(&reason),
        Event::Ways(ways) => ways::found(server, ways),
        Event::Analyzed(analyzed) => {
            publish::on_analyzed(server, *analyzed);
            requests::retry(server);
        }
    });
    if let Err(fault) = handled {
        let message = format!("a fault of tracklint, please report it: {fault}");
        match request {
            Some(id) => server.fail(id, ErrorCode::InternalError as i32, message),
            None => server.log(&message),
        }
    }
}

fn on_request(server: &mut Server, request: Request) {
    if server.is_shut_down {
        let message = "the server was shut down".to_owned();
        return server.fail(request.id, ErrorCode::InvalidRequest as i32, message);
    }
    match request.method.as_str() {
        "initialize" if server.is_initialized => {
            let message = "the server is initialized".to_owned();
            server.fail(request.id, ErrorCode::InvalidRequest as i32, message);
        }
        "initialize" => roots::initialize(server, request),
        _ if !server.is_initialized => {
            let message = format!("`{}` came before `initialize`", request.method);
            server.fail(request.id, ErrorCode::ServerNotInitialized as i32, message);
        }
        "shutdown" => {
            server.is_shut_down = true;
            server.succeed(request.id, serde_json::Value::Null);
        }
        _ => requests::answer(server, request),
    }
}

fn on_notification(server: &mut Server, notification: Notification) {
    if !server.is_initialized || server.is_shut_down {
        return;
    }
    let Notification { method, params } = notification;
    match method.as_str() {
        "initialized" => roots::start(server),
        "textDocument/didOpen" => sync::opened(server, params),
        "textDocument/didChange" => sync::changed(server, params),
        "textDocument/didSave" => sync::saved(server, params),
        "textDocument/didClose" => sync::closed(server, params),
        "workspace/didChangeWatchedFiles" => sync::watched(server, params),
        "workspace/didChangeWorkspaceFolders" => roots::changed(server, params),
        "workspace/didChangeConfiguration" => roots::configured(server, params),
        "$/cancelRequest" => requests::cancel(server, &params),
        "window/workDoneProgress/cancel" => roots::cancel(server, &params),
        _ => {}
    }
}
