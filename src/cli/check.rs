//! `check`: findings, in one or several formats.

use crate::analysis::{Analysis, Failure, Sides, analyze_sides};
use crate::audit::registry;
use crate::cli::args::{Check, FailOn, Global, ReportTarget};
use crate::cli::base::Base;
use crate::cli::consumers::read_file;
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::forge::Forge;
use crate::cli::output::cannot_write;
use crate::cli::output::{Streams, to_file};
use crate::cli::{base, baseline, explain, fix, settings};
use crate::config::Settings;
use crate::finding::Severity;
use crate::input::file_source::FolderSource;
use crate::input::paths::{folder_of, prefix_in_repository, relative_to};
use crate::report::{FORMATS, Report, terminal};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) fn run(
    global: &Global,
    command: &Check,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    for name in &command.only {
        explain::find(registry::lints(), name)?;
    }
    check_targets(&command.report)?;
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.path_prefix = path_prefix(command)?;
    let folder = FolderSource::new(&settings.root);
    let base = base::of(command, &folder)?;
    if let Some(warning) = base.as_ref().and_then(|base| base.warning.as_ref()) {
        streams.warn(warning)?;
    }
    let outside = base.iter().flat_map(|base| base.outside.clone());
    let after = folder.clone().without(outside.collect());
    let sides = Sides {
        after: &after,
        before: base.as_ref().map(|base| &*base.source),
    };
    let select = |report: &mut Report| select(report, command);
    let needs_ways = needs_ways(command);
    let mut report = if command.fix || command.fix_dry_run {
        let mut fixed = fix::fix(&settings, sides, needs_ways, &select)?;
        if command.fix_dry_run {
            fixed.preview(streams.width.is_some(), &mut streams.out)?;
            let is_clean = fixed.files.is_empty();
            return Ok(if is_clean { CLEAN } else { FINDINGS });
        }
        fixed.write(&settings.root)?;
        fixed.report.notes.insert(0, fixed.summary());
        fixed.report
    } else {
        let analysis = analyzed(&settings, sides, command)?;
        let report = analysis.report_for(needs_ways);
        streams.done(analysis);
        report
    };
    complete(&mut report, global, command, &settings, base.as_ref())?;
    write(&report, &settings, global, command, streams)?;
    let failed = fails(&report, command, &settings);
    streams.done(report);
    Ok(if failed { FINDINGS } else { CLEAN })
}

/// Adds to a report what formats say about the run.
fn describe(
    report: &mut Report,
    global: &Global,
    command: &Check,
    settings: &Settings,
    base: Option<&Base<'_>>,
) {
    if let Some(file) = settings.files.first() {
        let file = relative_to(&settings.root, file);
        if global.config.is_none() && file.starts_with("..") {
            let note = format!("The configuration is {file}.");
            report.notes.insert(0, note);
        }
    }
    report.lints = registry::lints();
    report.docs.clone_from(&global.docs_url);
    report.fail_on = fail_level(command, settings);
    let variable = |name: &str| std::env::var(name).ok();
    let forge = Forge::of_pipeline(&variable);
    report.build = Forge::build(&variable);
    let address = forge.as_ref().map(Forge::source_url);
    report.source_url = command.source_url.clone().or(address);
    report.repository = forge.map(|forge| (forge.address, forge.revision));
    if let Some(base) = base {
        report.base = Some(base.name.clone());
        let note = format!("Compared with {}.", base.name);
        report.notes.insert(0, note);
    }
}

/// Adds to a report what formats say about the run, and leaves out what was accepted and what was not asked for.
fn complete(
    report: &mut Report,
    global: &Global,
    command: &Check,
    settings: &Settings,
    base: Option<&Base<'_>>,
) -> Result<(), Failure> {
    describe(report, global, command, settings, base);
    if !command.no_baseline {
        baseline::apply(report, command.baseline.as_deref(), settings)?;
    }
    select(report, command);
    report.fold();
    Ok(())
}

/// Completes a report of the whole project and writes it.
pub(crate) fn show(
    report: &mut Report,
    global: &Global,
    command: &Check,
    settings: &Settings,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    complete(report, global, command, settings, None)?;
    write(report, settings, global, command, streams)
}

/// Analyzes the project, with the names that others read.
fn analyzed(settings: &Settings, sides: Sides<'_>, command: &Check) -> Result<Analysis, Failure> {
    if command.consumers.is_some() && sides.before.is_none() {
        let message = "--consumers needs --base or --diff, since it is about a change";
        return Err(Failure::Usage(message.to_owned()));
    }
    let consumers = command.consumers.as_deref().map(read_file).transpose()?;
    let mut analysis = analyze_sides(settings, sides)?;
    analysis.consumers = consumers;
    Ok(analysis)
}

/// Returns true if a format shows the tracked surfaces.
fn needs_ways(command: &Check) -> bool {
    let mut formats = command.report.iter().map(|target| target.format);
    command.format.needs_ways || formats.any(|format| format.needs_ways)
}

