//! Events of a session, and messages to the client.

use crate::analysis::Outcome;
use lsp_server::Message;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::Sender;

/// Something that happened.
pub(crate) enum Event {
    /// The client sent a message.
    Message(Message),
    /// The client sent something else.
    Unreadable(String),
    /// The client closed the stream.
    Closed,
    /// The ways of a document's surfaces were found.
    Ways(Found),
    /// A worker finished an analysis.
    Analyzed(Box<Analyzed>),
}

/// Something for the client.
pub(crate) enum Outgoing {
    /// A message.
    Message(Message),
    /// A message that the library cannot express.
    Raw(Value),
    /// A request to report that everything before it was written.
    Done(Sender<()>),
}

/// The result of a search for the ways of a document's surfaces.
pub(crate) struct Found {
    /// The project.
    pub(crate) session: usize,
    /// The document.
    pub(crate) path: String,
    /// A text about each surface by its name.
    pub(crate) titles: BTreeMap<String, String>,
}

/// The result of an analysis.
pub(crate) struct Analyzed {
    /// The project.
    pub(crate) session: usize,
    /// The number of the last job in it.
    pub(crate) job: u64,
    /// The outcome, or the reason why there is none. Nothing if no file changed.
    pub(crate) outcome: Option<Result<Arc<Outcome>, String>>,
    /// Files whose newest text is left out for a new syntax error.
    pub(crate) held: BTreeSet<String>,
}
