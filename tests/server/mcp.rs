//! The server of the Model Context Protocol, spoken to line by line.

use crate::support::program::tracklint;
use crate::support::project::Project;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// Size limit of an answer.
const MAX_SIZE: usize = 8_000;

struct Assistant {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    last_id: i64,
    tools: Vec<Value>,
}

impl Assistant {
    fn start(project: &Project) -> Self {
        let mut server = tracklint(project.root())
            .arg("mcp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            input: server.stdin.take().unwrap(),
            output: BufReader::new(server.stdout.take().unwrap()),
            server,
            last_id: 0,
            tools: Vec::new(),
        }
    }

    fn of(project: &Project) -> Self {
        let mut assistant = Self::start(project);
        let params = json!({
            "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"},
        });
        let info = assistant.ask("initialize", &params);
        assert_eq!(info["result"]["serverInfo"]["name"], "tracklint", "{info}");
        assistant.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}));
        let listed = assistant.ask("tools/list", &json!({}));
        assistant.tools = listed["result"]["tools"].as_array().unwrap().clone();
        assistant
    }

    fn send(&mut self, message: &Value) {
        writeln!(self.input, "{message}").unwrap();
        self.input.flush().unwrap();
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let mut line = String::new();
            assert!(
                self.output.read_line(&mut line).unwrap() > 0,
                "the server ended"
            );
            let message: Value = serde_json::from_str(&line).unwrap();
            if message["id"] == id {
                return message;
            }
        }
    }

    /// Calls a tool, checks the limits, and returns the structured answer.
    fn call(&mut self, name: &str, arguments: &Value) -> Value {
        let answer = self.ask("tools/call", &json!({"name": name, "arguments": arguments}));
        let result = &answer["result"];
        assert_eq!(result["isError"], false, "{name}: {answer}");
        let content = result["structuredContent"].clone();
        assert!(
            content.to_string().len() <= MAX_SIZE,
            "{name}: {}",
            content.to_string().len()
        );
        assert!(
            !content.to_string().contains("\"path\":\"/"),
            "paths are relative: {content}"
        );
        let tool = self.tools.iter().find(|tool| tool["name"] == name).unwrap();
        let schema = jsonschema::validator_for(&tool["outputSchema"]).unwrap();
        assert!(schema.is_valid(&content), "{name}: {content}");
        content
    }

    /// Calls a tool that refuses, and returns the reason.
    fn refused(&mut self, name: &str, arguments: &Value) -> String {
        let answer = self.ask("tools/call", &json!({"name": name, "arguments": arguments}));
        assert_eq!(answer["result"]["isError"], true, "{name}: {answer}");
        answer["result"]["content"][0]["text"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    fn end(mut self) {
        drop(self.input);
        assert_eq!(self.server.wait().unwrap().code(), Some(0));
    }
}

const TOOLS: [&str; 10] = [
    "search",
    "get_event",
    "get_metric",
    "get_feature",
    "trace",
    "check",
    "coverage",
    "suggest",
    "explain",
    "scaffold",
];

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

#[test]
fn every_tool_answers_within_its_schema() {
    let project = Project::shop();
    let mut assistant = Assistant::of(&project);
    let names: Vec<&str> = assistant
        .tools
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, TOOLS);
    let found = assistant.call("search", &json!({"query": "order", "kind": "event"}));
    assert!(found["total"].as_u64().unwrap() >= 2, "{found}");
    let rows = assistant.call("search", &json!({"kind": "metric", "limit": 1}));
    let metric = rows["rows"][0]["name"].clone();
    assert_eq!(length(&rows["rows"]), 1);
    let next = assistant.call(
        "search",
        &json!({"kind": "metric", "limit": 1, "cursor": rows["next_cursor"]}),
    );
    assert_ne!(next["rows"][0]["name"], metric);
    let event = found["rows"][0]["name"].clone();
    assert!(
        assistant.call("get_event", &json!({"name": event}))["events"][0]["verdict"].is_string()
    );
    assert_eq!(
        assistant.call("get_metric", &json!({"key_path": metric}))["metrics"][0]["key_path"],
        metric
    );
    let features = assistant.call("search", &json!({"kind": "feature"}));
    let id = features["rows"][0]["name"].clone();
    assert_eq!(
        assistant.call("get_feature", &json!({"id": id}))["features"][0]["id"],
        id
    );
    assert_eq!(
        assistant.call("trace", &json!({"name": event}))["name"],
        event
    );
    let all = assistant.call("check", &json!({"limit": 100}));
    let errors = assistant.call("check", &json!({"severity": "error", "files": ["app"]}));
    assert!(errors["total"].as_u64().unwrap() < all["total"].as_u64().unwrap());
    assert!(length(&assistant.call("coverage", &json!({}))["rows"]) > 1);
    assert!(assistant.call("suggest", &json!({}))["suggestions"][0]["path"].is_string());
    assert!(length(&assistant.call("explain", &json!({}))["lints"]) > 20);
    assert!(
        assistant.call("explain", &json!({"lint": "unused-event"}))["page"]
            .as_str()
            .unwrap()
            .contains("Bad")
    );
    assistant.end();
}

