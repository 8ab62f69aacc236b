//! Standard streams with or without colour, and files that are whole or not there.

use super::args::Color;
use crate::report::{Format, Report};
use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

/// The standard streams, or what stands for them.
pub(super) struct Streams<'a> {
    pub out: Box<dyn Write + 'a>,
    pub err: Box<dyn Write + 'a>,
    /// Whether `out` understands colours.
    pub color: bool,
    /// Width of `out`, where it is a terminal.
    pub width: Option<usize>,
    /// Whether a person watches `err`.
    pub watched: bool,
}

/// Narrower or wider than this, the layout does not get better.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=120;

impl Streams<'static> {
    pub(super) fn of_process(color: Color) -> Self {
        let choice = match color {
            Color::Auto => AutoStream::choice(&io::stdout()),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        let wanted = matches!(choice, ColorChoice::Always | ColorChoice::AlwaysAnsi);
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
        let width = columns.unwrap_or(80).clamp(*WIDTHS.start(), *WIDTHS.end());
        Self {
            out: Box::new(BufWriter::new(AutoStream::new(io::stdout(), choice))),
            err: Box::new(io::stderr()),
            color: wanted,
            width: io::stdout().is_terminal().then_some(width),
            watched: io::stderr().is_terminal(),
        }
    }
}

impl<'a> Streams<'a> {
    pub(super) fn plain(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out: Box::new(out), err: Box::new(err), color: false, width: None, watched: false }
    }
}

/// Writes a report to a file; a device or pipe is written directly.
pub(super) fn to_file(report: &Report, format: &Format, path: &Path) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        let mut file = BufWriter::new(std::fs::OpenOptions::new().write(true).open(path)?);
        (format.write)(report, &mut file)?;
        return file.flush();
    }
    replace(path, |out| (format.write)(report, out))
}

/// Writes a file. What is there is replaced only by what is whole.
pub(super) fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link stays a link: its target is replaced.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = BufWriter::new(temporary(folder)?);
    write(&mut file)?;
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.persist(&path).map_err(|error| error.error).map(drop)
}

#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // Readable for the next job of a pipeline, as far as the umask allows.
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new().prefix(".tracklint").permissions(permissions).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(".tracklint").tempfile_in(folder)
}
