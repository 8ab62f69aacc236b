//! `list`, `coverage` and `trace`: the results of the analysis without findings.

use crate::analysis::trace::Part;
use crate::analysis::{Failure, analyze, analyze_calls};
use crate::cli::args::{Coverage, Global, List, ListKind, Trace};
use crate::cli::consumers::read_file;
use crate::cli::exit_code::{CLEAN, FINDINGS};
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::{settings, snapshot};
use crate::config::did_you_mean;
use crate::report::coverage::CoverageView;
use crate::report::coverage_format::{self, CoverageFormat};
use crate::report::input_summary::InputSummary;
use crate::report::list::ListFormat;
use crate::report::list::filter::{Filter, Filtered};
use crate::report::site::model::Site;
use crate::report::trace::{self, TraceFormat};
use crate::report::{list, text};
use std::collections::BTreeSet;

pub(crate) fn list(
    global: &Global,
    command: &List,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.path, streams.is_watched)?;
    settings.link_features = command.kind == ListKind::Features;
    let mut analysis = match command.kind {
        ListKind::Calls => analyze_calls(&settings)?,
        _ => analyze(&settings)?,
    };
    let (format, width, out) = (command.format, streams.width, &mut streams.out);
    let prefix = settings::path_prefix(&command.path, format == ListFormat::Text);
    analysis.list_below(&prefix);
    let filter = &command.filter.clone().below(&prefix);
    match command.kind {
        ListKind::Calls => {
            let calls = kept(analysis.calls(), filter);
            list::write(&calls, format, width, out)?;
            if calls.is_empty() && filter.is_empty() {
                let files = text::counted(analysis.input_summary().files, "file", "files");
                let help = "look at the path and at the rule packs in use";
                let note = format!("no tracking call was found in {files}; {help}.");
                streams.note(global, &note)?;
            }
        }
        ListKind::Events => list::write(&kept(analysis.events(), filter), format, width, out)?,
        ListKind::Metrics => list::write(&kept(analysis.metrics(), filter), format, width, out)?,
        ListKind::Surfaces => {
            let surfaces = kept(analysis.surfaces_with_ways(), filter);
            list::write(&surfaces, format, width, out)?;
        }
        ListKind::Features => list::write(&kept(analysis.features(), filter), format, width, out)?,
    }
    let code = finish(global, analysis.input_summary(), streams);
    streams.done(analysis);
    code
}

/// Returns the rows that fit.
fn kept<R: Filtered>(mut rows: Vec<R>, filter: &Filter) -> Vec<R> {
    rows.retain(|row| filter.fits(&row.facets()));
    rows
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

/// Names listed that contain the given one.
const MOST_SUGGESTED: usize = 3;

/// Returns the names that contain a text, as a question.
fn containing(text: &str, names: &[String]) -> Option<String> {
    let text = text.to_lowercase();
    let found = names
        .iter()
        .filter(|name| name.to_lowercase().contains(&text));
    let found: BTreeSet<&String> = found.filter(|_| text.len() > 2).collect();
    let shown = found
        .iter()
        .take(MOST_SUGGESTED)
        .map(|name| format!("`{name}`"));
    let shown: Vec<String> = shown.collect();
    match found.len() {
        0 => None,
        all if all > MOST_SUGGESTED => Some(format!(
            "names that contain it: {} and {} more",
            shown.join(", "),
            all - MOST_SUGGESTED
        )),
        _ => Some(format!("did you mean {}?", shown.join(" or "))),
    }
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
    let mut analysis = analyze(&settings)?;
    let own_summary = analysis.input_summary.clone();
    let mut site = |format: CoverageFormat| {
        let prefix = settings::path_prefix(&command.path, format.for_people());
        analysis.input_summary.clone_from(&own_summary);
        analysis.list_below(&prefix);
        let mut site = Site {
            project: settings::project_name(command.project.as_ref(), &command.path),
            snapshots: snapshots.clone(),
            revision: command.revision.clone(),
            date: settings.today.clone(),
            source: command.source_url.clone(),
            ..analysis.site(format == CoverageFormat::Html)
        };
        if let Some(group) = &command.group {
            site.coverage.retain_group(group);
        }
        site
    };
    let view = CoverageView {
        by: command.by.map(Into::into),
        show: command.show.0.unwrap_or(usize::MAX),
        color: streams.color,
        width: streams.width.unwrap_or(80),
    };
    for (format, path) in &command.report {
        let site = site(*format);
        replace(path, &mut |out| {
            coverage_format::write(&site, *format, view, out)
        })
        .map_err(|error| cannot_write(path.display(), error))?;
    }
    let site = site(command.format);
    streams.done(analysis);
    coverage_format::write(&site, command.format, view, &mut streams.out)?;
    // Every format itself names the files that were not read.
    let code = match global.strict {
        true => finish(global, &site.coverage.input_summary, streams)?,
        false => CLEAN,
    };
    match command.fail_under {
        Some(least) => fail_under(site.coverage.total().ratio, least, code, streams),
        None => Ok(code),
    }
}

/// Returns the exit code if a share of features is required.
fn fail_under(
    ratio: Option<f64>,
    least: f64,
    code: u8,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    match ratio.map(|ratio| ratio * 100.0) {
        Some(total) if total >= least => Ok(code),
        Some(total) => {
            let text = format!("coverage {total:.1}% is below {least}% (--fail-under)");
            streams.warn(&text)?;
            Ok(FINDINGS)
        }
        None => {
            streams.warn("no feature has code, so there is no coverage (--fail-under)")?;
            Ok(FINDINGS)
        }
    }
}

pub(crate) fn trace(
    global: &Global,
    command: &Trace,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let mut settings = settings::load(global, &command.root, streams.is_watched)?;
    settings.link_features = true;
    let prefix = settings::path_prefix(&command.root, command.format == TraceFormat::Text);
    let mut analysis = analyze(&settings)?;
    analysis.list_below(&prefix);
    let consumers = command.consumers.as_deref().map(read_file).transpose()?;
    let readers = consumers.map(|file| trace::readers(&file, &command.name));
    let readers = readers.unwrap_or_default();
    let (name, path, out) = (&command.name, command.path.as_deref(), &mut streams.out);
    let width = streams.width;
    let part = Part {
        under: path,
        most: command.show.0.unwrap_or(usize::MAX),
    };
    let written = match command.format {
        TraceFormat::Text => analysis.trace(name, part).map(|trace| {
            let text = trace + &trace::readers_text(&readers);
            let text = text::lines(&text);
            match width {
                Some(width) => writeln!(out, "{}", text::hanging(&text, width)),
                None => writeln!(out, "{text}"),
            }
        }),
        TraceFormat::Json => analysis
            .trace_rows(name, path)
            .map(|found| trace::write(&trace::Trace { readers, ..found }, out)),
    };
    written.ok_or_else(|| {
        let names = analysis.names();
        let hint = did_you_mean(name, names.iter().map(String::as_str));
        let hint = hint.or_else(|| containing(name, &names));
        let hint = hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        let name = text::one_line(name);
        let message = format!("no event, metric or feature is called `{name}`{hint}");
        Failure::Usage(message)
    })??;
    let code = finish(global, analysis.input_summary(), streams);
    streams.done(analysis);
    code
}
