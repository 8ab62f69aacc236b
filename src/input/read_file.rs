//! Reads single files. Content of any origin is judged alike.

use crate::input::root::{Root, options};
use std::cell::RefCell;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Size limit of a file in bytes, unless the settings name another. People write files of 2 MiB; larger ones are generated.
pub(crate) const MAX_FILE_SIZE: u64 = 4 << 20;

/// Time limit of a pipe that the user named, since its last bytes.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// The first line of a file that Git LFS has not downloaded.
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

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

/// Reads a file that the user named, and reports it under `path`. Links are followed, and a pipe is read to its end.
///
/// # Errors
/// The reason why it was not read.
pub(crate) fn read(file: &Path, path: impl Into<String>) -> Result<ReadFile, SkippedFile> {
    read_with(options(true).open(file), path.into(), true, MAX_FILE_SIZE)
}

/// Reads a file of the project of at most this many bytes. A link is an error.
///
/// # Errors
/// The reason why it was not read.
pub(crate) fn read_unlinked(
    root: &Root,
    file: &Path,
    path: impl Into<String>,
    most: u64,
) -> Result<ReadFile, SkippedFile> {
    let path = path.into();
    let open = root.open(file, &path);
    read_with(open, path, false, most)
}

fn read_with(
    open: std::io::Result<File>,
    path: String,
    follow: bool,
    most: u64,
) -> Result<ReadFile, SkippedFile> {
    thread_local! {
        /// Buffer of this thread, so that each text is allocated in its exact size.
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| match fill(buffer, open, follow, most) {
        Ok(()) => decode(path, buffer, most),
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
fn fill(
    buffer: &mut Vec<u8>,
    open: std::io::Result<File>,
    follow: bool,
    most: u64,
) -> Result<(), Obstacle> {
    let reason = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound if !follow => {
            Obstacle::File("it was deleted before it could be read".to_owned())
        }
        _ => Obstacle::System(error),
    };
    // Opening comes before the check, so that the file cannot be exchanged in between. A pipe without a writer does not block.
    let open = open.map_err(reason)?;
    let data = open.metadata().map_err(reason)?;
    buffer.clear();
    if follow && is_pipe(&data) {
        return fill_from_pipe(buffer, open.take(most + 1));
    }
    if !data.is_file() {
        return Err(Obstacle::File("it is not a regular file".to_owned()));
    }
    if data.len() <= most {
        // Some file systems report no size.
        let end = if data.len() == 0 {
            most + 1
        } else {
            data.len()
        };
        buffer.reserve(usize::try_from(data.len() + 1).unwrap_or(0));
        open.take(end).read_to_end(buffer).map_err(reason)?;
    }
    if data.len().max(buffer.len() as u64) > most {
        return Err(Obstacle::File(too_large(most)));
    }
    Ok(())
}

#[cfg(unix)]
fn is_pipe(data: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt;
    data.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_data: &Metadata) -> bool {
    false
}

/// Reads a pipe to its end. A pipe that nobody writes to is an error.
fn fill_from_pipe(buffer: &mut Vec<u8>, mut pipe: impl Read) -> Result<(), Obstacle> {
    let mut piece = [0; 1 << 13];
    let mut last = Instant::now();
    loop {
        match pipe.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => {
                buffer.extend_from_slice(&piece[..count]);
                last = Instant::now();
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            // It is opened without waiting, so that a pipe without a writer ends the run.
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if last.elapsed() > LONGEST_PAUSE {
                    let seconds = LONGEST_PAUSE.as_secs();
                    let reason = format!("it is a pipe that gave nothing for {seconds} seconds");
                    return Err(Obstacle::File(reason));
                }
                std::thread::sleep(Duration::from_millis(2));
            }
            Err(error) => return Err(Obstacle::System(error)),
        }
    }
    match buffer.is_empty() {
        true => Err(Obstacle::File("it is a pipe without content".to_owned())),
        false => Ok(()),
    }
}

fn too_large(most: u64) -> String {
    format!("it is larger than {} KiB", most >> 10)
}

/// Decodes the content of a file.
///
/// # Errors
/// The content is too large or no text.
pub(crate) fn decode(
    path: impl Into<String>,
    bytes: &[u8],
    most: u64,
) -> Result<ReadFile, SkippedFile> {
    let skip = |path: String, reason: &str| Err(SkippedFile::new(path, reason));
    let path = path.into();
    if bytes.len() as u64 > most {
        return skip(path, &too_large(most));
    }
    if bytes.starts_with(LFS_POINTER) {
        return skip(path, "it is a pointer of Git LFS; run `git lfs pull`");
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
