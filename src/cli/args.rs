//! The arguments of the command line.

mod backlog;
mod check;
mod consumers;
mod coverage;
mod export;
mod inventory;
mod map;
mod rules;
mod scaffold;
mod snapshot;
mod values;

pub(crate) use crate::cli::args::backlog::Backlog;
use crate::cli::args::check::CHECK_HELP;
pub(crate) use crate::cli::args::check::{Check, ReportTarget};
pub(crate) use crate::cli::args::consumers::{Consumers, ConsumersBaseline, ProductNames};
pub(crate) use crate::cli::args::coverage::Coverage;
pub(crate) use crate::cli::args::export::{Export, Privacy, Readiness, RegisterFormat};
pub(crate) use crate::cli::args::inventory::Inventory;
pub(crate) use crate::cli::args::map::{Map, MapScope};
pub(crate) use crate::cli::args::rules::{Rules, RulesAction};
pub(crate) use crate::cli::args::scaffold::{Scaffold, ScaffoldKind, ScaffoldTarget};
pub(crate) use crate::cli::args::snapshot::{History, Snapshot};
pub(crate) use crate::cli::args::values::{Amount, FailOn};
use crate::cli::args::values::{amount, web_address};
use crate::config::MAX_THREADS;

use crate::report::list::ListFormat;
use crate::report::list::filter::Filter;
use crate::report::trace::TraceFormat;
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Examples and exit codes below the help of the program.
const HELP: &str = "\
Start:      init, check, explain
Look:       coverage, list, trace, backlog
Decide:     map, baseline, scaffold
Trend:      snapshot, history
Integrate:  server, mcp, inventory, schema, rules, config
Data:       consumers, readiness, privacy, export

Examples:
  tracklint init && tracklint check           Audit this project
  tracklint check --base auto                 Report what a merge request made worse
  tracklint coverage --fail-under 50          Fail below 50 % of the features
  tracklint list events --verdict unused      List events that nothing sends
  tracklint trace place_order                 Explain a verdict

Exit codes:
  0  success
  1  findings at or above --fail-on, or too little coverage
  2  the run failed";

