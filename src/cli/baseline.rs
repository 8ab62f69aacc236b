//! `baseline`: the accepted findings, and the comparison of a report with them.

use crate::analysis::{Failure, analyze};
use crate::audit::baseline::{Baseline, Compared, FILE_NAME};
use crate::audit::lints::stale_baseline;
use crate::cli::args::{
    Baseline as Command, BaselineAction, BaselineFormat, ConsumersBaseline, Global,
};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::cannot_write;
use crate::cli::output::{Streams, replace};
use crate::cli::settings;
use crate::config::Settings;
use crate::finding::Numbered;
use crate::input::paths::{relative_to, reported};
use crate::report::table::{self, Align};
use crate::report::text::{counted, grouped, one_line};
use crate::report::{Report, write_json};
use crate::source::{SourceFile, SourceMap, Span};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Number of new findings that are named when a baseline must not grow.
const MAX_NAMED: usize = 5;

/// Size limit of a baseline.
const MAX_SIZE: u64 = 64 << 20;

/// Name of the default baseline of `consumers`.
const CONSUMERS_FILE_NAME: &str = "tracklint-consumers-baseline.json";

/// The file of a baseline, and the command that prunes it.
struct BaselineFile {
    path: PathBuf,
    /// True if it has to exist.
    is_named: bool,
    prune: &'static str,
}

/// A baseline with its file.
struct LoadedBaseline {
    /// Path in reports.
    name: String,
    baseline: Baseline,
    source: SourceFile,
}

/// Returns the path of the baseline: that of the command line, that of the configuration, or the default.
fn location(given: Option<&Path>, settings: &Settings) -> PathBuf {
    given
        .or(settings.baseline.as_deref())
        .map_or_else(|| settings.root.join(FILE_NAME), Path::to_owned)
}

fn load(path: &Path, root: &Path) -> Result<LoadedBaseline, Failure> {
    let fail = |why: String| Failure::Usage(format!("{}: {why}", path.display()));
    // A pipe would block.
    if path.exists() && !path.is_file() {
        return Err(fail("it is not a regular file".to_owned()));
    }
    let read = || {
        let mut text = String::new();
        let file = std::fs::File::open(path)?;
        file.take(MAX_SIZE + 1).read_to_string(&mut text)?;
        Ok(text)
    };
    let text = read().map_err(|error: std::io::Error| {
        fail(match error.kind() {
            std::io::ErrorKind::NotFound => {
                "no such file; create it with `tracklint baseline write`".to_owned()
            }
            _ => error.to_string(),
        })
    })?;
    if text.len() as u64 > MAX_SIZE {
        return Err(fail(format!("it is larger than {} MiB", MAX_SIZE >> 20)));
    }
    let reported = reported(root, path);
    let name = reported.path;
    let source = SourceFile::new(name.as_str(), text.as_str()).at(reported.outside);
    let file = SourceMap::default().add(source.clone());
    Ok(LoadedBaseline {
        name,
        baseline: Baseline::read(file, &text).map_err(fail)?,
        source,
    })
}

fn compare(baseline: &Baseline, report: &Report, settings: &Settings) -> Compared {
    baseline.compare(&report.findings, &report.sources, &|path| {
        settings.root.join(path).exists()
    })
}

/// Removes accepted findings from a report and adds a finding for each stale entry of the baseline.
pub(crate) fn apply(
    report: &mut Report,
    given: Option<&Path>,
    settings: &Settings,
) -> Result<(), Failure> {
    let file = BaselineFile {
        path: location(given, settings),
        is_named: given.is_some() || settings.baseline.is_some(),
        prune: "tracklint baseline prune",
    };
    hide(report, &file, settings)
}

