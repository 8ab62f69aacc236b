//! Standard streams with or without colour, and files that are whole or not there.

use crate::cli::args::{Color, Global};
use crate::input::paths::folder_of;
use crate::report::input_summary::InputSummary;
use crate::report::text::{filled, one_line};
use crate::report::{Format, Report};
use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

/// The standard streams, or what stands for them.
pub(crate) struct Streams<'a> {
    pub out: Box<dyn Write + 'a>,
    pub err: Box<dyn Write + 'a>,
    /// Whether `out` understands colours.
    pub color: bool,
    /// Width of `out`, where it is a terminal.
    pub width: Option<usize>,
    /// Whether a person watches `err`.
    pub watched: bool,
    /// Whether the process is over once the command is.
    pub ends: bool,
}

/// Narrower or wider than this, the layout does not get better.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=120;

impl Streams<'static> {
    pub(crate) fn of_process(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let wanted = matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi);
        let asked = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse::<usize>().ok());
        let width =
            asked.or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)));
        let width = width.unwrap_or(80).clamp(*WIDTHS.start(), *WIDTHS.end());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            out: Box::new(BufWriter::new(AutoStream::new(io::stdout(), choice))),
            err: Box::new(io::stderr()),
            color: wanted,
            width: io::stdout().is_terminal().then_some(width),
            watched: io::stderr().is_terminal() && !dumb,
            ends: true,
        }
    }
}

impl<'a> Streams<'a> {
    pub(crate) fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self {
            out: Box::new(out),
            err: Box::new(err),
            color: false,
            width: None,
            watched: false,
            ends: false,
        }
    }

    /// Takes what a command needs no longer. Taking it apart is left out where the process is over anyway; whoever runs many
    /// commands in one process gets memory and workers back.
    pub(crate) fn done<T>(&self, value: T) {
        if self.ends {
            std::mem::forget(value);
        }
    }

    /// Says something about the run on `err`, unless told to be quiet.
    pub(crate) fn note(&mut self, global: &Global, text: &str) -> io::Result<()> {
        if global.quiet {
            Ok(())
        } else {
            self.say(&format!("note: {}", one_line(text)), "      ")
        }
    }

    /// A line on `err`, behind all that was written to `out`.
    fn say(&mut self, text: &str, indent: &str) -> io::Result<()> {
        self.out.flush()?;
        match self.width {
            Some(width) => writeln!(self.err, "{}", filled(text, width, indent)),
            None => writeln!(self.err, "{text}"),
        }
    }

    /// Says on `err` what was not read; with `--strict`, that the run fails for it.
    pub(crate) fn gaps(&mut self, global: &Global, reading: &InputSummary) -> io::Result<()> {
        for sentence in reading.sentences() {
            if global.strict {
                self.say(
                    &format!("error: {} (--strict)", one_line(&sentence)),
                    "       ",
                )?;
            } else {
                self.note(global, &sentence)?;
            }
        }
        Ok(())
    }
}

/// Writes a report to a file; a device or pipe is written directly.
pub(crate) fn to_file(report: &Report, format: &Format, path: &Path) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        let mut file = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        (format.write)(report, &mut file)?;
        return file.flush();
    }
    replace(path, |out| (format.write)(report, out))
}

/// Writes a file. What is there is replaced only by what is whole. A link is replaced and never followed: whoever can commit
/// one could otherwise have any file overwritten.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = folder_of(path);
    let mut file = BufWriter::new(temporary(folder)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(path).map_err(|error| error.error).map(drop)
}

#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // Readable for the next job of a pipeline, as far as the umask allows.
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(".tracklint")
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(".tracklint")
        .tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays_until_a_whole_report_replaces_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        std::fs::write(&path, "old").expect("it can be written");
        let fails = |_: &Report, out: &mut dyn Write| {
            out.write_all(b"half")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        };
        let works = |_: &Report, out: &mut dyn Write| out.write_all(b"new");
        let mut format = Format {
            name: "a",
            extension: "a",
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
