//! tracklint audits product instrumentation. It finds every tracking call of an application, resolves which event each call
//! sends, and compares that with the event definitions, the metric definitions and the product's feature list.
//!
//! Data flows in one direction. `input` reads files, `languages` turns each file into facts, `resolve` turns facts and `rules`
//! into named calls. `catalog` reads definitions, `audit` joins both and runs the lints, `report` writes.
//! `docs/architecture.md` shows the flow on one page.
//!
//! The public interface is [`run`], the command line, and [`audit()`], one audit from Rust.

#![warn(unreachable_pub)]

mod analysis;
mod audit;
mod calls;
mod catalog;
mod cli;
mod config;
mod consumers;
mod export;
mod facts;
mod finding;
mod fix;
#[doc(hidden)]
pub mod harness;
mod input;
mod languages;
#[cfg(feature = "mcp")]
mod mcp;
mod panic;
mod reach;
mod report;
mod resolve;
mod rules;
mod scaffold;
mod server;
mod source;

use std::path::Path;
use std::process::ExitCode;

/// Runs the command line with the arguments and streams of this process.
pub fn run() -> ExitCode {
    cli::run()
}

/// The result of an audit: the findings that the baseline does not hold, counted by severity.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Number of errors.
    pub errors: u64,
    /// Number of warnings.
    pub warnings: u64,
    /// Number of infos.
    pub infos: u64,
    /// The document that `tracklint check --format json` prints.
    pub json: String,
}

/// The reason why an audit could not be done.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct AuditError(String);

/// Audits the project at `root` with its own configuration and baseline.
///
/// ```
/// let audit = tracklint::audit("fixtures/projects/shop".as_ref())?;
/// assert!(audit.errors > 0);
/// assert!(audit.json.contains("undefined-event"));
/// # Ok::<(), tracklint::AuditError>(())
/// ```
pub fn audit(root: &Path) -> Result<Audit, AuditError> {
    let path = root
        .to_str()
        .ok_or_else(|| AuditError(format!("{}: the path is not UTF-8", root.display())))?;
    let (code, json, error) = run_with(&["check", "--format", "json", "--quiet", path]);
    if code > 1 {
        let reason = error.trim_end();
        let reason = reason.strip_prefix("error: ").unwrap_or(reason);
        return Err(AuditError(reason.to_owned()));
    }
    let document: serde_json::Value =
        serde_json::from_str(&json).map_err(|error| AuditError(error.to_string()))?;
    let count = |severity: &str| document["summary"][severity].as_u64().unwrap_or(0);
    Ok(Audit {
        errors: count("errors"),
        warnings: count("warnings"),
        infos: count("infos"),
        json,
    })
}

/// Runs a command of the program. Returns the exit code and the texts of both output streams.
fn run_with(arguments: &[&str]) -> (u8, String, String) {
    let arguments = [&["tracklint"], arguments].concat();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = cli::run_with(&arguments, &mut out, &mut err);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (code, text(out), text(err))
}