/// Audits product instrumentation.
///
/// Finds every tracking call of an application, resolves which event each one sends, and compares that with the event and
/// metric definitions and the product's feature list.
#[derive(Debug, Parser)]
#[command(
    name = "tracklint",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = HELP
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Global {
    /// Use this configuration file [default: `tracklint.yml` in PATH or the nearest folder above]
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "FILE"
    )]
    pub(crate) config: Option<PathBuf>,
    /// Use N worker threads [default: one for each processor]
    #[arg(long, global = true, help_heading = "Global options", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=MAX_THREADS as i64))]
    pub(crate) threads: Option<u16>,
    /// Choose when to use colours
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub(crate) color: Color,
    /// Print no progress and no notes on standard error
    #[arg(long, short, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Read the product's feature list from this file [default: `features` of the configuration]
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "FILE"
    )]
    pub(crate) features: Option<PathBuf>,
    /// Read stages, sections and categories from a file or folder; repeatable [default: `taxonomy` of the configuration]
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "DIR|FILE"
    )]
    pub(crate) taxonomy: Vec<PathBuf>,
    /// Add a rule pack; repeatable
    #[arg(
        long,
        global = true,
        help_heading = "Global options",
        value_name = "FILE"
    )]
    pub(crate) rules: Vec<PathBuf>,
    /// Succeed if the project has no file to audit
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) allow_empty: bool,
    /// Fail if a file was not read completely
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) strict: bool,
    /// Link the lints in reports to this page
    #[arg(long, global = true, help_heading = "Global options", value_name = "URL", env = "TRACKLINT_DOCS_URL", value_parser = web_address)]
    pub(crate) docs_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR, CLICOLOR or TERM forbid it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report findings about the instrumentation
    #[command(after_help = CHECK_HELP)]
    Check(Check),
    /// Show how many features are instrumented, and list those that are not
    Coverage(Coverage),
    /// Rank the surfaces to instrument next, each with an event and a call to add
    Backlog(Backlog),
    /// Append the figures and verdicts of this revision to a file
    Snapshot(Snapshot),
    /// Append the figures and verdicts of earlier revisions, read from git
    History(History),
    /// List all calls, events, metrics or features
    List(List),
    /// Decide what measures each entry of the feature list
    Map(Map),
    /// Show why an event, metric or feature has its verdict
    Trace(Trace),
    /// Print the manual page of a lint, or list all lints
    Explain(Explain),
    /// Audit a project that reads events and metrics by name
    Consumers(Consumers),
    /// Check the metrics that customers rely on
    Readiness(Readiness),
    /// Print a register of what is sent, for a privacy review
    Privacy(Privacy),
    /// Write the audit as tables for a warehouse
    Export(Export),
    /// Detect the stack and write tracklint.yml
    Init(Init),
    /// Generate shell completions and manual pages
    #[command(hide = true, subcommand)]
    Generate(Generate),
    /// Serve an editor with the language server protocol, on standard input and output
    Server,
    /// Serve an AI assistant with the Model Context Protocol, on standard input and output
    #[cfg(feature = "mcp")]
    Mcp(Mcp),
    /// Write the missing definition of an event or a metric
    Scaffold(Scaffold),
    /// Accept current findings, so that only new ones are reported
    Baseline(Baseline),
    /// Test rule packs
    Rules(Rules),
    /// Write what the repository sends, defines and reads, for other audits
    Inventory(Inventory),
    /// Print the JSON Schema of a document
    Schema(Schema),
    /// Show the effective settings, or the schema of tracklint.yml
    Config(Config),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Baseline {
    #[command(subcommand)]
    pub(crate) action: BaselineAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineAction {
    /// Accept the current findings
    Write {
        #[command(flatten)]
        location: BaselineLocation,
        /// Accept new findings too, if the file exists
        #[arg(long)]
        force: bool,
    },
    /// Remove entries whose findings are gone
    Prune {
        #[command(flatten)]
        location: BaselineLocation,
    },
    /// Count accepted, stale and new findings by lint
    Show {
        #[command(flatten)]
        location: BaselineLocation,
        /// Print in this format
        #[arg(long, value_enum, default_value = "text")]
        format: BaselineFormat,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct BaselineLocation {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Use this baseline [default: `baseline` of the configuration, or `tracklint-baseline.json` in PATH]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BaselineFormat {
    /// A table
    Text,
    /// JSON
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Print the effective settings, each with its origin
    Show {
        /// Root of the project
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Print the JSON Schema of tracklint.yml
    Schema,
}

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Kind of the list
    #[arg(value_name = "INVENTORY")]
    pub(crate) kind: ListKind,
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Print in this format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) filter: Filter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListKind {
    Calls,
    Events,
    Metrics,
    Features,
    Surfaces,
}

#[cfg(feature = "mcp")]
#[derive(Debug, clap::Args)]
pub(crate) struct Mcp {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// The document: that of `check --format json`, or of `inventory`
    pub(crate) document: SchemaOf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    Check,
    Inventory,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Trace {
    /// Name of the event, metric or feature
    pub(crate) name: String,
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) root: PathBuf,
    /// Show up to N calls of each event
    #[arg(long, value_name = "all|N", default_value = "10", value_parser = amount)]
    pub(crate) show: Amount,
    /// Show who reads the name, from the file that `consumers --output` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) consumers: Option<PathBuf>,
    /// Show only results under this path of the project [default: all]
    #[arg(long, value_name = "PATH")]
    pub(crate) path: Option<String>,
    /// Print in this format
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TraceFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Name of the lint [default: list all lints]
    pub(crate) lint: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Replace an existing configuration
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Generate {
    /// Print the completions of a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write a manual page for each command
    Man {
        /// Target folder
        folder: PathBuf,
    },
}
