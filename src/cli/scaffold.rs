//! `scaffold`: writes missing definitions.

use crate::analysis::{Failure, analyze};
use crate::cli::args::{Global, Scaffold, ScaffoldKind, ScaffoldTarget};
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::cli::output::cannot_write;
use crate::cli::settings;
use crate::input::paths;
use crate::report::text::{lines, one_line};
use crate::scaffold::{EventSelector, NewFile, Request, TODO};
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

pub(crate) fn run(
    global: &Global,
    command: &Scaffold,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let (target, request) = request(&command.kind)?;
    let root = &target.root;
    let settings = settings::load(global, root, streams.is_watched)?;
    let analysis = analyze(&settings)?;
    let files = analysis.scaffold(&request).map_err(Failure::Usage)?;
    write_all(root, &files, target.dry_run, streams)?;
    if let (EventSelector::Named(name), true) = (&request.event, request.definition)
        && let Some(unsent) = analysis.unsent(name)
    {
        streams.warn(&unsent)?;
    }
    Ok(CLEAN)
}

/// Writes files, either all or none, or prints them.
pub(crate) fn write_all(
    root: &Path,
    files: &[NewFile],
    is_dry: bool,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    files.iter().try_for_each(|file| check(root, file))?;
    for file in files {
        let path = one_line(&file.path);
        if is_dry {
            writeln!(streams.out, "# {path}\n{}", lines(&file.text))?;
            continue;
        }
        write(root, file)?;
        writeln!(streams.out, "wrote {path}")?;
        for (index, line) in file.text.lines().enumerate() {
            if line.contains(TODO) {
                let (number, line) = (index + 1, one_line(line.trim()));
                writeln!(streams.out, "  to be filled in: {path}:{number}: {line}")?;
            }
        }
    }
    Ok(())
}

/// Writes files, either all or none.
#[cfg(feature = "mcp")]
pub(crate) fn create_all(root: &Path, files: &[NewFile]) -> Result<(), Failure> {
    files.iter().try_for_each(|file| check(root, file))?;
    files.iter().try_for_each(|file| write(root, file))
}

fn request(kind: &ScaffoldKind) -> Result<(&ScaffoldTarget, Request), Failure> {
    match kind {
        ScaffoldKind::Event(command) => {
            let event = match (&command.name, &command.from) {
                (Some(name), _) => EventSelector::Named(name.clone()),
                (None, Some(position)) => sent_at(&command.target.root, position)?,
                (None, None) => {
                    let message = "name the event, or a call with --from PATH:LINE";
                    return Err(Failure::Usage(message.to_owned()));
                }
            };
            let request = Request {
                event,
                definition: true,
                metric: command.metric || command.unique.is_some(),
                unique: command.unique.clone(),
            };
            Ok((&command.target, request))
        }
        ScaffoldKind::Metric(command) => {
            let request = Request {
                event: EventSelector::Named(command.event.clone()),
                definition: false,
                metric: true,
                unique: command.unique.clone(),
            };
            Ok((&command.target, request))
        }
    }
}

/// Parses `PATH:LINE`. The path may be relative to the current folder or to the project.
fn sent_at(root: &Path, position: &str) -> Result<EventSelector, Failure> {
    let invalid = || {
        Failure::Usage(format!(
            "invalid position `{position}`; write it as PATH:LINE"
        ))
    };
    let (path, line) = position.rsplit_once(':').ok_or_else(invalid)?;
    let line: u32 = line.parse().map_err(|_| invalid())?;
    let file = Some(Path::new(path)).filter(|file| file.is_file());
    let inside = file.and_then(|file| paths::inside(root, file));
    let path = inside.unwrap_or_else(|| path.to_owned());
    Ok(EventSelector::SentAt(path, line))
}

/// Refuses a file that exists, and one that a link leads out of the project.
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
        let message = format!("{}: it does not lie in the project", file.path);
        Err(Failure::Usage(message))
    }
}

fn write(root: &Path, file: &NewFile) -> Result<(), Failure> {
    let target = root.join(&file.path);
    let folder = target.parent().unwrap_or(root);
    let create = || {
        std::fs::create_dir_all(folder)?;
        // A file created in the meantime is not overwritten either.
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&target)?
            .write_all(file.text.as_bytes())
    };
    create().map_err(|error: std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => exists(file),
        _ => cannot_write(&file.path, error),
    })
}

fn exists(file: &NewFile) -> Failure {
    let message = format!("{}: is there already, and is not overwritten", file.path);
    Failure::Usage(message)
}
