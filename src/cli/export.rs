//! `export`, `readiness` and `privacy`: the audit as tables and registers.

use crate::analysis::{Analysis, Failure, analyze};
use crate::audit::registry;
use crate::cli::args::{Export, Global, Privacy, Readiness, RegisterFormat};
use crate::cli::consumers::read_file;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::{Streams, cannot_write, replace};
use crate::cli::settings::{self, project_name};
use crate::cli::{baseline, snapshot};
use crate::config::Settings;
use crate::export::flags::Flags;
use crate::export::material::Material;
use crate::export::rows;
use crate::export::table::FilledTable;
use crate::export::write::{TableFormat, files};
use crate::export::{ddl, privacy, readiness, singer};
use crate::input::file_source::FolderSource;
use crate::input::git::Repository;
use crate::report::Report;
use crate::report::list::escape_formula;
use crate::report::text::counted;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(
    global: &Global,
    command: &Export,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    if let Some(dialect) = command.ddl {
        write!(streams.out, "{}", ddl::ddl(dialect))?;
        return Ok(CLEAN);
    }
    let to = command.to.clone().unwrap_or_default();
    let to_output = to == Path::new("-");
    if to_output && command.format != TableFormat::Singer {
        let message = "only `--format singer` is one stream; name a folder";
        return Err(Failure::Usage(format!("--to -: {message}")));
    }
    let root = &command.path;
    let mut settings = settings::load(global, root, streams.is_watched)?;
    settings.link_features = true;
    let consumers = command.consumers.as_deref().map(read_file).transpose()?;
    settings.path_prefix = settings::path_prefix(root, false);
    let mut analysis = analyze(&settings)?;
    analysis.list_below(&settings.path_prefix);
    let flags = flags(&analysis, root)?;
    let project = project_name(command.project.as_ref(), root);
    let repository = Repository::open(root).ok();
    let head = repository.and_then(|found| Some((found.commit("HEAD").ok()?, found)));
    let commit = head
        .as_ref()
        .map(|(commit, found)| (found, commit.as_str()));
    let mut run = snapshot::take(&analysis, &project, commit).map_err(Failure::Usage)?;
    run.reference.clone_from(&command.revision);
    let mut report = analysis.report();
    report.lints = registry::lints();
    let new = new_findings(&report, &settings)?;
    let tables = rows::tables(
        &analysis,
        &Material {
            run: &run,
            report: &report,
            new: &new,
            consumers: consumers.as_ref(),
            flags: &flags,
        },
    );
    if to_output {
        singer::singer(&tables, &mut streams.out)?;
        streams.done((analysis, report, tables));
        return Ok(CLEAN);
    }
    write(&tables, command.format, &to, streams)?;
    streams.done((analysis, report, tables));
    Ok(CLEAN)
}

/// Writes the files of all tables, and prints the numbers of their rows.
fn write(
    tables: &[FilledTable],
    format: TableFormat,
    to: &Path,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    std::fs::create_dir_all(to).map_err(|error| cannot_write(to.display(), error))?;
    for file in files(tables, format) {
        let path = to.join(&file.name);
        replace(&path, &mut |out| file.write(out))
            .map_err(|error| cannot_write(path.display(), error))?;
    }
    for table in tables {
        let number = counted(table.rows.len(), "row", "rows");
        writeln!(streams.out, "{}: {number}", table.table.name)?;
    }
    Ok(())
}

/// Returns the fingerprints of the findings that the baseline does not accept.
fn new_findings(report: &Report, settings: &Settings) -> Result<BTreeSet<String>, Failure> {
    let mut report = Report {
        sources: report.sources.clone(),
        findings: report.findings.clone(),
        ..Report::default()
    };
    baseline::apply(&mut report, None, settings)?;
    Ok(report
        .findings
        .into_iter()
        .map(|one| one.fingerprint)
        .collect())
}

fn flags(analysis: &Analysis, root: &Path) -> Result<Flags, Failure> {
    Flags::read(&analysis.packs, &FolderSource::new(root)).map_err(Failure::Usage)
}

pub(crate) fn readiness(
    global: &Global,
    command: &Readiness,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let settings = settings::load(global, &command.path, streams.is_watched)?;
    let file = read_file(&command.consumers)?;
    let analysis = analyze(&settings)?;
    let flags = flags(&analysis, &command.path)?;
    let lines = analysis.with(|cx| readiness::lines(cx, &file, &flags));
    match command.format {
        RegisterFormat::Markdown => write!(streams.out, "{}", readiness::markdown(&lines))?,
        RegisterFormat::Csv => csv(readiness::rows(&lines), &mut streams.out)?,
    }
    streams.done(analysis);
    Ok(CLEAN)
}

pub(crate) fn privacy(
    global: &Global,
    command: &Privacy,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let settings = settings::load(global, &command.path, streams.is_watched)?;
    let file = command.consumers.as_deref().map(read_file).transpose()?;
    let analysis = analyze(&settings)?;
    let flags = flags(&analysis, &command.path)?;
    let entries = analysis.with(|cx| privacy::register(cx, file.as_ref(), &flags));
    let project = project_name(command.project.as_ref(), &command.path);
    match command.format {
        RegisterFormat::Markdown => {
            write!(streams.out, "{}", privacy::markdown(&entries, &project))?;
        }
        RegisterFormat::Csv => csv(privacy::rows(&entries), &mut streams.out)?,
    }
    streams.done(analysis);
    Ok(CLEAN)
}

/// Writes rows for a spreadsheet.
fn csv(rows: Vec<Vec<String>>, out: &mut dyn Write) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        let cells = row.into_iter().map(escape_formula);
        writer.write_record(cells).map_err(std::io::Error::from)?;
    }
    writer.flush().map_err(Failure::from)
}
