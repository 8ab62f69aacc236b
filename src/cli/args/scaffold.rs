//! The arguments of `scaffold`.

use clap::Subcommand;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub(crate) struct Scaffold {
    #[command(subcommand)]
    pub(crate) kind: ScaffoldKind,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ScaffoldKind {
    /// Write the definition of an event, completed from the calls that send it
    Event(ScaffoldEvent),
    /// Write the definition of a metric that counts an event
    Metric(ScaffoldMetric),
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldEvent {
    /// Name of the event
    #[arg(required_unless_present = "from")]
    pub(crate) name: Option<String>,
    /// Define the event that this call sends
    #[arg(long, value_name = "PATH:LINE", conflicts_with = "name")]
    pub(crate) from: Option<String>,
    /// Also write a metric that counts the event
    #[arg(long)]
    pub(crate) metric: bool,
    /// Also write a metric that counts each value of this once, such as `user.id`
    #[arg(long, value_name = "WHAT")]
    pub(crate) unique: Option<String>,
    #[command(flatten)]
    pub(crate) target: ScaffoldTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldMetric {
    /// Name of the event to count
    pub(crate) event: String,
    /// Count each value of this once, such as `user.id` [default: count every event]
    #[arg(long, value_name = "WHAT")]
    pub(crate) unique: Option<String>,
    #[command(flatten)]
    pub(crate) target: ScaffoldTarget,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ScaffoldTarget {
    /// Root of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) root: PathBuf,
    /// Print the files instead of writing them
    #[arg(long)]
    pub(crate) dry_run: bool,
}
