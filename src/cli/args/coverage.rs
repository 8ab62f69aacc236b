//! The arguments of `coverage`.

use crate::cli::args::values::{Amount, amount, code_address};
use crate::report::coverage::CoverageKind;
use crate::report::coverage_format::CoverageFormat;
use clap::ValueEnum;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Show only rows of this kind [default: all kinds]
    #[arg(long, value_name = "KIND")]
    pub(crate) by: Option<By>,
    /// Show only features of this group
    #[arg(long, visible_alias = "owner", value_name = "GROUP")]
    pub(crate) group: Option<String>,
    /// Fail if less than N percent of the features are instrumented
    #[arg(long, value_name = "N")]
    pub(crate) fail_under: Option<f64>,
    /// Print in this format
    #[arg(long, value_enum, default_value = "terminal")]
    pub(crate) format: CoverageFormat,
    /// Also write the coverage to a file, in a format of `--format`; repeatable
    #[arg(long, value_name = "FORMAT=PATH", value_parser = target)]
    pub(crate) report: Vec<(CoverageFormat, PathBuf)>,
    /// Name the project so on the page [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
    /// Name the revision so on the page [default: none]
    #[arg(long, value_name = "REV")]
    pub(crate) revision: Option<String>,
    /// Link code on the page to this address, which has `{path}` and `{line}` [default: no links]
    #[arg(long, value_name = "URL", env = "TRACKLINT_SOURCE_URL", value_parser = code_address)]
    pub(crate) source_url: Option<String>,
    /// Draw the trend on the page from this file of `snapshot` and `history` [default: no trend]
    #[arg(long, value_name = "FILE")]
    pub(crate) snapshots: Option<PathBuf>,
    /// List up to N uninstrumented features
    #[arg(long, value_name = "all|N", default_value = "10", value_parser = amount)]
    pub(crate) show: Amount,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    Section,
    Stage,
    Group,
    Category,
    Tier,
    Feature,
}

impl From<By> for CoverageKind {
    fn from(by: By) -> Self {
        match by {
            By::Section => CoverageKind::Section,
            By::Stage => CoverageKind::Stage,
            By::Group => CoverageKind::Group,
            By::Category => CoverageKind::Category,
            By::Tier => CoverageKind::Tier,
            By::Feature => CoverageKind::Feature,
        }
    }
}

/// Parses a format and a path.
fn target(text: &str) -> Result<(CoverageFormat, PathBuf), String> {
    let parts = text.split_once('=').filter(|(_, path)| !path.is_empty());
    let (name, path) = parts.ok_or("write it as FORMAT=PATH")?;
    Ok((CoverageFormat::from_str(name, false)?, PathBuf::from(path)))
}
