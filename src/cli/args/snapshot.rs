//! The arguments of `snapshot` and `history`.

use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Snapshot {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Name the revision so [default: none]
    #[arg(long, value_name = "REV")]
    pub(crate) revision: Option<String>,
    #[command(flatten)]
    pub(crate) target: SnapshotTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct History {
    /// First and last revision
    #[arg(value_name = "REV..REV", value_parser = range, allow_hyphen_values = true)]
    pub(crate) range: (String, String),
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Take up to N revisions, evenly spread, with the first and the last
    #[arg(long, value_name = "N", default_value = "50", value_parser = clap::value_parser!(u32).range(2..))]
    pub(crate) most: u32,
    #[command(flatten)]
    pub(crate) target: SnapshotTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct SnapshotTarget {
    /// Append to this file [default: `tracklint-snapshots.jsonl` in PATH]
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Name the project so [default: the name of its folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) project: Option<String>,
}

/// Parses two revisions.
fn range(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once("..");
    let (from, to) = parts
        .filter(|(from, to)| !from.is_empty() && !to.starts_with('.'))
        .ok_or("write it as REV..REV")?;
    let to = if to.is_empty() { "HEAD" } else { to };
    Ok((from.to_owned(), to.to_owned()))
}
