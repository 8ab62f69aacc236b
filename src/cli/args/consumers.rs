//! The arguments of `consumers`.

use crate::cli::args::values::{Amount, FailOn, amount, format_parser};
use crate::report::{FORMATS, Format};
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Consumers {
    /// Root of the analytics project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) product: ProductNames,
    /// Read the graph of the models from this compiled manifest; repeatable [default: search the files]
    #[arg(long, value_name = "FILE")]
    pub(crate) manifest: Vec<PathBuf>,
    /// Write who reads which name to this file, for `check --consumers`
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Name the project so [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// Print findings in this format
    #[arg(long, default_value = FORMATS[0].name, value_parser = format_parser())]
    pub(crate) format: &'static Format,
    /// Print up to N findings of each lint in the terminal format; equal ones count once
    #[arg(long, value_name = "all|N", default_value = "5", value_parser = amount)]
    pub(crate) show: Amount,
    /// Report only findings of this lint; repeatable [default: all lints]
    #[arg(long, value_name = "LINT")]
    pub(crate) only: Vec<String>,
    /// Fail on findings of this severity or above [default: `fail_on` of the configuration, or error]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    #[command(flatten)]
    pub(crate) baseline: ConsumersBaseline,
}

/// The findings that are accepted.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Baseline")]
pub(crate) struct ConsumersBaseline {
    /// Hide the accepted findings of this file [default: `tracklint-consumers-baseline.json` in PATH if it exists]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Report accepted findings too
    #[arg(long, conflicts_with = "write_baseline")]
    pub(crate) no_baseline: bool,
    /// Accept the current findings; a file that exists only shrinks
    #[arg(long)]
    pub(crate) write_baseline: bool,
    /// Accept new findings too, if the file exists
    #[arg(long, requires = "write_baseline")]
    pub(crate) force: bool,
}

/// The names of the product that consumers are compared with.
#[derive(Debug, clap::Args)]
pub(crate) struct ProductNames {
    /// Compare with the product in this folder, or with an inventory of it in JSON; repeatable [default: PATH]
    #[arg(long, value_name = "DIR|FILE")]
    pub(crate) product: Vec<PathBuf>,
    /// Use this configuration for the product [default: `tracklint.yml` in its folder]
    #[arg(long, value_name = "FILE")]
    pub(crate) product_config: Option<PathBuf>,
    /// Take the names in this sample of the product's payload as sent; repeatable
    #[arg(long, value_name = "FILE")]
    pub(crate) payload: Vec<PathBuf>,
}
