//! The server of the Model Context Protocol: `tracklint mcp`.
//!
//! Each tool is a function from the analyzed project and its arguments to a JSON object. [`service`] alone knows the protocol.

mod arguments;
mod fit;
mod project;
mod prompts;
mod resources;
mod service;
mod tools;

pub(crate) use crate::mcp::project::Host;

use crate::mcp::project::Project;
use crate::mcp::service::Service;
use rmcp::ServiceExt;
use rmcp::transport::stdio;
use std::path::PathBuf;

/// Serves one client on the standard streams until it leaves.
///
/// # Errors
/// The reason why the session ended early.
pub(crate) fn run(host: Host, root: PathBuf) -> Result<(), String> {
    let service = Service::new(Project::new(host, root));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let ended = runtime.block_on(async {
        let running = service
            .serve(stdio())
            .await
            .map_err(|error| error.to_string())?;
        running.waiting().await.map_err(|error| error.to_string())
    });
    // A read of the standard input cannot be taken back.
    runtime.shutdown_background();
    ended.map(|_| ())
}
