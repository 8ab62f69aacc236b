//! `list`, `coverage` and `trace`: the results of the analysis without findings.

use crate::analysis::{Failure, analyze, analyze_calls};
use crate::cli::args::{Coverage, Global, List, ListKind, Trace};
use crate::cli::consumers::read_file;
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::{settings, snapshot};
use crate::config::did_you_mean;
use crate::report::coverage::CoverageView;
use crate::report::coverage_format;
use crate::report::input_summary::InputSummary;
use crate::report::site::model::Site;
use crate::report::trace::{self, TraceFormat};
use crate::report::{list, text};

pub(crate) fn list(
    global: &Global,
    command: &List,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.link_features = command.kind == ListKind::Features;
    let analysis = match command.kind {
        ListKind::Calls => analyze_calls(&settings)?,
        _ => analyze(&settings)?,
    };
    let (format, width, out) = (command.format, streams.width, &mut streams.out);
    match command.kind {
        ListKind::Calls => {
            let calls = analysis.calls();
            list::write(&calls, format, width, out)?;
            if calls.is_empty() {
                let files = text::counted(analysis.input_summary().files, "file", "files");
                let help = "look at the path and at the rule packs in use";
                let note = format!("no tracking call was found in {files}; {help}.");
                streams.note(global, &note)?;
            }
        }
        ListKind::Events => list::write(&analysis.events(), format, width, out)?,
        ListKind::Metrics => list::write(&analysis.metrics(), format, width, out)?,
        ListKind::Surfaces => {
            list::write(&analysis.surfaces_with_ways(), format, width, out)?;
        }
        ListKind::Features => list::write(&analysis.features(), format, width, out)?,
    }
    let code = finish(global, analysis.input_summary(), streams);
    streams.done(analysis);
    code
}

/// Reports files that were not read. With `--strict` they are a failure.
fn finish(
    global: &Global,
    reading: &InputSummary,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    streams.unread(global, reading)?;
    let failed = global.strict && !reading.is_complete();
    Ok(if failed { FINDINGS } else { CLEAN })
}

pub(crate) fn coverage(
    global: &Global,
    command: &Coverage,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.link_features = true;
    let snapshots = match &command.snapshots {
        Some(file) => snapshot::read(file)?,
        None => Vec::new(),
    };
    let analysis = analyze(&settings)?;
    let site = Site {
        project: settings::project_name(command.project.as_ref(), &command.path),
        snapshots,
        revision: command.revision.clone(),
        date: settings.today.clone(),
        source: command.source_url.clone(),
        ..analysis.site()
    };
    streams.done(analysis);
    let view = CoverageView {
        by: command.by.map(Into::into),
        show: command.show.0.unwrap_or(usize::MAX),
        color: streams.color,
        width: streams.width.unwrap_or(80),
    };
    for (format, path) in &command.report {
        replace(path, &mut |out| {
            coverage_format::write(&site, *format, view, out)
        })
        .map_err(|error| cannot_write(path.display(), error))?;
    }
    coverage_format::write(&site, command.format, view, &mut streams.out)?;
    // Every format itself names the files that were not read.
    if global.strict {
        finish(global, &site.coverage.input_summary, streams)
    } else {
        Ok(CLEAN)
    }
}

pub(crate) fn trace(
    global: &Global,
    command: &Trace,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.root, streams.is_watched)?;
    settings.link_features = true;
    let analysis = analyze(&settings)?;
    let consumers = command.consumers.as_deref().map(read_file).transpose()?;
    let readers = consumers.map(|file| trace::readers(&file, &command.name));
    let readers = readers.unwrap_or_default();
    let (name, path, out) = (&command.name, command.path.as_deref(), &mut streams.out);
    let written = match command.format {
        TraceFormat::Text => analysis.trace(name, path).map(|trace| {
            let text = trace + &trace::readers_text(&readers);
            writeln!(out, "{}", text::lines(&text))
        }),
        TraceFormat::Json => analysis
            .trace_rows(name, path)
            .map(|found| trace::write(&trace::Trace { readers, ..found }, out)),
    };
    written.ok_or_else(|| {
        let names = analysis.names();
        let hint = did_you_mean(name, names.iter().map(String::as_str));
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        let message = format!("no event, metric or feature is called `{name}`{hint}");
        Failure::Usage(message)
    })??;
    let code = finish(global, analysis.input_summary(), streams);
    streams.done(analysis);
    code
}
