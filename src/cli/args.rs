//! The arguments of the command line.

mod scaffold;

pub(crate) use crate::cli::args::scaffold::{Scaffold, ScaffoldKind, ScaffoldTarget};

use crate::config::did_you_mean_or_list;
use crate::finding::Severity;
use crate::report::coverage::{CoverageFormat, CoverageKind};
use crate::report::list::ListFormat;
use crate::report::trace::TraceFormat;
use crate::report::{FORMATS, Format};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Audits product instrumentation.
///
/// Finds every tracking call of an application, resolves which event each one sends, and holds that against the event and
/// metric definitions and the product's feature list.
#[derive(Debug, Parser)]
#[command(
    name = "tracklint",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Args {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    /// Configuration file (default: tracklint.yml in PATH or the nearest folder above)
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Worker threads (default: one for each processor)
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// No progress and no notes on standard error
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// The product's feature list
    #[arg(long, global = true, value_name = "FILE")]
    pub features: Option<PathBuf>,
    /// Stages, sections and categories: a file, or a folder with them; may be repeated
    #[arg(long, global = true, value_name = "DIR|FILE")]
    pub taxonomy: Vec<PathBuf>,
    /// A rule pack of your own; may be repeated
    #[arg(long, global = true, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// A project without any file to audit is a success
    #[arg(long, global = true)]
    pub allow_empty: bool,
    /// Files that were not read, or only in part, make the run fail
    #[arg(long, global = true)]
    pub strict: bool,
    /// Page with the manual of the lints, for the links in reports
    #[arg(long, global = true, value_name = "URL", env = "TRACKLINT_DOCS_URL", value_parser = web_address)]
    pub docs_url: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal that is not told otherwise (NO_COLOR, CLICOLOR, TERM)
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find what is wrong with the instrumentation
    Check(Check),
    /// Show how many features can be seen, and which cannot
    Coverage(Coverage),
    /// List what was found: calls, events, metrics or features
    List(List),
    /// Show why an event, metric or feature has its verdict
    Trace(Trace),
    /// Print the manual page of a lint, or the list of lints
    Explain(Explain),
    /// Detect the stack and write tracklint.yml
    Init(Init),
    /// Write what packages ship beside the program
    #[command(hide = true, subcommand)]
    Generate(Generate),
    /// Write the definition of an event or of a metric that is missing
    Scaffold(Scaffold),
    /// Bear the findings that are known, so that only new ones count
    Baseline(Baseline),
    /// Show the settings that hold, or the schema of tracklint.yml
    Config(Config),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Root of the project
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// From which severity on findings make the run fail (default: what the configuration says, or error)
    #[arg(long, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,
    /// How findings are printed
    #[arg(long, default_value = FORMATS[0].name, value_parser = format_parser())]
    pub format: &'static Format,
    /// Also write a file; may be repeated. Formats are those of --format
    #[arg(long, value_name = "FORMAT=PATH", value_parser = report_target)]
    pub report: Vec<ReportTarget>,
    /// Findings printed of each lint in the terminal format; equal ones count once
    #[arg(long, value_name = "all|N", default_value = "5", value_parser = amount)]
    pub show: Amount,
    /// Only findings of this lint; may be repeated
    #[arg(long, value_name = "LINT")]
    pub only: Vec<String>,
    /// Only what was made worse since this revision; `auto` is where the merge request branched off
    #[arg(long, value_name = "auto|REV", allow_hyphen_values = true)]
    pub base: Option<String>,
    /// Only what this unified diff made worse (`-` reads it from standard input); it leads to the files as they are now
    #[arg(long, value_name = "FILE", conflicts_with = "base")]
    pub diff: Option<PathBuf>,
    /// Correct what can be corrected for certain, and report the rest
    #[arg(long)]
    pub fix: bool,
    /// Show what --fix would change as a unified diff, and change nothing
    #[arg(long, conflicts_with_all = ["fix", "report", "format"])]
    pub fix_dry_run: bool,
    /// File of the findings that are known (default: tracklint-baseline.json in PATH, if it is there)
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline")]
    pub baseline: Option<PathBuf>,
    /// Show known findings too
    #[arg(long)]
    pub no_baseline: bool,
    /// How many findings at or above --fail-on are borne; with a baseline, only new ones count (default: 0)
    #[arg(long, value_name = "N")]
    pub max_new: Option<usize>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Baseline {
    #[command(subcommand)]
    pub action: BaselineAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BaselineAction {
    /// Bear what is found now
    Write {
        #[command(flatten)]
        location: BaselineLocation,
        /// Take in new findings too
        #[arg(long)]
        force: bool,
    },
    /// Take out what is gone, and nothing else
    Prune {
        #[command(flatten)]
        location: BaselineLocation,
    },
    /// Count what is borne, gone and new, by lint
    Show {
        #[command(flatten)]
        location: BaselineLocation,
        /// How it is printed
        #[arg(long, value_enum, default_value = "text")]
        format: BaselineFormat,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct BaselineLocation {
    /// Root of the project
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The file (default: what the configuration says, or tracklint-baseline.json in PATH)
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
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
    pub action: ConfigAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigAction {
    /// Print the settings that hold, each with where it comes from
    Show {
        /// Root of the project
        #[arg(default_value = ".")]
        path: PathBuf,
    },
    /// Print the JSON Schema of tracklint.yml
    Schema,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warning,
    /// Any finding
    Info,
    /// Nothing
    Never,
}

impl FailOn {
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        }
    }
}

/// A report to write to a file.
#[derive(Debug, Clone)]
pub(crate) struct ReportTarget {
    pub format: &'static Format,
    pub path: PathBuf,
}

/// A number, or none for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount(pub Option<usize>);

#[derive(Debug, clap::Args)]
pub(crate) struct Coverage {
    /// Root of the project
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Only rows of this kind
    #[arg(long, value_name = "KIND")]
    pub by: Option<By>,
    /// How it is printed
    #[arg(long, value_enum, default_value = "terminal")]
    pub format: CoverageFormat,
    /// Uninstrumented features listed
    #[arg(long, value_name = "all|N", default_value = "10", value_parser = amount)]
    pub show: Amount,
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

#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// What is listed
    #[arg(value_name = "INVENTORY")]
    pub kind: ListKind,
    /// Root of the project
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: ListFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListKind {
    Calls,
    Events,
    Metrics,
    Features,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Trace {
    /// Name of the event, metric or feature
    pub name: String,
    /// Root of the project
    #[arg(default_value = ".")]
    pub root: PathBuf,
    /// Only what lies under this path of the project
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// How it is printed
    #[arg(long, value_enum, default_value = "text")]
    pub format: TraceFormat,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// Name of the lint; without it, all are listed
    pub lint: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Init {
    /// Root of the project
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Replace an existing file
    #[arg(long)]
    pub force: bool,
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
        /// Folder they are written to
        folder: PathBuf,
    },
}

/// Parses the address of a web page. Other schemes could run something.
fn web_address(text: &str) -> Result<String, String> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    if is_web {
        Ok(text.trim_end_matches('#').to_owned())
    } else {
        Err("write an address with https://".to_owned())
    }
}

fn format_parser() -> impl TypedValueParser<Value = &'static Format> {
    let names = PossibleValuesParser::new(FORMATS.iter().map(|format| format.name));
    names.try_map(|name| crate::report::format(&name).ok_or("no such format"))
}

fn report_target(text: &str) -> Result<ReportTarget, String> {
    let (name, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or("write it as FORMAT=PATH")?;
    let format = crate::report::format(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let hint = did_you_mean_or_list(name, &names);
        format!("there is no format `{name}`; {hint}")
    })?;
    Ok(ReportTarget {
        format,
        path: PathBuf::from(path),
    })
}

fn amount(text: &str) -> Result<Amount, String> {
    if text == "all" {
        return Ok(Amount(None));
    }
    text.parse()
        .map(|number| Amount(Some(number)))
        .map_err(|_| "write a number or `all`".to_owned())
}
