//! A client that speaks the protocol with the program.

use crate::support::program::tracklint;
use crate::support::project::Project;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, ErrorKind, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// An answer that takes longer than this never comes.
const LIMIT: Duration = Duration::from_secs(60);

/// A client with its server.
pub struct Client {
    server: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    last_id: i64,
    /// The published diagnostics by address.
    pub published: BTreeMap<String, Vec<Value>>,
    /// Notifications and requests of the server, except diagnostics.
    pub others: Vec<Value>,
    root: String,
}

/// Capabilities of a modern client that does not ask for diagnostics itself.
pub fn capabilities() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-8", "utf-16"]},
        "workspace": {
            "workspaceEdit": {"documentChanges": true, "resourceOperations": ["create"], "snippetEditSupport": true},
            "didChangeWatchedFiles": {"dynamicRegistration": true},
        },
        "window": {"workDoneProgress": true},
    })
}

impl Client {
    /// Starts a server without `initialize`.
    pub fn start(folder: &Path) -> Self {
        let mut server = tracklint(folder)
            .arg("server")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(server.stdout.take().unwrap());
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || read_all(output, &sender));
        Self {
            input: server.stdin.take().unwrap(),
            server,
            messages,
            last_id: 0,
            published: BTreeMap::new(),
            others: Vec::new(),
            root: format!("file://{}", folder.display()),
        }
    }

    /// Starts a server for a project.
    pub fn of(project: &Project) -> Self {
        Self::with(project, &capabilities())
    }

    /// Starts a server for a project, with these capabilities.
    pub fn with(project: &Project, capabilities: &Value) -> Self {
        let mut client = Self::start(project.root());
        let folder = json!({"uri": client.root, "name": "project"});
        let params = json!({"capabilities": capabilities, "workspaceFolders": [folder]});
        client.ask("initialize", &params);
        client.tell("initialized", &json!({}));
        client
    }

    /// Returns the address of a file of the project.
    pub fn uri(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// Writes bytes as they are.
    pub fn write(&mut self, bytes: &str) {
        self.try_to_write(bytes).unwrap();
    }

    fn try_to_write(&mut self, bytes: &str) -> std::io::Result<()> {
        self.input.write_all(bytes.as_bytes())?;
        self.input.flush()
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        self.write(&framed(message));
    }

    /// Sends a notification.
    pub fn tell(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request without waiting for the answer. Returns its number.
    pub fn post(&mut self, method: &str, params: &Value) -> i64 {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Sends a request. Returns the whole answer.
    pub fn answer(&mut self, method: &str, params: &Value) -> Value {
        let id = self.post(method, params);
        self.await_id(&json!(id))
    }

    /// Waits for the answer to a request.
    pub fn await_id(&mut self, id: &Value) -> Value {
        loop {
            let message = self.next();
            if message["id"] == *id && message.get("method").is_none() {
                return message;
            }
            self.take(message);
        }
    }

    /// Sends a request. Returns the result.
    pub fn ask(&mut self, method: &str, params: &Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Returns the next message.
    pub fn next(&mut self) -> Value {
        let message = self.messages.recv_timeout(LIMIT);
        message.unwrap_or_else(|_| panic!("no message; before: {:?}", self.others.last()))
    }

    fn take(&mut self, message: Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            let list = message["params"]["diagnostics"].as_array().unwrap().clone();
            self.published.insert(uri, list);
            return;
        }
        if message.get("method").is_some() && message.get("id").is_some() {
            let id = message["id"].clone();
            let answer = framed(&json!({"jsonrpc": "2.0", "id": id, "result": null}));
            // The server may end without waiting for answers.
            match self.try_to_write(&answer) {
                Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("{error}"),
                _ => {}
            }
        }
        self.others.push(message);
    }

    /// Waits until everything that was sent is analyzed and published.
    pub fn settle(&mut self) {
        self.ask("tracklint/settled", &json!({}));
    }

    /// Opens a document.
    pub fn open(&mut self, path: &str, text: &str) {
        let item = json!({"uri": self.uri(path), "languageId": "x", "version": 1, "text": text});
        self.tell("textDocument/didOpen", &json!({"textDocument": item}));
    }

    /// Replaces the text of a document.
    pub fn change(&mut self, path: &str, version: i32, text: &str) {
        let params = json!({
            "textDocument": {"uri": self.uri(path), "version": version},
            "contentChanges": [{"text": text}],
        });
        self.tell("textDocument/didChange", &params);
    }

    /// Closes a document.
    pub fn close(&mut self, path: &str) {
        let params = json!({"textDocument": {"uri": self.uri(path)}});
        self.tell("textDocument/didClose", &params);
    }

    /// Tells that files changed on disk.
    pub fn touch(&mut self, paths: &[&str]) {
        let changes: Vec<Value> = paths
            .iter()
            .map(|path| json!({"uri": self.uri(path), "type": 2}))
            .collect();
        self.tell(
            "workspace/didChangeWatchedFiles",
            &json!({"changes": changes}),
        );
    }

    /// Returns `line:column lint` of each published diagnostic of a file, with zero-based numbers.
    pub fn shown(&self, path: &str) -> Vec<String> {
        let none = Vec::new();
        let list = self.published.get(&self.uri(path)).unwrap_or(&none);
        list.iter().map(place).collect()
    }

    /// Returns the lints of all published diagnostics by path.
    pub fn all_shown(&self) -> Vec<String> {
        let files = self.published.iter();
        let lines = files.flat_map(|(uri, list)| {
            let path = uri
                .strip_prefix(&self.root)
                .unwrap()
                .trim_start_matches('/');
            list.iter().map(move |one| format!("{path}:{}", place(one)))
        });
        lines.collect()
    }

    /// Returns the parameters for a position: that of `at` in the text of a file, `behind` bytes later.
    pub fn position(&self, path: &str, text: &str, at: &str) -> Value {
        let offset = text
            .find(at)
            .unwrap_or_else(|| panic!("{path} holds {at:?}"));
        let line = text[..offset].matches('\n').count();
        let column = offset - text[..offset].rfind('\n').map_or(0, |at| at + 1);
        json!({"textDocument": {"uri": self.uri(path)}, "position": {"line": line, "character": column}})
    }

    /// Ends the session. Returns the exit code.
    pub fn end(mut self) -> i32 {
        self.ask("shutdown", &Value::Null);
        self.tell("exit", &Value::Null);
        self.server.wait().unwrap().code().unwrap()
    }

    /// Waits for the end of the server. Returns the exit code.
    pub fn wait(mut self) -> i32 {
        drop(self.input);
        self.server.wait().unwrap().code().unwrap()
    }
}

/// Returns `line:column lint` of a diagnostic.
pub fn place(diagnostic: &Value) -> String {
    let start = &diagnostic["range"]["start"];
    format!(
        "{}:{} {}",
        start["line"],
        start["character"],
        diagnostic["code"].as_str().unwrap()
    )
}

/// Returns `path:line` of each location, sorted.
pub fn lines(locations: &Value) -> Vec<String> {
    let line = |one: &Value| {
        let path = one["uri"]
            .as_str()
            .unwrap()
            .rsplit('/')
            .next()
            .unwrap()
            .to_owned();
        format!("{path}:{}", one["range"]["start"]["line"])
    };
    let mut found: Vec<String> = locations.as_array().unwrap().iter().map(line).collect();
    found.sort();
    found
}

fn read_all(mut output: impl BufRead, sender: &mpsc::Sender<Value>) {
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim() {
                "" => break,
                line => {
                    length = line
                        .strip_prefix("Content-Length: ")
                        .unwrap()
                        .parse()
                        .unwrap()
                }
            }
        }
        let mut body = vec![0; length];
        if output.read_exact(&mut body).is_err()
            || sender.send(serde_json::from_slice(&body).unwrap()).is_err()
        {
            return;
        }
    }
}

/// Returns a message with its header.
fn framed(message: &Value) -> String {
    let text = message.to_string();
    format!("Content-Length: {}\r\n\r\n{text}", text.len())
}
