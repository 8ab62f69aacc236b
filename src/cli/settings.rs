//! Settings from the configuration file and the command line; the command line wins.

use crate::analysis::Failure;
use crate::audit::registry;
use crate::cli::args::Global;
use crate::config::show::{CliOverride, scalar};
use crate::config::{self, Settings};
use crate::input::paths::{prefix_in_repository, slashed};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Builds the settings of a run.
pub(crate) fn load(global: &Global, root: &Path, is_watched: bool) -> Result<Settings, Failure> {
    load_with(global, global.config.as_deref(), root, is_watched)
}

/// Builds the settings of a run with this configuration, or with that of its folder.
pub(crate) fn load_with(
    global: &Global,
    config: Option<&Path>,
    root: &Path,
    is_watched: bool,
) -> Result<Settings, Failure> {
    require_folder(root)?;
    config.map_or(Ok(()), refuse_dash)?;
    let mut settings = match (config, config::find(root)) {
        (Some(file), _) => Settings::read_given(root, file)?,
        (None, Some(file)) => Settings::read(root, &file)?,
        (None, None) => Settings::new(root),
    };
    settings.check_lints(&registry::lint_names())?;
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
    settings.progress = is_watched && !global.quiet;
    settings.today = Some(today());
    Ok(settings)
}

/// Returns the settings of the command line that the configuration can contain too.
pub(crate) fn overrides(global: &Global) -> Vec<CliOverride> {
    let paths = |paths: &[PathBuf]| -> Vec<String> {
        let texts = paths.iter().map(|path| path.to_string_lossy());
        texts.map(|path| scalar(&path)).collect()
    };
    let mut all = Vec::new();
    let mut add = |key, values: Vec<String>| {
        if !values.is_empty() {
            let adds = key == "rules";
            all.push(CliOverride { key, values, adds });
        }
    };
    add("rules", paths(&global.rules));
    add("features", paths(global.features.as_slice()));
    add("taxonomy", paths(&global.taxonomy));
    let threads = global.threads.iter();
    add("threads", threads.map(u16::to_string).collect());
    let strict = global.strict.then(|| "true".to_owned());
    add("strict", strict.into_iter().collect());
    all
}

/// Returns the name of the project: the given one, or that of its folder.
pub(crate) fn project_name(given: Option<&String>, root: &Path) -> String {
    let folder = root.canonicalize().ok();
    let folder = folder.and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    given.cloned().or(folder).unwrap_or_default()
}

/// Returns the folder that paths begin with: for people PATH as it was given, so that an editor opens them, and for programs the
/// folder of the project in its repository.
pub(crate) fn path_prefix(root: &Path, for_people: bool) -> String {
    if !for_people {
        return prefix_in_repository(root);
    }
    let path = slashed(root);
    match path.trim_start_matches("./") {
        "" | "." => String::new(),
        path => format!("{}/", path.trim_end_matches('/')),
    }
}

/// Refuses a path that is no folder.
pub(crate) fn require_folder(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Ok(());
    }
    let message = format!("{}: no such folder", path.display());
    Err(Failure::Usage(message))
}

/// Returns the day of the run in UTC. `SOURCE_DATE_EPOCH` overrides the clock, so that a run can be repeated.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = fixed.and_then(|seconds| seconds.parse::<u64>().ok());
    let clock = || UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    date(fixed.unwrap_or_else(clock) / 86_400)
}

/// Returns the date of a number of days since 1970-01-01. It counts years in 400-year cycles that begin in March.
pub(crate) fn date(days: u64) -> String {
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

/// Refuses `-` as the name of a file. Only `--diff` reads standard input for it.
fn refuse_dash(path: &Path) -> Result<(), Failure> {
    if path != Path::new("-") || path.exists() {
        return Ok(());
    }
    let help = match cfg!(unix) {
        true => "\n  help: name /dev/stdin to read standard input",
        false => "",
    };
    Err(Failure::Usage(format!("-: no such file{help}")))
}

fn existing(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    paths.iter().try_for_each(|path| refuse_dash(path))?;
    match paths.iter().find(|path| !path.exists()) {
        Some(path) => {
            let message = format!("{}: no such file", path.display());
            Err(Failure::Usage(message))
        }
        None => Ok(paths.to_vec()),
    }
}

#[cfg(test)]
mod tests {
    use super::{date, path_prefix};
    use crate::cli::args::Args;
    use crate::config::options::KEYS;
    use clap::CommandFactory;
    use std::path::Path;

    /// Options that concern one run and not the project.
    const RUN_OPTIONS: &[&str] = &[
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
        "consumers",
        "diff",
        "fix",
        "fix_dry_run",
        "watch",
        "docs_url",
        "path_prefix",
        "source_url",
        "summary",
        "owner",
        "help",
        "version",
    ];

    #[test]
    fn options_and_configuration_keys_have_the_same_names() {
        let command = Args::command();
        let check = command.find_subcommand("check").expect("there is one");
        for option in command.get_arguments().chain(check.get_arguments()) {
            let name = option.get_id().as_str();
            let known = KEYS.iter().any(|key| key.name == name);
            assert!(
                known != RUN_OPTIONS.contains(&name),
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
    fn a_prefix_for_people_has_slashes() {
        for (root, expected) in [("", ""), (".", ""), ("./a/b/", "a/b/"), ("../a", "../a/")] {
            assert_eq!(path_prefix(Path::new(root), true), expected);
        }
        let expected = if cfg!(windows) { "a/b/" } else { "a\\b/" };
        assert_eq!(path_prefix(Path::new("a\\b"), true), expected);
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
