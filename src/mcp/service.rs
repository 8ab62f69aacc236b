//! The protocol: lists and answers in its shapes.

use crate::mcp::fit::fit;
use crate::mcp::project::Project;
use crate::mcp::tools::{TOOLS, Tool};
use crate::mcp::{prompts, resources};
use crate::panic;
use rmcp::ErrorData;
use rmcp::handler::server::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, GetPromptRequestParams,
    GetPromptResponse, GetPromptResult, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams,
    ReadResourceResponse, ReadResourceResult, ServerConfig,
};
use rmcp::service::{RequestContext, RoleServer};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::sync::{Mutex, PoisonError};

/// Sentences about the server for the model.
const INSTRUCTIONS: &str = "tracklint audits the product instrumentation of this project: which events the code sends, \
which definitions and metrics exist, and which features nobody can see. Search before you invent an event name. \
Verdicts are conclusions with evidence; `trace` shows it.";

/// The server of one session.
pub(crate) struct Service {
    project: Mutex<Project>,
}

impl Service {
    /// Returns the server of a project.
    pub(crate) fn new(project: Project) -> Self {
        Self {
            project: Mutex::new(project),
        }
    }

    fn with<R>(&self, work: impl FnOnce(&mut Project) -> Result<R, String>) -> Result<R, String> {
        let mut project = self.project.lock().unwrap_or_else(PoisonError::into_inner);
        panic::caught(|| work(&mut project))
            .unwrap_or_else(|fault| Err(format!("a fault of tracklint, please report it: {fault}")))
    }

    fn call(&self, name: &str, arguments: &Value) -> Result<Value, ErrorData> {
        let Some(tool) = TOOLS.iter().find(|tool| tool.name == name) else {
            return Err(ErrorData::invalid_params(
                format!("unknown tool `{name}`"),
                None,
            ));
        };
        let answer = tool
            .check(arguments)
            .and_then(|()| self.with(|project| (tool.call)(project, arguments)));
        Ok(match answer {
            Ok(answer) => {
                let answer = fit(answer);
                json!({
                    "resultType": "complete", "isError": false, "structuredContent": answer,
                    "content": [{"type": "text", "text": answer.to_string()}],
                })
            }
            Err(reason) => {
                json!({"resultType": "complete", "isError": true, "content": [{"type": "text", "text": reason}]})
            }
        })
    }
}

/// Returns a tool in the shape of the protocol.
fn described(tool: &Tool) -> Value {
    json!({
        "name": tool.name,
        "description": tool.description,
        "inputSchema": tool.input_schema(),
        "outputSchema": tool.output_schema(),
        "annotations": {
            "readOnlyHint": !tool.writes, "destructiveHint": tool.writes, "idempotentHint": true, "openWorldHint": false,
        },
    })
}

/// Returns a value of the protocol from its JSON.
fn shaped<T: DeserializeOwned>(value: Value) -> Result<T, ErrorData> {
    serde_json::from_value(value)
        .map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

impl ServerHandler for Service {
    fn get_info(&self) -> ServerConfig {
        let info = json!({
            "protocolVersion": "2025-11-25",
            "capabilities": {"tools": {}, "resources": {}, "prompts": {}},
            "serverInfo": {"name": "tracklint", "version": env!("CARGO_PKG_VERSION")},
            "instructions": INSTRUCTIONS,
        });
        serde_json::from_value(info).unwrap_or_default()
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools: Vec<Value> = TOOLS.iter().map(described).collect();
        shaped(json!({"resultType": "complete", "tools": tools}))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = request.arguments.map_or(json!({}), Value::Object);
        let result: CallToolResult = shaped(self.call(&request.name, &arguments)?)?;
        Ok(result.into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        shaped(json!({"resultType": "complete", "resources": resources::list()}))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        shaped(json!({"resultType": "complete", "resourceTemplates": resources::templates()}))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let read = self.with(|project| resources::read(project, &request.uri));
        let read = read.map_err(|reason| ErrorData::resource_not_found(reason, None))?;
        let contents =
            json!([{"uri": request.uri, "mimeType": "application/json", "text": read.to_string()}]);
        let result: ReadResourceResult =
            shaped(json!({"resultType": "complete", "contents": contents}))?;
        Ok(result.into())
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        shaped(json!({"resultType": "complete", "prompts": prompts::list()}))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        let arguments = request.arguments.map_or(json!({}), Value::Object);
        let text = prompts::text(&request.name, &arguments);
        let text = text.map_err(|reason| ErrorData::invalid_params(reason, None))?;
        let message = json!({"role": "user", "content": {"type": "text", "text": text}});
        let result: GetPromptResult =
            shaped(json!({"resultType": "complete", "messages": [message]}))?;
        Ok(result.into())
    }
}
