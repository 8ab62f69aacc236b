//! `check`: findings, in one or several formats.

use crate::analysis::outcome::{Engine, Failure, Sides};
use crate::cli::args::{Check, FailOn, Global, Target};
use crate::cli::output::{Streams, to_file};
use crate::cli::{CLEAN, FINDINGS, base, baseline, explain, fix, settings};
use crate::finding::Severity;
use crate::input::file_source::Folder;
use crate::report::{FORMATS, Report, terminal};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) fn run(
    engine: &Engine,
    global: &Global,
    command: &Check,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    for name in &command.only {
        explain::find(engine.lints, name)?;
    }
    check_targets(&command.report)?;
    let settings = settings::load(engine, global, &command.path, streams.watched)?;
    let shown = |report: &mut Report| {
        let only =
            |name: &str| command.only.is_empty() || command.only.iter().any(|only| only == name);
        report
            .findings
            .retain(|numbered| only(numbered.finding.lint.name));
    };
    let folder = Folder::new(&settings.root);
    let base = base::of(command, &folder)?;
    let after = folder.clone().without(
        base.as_ref()
            .map_or_else(Vec::new, |base| base.blind.clone()),
    );
    let sides = Sides {
        after: &after,
        before: base.as_ref().map(|base| &*base.tree),
    };
    let mut report = if command.fix || command.fix_dry_run {
        let mut corrected = fix::correct(engine, &settings, sides, &shown)?;
        if command.fix_dry_run {
            corrected.preview(streams.width.is_some(), &mut streams.out)?;
            return Ok(if corrected.files.is_empty() {
                CLEAN
            } else {
                FINDINGS
            });
        }
        corrected.write(&settings.root)?;
        corrected.report.notes.insert(0, corrected.summary());
        corrected.report
    } else {
        let mut outcome = (engine.run_on)(&settings, &sides)?;
        let report = outcome.report();
        streams.done(outcome);
        report
    };
    report.lints = engine.lints;
    report.docs.clone_from(&global.docs_url);
    if let Some(base) = &base {
        report
            .notes
            .insert(0, format!("Compared with {}.", base.name));
    } else if !command.no_baseline {
        // Of a change, what was there before is left out already.
        baseline::apply(&mut report, command.baseline.as_deref(), &settings)?;
    }
    shown(&mut report);
    for target in &command.report {
        to_file(&report, target.format, &target.path)
            .map_err(|error| cannot(&target.path, &error))?;
    }
    if command.format.name == FORMATS[0].name {
        let width = streams.width.unwrap_or(80);
        let options = terminal::Options {
            show: command.show.0,
            color: streams.color,
            width,
        };
        terminal::write_with(&report, options, &mut streams.out)?;
    } else {
        (command.format.write)(&report, &mut streams.out)?;
    }
    let formats = command
        .report
        .iter()
        .map(|target| target.format)
        .chain([command.format]);
    for format in formats {
        if let Some(lost) = (format.left_out)(&report) {
            streams.note(global, &format!("{}: {lost}", format.name))?;
        }
    }
    if global.strict || command.format.name != FORMATS[0].name {
        streams.gaps(global, &report.input_summary)?;
    }
    let configured = settings.fail_on.unwrap_or(Some(Severity::Error));
    let level = command.fail_on.map_or(configured, FailOn::severity);
    let borne = command.max_new.or(settings.max_new).unwrap_or(0);
    let incomplete = settings.strict && !report.input_summary.is_complete();
    let failed = level.is_some_and(|level| exceeds(&report, level, borne)) || incomplete;
    streams.done(report);
    Ok(if failed { FINDINGS } else { CLEAN })
}

/// Whether more findings than are borne are this bad or worse.
fn exceeds(report: &Report, level: Severity, borne: usize) -> bool {
    report
        .findings
        .iter()
        .filter(|numbered| numbered.finding.severity <= level)
        .count()
        > borne
}

fn cannot(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::Usage(format!("{}: cannot be written: {error}", path.display()))
}

/// Refuses reports that could not be written, before the work is done for nothing.
fn check_targets(targets: &[Target]) -> Result<(), Failure> {
    let mut seen: BTreeMap<PathBuf, &str> = BTreeMap::new();
    for target in targets {
        let folder = target
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let folder = folder
            .canonicalize()
            .map_err(|error| cannot(&target.path, &error))?;
        let Some(name) = target.path.file_name().filter(|_| !target.path.is_dir()) else {
            return Err(cannot(&target.path, &"it is a folder"));
        };
        if let Some(other) = seen.insert(folder.join(name), target.format.name) {
            let (path, name) = (target.path.display(), target.format.name);
            return Err(Failure::Usage(format!(
                "{path}: two reports ({other} and {name}) are to be written to one file"
            )));
        }
    }
    Ok(())
}
