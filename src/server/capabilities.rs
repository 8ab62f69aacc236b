//! Abilities of the client and of the server.

use crate::source::Encoding;
use serde_json::{Value, json};

/// Abilities and options of the client.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    /// The unit of columns.
    pub(crate) encoding: Encoding,
    /// True if it asks for the diagnostics of open documents, and asks again when told.
    pub(crate) pulls: bool,
    /// True if it asks for code lenses again when told.
    pub(crate) refreshes_lenses: bool,
    /// True if it asks for inlay hints again when told.
    pub(crate) refreshes_hints: bool,
    /// True if it watches files when told.
    pub(crate) watches: bool,
    /// True if it shows progress.
    pub(crate) shows_progress: bool,
    /// True if it can create files.
    pub(crate) creates_files: bool,
    /// True if it can rename files.
    pub(crate) renames_files: bool,
    /// True if it inserts snippets in workspace edits.
    pub(crate) inserts_snippets: bool,
    /// True if diagnostics are wanted for files that are not open.
    pub(crate) whole_workspace: bool,
    /// Command of the client that shows locations, for code lenses. Without one, lenses only show text.
    pub(crate) show_locations: Option<String>,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf16,
            pulls: false,
            refreshes_lenses: false,
            refreshes_hints: false,
            watches: false,
            shows_progress: false,
            creates_files: false,
            renames_files: false,
            inserts_snippets: false,
            whole_workspace: true,
            show_locations: None,
        }
    }
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(crate) fn new(params: &Value) -> Self {
        let can = |path: &str| {
            params["capabilities"]
                .pointer(path)
                .and_then(Value::as_bool)
                .unwrap_or(false)
        };
        let holds = |path: &str, word: &str| {
            let list = params["capabilities"]
                .pointer(path)
                .and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|one| one == word))
        };
        let mut client = Self {
            encoding: match holds("/general/positionEncodings", "utf-8") {
                true => Encoding::Utf8,
                false => Encoding::Utf16,
            },
            // A client that cannot be told to ask again would keep old answers: an edit changes diagnostics of other documents.
            pulls: can("/workspace/diagnostics/refreshSupport")
                && params["capabilities"]
                    .pointer("/textDocument/diagnostic")
                    .is_some_and(Value::is_object),
            refreshes_lenses: can("/workspace/codeLens/refreshSupport"),
            refreshes_hints: can("/workspace/inlayHint/refreshSupport"),
            watches: can("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            shows_progress: can("/window/workDoneProgress"),
            // Some clients can, and do not say that they take document changes.
            creates_files: holds("/workspace/workspaceEdit/resourceOperations", "create"),
            renames_files: holds("/workspace/workspaceEdit/resourceOperations", "rename"),
            inserts_snippets: can("/workspace/workspaceEdit/snippetEditSupport"),
            ..Self::default()
        };
        client.configure(&params["initializationOptions"]);
        client
    }

    /// Applies settings of the user.
    pub(crate) fn configure(&mut self, options: &Value) {
        let options = options.get("tracklint").unwrap_or(options);
        if let Some(scope) = options["diagnostics"].as_str() {
            self.whole_workspace = scope != "open";
        }
        if let Some(command) = options["showLocationsCommand"].as_str() {
            self.show_locations = Some(command.to_owned());
        }
    }
}

/// Returns the answer to `initialize`.
pub(crate) fn answer(client: &Client) -> Value {
    let mut capabilities = json!({
        "positionEncoding": if client.encoding == Encoding::Utf8 { "utf-8" } else { "utf-16" },
        "textDocumentSync": {"openClose": true, "change": 2, "save": true},
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "completionProvider": {"triggerCharacters": ["'", "\"", ":", "_", "-", " "]},
        "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.tracklint"]},
        "codeLensProvider": {"resolveProvider": false},
        "inlayHintProvider": true,
        "renameProvider": {"prepareProvider": true},
        "callHierarchyProvider": true,
        "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
    });
    if client.pulls {
        capabilities["diagnosticProvider"] = json!({"identifier": "tracklint", "interFileDependencies": true, "workspaceDiagnostics": false});
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": {"name": "tracklint", "version": env!("CARGO_PKG_VERSION")},
    })
}
