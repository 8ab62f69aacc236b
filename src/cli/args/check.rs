//! The arguments of `check`.

use crate::cli::args::values::{Amount, FailOn, amount, code_address, format_parser};
use crate::config::did_you_mean_or_list;
use crate::report::{FORMATS, Format};
use std::path::PathBuf;

/// Examples below the help of `check`.
pub(crate) const CHECK_HELP: &str = "\
Examples:
  tracklint check --summary                             Show figures only
  tracklint check --only undefined-event --show all     Show all findings of a lint
  tracklint check --base auto --report markdown=note.md Write a note on a merge request
  tracklint check --fix                                 Apply the fixes that are certain

Exit codes:
  0  no finding at or above --fail-on
  1  findings at or above --fail-on
  2  the run failed";

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Root of the project
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// Fail on findings of this severity or above [default: `fail_on` of the configuration, or error]
    #[arg(help_heading = "Findings", long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
    /// Print findings in this format
    #[arg(help_heading = "Reports", long, default_value = FORMATS[0].name, value_parser = format_parser())]
    pub(crate) format: &'static Format,
    /// Also write a report to a file, in a format of `--format`; repeatable
    #[arg(help_heading = "Reports", long, value_name = "FORMAT=PATH", value_parser = report_target)]
    pub(crate) report: Vec<ReportTarget>,
    /// Print up to N findings of each lint in the terminal format; equal ones count once
    #[arg(help_heading = "Reports", long, value_name = "all|N", default_value = "5", value_parser = amount)]
    pub(crate) show: Amount,
    /// Print the summary and no findings in the terminal format
    #[arg(help_heading = "Reports", long, conflicts_with = "show")]
    pub(crate) summary: bool,
    /// Report only findings of this group; repeatable [default: all groups]
    #[arg(
        help_heading = "Findings",
        long,
        visible_alias = "group",
        value_name = "GROUP"
    )]
    pub(crate) owner: Vec<String>,
    /// Report only findings of this lint; repeatable [default: all lints]
    #[arg(help_heading = "Findings", long, value_name = "LINT")]
    pub(crate) only: Vec<String>,
    /// Report only findings that are new since this revision; `auto` is the commit where the merge request branched off
    #[arg(
        help_heading = "Changes",
        long,
        value_name = "auto|REV",
        allow_hyphen_values = true
    )]
    pub(crate) base: Option<String>,
    /// Say who reads the names that the change removes or breaks, from the file that `consumers --output` wrote
    #[arg(help_heading = "Changes", long, value_name = "FILE")]
    pub(crate) consumers: Option<PathBuf>,
    /// Report only findings that this unified diff introduced; `-` reads it from standard input. The diff must lead to the current files
    #[arg(
        help_heading = "Changes",
        long,
        value_name = "FILE",
        conflicts_with = "base"
    )]
    pub(crate) diff: Option<PathBuf>,
    /// Start all paths in reports with this folder [default: PATH as it lies in its git repository]
    #[arg(help_heading = "Reports", long, value_name = "FOLDER")]
    pub(crate) path_prefix: Option<String>,
    /// Link code in notes to this address, which has `{path}` and `{line}` [default: that of the pipeline]
    #[arg(help_heading = "Reports", long, value_name = "URL", env = "TRACKLINT_SOURCE_URL", value_parser = code_address)]
    pub(crate) source_url: Option<String>,
    /// Apply all fixes that are certain, and report the remaining findings
    #[arg(help_heading = "Fixes", long)]
    pub(crate) fix: bool,
    /// Print the changes of `--fix` as a unified diff, and change no file
    #[arg(help_heading = "Fixes", long, conflicts_with_all = ["fix", "report", "format"])]
    pub(crate) fix_dry_run: bool,
    /// Report again after every change on disk, until the program is ended
    #[arg(long, conflicts_with_all = ["base", "diff", "fix", "fix_dry_run", "report"])]
    pub(crate) watch: bool,
    /// Hide the accepted findings of this file [default: `baseline` of the configuration, or `tracklint-baseline.json` in PATH if it exists]
    #[arg(
        help_heading = "Baseline",
        long,
        value_name = "FILE",
        conflicts_with = "no_baseline"
    )]
    pub(crate) baseline: Option<PathBuf>,
    /// Report accepted findings too
    #[arg(help_heading = "Baseline", long)]
    pub(crate) no_baseline: bool,
    /// Allow up to N new findings at or above `--fail-on` [default: 0]
    #[arg(help_heading = "Findings", long, value_name = "N")]
    pub(crate) max_new: Option<usize>,
}

/// A report to write to a file.
#[derive(Debug, Clone)]
pub(crate) struct ReportTarget {
    pub(crate) format: &'static Format,
    pub(crate) path: PathBuf,
}

fn report_target(text: &str) -> Result<ReportTarget, String> {
    let (name, path) = text
        .split_once('=')
        .filter(|(_, path)| !path.is_empty())
        .ok_or("write it as FORMAT=PATH")?;
    let format = crate::report::format(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let hint = did_you_mean_or_list(name, &names);
        format!("unknown format `{name}`; {hint}")
    })?;
    Ok(ReportTarget {
        format,
        path: PathBuf::from(path),
    })
}