#[test]
fn mistakes_are_refused_with_the_remedy() {
    let project = Project::application();
    let mut assistant = Assistant::of(&project);
    let reason = assistant.refused("get_event", &json!({"name": "place_oder"}));
    assert!(reason.contains("did you mean `place_order`"), "{reason}");
    assert!(
        assistant
            .refused("get_event", &json!({}))
            .contains("`name` is missing")
    );
    assert!(
        assistant
            .refused("search", &json!({"word": "x"}))
            .contains("no argument `word`")
    );
    assert!(
        assistant
            .refused("search", &json!({"limit": "x"}))
            .contains("`limit` is no integer")
    );
    assert!(
        assistant
            .refused("explain", &json!({"lint": "unused-events"}))
            .contains("unused-event")
    );
    for path in ["/etc", "../x", "app/../../x"] {
        assert!(
            assistant
                .refused("check", &json!({"files": [path]}))
                .contains("outside of the project")
        );
        assert!(
            assistant
                .refused("trace", &json!({"name": "place_order", "path": path}))
                .contains("outside")
        );
        assert!(
            assistant
                .refused("scaffold", &json!({"from": format!("{path}:1")}))
                .contains("outside")
        );
    }
    let unknown = assistant.ask("tools/call", &json!({"name": "none", "arguments": {}}));
    assert!(
        unknown["error"]["message"]
            .as_str()
            .unwrap()
            .contains("unknown tool"),
        "{unknown}"
    );
    assistant.end();
}

#[test]
fn nothing_is_written_unless_it_is_asked_for() {
    let project = Project::application();
    let path = "app/controllers/returns_controller.rb";
    project.edit(
        path,
        "def index\n",
        "def index\n    track_internal_event('view_returns', user: current_user)\n",
    );
    let mut assistant = Assistant::of(&project);
    let yaml = "config/events/view_returns.yml";
    let planned = assistant.call("scaffold", &json!({"event": "view_returns"}));
    assert_eq!(planned["files"][0]["path"], yaml);
    assert!(!project.path(yaml).exists());
    let written = assistant.call(
        "scaffold",
        &json!({"from": format!("{path}:5"), "write": true}),
    );
    assert_eq!(written["written"], true);
    assert_eq!(
        project.read(yaml),
        planned["files"][0]["text"].as_str().unwrap()
    );
    // The next answer knows the new file.
    let event = assistant.call("get_event", &json!({"name": "view_returns"}));
    assert_eq!(event["events"][0]["verdict"], "live");
    assert!(
        assistant
            .refused("scaffold", &json!({"event": "view_returns", "write": true}))
            .contains("already defined")
    );
    assistant.end();
}

