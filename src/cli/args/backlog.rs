//! The arguments of `backlog`.

use crate::cli::args::values::{Amount, amount};
use crate::report::backlog::BacklogFormat;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Backlog {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Show only entries of this group; repeatable [default: all groups]
    #[arg(long, value_name = "GROUP")]
    pub(crate) group: Vec<String>,
    /// Show up to N entries
    #[arg(long, value_name = "all|N", default_value = "10", value_parser = amount)]
    pub(crate) show: Amount,
    /// Print in this format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: BacklogFormat,
    /// Write the definitions of the events and metrics of the entries that are shown
    #[arg(long, conflicts_with = "format")]
    pub(crate) scaffold: bool,
    /// Print the files of `--scaffold` instead of writing them
    #[arg(long, requires = "scaffold")]
    pub(crate) dry_run: bool,
}
