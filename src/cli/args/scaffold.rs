//! The arguments of `scaffold`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Scaffold {
    #[command(subcommand)]
    pub kind: ScaffoldKind,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ScaffoldKind {
    /// Write the definition of an event, filled from the calls that send it
    Event(ScaffoldEvent),
    /// Write the definition of a metric that counts an event
    Metric(ScaffoldMetric),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldEvent {
    /// Name of the event
    #[arg(required_unless_present = "from")]
    pub name: Option<String>,
    /// The call that sends it
    #[arg(long, value_name = "PATH:LINE", conflicts_with = "name")]
    pub from: Option<String>,
    /// Write a metric that counts it too
    #[arg(long)]
    pub metric: bool,
    /// Write a metric that counts this once (as `user.id`)
    #[arg(long, value_name = "WHAT")]
    pub unique: Option<String>,
    #[command(flatten)]
    pub target: ScaffoldTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldMetric {
    /// Name of the event that it counts
    pub event: String,
    /// Count this once (as `user.id`) and not every event
    #[arg(long, value_name = "WHAT")]
    pub unique: Option<String>,
    #[command(flatten)]
    pub target: ScaffoldTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldTarget {
    /// Root of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Print the files and write nothing
    #[arg(long)]
    pub dry_run: bool,
}
