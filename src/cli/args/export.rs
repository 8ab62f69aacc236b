//! The arguments of `export`, `readiness` and `privacy`.

use crate::export::ddl::Dialect;
use crate::export::write::TableFormat;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Write the files to this folder; `-` writes Singer messages to the output
    #[arg(long, value_name = "DIR|-", required_unless_present = "ddl")]
    pub(crate) to: Option<PathBuf>,
    /// Write tables in this format
    #[arg(long, value_enum, default_value = "parquet")]
    pub(crate) format: TableFormat,
    /// Print the statements that create the tables in this warehouse, and audit nothing
    #[arg(long, value_enum, conflicts_with = "to")]
    pub(crate) ddl: Option<Dialect>,
    /// Fill the table of consumers from the file that `consumers --output` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) consumers: Option<PathBuf>,
    /// Name the revision so [default: none]
    #[arg(long, value_name = "REV")]
    pub(crate) revision: Option<String>,
    /// Name the project so [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
}

/// A format of a report about metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum RegisterFormat {
    /// Markdown
    Markdown,
    /// CSV with a header
    Csv,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Readiness {
    /// Root of the product
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Take the metrics that customers rely on from the file that `consumers --output` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) consumers: PathBuf,
    /// Print in this format
    #[arg(long, value_enum, default_value = "markdown")]
    pub(crate) format: RegisterFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Privacy {
    /// Root of the product
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Say who reads each name, from the file that `consumers --output` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) consumers: Option<PathBuf>,
    /// Print in this format
    #[arg(long, value_enum, default_value = "markdown")]
    pub(crate) format: RegisterFormat,
    /// Name the project so [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
}
