//! Settings from the configuration file and the command line; the command line wins.

use crate::analysis::outcome::{Engine, Failure};
use crate::cli::args::Global;
use crate::config::show::{CliOverride, scalar};
use crate::config::{self, Settings};
use std::path::{Path, PathBuf};

/// The settings of a run.
pub(crate) fn load(
    engine: &Engine,
    global: &Global,
    root: &Path,
    watched: bool,
) -> Result<Settings, Failure> {
    if !root.is_dir() {
        return Err(Failure::Usage(format!(
            "{}: there is no such folder",
            root.display()
        )));
    }
    let mut settings = match (&global.config, config::find(root)) {
        (Some(file), _) => Settings::read_given(root, file)?,
        (None, Some(file)) => Settings::read(root, &file)?,
        (None, None) => Settings::new(root),
    };
    let lints: Vec<&str> = engine.lints.iter().map(|lint| lint.name).collect();
    settings.check_lints(&lints)?;
    settings.rules.extend(existing(&global.rules)?);
    if let Some(features) = &global.features {
        settings.features = existing(std::slice::from_ref(features))?.pop();
    }
    if !global.taxonomy.is_empty() {
        settings.taxonomy = existing(&global.taxonomy)?;
    }
    settings.threads = global.threads.map(usize::from).or(settings.threads);
    settings.strict |= global.strict;
    settings.allow_empty = global.allow_empty;
    settings.progress = watched && !global.quiet;
    settings.today = Some(today());
    Ok(settings)
}

/// What the command line sets that the configuration could set too.
pub(crate) fn given(global: &Global) -> Vec<CliOverride> {
    let texts = |paths: &[PathBuf]| {
        paths
            .iter()
            .map(|path| scalar(&path.to_string_lossy()))
            .collect::<Vec<_>>()
    };
    let replaced = |key, values| CliOverride {
        key,
        values,
        adds: false,
    };
    let all = [
        CliOverride {
            key: "rules",
            values: texts(&global.rules),
            adds: true,
        },
        replaced("features", texts(global.features.as_slice())),
        replaced("taxonomy", texts(&global.taxonomy)),
        replaced(
            "threads",
            global.threads.iter().map(u16::to_string).collect(),
        ),
        replaced(
            "strict",
            global
                .strict
                .then(|| "true".to_owned())
                .into_iter()
                .collect(),
        ),
    ];
    all.into_iter()
        .filter(|given| !given.values.is_empty())
        .collect()
}

/// The day of the run in UTC. `SOURCE_DATE_EPOCH` stands for the clock, so that a run can be repeated.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|seconds| seconds.parse::<u64>().ok());
    let clock = || {
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs())
    };
    date(fixed.unwrap_or_else(clock) / 86_400)
}

/// The date of a number of days since 1970-01-01, by counting years of 400-year cycles that begin in March.
fn date(days: u64) -> String {
    let days = days + 719_468;
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (
        day - (153 * month + 2) / 5 + 1,
        if month < 10 { month + 3 } else { month - 9 },
    );
    let year = cycle * 400 + year + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn existing(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    match paths.iter().find(|path| !path.exists()) {
        Some(path) => Err(Failure::Usage(format!(
            "{}: there is no such file",
            path.display()
        ))),
        None => Ok(paths.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::date;
    use crate::cli::args::Args;
    use crate::config::options::KEYS;
    use clap::CommandFactory;

    /// Options that are about one run and no property of a project.
    const OF_A_RUN: &[&str] = &[
        "config",
        "color",
        "quiet",
        "path",
        "format",
        "report",
        "show",
        "no_baseline",
        "allow_empty",
        "base",
        "diff",
        "fix",
        "fix_dry_run",
        "docs_url",
        "help",
        "version",
    ];

    #[test]
    fn what_the_command_line_sets_the_configuration_sets_by_the_same_name() {
        let command = Args::command();
        let check = command.find_subcommand("check").expect("there is one");
        for option in command.get_arguments().chain(check.get_arguments()) {
            let name = option.get_id().as_str();
            let known = KEYS.iter().any(|key| key.name == name);
            assert!(
                known != OF_A_RUN.contains(&name),
                "{name} is a setting or an option of a run, and not both"
            );
            let long = option.get_long().map(|long| long.replace('-', "_"));
            assert!(
                !known || long.as_deref() == Some(name),
                "{name} has another name on the command line"
            );
        }
    }

    #[test]
    fn days_become_dates() {
        let known = [
            (0, "1970-01-01"),
            (58, "1970-02-28"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_786, "2026-11-29"),
        ];
        for (days, expected) in known {
            assert_eq!(date(days), expected);
        }
    }
}
