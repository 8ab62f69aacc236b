//! Standard streams with or without colour, and files that are written atomically.

use crate::analysis::Failure;
use crate::cli::args::{Color, Global};
use crate::cli::new_file::NewFile;
use crate::cli::stream::Lasting;
use crate::input::paths::folder_of;
use crate::report::input_summary::InputSummary;
use crate::report::text::{filled, one_line};
use crate::report::{Format, Report};
use anstream::{AutoStream, ColorChoice};
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

/// The standard streams, or replacements in tests.
pub(crate) struct Streams<'a> {
    pub(crate) out: Box<dyn Write + 'a>,
    pub(crate) err: Box<dyn Write + 'a>,
    /// True if `out` shows colours.
    pub(crate) color: bool,
    /// Width of `out` if it is a terminal.
    pub(crate) width: Option<usize>,
    /// True if a person watches `err`.
    pub(crate) is_watched: bool,
    /// True if the process ends after the command.
    pub(crate) ends_process: bool,
}

/// Widths between which the layout is good.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=120;

impl Streams<'static> {
    pub(crate) fn of_process(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let color = matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi);
        let columns = std::env::var("COLUMNS").ok();
        let width = columns.and_then(|columns| columns.parse::<usize>().ok());
        let detected = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = width.or_else(detected);
        let width = width.unwrap_or(80).clamp(*WIDTHS.start(), *WIDTHS.end());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            out: Box::new(BufWriter::new(Lasting::results(AutoStream::new(
                io::stdout(),
                choice,
            )))),
            err: Box::new(Lasting::messages(io::stderr())),
            color,
            width: io::stdout().is_terminal().then_some(width),
            is_watched: io::stderr().is_terminal() && !dumb,
            ends_process: true,
        }
    }
}

impl<'a> Streams<'a> {
    pub(crate) fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out: Box::new(Lasting::results(out)),
            err: Box::new(Lasting::messages(err)),
            color: false,
            width: None,
            is_watched: false,
            ends_process: false,
        }
    }

    /// Drops a large value. At the end of the process its memory is not freed, which saves time.
    pub(crate) fn done<T>(&self, value: T) {
        if self.ends_process {
            std::mem::forget(value);
        }
    }

    /// Prints a note on `err`, unless `--quiet` is given.
    pub(crate) fn note(&mut self, global: &Global, text: &str) -> io::Result<()> {
        if global.quiet {
            Ok(())
        } else {
            self.print(&format!("note: {}", one_line(text)), "      ")
        }
    }

    /// Prints a warning on `err`, also with `--quiet`, because it concerns the verdict.
    pub(crate) fn warn(&mut self, text: &str) -> io::Result<()> {
        self.print(&format!("warning: {}", one_line(text)), "         ")
    }

    /// Prints a line on `err` after flushing `out`.
    fn print(&mut self, text: &str, indent: &str) -> io::Result<()> {
        self.out.flush()?;
        match self.width {
            Some(width) => writeln!(self.err, "{}", filled(text, width, indent)),
            None => writeln!(self.err, "{text}"),
        }
    }

    /// Prints on `err` which files were not read: as notes, or as errors with `--strict`.
    pub(crate) fn unread(&mut self, global: &Global, reading: &InputSummary) -> io::Result<()> {
        for sentence in reading.sentences() {
            if global.strict {
                let error = format!("error: {} (--strict)", one_line(&sentence));
                self.print(&error, "       ")?;
            } else {
                self.note(global, &sentence)?;
            }
        }
        Ok(())
    }
}

/// Folders whose links lead to streams of this process and to devices.
const DEVICES: [&str; 2] = ["/dev", "/proc"];

/// Writes a report to a file. A device or pipe is written directly.
pub(crate) fn to_file(report: &Report, format: &Format, path: &Path) -> io::Result<()> {
    if is_stream(path) {
        let mut file = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        (format.write)(report, &mut file)?;
        return file.flush();
    }
    replace(path, &mut |out| (format.write)(report, out))
}

/// Returns true for a device, a pipe, and a link to one among the devices. A link elsewhere may be committed by anybody.
fn is_stream(path: &Path) -> bool {
    let Ok(found) = path.symlink_metadata() else {
        return false;
    };
    let among_devices = || {
        let folder = folder_of(path).canonicalize();
        folder.is_ok_and(|folder| DEVICES.iter().any(|devices| folder.starts_with(devices)))
    };
    match found.is_symlink() {
        true => among_devices() && path.exists() && !path.is_file(),
        false => !found.is_file(),
    }
}

/// The work of writing the content of a file.
pub(crate) type Writing<'w> = &'w mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Writes a file atomically. A link is replaced and not followed, since a committed link could lead to any file.
pub(crate) fn replace(path: &Path, write: Writing<'_>) -> io::Result<()> {
    written(path, write)?.replace(path)
}

/// Writes a new file atomically. A file or link that is there is an error.
pub(crate) fn create(path: &Path, write: Writing<'_>) -> io::Result<()> {
    written(path, write)?.create(path)
}

/// Writes the content to a temporary file for the folder of `path`.
fn written(path: &Path, write: Writing<'_>) -> io::Result<NewFile> {
    let mut file = BufWriter::new(NewFile::for_folder(folder_of(path))?);
    write(&mut file)?;
    file.into_inner().map_err(io::IntoInnerError::into_error)
}

/// Builds the failure of a file that cannot be written.
pub(crate) fn cannot_write(path: impl Display, error: impl Display) -> Failure {
    Failure::Usage(format!("{path}: cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_report_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        std::fs::write(&path, "old").expect("it can be written");
        let fails = |_: &Report, out: &mut dyn Write| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let works = |_: &Report, out: &mut dyn Write| out.write_all(b"new");
        let mut format = Format {
            for_people: false,
            needs_ways: false,
            name: "a",
            write: fails,
            left_out: |_| None,
        };
        assert!(to_file(&Report::default(), &format, &path).is_err());
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "old");
        assert_eq!(
            std::fs::read_dir(folder.path())
                .expect("it is there")
                .count(),
            1,
            "nothing is left beside it"
        );
        format.write = works;
        to_file(&Report::default(), &format, &path).expect("it can be written");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "new");
    }
}