/// Removes the findings that a file accepts.
fn hide(report: &mut Report, file: &BaselineFile, settings: &Settings) -> Result<(), Failure> {
    let BaselineFile { path, prune, .. } = file;
    // A report about a change needs no baseline, so a missing one changes nothing.
    if (!file.is_named || report.whole.is_some()) && !path.exists() {
        return Ok(());
    }
    let LoadedBaseline {
        name,
        baseline,
        source,
    } = load(path, &settings.root)?;
    // A report about a change has no accepted findings, but the list of all findings has.
    let is_change = report.whole.is_some();
    let of_change = match report.whole.take() {
        Some(whole) => std::mem::replace(&mut report.findings, whole),
        None => Vec::new(),
    };
    let compared = compare(&baseline, report, settings);
    let mut is_new = compared.new.iter();
    report
        .findings
        .retain(|_| is_new.next().is_some_and(|new| *new));
    let file = report.sources.add(source);
    let stale = compared.stale.iter().filter_map(|(kind, entry)| {
        let span = Span { file, ..entry.span };
        let finding =
            stale_baseline::finding(span, &kind.lint, &kind.path, &kind.subject, entry.count)
                .help(format!("Run `{prune}` to remove it."));
        let severity = settings.severity(stale_baseline::LINT.name, &name, finding.severity)?;
        Some(finding.severity(severity))
    });
    report.add(stale.collect::<Vec<_>>());
    if is_change {
        let whole = std::mem::replace(&mut report.findings, of_change);
        report.whole = Some(whole);
        return Ok(());
    }
    let known = counted(compared.kept.total(), "finding is", "findings are");
    let mut note = format!("{known} hidden by {name}");
    if !compared.stale.is_empty() {
        let stale = compared.stale.len();
        let entries = counted(stale, "entry of it is stale", "entries of it are stale");
        note.push_str(&format!("; {entries}: `{prune}`"));
    }
    report.notes.push(note);
    Ok(())
}

/// Removes the accepted findings of consumers from a report. Accepts all of them first if the command asks for it, and returns a
/// sentence about that.
pub(crate) fn of_consumers(
    report: &mut Report,
    command: &ConsumersBaseline,
    settings: &Settings,
) -> Result<Option<String>, Failure> {
    let own = || settings.root.join(CONSUMERS_FILE_NAME);
    let file = BaselineFile {
        path: command.baseline.clone().unwrap_or_else(own),
        is_named: command.baseline.is_some(),
        prune: "tracklint consumers --write-baseline",
    };
    let mut written = None;
    if command.write_baseline {
        let name = one_line(&relative_to(&settings.root, &file.path));
        written = Some(accept(&file.path, &name, report, settings, command.force)?);
    }
    if !command.no_baseline {
        hide(report, &file, settings)?;
    }
    Ok(written)
}

/// Writes a baseline with the findings of a report. One that exists only shrinks, unless `force` is set.
fn accept(
    file: &Path,
    name: &str,
    report: &Report,
    settings: &Settings,
    force: bool,
) -> Result<String, Failure> {
    // A broken baseline is never overwritten.
    if file.exists() && !force {
        let known = load(file, &settings.root)?.baseline;
        let compared = compare(&known, report, settings);
        if compared.new_count() > 0 {
            return Err(growth(name, report, &compared));
        }
    }
    let baseline = Baseline::of(&report.findings, &report.sources);
    save(file, &baseline)?;
    let findings = counted(baseline.total(), "finding", "findings");
    let entries = counted(baseline.entries.len(), "entry", "entries");
    Ok(format!("wrote {name}: {findings} in {entries}"))
}

pub(crate) fn run(
    global: &Global,
    command: &Command,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let (path, given) = match &command.action {
        BaselineAction::Write { location, .. }
        | BaselineAction::Prune { location }
        | BaselineAction::Show { location, .. } => (&location.path, location.baseline.as_deref()),
    };
    let settings = settings::load(global, path, streams.is_watched)?;
    let file = location(given, &settings);
    let name = one_line(&relative_to(&settings.root, &file));
    // A broken baseline is found before the analysis.
    let baseline = if file.exists() || !matches!(command.action, BaselineAction::Write { .. }) {
        Some(load(&file, &settings.root)?.baseline)
    } else {
        None
    };
    let report = analyze(&settings)?.report();
    let compared = baseline
        .as_ref()
        .map(|baseline| compare(baseline, &report, &settings))
        .unwrap_or_default();
    match &command.action {
        BaselineAction::Write { force, .. } => {
            let written = accept(&file, &name, &report, &settings, *force)?;
            writeln!(streams.out, "{written}")?;
        }
        BaselineAction::Prune { .. } => prune(&file, &name, &compared, streams)?,
        BaselineAction::Show { format, .. } => {
            let baseline = baseline.unwrap_or_default();
            let lints = rows(&baseline, &compared, &report);
            show(&baseline, lints, *format, &name, streams)?;
        }
    }
    Ok(CLEAN)
}