/// Keeps the findings of the selected lints and groups; without any, all.
fn select(report: &mut Report, command: &Check) {
    let Check { only, owner, .. } = command;
    if !owner.is_empty() {
        let is_owner = |name: &str| owner.iter().any(|owner| owner == name);
        report.retain(&|numbered| numbered.finding.owner.as_deref().is_some_and(is_owner));
    }
    if !only.is_empty() {
        let selected = |name: &str| only.iter().any(|only| only == name);
        report.retain(&|numbered| selected(numbered.finding.lint.name));
    }
}

/// Returns the folder that all paths in reports begin with: the given one, or that of the project in its repository.
fn path_prefix(command: &Check) -> Result<String, Failure> {
    let Some(given) = &command.path_prefix else {
        return Ok(prefix_in_repository(&command.path));
    };
    let given = given.trim_start_matches("./").trim_end_matches('/');
    if given.starts_with('/') || given.split('/').any(|part| part == "..") {
        let message = "--path-prefix is a folder below the root of the repository";
        return Err(Failure::Usage(message.to_owned()));
    }
    Ok(match given {
        "" | "." => String::new(),
        folder => format!("{folder}/"),
    })
}

/// Returns the folder that paths for people begin with, so that an editor opens them: the given prefix, or PATH as it was given.
fn prefix_for_people(command: &Check, settings: &Settings) -> String {
    let path = command.path.to_string_lossy().replace('\\', "/");
    match (&command.path_prefix, path.trim_start_matches("./")) {
        (Some(_), _) => settings.path_prefix.clone(),
        (None, "" | ".") => String::new(),
        (None, path) => format!("{}/", path.trim_end_matches('/')),
    }
}

/// Writes the report to the files and to the output.
fn write(
    report: &Report,
    settings: &Settings,
    global: &Global,
    command: &Check,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let whole = report.below(&settings.path_prefix, false);
    for target in &command.report {
        to_file(&whole, target.format, &target.path)
            .map_err(|error| cannot_write(target.path.display(), error))?;
    }
    let is_terminal = command.format.name == FORMATS[0].name;
    let shown = match command.format.for_people {
        true => report.below(&prefix_for_people(command, settings), true),
        false => whole,
    };
    let folder = std::env::current_dir().ok();
    let folder = folder.filter(|_| streams.color && streams.width.is_some());
    if is_terminal {
        let options = terminal::Options {
            show: if command.summary {
                Some(0)
            } else {
                command.show.0
            },
            is_summary: command.summary,
            is_selected: !command.only.is_empty(),
            color: streams.color,
            width: streams.width.unwrap_or(80),
            links: folder.as_deref(),
        };
        terminal::write_with(&shown, options, &mut streams.out)?;
    } else {
        (command.format.write)(&shown, &mut streams.out)?;
    }
    let formats = command.report.iter().map(|target| target.format);
    for format in formats.chain([command.format]) {
        if let Some(lost) = (format.left_out)(report) {
            streams.note(global, &format!("{}: {lost}", format.name))?;
        }
    }
    if global.strict || !is_terminal {
        streams.unread(global, &report.input_summary)?;
    }
    Ok(())
}

/// Returns the lowest severity that fails the run, if any.
fn fail_level(command: &Check, settings: &Settings) -> Option<Severity> {
    let configured = settings.fail_on.unwrap_or(Some(Severity::Error));
    command.fail_on.map_or(configured, FailOn::severity)
}

/// Returns true if there are too many findings, or with `strict` if files were not read.
fn fails(report: &Report, command: &Check, settings: &Settings) -> bool {
    let level = fail_level(command, settings);
    let allowed = command.max_new.or(settings.max_new).unwrap_or(0);
    let counts = |level: Severity| {
        let severities = report.findings.iter().map(|one| one.finding.severity);
        severities.filter(|severity| *severity <= level).count()
    };
    level.is_some_and(|level| counts(level) > allowed)
        || (settings.strict && !report.input_summary.is_complete())
}

/// Refuses reports that cannot be written, before the analysis starts.
fn check_targets(targets: &[ReportTarget]) -> Result<(), Failure> {
    let mut seen: BTreeMap<PathBuf, &str> = BTreeMap::new();
    for target in targets {
        let path = target.path.display();
        let folder = folder_of(&target.path)
            .canonicalize()
            .map_err(|error| cannot_write(&path, error))?;
        if target.path == Path::new("-") {
            let message = "it is no file; choose the format of the output with --format";
            return Err(cannot_write(path, message));
        }
        let Some(file) = target.path.file_name().filter(|_| !target.path.is_dir()) else {
            return Err(cannot_write(&path, "it is a folder"));
        };
        let name = target.format.name;
        if let Some(other) = seen.insert(folder.join(file), name) {
            return Err(Failure::Usage(format!(
                "{path}: two reports ({other} and {name}) are to be written to one file"
            )));
        }
    }
    Ok(())
}
