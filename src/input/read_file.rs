//! Reads single files. Content of any origin is judged alike.

use crate::input::root::{Root, options};
use std::cell::RefCell;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Size limit of a file, in bytes. People write files of 2 MiB; larger ones are generated.
pub(crate) const MAX_FILE_SIZE: u64 = 4 << 20;

/// Number of leading bytes in which a NUL byte makes a file binary.
const BINARY_WINDOW: usize = 8 << 10;

/// A file with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReadFile {
    /// Path relative to the root, with `/`.
    pub(crate) path: String,
    /// Text. Each byte that was not UTF-8 is a `?`, so offsets are those of the file. A byte order mark stays.
    pub(crate) text: Arc<str>,
    /// Offset of the first replaced byte, if any.
    pub(crate) replaced: Option<usize>,
}

/// A file that was not read, or a folder that could not be entered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SkippedFile {
    /// Path relative to the root, with `/`.
    pub(crate) path: String,
    /// Reason, for a person.
    pub(crate) reason: String,
    /// True if the machine is at fault and not the file: it lacks descriptors or memory, or a disk fails.
    pub(crate) is_fault: bool,
}

impl SkippedFile {
    pub(crate) fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
            is_fault: false,
        }
    }

    /// Returns a file that was not read because of an error of the system.
    pub(crate) fn of_error(path: impl Into<String>, error: &std::io::Error) -> Self {
        Self {
            is_fault: is_fault(error),
            ..Self::new(path, error.to_string())
        }
    }
}

#[cfg(unix)]
fn is_fault(error: &std::io::Error) -> bool {
    let faults = [libc::EMFILE, libc::ENFILE, libc::ENOMEM, libc::EIO];
    error
        .raw_os_error()
        .is_some_and(|code| faults.contains(&code))
}

#[cfg(not(unix))]
fn is_fault(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::OutOfMemory
}

/// Reads a file that the user named, and reports it under `path`. Links are followed.
///
/// # Errors
/// The reason why it was not read.
pub(crate) fn read(file: &Path, path: impl Into<String>) -> Result<ReadFile, SkippedFile> {
    read_with(options(true).open(file), path.into(), true)
}

/// Reads a file of the project. A link is an error.
///
/// # Errors
/// The reason why it was not read.
pub(crate) fn read_unlinked(
    root: &Root,
    file: &Path,
    path: impl Into<String>,
) -> Result<ReadFile, SkippedFile> {
    let path = path.into();
    let open = root.open(file, &path);
    read_with(open, path, false)
}

fn read_with(
    open: std::io::Result<File>,
    path: String,
    follow: bool,
) -> Result<ReadFile, SkippedFile> {
    thread_local! {
        /// Buffer of this thread, so that each text is allocated in its exact size.
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| match fill(buffer, open, follow) {
        Ok(()) => decode(path, buffer),
        Err(Obstacle::File(reason)) => Err(SkippedFile::new(path, reason)),
        Err(Obstacle::System(error)) => Err(SkippedFile::of_error(path, &error)),
    })
}

/// The reason why a file was not read.
enum Obstacle {
    /// A property of the file.
    File(String),
    /// An error of the system.
    System(std::io::Error),
}

/// Reads the content of a regular file, up to one byte above the limit.
fn fill(buffer: &mut Vec<u8>, open: std::io::Result<File>, follow: bool) -> Result<(), Obstacle> {
    let reason = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound if !follow => {
            Obstacle::File("it was deleted before it could be read".to_owned())
        }
        _ => Obstacle::System(error),
    };
    // Opening comes before the check, so that the file cannot be exchanged in between. A pipe without a writer does not block.
    let open = open.map_err(reason)?;
    let data = open.metadata().map_err(reason)?;
    if !data.is_file() {
        return Err(Obstacle::File("it is not a regular file".to_owned()));
    }
    buffer.clear();
    if data.len() <= MAX_FILE_SIZE {
        // Some file systems report no size.
        let end = if data.len() == 0 {
            MAX_FILE_SIZE + 1
        } else {
            data.len()
        };
        buffer.reserve(usize::try_from(data.len() + 1).unwrap_or(0));
        open.take(end).read_to_end(buffer).map_err(reason)?;
    }
    if data.len().max(buffer.len() as u64) > MAX_FILE_SIZE {
        return Err(Obstacle::File(too_large()));
    }
    Ok(())
}

fn too_large() -> String {
    format!("it is larger than {} KiB", MAX_FILE_SIZE >> 10)
}

/// Decodes the content of a file.
///
/// # Errors
/// The content is too large or no text.
pub(crate) fn decode(path: impl Into<String>, bytes: &[u8]) -> Result<ReadFile, SkippedFile> {
    let skip = |path: String, reason: &str| Err(SkippedFile::new(path, reason));
    let path = path.into();
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return skip(path, &too_large());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return skip(path, "it is UTF-16; save it as UTF-8");
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some() {
        return skip(path, "it is binary");
    }
    let (text, replaced) = to_text(bytes);
    Ok(ReadFile {
        path,
        text,
        replaced,
    })
}

/// Returns the bytes as text with a `?` for each byte that is not UTF-8, and the offset of the first one.
pub(crate) fn to_text(bytes: &[u8]) -> (Arc<str>, Option<usize>) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(error) => {
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
            }
            (text.into(), Some(error.valid_up_to()))
        }
    }
}
