//! `check`: findings, in one or several formats.

use super::args::{Check, FailOn, Global};
use super::engine::{Engine, Failure, Sides};
use super::output::{Streams, to_file};
use super::{CLEAN, FINDINGS, base, explain, settings};
use crate::config::Settings;
use crate::finding::Severity;
use crate::input::tree::Folder;
use crate::report::{FORMATS, Report, terminal};

pub(super) fn run(engine: &Engine, global: &Global, command: &Check, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    for name in &command.only {
        explain::find(engine.lints, name)?;
    }
    let settings = settings::load(engine, global, &command.path, streams.watched)?;
    let mut report = analysed(engine, &settings, command)?;
    report.lints = engine.lints;
    if !command.only.is_empty() {
        report.findings.retain(|numbered| command.only.iter().any(|only| only == numbered.finding.lint.name));
    }
    for target in &command.report {
        to_file(&report, target.format, &target.path)
            .map_err(|error| Failure::Usage(format!("{}: cannot be written: {error}", target.path.display())))?;
    }
    if command.format.name == FORMATS[0].name {
        let width = streams.width.unwrap_or(80);
        let options = terminal::Options { show: command.show.0, color: streams.color, width };
        terminal::write_with(&report, options, &mut streams.out)?;
    } else {
        (command.format.write)(&report, &mut streams.out)?;
    }
    let configured = settings.fail_on.unwrap_or(Some(Severity::Error));
    let level = command.fail_on.map_or(configured, FailOn::severity);
    Ok(if fails(&report, level, settings.strict) { FINDINGS } else { CLEAN })
}

/// The report on the project, or on what a change made worse.
fn analysed(engine: &Engine, settings: &Settings, command: &Check) -> Result<Report, Failure> {
    let folder = Folder::new(&settings.root);
    let Some(base) = base::of(command, &folder)? else { return Ok((engine.run)(settings)?.report()) };
    let after = folder.clone().without(base.blind);
    let mut report = (engine.run_on)(settings, &Sides { after: &after, before: Some(&*base.tree) })?.report();
    report.notes.insert(0, format!("Compared with {}.", base.name));
    Ok(report)
}

fn fails(report: &Report, level: Option<Severity>, strict: bool) -> bool {
    let bad = |level: Severity| report.findings.iter().any(|numbered| numbered.finding.severity <= level);
    level.is_some_and(bad) || (strict && !report.skipped.is_empty())
}
