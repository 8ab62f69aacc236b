//! `check`: findings, in one or several formats.

use super::args::{Check, FailOn, Global};
use super::engine::{Engine, Failure};
use super::output::{Streams, to_file};
use super::{CLEAN, FINDINGS, baseline, explain, settings};
use crate::finding::Severity;
use crate::report::{FORMATS, Report, terminal};

pub(super) fn run(engine: &Engine, global: &Global, command: &Check, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    for name in &command.only {
        explain::find(engine.lints, name)?;
    }
    let settings = settings::load(engine, global, &command.path, streams.watched)?;
    let mut report = (engine.run)(&settings)?.report();
    report.lints = engine.lints;
    if !command.no_baseline {
        baseline::apply(&mut report, command.baseline.as_deref(), &settings)?;
    }
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
    let borne = command.max_new.or(settings.max_new).unwrap_or(0);
    let failed = level.is_some_and(|level| exceeds(&report, level, borne)) || (settings.strict && !report.skipped.is_empty());
    Ok(if failed { FINDINGS } else { CLEAN })
}

/// Whether more findings than are borne are this bad or worse.
fn exceeds(report: &Report, level: Severity, borne: usize) -> bool {
    report.findings.iter().filter(|numbered| numbered.finding.severity <= level).count() > borne
}
