//! `check --watch`: findings after every change on disk.

use crate::analysis::{Changes, Disk, Failure, Workspace};
use crate::cli::args::{Check, Global};
use crate::cli::output::Streams;
use crate::cli::{check, settings};
use crate::report::text::{lines, one_line};
use std::time::Duration;

/// Time between two looks at the disk.
const PAUSE: Duration = Duration::from_secs(1);

/// The project in memory, and the state of the disk.
type Opened = (Workspace, Disk);

/// Reports until the process is ended, or nobody reads the output any more.
pub(crate) fn run(
    global: &Global,
    command: &Check,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    settings::require_folder(&command.path)?;
    let mut opened: Option<Opened> = None;
    let mut failure = None;
    loop {
        let changes = match &mut opened {
            Some((workspace, disk)) => disk.refresh(workspace),
            None => Changes::All,
        };
        if changes != Changes::None {
            let result = report(global, command, &mut opened, changes, streams);
            match result {
                Ok(()) => failure = None,
                // A file that is half-written is complete soon.
                Err(error) => {
                    opened = None;
                    let text = lines(&error.to_string());
                    if failure.as_ref() != Some(&text) {
                        writeln!(streams.err, "error: {text}")?;
                        failure = Some(text);
                    }
                }
            }
        }
        std::thread::sleep(PAUSE);
    }
}

fn report(
    global: &Global,
    command: &Check,
    opened: &mut Option<Opened>,
    changes: Changes,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    if changes == Changes::All {
        let settings = settings::load(global, &command.path, false)?;
        let workspace = Workspace::open(&settings)?;
        let disk = Disk::new(&workspace);
        *opened = Some((workspace, disk));
    }
    let Some((workspace, _)) = opened else {
        return Ok(());
    };
    let analysis = workspace.analyze()?;
    let mut report = analysis.report();
    check::show(&mut report, global, command, workspace.settings(), streams)?;
    let time = one_line(&report.counts_in_words());
    writeln!(streams.out, "\n{time}; watching for changes\n")?;
    streams.out.flush()?;
    Ok(())
}