/// Removes stale entries and updates moved ones.
fn prune(
    file: &Path,
    name: &str,
    compared: &Compared,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let stale: usize = compared.stale.iter().map(|(_, entry)| entry.count).sum();
    if stale + compared.moved == 0 {
        writeln!(streams.out, "{name} has nothing to prune")?;
        return Ok(());
    }
    save(file, &compared.kept)?;
    let [stale, moved, kept] = [stale, compared.moved, compared.kept.total()].map(grouped);
    writeln!(
        streams.out,
        "pruned {name}: {stale} gone, {moved} moved, {kept} left"
    )?;
    Ok(())
}

fn save(file: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let text = baseline.write();
    replace(file, &mut |out| out.write_all(text.as_bytes()))
        .map_err(|error| cannot_write(file.display(), error))
}

/// Builds the failure of a baseline that would accept new findings.
fn growth(name: &str, report: &Report, compared: &Compared) -> Failure {
    let line = |numbered: &Numbered| {
        let (finding, sources) = (&numbered.finding, &report.sources);
        let span = finding.primary.span;
        let (path, line) = (one_line(sources.path(span)), sources.lines(span).0);
        let (severity, lint) = (finding.severity, finding.lint.name);
        let message = one_line(&finding.message);
        format!("\n  {path}:{line}: {severity}[{lint}] {message}")
    };
    let findings = report.findings.iter().zip(&compared.new);
    let new = findings.filter(|(_, new)| **new).take(MAX_NAMED);
    let named: String = new.map(|(numbered, _)| line(numbered)).collect();
    let count = compared.new_count();
    let more = match count.saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!("\n  and {} more", grouped(more)),
    };
    let what = counted(count, "finding is new", "findings are new");
    Failure::Usage(format!(
        "{name}: {what}, and a baseline only shrinks; fix them, or accept them with --force{named}{more}"
    ))
}

/// Counts of one lint.
#[derive(Default, Serialize)]
struct Row {
    #[serde(rename = "borne")]
    accepted: usize,
    stale: usize,
    new: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    baseline: &'a str,
    lints: BTreeMap<&'a str, Row>,
}

fn rows<'a>(
    baseline: &'a Baseline,
    compared: &'a Compared,
    report: &Report,
) -> BTreeMap<&'a str, Row> {
    let mut lints: BTreeMap<&str, Row> = BTreeMap::new();
    for (kind, entry) in &baseline.entries {
        lints.entry(&kind.lint).or_default().accepted += entry.count;
    }
    for (kind, entry) in &compared.stale {
        lints.entry(&kind.lint).or_default().stale += entry.count;
    }
    for (numbered, new) in report.findings.iter().zip(&compared.new) {
        if *new {
            lints.entry(numbered.finding.lint.name).or_default().new += 1;
        }
    }
    lints
}

fn show(
    baseline: &Baseline,
    lints: BTreeMap<&str, Row>,
    format: BaselineFormat,
    name: &str,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    if format == BaselineFormat::Json {
        let document = Document {
            baseline: name,
            lints,
        };
        write_json(&document, &mut streams.out)?;
        return Ok(());
    }
    let mut rows = Vec::new();
    for (lint, row) in &lints {
        let mut cells = vec![one_line(lint)];
        cells.extend([row.accepted, row.stale, row.new].map(grouped));
        rows.push(cells);
    }
    let columns = [
        ("LINT", Align::Left),
        ("ACCEPTED", Align::Right),
        ("STALE", Align::Right),
        ("NEW", Align::Right),
    ];
    table::write(&mut streams.out, &columns, &rows, streams.width)?;
    let total = counted(baseline.total(), "finding", "findings");
    writeln!(streams.out, "\n{name}: {total}")?;
    Ok(())
}