#[test]
fn changes_on_disk_are_followed() {
    let project = Project::application();
    let mut assistant = Assistant::of(&project);
    let before = assistant.call("check", &json!({}))["total"]
        .as_u64()
        .unwrap();
    project.write(
        "app/a.rb",
        "Gitlab::InternalEvents.track_event('nobody_defines_me')\n",
    );
    let found = assistant.call("check", &json!({"lint": "undefined-event"}));
    assert_eq!(found["findings"][0]["path"], "app/a.rb", "{found}");
    project.write(
        "lib/deep/er/b.rb",
        "Gitlab::InternalEvents.track_event('nor_me_either')\n",
    );
    assert_eq!(
        assistant.call("check", &json!({"lint": "undefined-event"}))["total"],
        2
    );
    let worse = assistant.call("check", &json!({"base": "HEAD"}));
    assert_eq!(worse["total"], 2, "{worse}");
    project.remove("app/a.rb");
    std::fs::remove_dir_all(project.path("lib")).unwrap();
    assert_eq!(assistant.call("check", &json!({}))["total"], before);
    project.write(
        "tracklint.yml",
        "lints:\n  orphaned-metric: off\n  uninstrumented-feature: off\n",
    );
    assistant.call("check", &json!({}));
    assistant.end();
}

#[test]
fn resources_and_prompts_are_listed_and_read() {
    let project = Project::application();
    let mut assistant = Assistant::of(&project);
    let listed = assistant.ask("resources/list", &json!({}));
    let uris = listed["result"]["resources"].as_array().unwrap().iter();
    let mut uris: Vec<String> = uris
        .map(|one| one["uri"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(uris, ["tracklint://summary", "tracklint://schema"]);
    let templates = assistant.ask("resources/templates/list", &json!({}));
    assert_eq!(length(&templates["result"]["resourceTemplates"]), 4);
    uris.extend(
        [
            "events/place_order",
            "metrics/counts.place_order_monthly",
            "features/checkout",
            "lints/unused-event",
        ]
        .map(|path| format!("tracklint://{path}")),
    );
    for uri in uris {
        let read = assistant.ask("resources/read", &json!({"uri": uri}));
        let text = read["result"]["contents"][0]["text"]
            .as_str()
            .unwrap_or_else(|| panic!("{uri}: {read}"));
        assert!(
            text.len() <= MAX_SIZE && serde_json::from_str::<Value>(text).is_ok(),
            "{uri}"
        );
    }
    for uri in [
        "tracklint://events/none",
        "file:///etc/passwd",
        "tracklint://events/..%2f..%2fetc",
    ] {
        assert!(
            assistant.ask("resources/read", &json!({"uri": uri}))["error"].is_object(),
            "{uri}"
        );
    }
    let prompts = assistant.ask("prompts/list", &json!({}));
    assert_eq!(length(&prompts["result"]["prompts"]), 2);
    let arguments = json!({"feature": "returns"});
    let prompt = assistant.ask(
        "prompts/get",
        &json!({"name": "instrument-feature", "arguments": arguments}),
    );
    assert!(
        prompt["result"]["messages"][0]["content"]["text"]
            .as_str()
            .unwrap()
            .contains("`returns`"),
        "{prompt}"
    );
    let missing = assistant.ask("prompts/get", &json!({"name": "instrument-feature"}));
    assert!(missing["error"].is_object(), "{missing}");
    assistant.end();
}

#[test]
fn a_client_of_the_stateless_protocol_needs_no_initialize() {
    let project = Project::application();
    let mut assistant = Assistant::start(&project);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let found = assistant.ask("server/discover", &json!({"_meta": meta}));
    let versions = found["result"]["supportedVersions"]
        .as_array()
        .unwrap_or_else(|| panic!("{found}"));
    assert!(versions.contains(&json!("2026-07-28")), "{found}");
    let params = json!({"_meta": meta, "name": "get_event", "arguments": {"name": "place_order"}});
    let answer = assistant.ask("tools/call", &params);
    assert_eq!(
        answer["result"]["structuredContent"]["events"][0]["verdict"], "live",
        "{answer}"
    );
    assistant.end();
}
