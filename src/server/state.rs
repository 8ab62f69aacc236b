//! The state of a session, and messages to the client.

use crate::server::capabilities::Client;
use crate::server::documents::Documents;
use crate::server::event::{Event, Outgoing};
use crate::server::host::Host;
use crate::server::manual::Manual;
use crate::server::session::Session;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::Serialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::Duration;

/// A session with one client.
pub(crate) struct Server {
    pub(crate) host: Arc<Host>,
    pub(crate) client: Client,
    pub(crate) sessions: Vec<Session>,
    pub(crate) documents: Documents,
    pub(crate) manual: Manual,
    /// Requests that wait for an analysis.
    pub(crate) waiting: Vec<Request>,
    pub(crate) events: Sender<Event>,
    pub(crate) is_initialized: bool,
    pub(crate) is_shut_down: bool,
    outbox: Sender<Outgoing>,
    /// Number of the last request to the client.
    asked: i32,
}

impl Server {
    /// Returns a session that waits for `initialize`.
    pub(crate) fn new(host: Host, outbox: Sender<Outgoing>, events: Sender<Event>) -> Self {
        Self {
            manual: Manual::new(host.docs_url.clone()),
            host: Arc::new(host),
            client: Client::default(),
            sessions: Vec::new(),
            documents: Documents::default(),
            waiting: Vec::new(),
            events,
            is_initialized: false,
            is_shut_down: false,
            outbox,
            asked: 0,
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // A client that is gone closes the other stream too.
        let _ = self.outbox.send(Outgoing::Message(message.into()));
    }

    /// Answers a request.
    pub(crate) fn succeed(&self, id: RequestId, result: Value) {
        self.send(Response::new_ok(id, result));
    }

    /// Answers a request with an error.
    pub(crate) fn fail(&self, id: RequestId, code: i32, message: String) {
        self.send(Response::new_err(id, code, message));
    }

    /// Answers a message that is no JSON.
    pub(crate) fn refuse_unreadable(&self, reason: &str) {
        let error = json!({"code": ErrorCode::ParseError as i32, "message": reason});
        let answer = json!({"jsonrpc": "2.0", "id": null, "error": error});
        let _ = self.outbox.send(Outgoing::Raw(answer));
    }

    /// Sends a notification.
    pub(crate) fn notify(&self, method: &str, params: impl Serialize) {
        self.send(Notification::new(method.to_owned(), params));
    }

    /// Sends a request whose answer does not matter.
    pub(crate) fn ask(&mut self, method: &str, params: impl Serialize) {
        self.asked += 1;
        self.send(Request::new(
            RequestId::from(self.asked),
            method.to_owned(),
            params,
        ));
    }

    /// Writes a line to the client's log.
    pub(crate) fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({"type": 1, "message": message}));
    }

    /// Shows an error to the user.
    pub(crate) fn show(&self, message: &str) {
        self.notify("window/showMessage", json!({"type": 1, "message": message}));
    }

    /// Waits until everything was written.
    pub(crate) fn finish(&self) {
        let (done, written) = mpsc::channel();
        if self.outbox.send(Outgoing::Done(done)).is_ok() {
            let _ = written.recv_timeout(Duration::from_secs(1));
        }
    }
}
