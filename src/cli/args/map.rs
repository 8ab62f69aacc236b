//! The arguments of `map`.

use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Map {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Show or ask about these entries
    #[arg(long, value_enum, default_value = "unclear")]
    pub(crate) only: MapScope,
    /// Show or ask about the entries of this group only [default: all groups]
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Option<String>,
    /// Confirm that proposal N measures the entry [default of N: 1]; repeatable
    #[arg(long, value_name = "ID[=N,N]")]
    pub(crate) confirm: Vec<String>,
    /// Confirm all entries with strong evidence
    #[arg(long)]
    pub(crate) confirm_high: bool,
    /// Link the entry to these events and metrics; repeatable
    #[arg(long, value_name = "ID=NAME,NAME", value_parser = pair)]
    pub(crate) link: Vec<(String, String)>,
    /// Decide that nothing measures the entry; repeatable
    #[arg(long, value_name = "ID=REASON", value_parser = pair)]
    pub(crate) unmeasured: Vec<(String, String)>,
    /// Decide that the entry needs no instrumentation; repeatable
    #[arg(long, value_name = "ID=REASON", value_parser = pair)]
    pub(crate) exempt: Vec<(String, String)>,
    /// Write the decisions to this configuration file [default: the configuration in use, or `tracklint.yml` in PATH]
    #[arg(long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,
    /// Print the changed file, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapScope {
    /// Entries whose probability is between 0.25 and 0.65
    Unclear,
    /// Entries that are likely measured
    Likely,
    /// All entries that nobody decided
    Undecided,
}

/// Parses an id and a text.
fn pair(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=');
    let (id, value) = parts
        .filter(|(id, value)| !id.trim().is_empty() && !value.trim().is_empty())
        .ok_or("write it as ID=TEXT")?;
    Ok((id.trim().to_owned(), value.trim().to_owned()))
}
