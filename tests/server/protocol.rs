//! The protocol itself: order, limits, errors, the end.

use super::client::{Client, capabilities};
use crate::support::project::Project;
use serde_json::{Value, json};

const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_PARAMS: i64 = -32602;
const INVALID_REQUEST: i64 = -32600;
const PARSE_ERROR: i64 = -32700;
const NOT_INITIALIZED: i64 = -32002;
const CANCELLED: i64 = -32800;

fn code(answer: &Value) -> i64 {
    answer["error"]["code"]
        .as_i64()
        .unwrap_or_else(|| panic!("an error: {answer}"))
}

#[test]
fn nothing_is_answered_before_initialize_and_after_shutdown() {
    let project = Project::new();
    let mut client = Client::start(project.root());
    assert_eq!(
        code(&client.answer("textDocument/hover", &json!({}))),
        NOT_INITIALIZED
    );
    client.ask("initialize", &json!({"capabilities": {}}));
    assert_eq!(
        code(&client.answer("initialize", &json!({}))),
        INVALID_REQUEST
    );
    client.ask("shutdown", &Value::Null);
    assert_eq!(
        code(&client.answer("workspace/symbol", &json!({"query": ""}))),
        INVALID_REQUEST
    );
    client.tell("exit", &Value::Null);
    assert_eq!(client.wait(), 0);
}

#[test]
fn an_end_without_shutdown_is_an_error() {
    let project = Project::new();
    let client = Client::of(&project);
    assert_eq!(client.wait(), 1);
}

#[test]
fn abuse_costs_one_answer_and_not_the_session() {
    let project = Project::new();
    let mut client = Client::of(&project);
    client.write("Content-Length: 8\r\n\r\n{nothing");
    assert_eq!(code(&client.await_id(&Value::Null)), PARSE_ERROR);
    assert_eq!(
        code(&client.answer("tracklint/unknown", &json!({}))),
        METHOD_NOT_FOUND
    );
    let path = "app/services/place_service.rb";
    let mut far = client.position(path, "x", "x");
    far["position"] = json!({"line": 4_000_000_000_u32, "character": 4_000_000_000_u32});
    client.ask("textDocument/hover", &far);
    let mut invalid = far.clone();
    invalid["position"] = json!({"line": -1, "character": "x"});
    assert_eq!(
        code(&client.answer("textDocument/hover", &invalid)),
        INVALID_PARAMS
    );
    // Changes of documents that are not open, and addresses that are no files.
    client.change("app/none.rb", 2, "x");
    client.close("app/none.rb");
    for uri in ["untitled:1", "file:///%zz", "", "file:///etc/passwd"] {
        let params = json!({"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}});
        assert_eq!(
            client.ask("textDocument/hover", &params),
            Value::Null,
            "{uri}"
        );
        let item = json!({"uri": uri, "languageId": "x", "version": 1, "text": "x"});
        client.tell("textDocument/didOpen", &json!({"textDocument": item}));
    }
    client.tell("textDocument/didOpen", &json!({"textDocument": 1}));
    client.tell(
        "workspace/didChangeWatchedFiles",
        &json!({"changes": [{"uri": 1}, {}]}),
    );
    client.settle();
    assert_eq!(client.end(), 0);
}

#[test]
fn a_message_that_is_too_large_ends_the_session() {
    let project = Project::new();
    let mut client = Client::of(&project);
    client.write("Content-Length: 99999999999\r\n\r\n");
    assert_eq!(code(&client.await_id(&Value::Null)), PARSE_ERROR);
    assert_eq!(client.wait(), 1);
}

#[test]
fn a_request_that_waits_can_be_cancelled() {
    let project = Project::shop();
    let mut wanted = capabilities();
    wanted["textDocument"] = json!({"diagnostic": {}});
    wanted["workspace"]["diagnostics"] = json!({"refreshSupport": true});
    let mut client = Client::with(&project, &wanted);
    let path = "app/controllers/carts_controller.rb";
    let params = json!({"textDocument": {"uri": client.uri(path)}});
    client.settle();
    client.open(path, &project.read(path));
    let id = client.post("textDocument/diagnostic", &params);
    client.tell("$/cancelRequest", &json!({"id": id}));
    let answer = client.await_id(&json!(id));
    // The analysis may be faster than the client.
    assert!(
        answer.get("result").is_some() || code(&answer) == CANCELLED,
        "{answer}"
    );
    assert_eq!(client.end(), 0);
}

#[test]
fn the_client_chooses_the_unit_of_columns() {
    let project = Project::new();
    let text = "x = 'é😀'; Gitlab::InternalEvents.track_event('nobody_defines_me')\n";
    project.write("app/a.rb", text);
    let column = |encodings: Value| {
        let mut wanted = capabilities();
        wanted["general"]["positionEncodings"] = encodings;
        let mut client = Client::with(&project, &wanted);
        client.settle();
        let shown = client.shown("app/a.rb");
        let range = client.published[&client.uri("app/a.rb")][0]["range"].clone();
        // The same place leads back to the call.
        let params =
            json!({"textDocument": {"uri": client.uri("app/a.rb")}, "position": range["start"]});
        let hover = client.ask("textDocument/hover", &params);
        assert!(
            hover["contents"]["value"]
                .as_str()
                .unwrap()
                .contains("nobody"),
            "{hover}"
        );
        client.end();
        shown
    };
    let offset = text.find("'nobody").unwrap();
    assert_eq!(
        column(json!(["utf-8", "utf-16"])),
        [format!("0:{offset} undefined-event")]
    );
    assert_eq!(
        column(json!(["utf-16"])),
        [format!("0:{} undefined-event", offset - 1 - 2)]
    );
}

#[test]
fn the_first_analysis_can_be_cancelled() {
    let project = Project::shop();
    let mut client = Client::of(&project);
    // The progress has the name that the server gave it.
    client.tell(
        "window/workDoneProgress/cancel",
        &json!({"token": "tracklint/0"}),
    );
    client.settle();
    let begun = client
        .others
        .iter()
        .find(|one| one["params"]["value"]["kind"] == "begin");
    assert_eq!(begun.unwrap()["params"]["value"]["cancellable"], true);
    let mut others = client.others.iter();
    assert!(others.all(|one| one["method"] != "window/showMessage"));
    // The analysis may have been faster. The next change brings all findings in both cases.
    client.touch(&["app/controllers/orders_controller.rb"]);
    client.settle();
    assert!(!client.all_shown().is_empty());
    assert_eq!(client.end(), 0);
}
