//! `list`, `coverage` and `trace`: what was found, without judging it.

use crate::analysis::outcome::{Engine, Failure};
use crate::cli::args::{Coverage, Global, Inventory, List, Trace};
use crate::cli::output::Streams;
use crate::cli::{CLEAN, FINDINGS, settings};
use crate::config::near_miss;
use crate::report::coverage::{self, CoverageView};
use crate::report::input_summary::InputSummary;
use crate::report::trace::{self, TraceFormat};
use crate::report::{list, text};

pub(crate) fn list(
    engine: &Engine,
    global: &Global,
    command: &List,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let settings = settings::load(engine, global, &command.path, streams.watched)?;
    let run = if matches!(command.inventory, Inventory::Calls) {
        engine.run_for_calls
    } else {
        engine.run
    };
    let outcome = run(&settings)?;
    let (format, width, out) = (command.format, streams.width, &mut streams.out);
    match command.inventory {
        Inventory::Calls => {
            let calls = outcome.calls();
            list::write(&calls, format, width, out)?;
            if calls.is_empty() {
                let files = text::counted(outcome.reading().files, "file", "files");
                let help = "look at the path and at the rule packs in use";
                streams.note(
                    global,
                    &format!("no tracking call was found in {files}; {help}."),
                )?;
            }
        }
        Inventory::Events => list::write(&outcome.events(), format, width, out)?,
        Inventory::Metrics => list::write(&outcome.metrics(), format, width, out)?,
        Inventory::Features => list::write(&outcome.features(), format, width, out)?,
    }
    let code = finish(global, outcome.reading(), streams);
    streams.done(outcome);
    code
}

/// Says what was not read; with `--strict` that is a failure.
fn finish(
    global: &Global,
    reading: &InputSummary,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    streams.gaps(global, reading)?;
    Ok(if global.strict && !reading.is_complete() {
        FINDINGS
    } else {
        CLEAN
    })
}

pub(crate) fn coverage(
    engine: &Engine,
    global: &Global,
    command: &Coverage,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let settings = settings::load(engine, global, &command.path, streams.watched)?;
    let outcome = (engine.run)(&settings)?;
    let coverage = outcome.coverage();
    streams.done(outcome);
    let view = CoverageView {
        by: command.by.map(Into::into),
        show: command.show.0.unwrap_or(usize::MAX),
        color: streams.color,
        width: streams.width.unwrap_or(80),
    };
    coverage::write(&coverage, command.format, view, &mut streams.out)?;
    // Every form of it says itself what was not read.
    if global.strict {
        finish(global, &coverage.input_summary, streams)
    } else {
        Ok(CLEAN)
    }
}

pub(crate) fn trace(
    engine: &Engine,
    global: &Global,
    command: &Trace,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let settings = settings::load(engine, global, &command.root, streams.watched)?;
    let outcome = (engine.run)(&settings)?;
    let (name, path, out) = (&command.name, command.path.as_deref(), &mut streams.out);
    let written = match command.format {
        TraceFormat::Text => outcome
            .trace(name, path)
            .map(|trace| writeln!(out, "{}", text::lines(&trace))),
        TraceFormat::Json => outcome
            .trace_rows(name, path)
            .map(|trace| trace::write(&trace, out)),
    };
    let Some(written) = written else {
        let names = outcome.names();
        let near = near_miss(&command.name, names.iter().map(String::as_str));
        let hint = near
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_default();
        return Err(Failure::Usage(format!(
            "no event, metric or feature is called `{}`{hint}",
            command.name
        )));
    };
    written?;
    let code = finish(global, outcome.reading(), streams);
    streams.done(outcome);
    code
}
