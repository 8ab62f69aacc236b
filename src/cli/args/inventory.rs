//! The arguments of `inventory`.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Inventory {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Write to this file [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Name the repository so in reports [default: that of the pipeline, or the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) repository: Option<String>,
    /// Name the revision [default: that of the pipeline]
    #[arg(long, value_name = "REV")]
    pub(crate) revision: Option<String>,
}
