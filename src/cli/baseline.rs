//! `baseline`: the findings that are known and borne, and holding a report against them.

use crate::analysis::outcome::{Engine, Failure};
use crate::audit::baseline::{Baseline, Compared, FILE_NAME};
use crate::audit::lints::stale_baseline;
use crate::cli::args::{Baseline as Command, BaselineAction, BaselineFormat, Global};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, replace};
use crate::cli::settings;
use crate::config::Settings;
use crate::input::paths::relative_to;
use crate::report::table::{self, Align};
use crate::report::text::{counted, grouped, one_line};
use crate::report::{Report, write_json};
use crate::source::{SourceFile, SourceMap};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// New findings named when a baseline must not grow.
const NAMED: usize = 5;

/// A baseline as it was read.
struct Known {
    /// How it is reported.
    name: String,
    baseline: Baseline,
    source: SourceFile,
}

/// Where the baseline is: what the command line says, what the configuration says, or the usual place.
fn location(given: Option<&Path>, settings: &Settings) -> PathBuf {
    let usual = || settings.root.join(FILE_NAME);
    given
        .map(Path::to_owned)
        .or_else(|| settings.baseline.clone())
        .unwrap_or_else(usual)
}

fn read(path: &Path, root: &Path) -> Result<Known, Failure> {
    let fail = |why: String| Failure::Usage(format!("{}: {why}", path.display()));
    // A pipe would block.
    if path.exists() && !path.is_file() {
        return Err(fail("it is not a regular file".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|error| {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let why = if missing {
            "there is no such file; `tracklint baseline write` makes it".to_owned()
        } else {
            error.to_string()
        };
        fail(why)
    })?;
    let mut sources = SourceMap::default();
    let name = relative_to(root, path);
    let source = SourceFile::new(name.as_str(), text.as_str());
    let file = sources.add(source.clone());
    let baseline = Baseline::read(file, &text).map_err(fail)?;
    Ok(Known {
        name,
        baseline,
        source,
    })
}

fn compare(known: &Baseline, report: &Report, settings: &Settings) -> Compared {
    known.compare(&report.findings, &report.sources, &|path| {
        settings.root.join(path).exists()
    })
}

/// Takes what is known out of a report, and puts in what the baseline bears in vain.
pub(crate) fn apply(
    report: &mut Report,
    given: Option<&Path>,
    settings: &Settings,
) -> Result<(), Failure> {
    let path = location(given, settings);
    let named = given.is_some() || settings.baseline.is_some();
    if !named && !path.exists() {
        return Ok(());
    }
    let Known {
        name,
        baseline,
        source,
    } = read(&path, &settings.root)?;
    let compared = compare(&baseline, report, settings);
    let mut new = compared.new.iter();
    report
        .findings
        .retain(|_| new.next().is_some_and(|new| *new));
    let file = report.sources.add(source);
    let stale = compared.stale.iter().filter_map(|(kind, borne)| {
        let span = crate::source::Span { file, ..borne.span };
        let finding =
            stale_baseline::finding(span, &kind.lint, &kind.path, &kind.subject, borne.count);
        let severity = settings.severity(stale_baseline::LINT.name, &name, finding.severity)?;
        Some(finding.severity(severity))
    });
    let stale: Vec<_> = stale.collect();
    report.add(stale);
    let known = compared.kept.total();
    let mut note = format!(
        "{} known to {name} and not shown",
        counted(known, "finding is", "findings are")
    );
    if !compared.stale.is_empty() {
        let entries = counted(
            compared.stale.len(),
            "entry of it is stale",
            "entries of it are stale",
        );
        note.push_str(&format!("; {entries}: `tracklint baseline prune`"));
    }
    report.notes.push(note);
    Ok(())
}

pub(crate) fn run(
    engine: &Engine,
    global: &Global,
    command: &Command,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let (path, given) = match &command.action {
        BaselineAction::Write { place, .. }
        | BaselineAction::Prune { place }
        | BaselineAction::Show { place, .. } => (&place.path, place.baseline.as_deref()),
    };
    let settings = settings::load(engine, global, path, streams.watched)?;
    let file = location(given, &settings);
    let name = one_line(&relative_to(&settings.root, &file));
    // What cannot be read is never written over.
    let known = if file.exists() || !matches!(command.action, BaselineAction::Write { .. }) {
        Some(read(&file, &settings.root)?)
    } else {
        None
    };
    let report = (engine.run)(&settings)?.report();
    let compared = known
        .as_ref()
        .map(|known| compare(&known.baseline, &report, &settings))
        .unwrap_or_default();
    match &command.action {
        BaselineAction::Write { force, .. } => {
            let new = compared.new_count();
            if known.is_some() && new > 0 && !force {
                return Err(Failure::Usage(format!(
                    "{name}: {}",
                    growth(&report, &compared)
                )));
            }
            let baseline = Baseline::of(&report.findings, &report.sources);
            save(&file, &baseline)?;
            let (total, entries) = (baseline.total(), baseline.entries.len());
            let findings = counted(total, "finding", "findings");
            writeln!(
                streams.out,
                "wrote {name}: {findings} in {}",
                counted(entries, "entry", "entries")
            )?;
        }
        BaselineAction::Prune { .. } => {
            let stale: usize = compared.stale.iter().map(|(_, borne)| borne.count).sum();
            if stale + compared.moved == 0 {
                writeln!(streams.out, "{name} has nothing to prune")?;
                return Ok(CLEAN);
            }
            save(&file, &compared.kept)?;
            let (kept, moved) = (grouped(compared.kept.total()), grouped(compared.moved));
            writeln!(
                streams.out,
                "pruned {name}: {} gone, {moved} moved, {kept} left",
                grouped(stale)
            )?;
        }
        BaselineAction::Show { format, .. } => {
            let known = known.map(|known| known.baseline).unwrap_or_default();
            show(&known, &compared, &report, *format, &name, streams)?;
        }
    }
    Ok(CLEAN)
}

fn save(file: &Path, baseline: &Baseline) -> Result<(), Failure> {
    let text = baseline.write();
    replace(file, |out| out.write_all(text.as_bytes()))
        .map_err(|error| Failure::Usage(format!("{}: cannot be written: {error}", file.display())))
}

/// Why a baseline is not written: it would bear more than before.
fn growth(report: &Report, compared: &Compared) -> String {
    let new = report
        .findings
        .iter()
        .zip(&compared.new)
        .filter(|(_, new)| **new);
    let line = |numbered: &crate::finding::Numbered| {
        let finding = &numbered.finding;
        let (path, line) = (
            report.sources.path(finding.primary.span),
            report.sources.lines(finding.primary.span).0,
        );
        format!(
            "\n  {}:{line}: {}[{}] {}",
            one_line(path),
            finding.severity,
            finding.lint.name,
            one_line(&finding.message)
        )
    };
    let named: String = new
        .take(NAMED)
        .map(|(numbered, _)| line(numbered))
        .collect();
    let count = compared.new_count();
    let more = if count > NAMED {
        format!("\n  and {} more", grouped(count - NAMED))
    } else {
        String::new()
    };
    let what = counted(count, "finding is new", "findings are new");
    format!(
        "{what}, and a baseline only shrinks; put them right, or take them in with --force{named}{more}"
    )
}

/// What is borne of one lint.
#[derive(Default, Serialize)]
struct Row {
    borne: usize,
    stale: usize,
    new: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    baseline: &'a str,
    lints: BTreeMap<&'a str, Row>,
}

fn show(
    known: &Baseline,
    compared: &Compared,
    report: &Report,
    format: BaselineFormat,
    name: &str,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let mut lints: BTreeMap<&str, Row> = BTreeMap::new();
    for (kind, borne) in &known.entries {
        lints.entry(&kind.lint).or_default().borne += borne.count;
    }
    for (kind, borne) in &compared.stale {
        lints.entry(&kind.lint).or_default().stale += borne.count;
    }
    for (numbered, _) in report
        .findings
        .iter()
        .zip(&compared.new)
        .filter(|(_, new)| **new)
    {
        lints.entry(numbered.finding.lint.name).or_default().new += 1;
    }
    match format {
        BaselineFormat::Json => write_json(
            &Document {
                baseline: name,
                lints,
            },
            &mut streams.out,
        )?,
        BaselineFormat::Text => {
            let cells = |(lint, row): (&&str, &Row)| {
                let counts = [row.borne, row.stale, row.new].map(grouped);
                [one_line(lint)]
                    .into_iter()
                    .chain(counts)
                    .collect::<Vec<_>>()
            };
            let rows: Vec<Vec<String>> = lints.iter().map(cells).collect();
            let columns = [
                ("LINT", Align::Left),
                ("BORNE", Align::Right),
                ("STALE", Align::Right),
                ("NEW", Align::Right),
            ];
            table::write(&mut streams.out, &columns, &rows, streams.width)?;
            writeln!(
                streams.out,
                "\n{name}: {}",
                counted(known.total(), "finding", "findings")
            )?;
        }
    }
    Ok(())
}
