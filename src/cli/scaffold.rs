//! `scaffold`: writes the definitions that are missing.

use crate::analysis::outcome::{Engine, Failure};
use crate::cli::args::{Global, Scaffold, ScaffoldKind};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::settings;
use crate::input::paths;
use crate::report::text::{lines, one_line};
use crate::scaffold::{EventSelector, NewFile, Request, TODO};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

pub(crate) fn run(
    engine: &Engine,
    global: &Global,
    command: &Scaffold,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let (root, dry_run, request) = match &command.kind {
        ScaffoldKind::Event(event) => {
            let wanted = match (&event.name, &event.from) {
                (Some(name), _) => EventSelector::Named(name.clone()),
                (None, Some(place)) => sent_at(&event.target.root, place)?,
                (None, None) => {
                    return Err(Failure::Usage(
                        "name the event, or a call with --from PATH:LINE".to_owned(),
                    ));
                }
            };
            let metric = event.metric || event.unique.is_some();
            (
                &event.target.root,
                event.target.dry_run,
                Request {
                    event: wanted,
                    definition: true,
                    metric,
                    unique: event.unique.clone(),
                },
            )
        }
        ScaffoldKind::Metric(metric) => {
            let wanted = EventSelector::Named(metric.event.clone());
            let request = Request {
                event: wanted,
                definition: false,
                metric: true,
                unique: metric.unique.clone(),
            };
            (&metric.target.root, metric.target.dry_run, request)
        }
    };
    let settings = settings::load(engine, global, root, streams.watched)?;
    let files = (engine.run)(&settings)?
        .scaffold(&request)
        .map_err(Failure::Usage)?;
    // Either all files can be written or none is.
    files.iter().try_for_each(|file| check(root, file))?;
    for file in &files {
        if dry_run {
            writeln!(
                streams.out,
                "# {}\n{}",
                one_line(&file.path),
                lines(&file.text)
            )?;
            continue;
        }
        write(root, file)?;
        writeln!(streams.out, "wrote {}", one_line(&file.path))?;
        for (number, line) in file
            .text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.contains(TODO))
        {
            writeln!(
                streams.out,
                "  to be filled in: {}:{}: {}",
                one_line(&file.path),
                number + 1,
                one_line(line.trim())
            )?;
        }
    }
    Ok(CLEAN)
}

/// `PATH:LINE`, the path as the user sees it or relative to the project.
fn sent_at(root: &Path, place: &str) -> Result<EventSelector, Failure> {
    let wrong = || Failure::Usage(format!("`{place}` is no place; write it as PATH:LINE"));
    let (path, line) = place.rsplit_once(':').ok_or_else(wrong)?;
    let line: u32 = line.parse().map_err(|_| wrong())?;
    let inside = if Path::new(path).is_file() {
        paths::inside(root, Path::new(path))
    } else {
        None
    };
    Ok(EventSelector::SentAt(
        inside.unwrap_or_else(|| path.to_owned()),
        line,
    ))
}

/// Refuses what is there already, and what a link would lead out of the project.
fn check(root: &Path, file: &NewFile) -> Result<(), Failure> {
    let target = root.join(&file.path);
    if target.symlink_metadata().is_ok() {
        return Err(exists(file));
    }
    let folder = target.ancestors().skip(1).find(|folder| folder.exists());
    let canonical = |path: &Path| path.canonicalize().ok();
    let inside = folder
        .and_then(canonical)
        .zip(canonical(root))
        .is_some_and(|(folder, root)| folder.starts_with(root));
    if inside {
        Ok(())
    } else {
        Err(Failure::Usage(format!(
            "{}: it does not lie in the project",
            file.path
        )))
    }
}

fn write(root: &Path, file: &NewFile) -> Result<(), Failure> {
    let target = root.join(&file.path);
    let folder = target.parent().unwrap_or(root);
    let create = || {
        std::fs::create_dir_all(folder)?;
        // A file that appears in between is not overwritten either.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&target)?
            .write_all(file.text.as_bytes())
    };
    create().map_err(|error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => exists(file),
        _ => Failure::Usage(format!("{}: cannot be written: {error}", file.path)),
    })
}

fn exists(file: &NewFile) -> Failure {
    Failure::Usage(format!(
        "{}: is there already, and is not overwritten",
        file.path
    ))
}
