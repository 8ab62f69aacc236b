//! Answers to questions about a place: one file for each.

mod actions;
mod call_hierarchy;
mod code_lens;
mod completion;
mod extent;
mod hover;
mod inlay_hints;
mod keys;
mod navigation;
mod rename;
pub(crate) mod symbols;
mod thing;

use crate::server::capabilities::Client;
use crate::server::view::View;
use lsp_server::ErrorCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A request that cannot be answered.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The code of the protocol.
    pub(crate) code: ErrorCode,
    /// A sentence for a person.
    pub(crate) message: String,
}

/// The answer to a request.
pub(crate) type Answer = Result<Value, Fault>;

type Answerer = fn(&View<'_>, &Client, Value) -> Answer;

/// All methods with a position or a document.
pub(crate) const ANSWERS: &[(&str, Answerer)] = &[
    ("textDocument/hover", |view, _, params| {
        plain(params, |params| hover::hover(view, &params))
    }),
    ("textDocument/definition", |view, _, params| {
        plain(params, |params| navigation::definition(view, &params))
    }),
    ("textDocument/references", |view, _, params| {
        plain(params, |params| navigation::references(view, &params))
    }),
    ("textDocument/documentSymbol", |view, _, params| {
        plain(params, |params| symbols::of_document(view, &params))
    }),
    ("textDocument/completion", |view, _, params| {
        plain(params, |params| completion::completion(view, &params))
    }),
    ("textDocument/codeAction", |view, client, params| {
        plain(params, |params| actions::actions(view, client, &params))
    }),
    ("textDocument/codeLens", |view, client, params| {
        plain(params, |params| code_lens::lenses(view, client, &params))
    }),
    ("textDocument/inlayHint", |view, _, params| {
        plain(params, |params| inlay_hints::hints(view, &params))
    }),
    ("textDocument/prepareRename", |view, _, params| {
        refusable(params, |params| rename::prepare(view, &params))
    }),
    ("textDocument/rename", |view, client, params| {
        refusable(params, |params| rename::rename(view, client, &params))
    }),
    ("textDocument/prepareCallHierarchy", |view, _, params| {
        plain(params, |params| call_hierarchy::prepare(view, &params))
    }),
    ("callHierarchy/incomingCalls", |view, _, params| {
        plain(params, |params| call_hierarchy::incoming(view, &params))
    }),
    ("callHierarchy/outgoingCalls", |view, _, params| {
        plain(params, |params| call_hierarchy::outgoing(view, &params))
    }),
];

/// Reads the parameters and answers.
fn plain<P: DeserializeOwned, R: Serialize>(params: Value, answer: impl FnOnce(P) -> R) -> Answer {
    refusable(params, |params| Ok(answer(params)))
}

/// Reads the parameters and answers, or refuses with a sentence.
fn refusable<P: DeserializeOwned, R: Serialize>(
    params: Value,
    answer: impl FnOnce(P) -> Result<R, String>,
) -> Answer {
    let fault = |code, message| Fault { code, message };
    let params = serde_json::from_value(params)
        .map_err(|error| fault(ErrorCode::InvalidParams, error.to_string()))?;
    let answer = answer(params).map_err(|reason| fault(ErrorCode::RequestFailed, reason))?;
    serde_json::to_value(answer).map_err(|error| fault(ErrorCode::InternalError, error.to_string()))
}
