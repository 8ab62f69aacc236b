//! Walks the audited project and reads the files that are wanted. Nothing outside the root is read.

use ignore::{WalkBuilder, WalkState};
use std::cell::RefCell;
use std::fs::OpenOptions;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Largest file that is read. What people write is smaller; what is larger is generated.
pub const MAX_FILE_SIZE: u64 = 1 << 20;

/// How far into a file a NUL byte makes it binary.
const BINARY_WINDOW: usize = 8 << 10;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadFile {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Its text; each byte that was not UTF-8 stands as `?`, so offsets are those of the file. A byte order mark stays.
    pub text: Arc<str>,
    /// Where the first byte was replaced, if any was.
    pub replaced: Option<usize>,
}

/// A wanted file that was not read, or a folder that could not be entered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Why, for a person.
    pub reason: String,
}

/// What a walk found, ordered by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// Wanted files with their texts.
    pub files: Vec<ReadFile>,
    /// Wanted files that were not read.
    pub skipped: Vec<Skipped>,
}

/// Reads every regular file below `root` whose relative path is wanted. Ignored and hidden files are left out; links are not
/// followed, and one that leads out of the project is said to be skipped.
pub fn walk(root: &Path, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Walked {
    let mut found = Walked::default();
    let mut folders = vec![(root.to_owned(), is_ignore_sound(root))];
    while let Some((folder, honoured)) = folders.pop() {
        let (more, apart) = walk_from(root, &folder, honoured, wanted);
        found.files.extend(more.files);
        found.skipped.extend(more.skipped);
        folders.extend(apart.into_iter().map(|folder| (folder, false)));
    }
    found.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_unstable();
    found
}

/// Names of files that say what is ignored.
const IGNORE_FILES: &[&str] = &[".gitignore", ".ignore"];

/// Whether what a folder ignores can be read: the reader of these files opens links, pipes and devices without a look.
fn is_ignore_sound(folder: &Path) -> bool {
    IGNORE_FILES.iter().all(|name| {
        let data = std::fs::symlink_metadata(folder.join(name));
        data.map_or(true, |data| data.is_file() && data.len() <= MAX_FILE_SIZE)
    })
}

/// Walks from a folder below the root. Folders whose ignore files must not be opened come back as the second; they are walked
/// apart, without honouring such files. (Links in their place are not followed, as in Git.)
fn walk_from(root: &Path, folder: &Path, honoured: bool, wanted: &(dyn Fn(&str) -> bool + Sync)) -> (Walked, Vec<PathBuf>) {
    let found = Mutex::new(Walked::default());
    let apart = Arc::new(Mutex::new(Vec::new()));
    // A link is only judged by where it leads; what it leads to is read where it lies, or not at all.
    let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(16);
    let unsound = Arc::clone(&apart);
    let start = folder.to_owned();
    let walker = WalkBuilder::new(folder)
        .follow_links(false)
        .ignore(honoured)
        .git_ignore(honoured)
        .git_exclude(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .threads(threads)
        .filter_entry(move |entry| {
            let is_folder = honoured && entry.file_type().is_some_and(|kind| kind.is_dir()) && entry.path() != start;
            if !is_folder || is_ignore_sound(entry.path()) {
                return true;
            }
            unsound.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(entry.path().to_owned());
            false
        })
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let outcome = match entry {
                Ok(entry) => look(root, &inside, &entry, wanted),
                Err(error) => Some(Err(Skipped { path: error_path(root, &error), reason: reason(&error) })),
            };
            if let Some(outcome) = outcome {
                // A poisoned lock means another worker panicked; its files are lost either way, ours need not be.
                let mut found = found.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                match outcome {
                    Ok(file) => found.files.push(file),
                    Err(skipped) => found.skipped.push(skipped),
                }
            }
            WalkState::Continue
        })
    });
    let found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let apart = std::mem::take(&mut *apart.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
    (found, apart)
}

/// What an entry of the walk adds: a file that was read, one that was not, or nothing.
fn look(
    root: &Path,
    inside: &Path,
    entry: &ignore::DirEntry,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Option<Result<ReadFile, Skipped>> {
    let kind = entry.file_type()?;
    if kind.is_dir() {
        return None;
    }
    let (path, named) = relative(root, entry.path());
    if !wanted(&path) {
        return None;
    }
    let skip = |path, reason: &str| Some(Err(Skipped { path, reason: reason.to_owned() }));
    if kind.is_symlink() {
        // What lies inside is read under its own name, and a link to nothing hides nothing.
        let outside = entry.path().canonicalize().is_ok_and(|target| !target.starts_with(inside));
        return if outside { skip(path, "it is a link to a place outside of the project") } else { None };
    }
    if !named {
        return skip(path, "its name is not UTF-8");
    }
    Some(read_as(entry.path(), path, false))
}

/// The path below the root with `/`, and whether its name is UTF-8 (what is not stands as a replacement character).
fn relative(root: &Path, path: &Path) -> (String, bool) {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    match parts {
        Some(parts) => (parts.join("/"), true),
        None => (relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"), false),
    }
}

fn error_path(root: &Path, error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { path, .. } => relative(root, path).0,
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(root, err),
        _ => String::new(),
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Reads one file that the user named, under the path it is to be reported as.
///
/// # Errors
/// Why it was not read.
pub fn read(file: &Path, path: String) -> Result<ReadFile, Skipped> {
    read_as(file, path, true)
}

fn read_as(file: &Path, path: String, follow: bool) -> Result<ReadFile, Skipped> {
    thread_local! {
        /// What this thread reads into, so that each text is kept in just the memory it needs.
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| match fill(buffer, file, follow) {
        Ok(()) => decoded(path, buffer),
        Err(reason) => Err(Skipped { path, reason }),
    })
}

/// Reads the content of a regular file, up to one byte more than is taken.
fn fill(buffer: &mut Vec<u8>, file: &Path, follow: bool) -> Result<(), String> {
    let said = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => "it was gone when it was to be read".to_owned(),
        _ => error.to_string(),
    };
    // Opened first and looked at afterwards, so that it cannot turn into something else in between; a pipe that nobody writes
    // to does not hold the run up.
    let open = options(follow).open(file).map_err(said)?;
    let data = open.metadata().map_err(said)?;
    if !data.is_file() {
        return Err("it is not a regular file".to_owned());
    }
    buffer.clear();
    if data.len() <= MAX_FILE_SIZE {
        // One byte more, so that the end is found without asking for more room.
        buffer.reserve(usize::try_from(data.len() + 1).unwrap_or(0));
        open.take(MAX_FILE_SIZE + 1).read_to_end(buffer).map_err(said)?;
    }
    if data.len().max(buffer.len() as u64) > MAX_FILE_SIZE {
        return Err(format!("it is larger than {} KiB", MAX_FILE_SIZE >> 10));
    }
    Ok(())
}

#[cfg(unix)]
fn options(follow: bool) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    let no_link = if follow { 0 } else { libc::O_NOFOLLOW };
    options.read(true).custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY | no_link);
    options
}

#[cfg(not(unix))]
fn options(_follow: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

/// A file with this content, unless it is too large or no text; content of any origin is judged alike.
///
/// # Errors
/// Why it is not read.
pub fn decoded(path: String, bytes: &[u8]) -> Result<ReadFile, Skipped> {
    let skip = |path: String, reason: String| Err(Skipped { path, reason });
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return skip(path, format!("it is larger than {} KiB", MAX_FILE_SIZE >> 10));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return skip(path, "it is UTF-16; save it as UTF-8".to_owned());
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some() {
        return skip(path, "it is binary".to_owned());
    }
    let (text, replaced) = text(bytes);
    Ok(ReadFile { path, text, replaced })
}

/// The bytes as text, each byte that is not UTF-8 as one `?`.
pub(super) fn text(bytes: &[u8]) -> (Arc<str>, Option<usize>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn wanted_files_are_read_in_order_and_the_rest_is_accounted_for() {
        let root = tempfile::tempdir().expect("a folder");
        let write = |path: &str, bytes: &[u8]| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            fs::write(path, bytes).expect("it can be written");
        };
        write(".gitignore", b"out/\n");
        write("out/x.yml", b"a: 1");
        write(".hidden/x.yml", b"a: 1");
        write("b/y.yml", b"a: \xff\xfeb");
        write("a/x.yml", b"\xef\xbb\xbfa: 1");
        write("a/x.txt", b"no");
        write("big.yml", &vec![b'#'; MAX_FILE_SIZE as usize + 1]);
        write("bin.yml", b"a\0b");
        write("wide.yml", b"\xff\xfea\0:\0");
        let found = walk(root.path(), &|path| path.ends_with(".yml"));
        let files: Vec<_> = found.files.iter().map(|file| (file.path.as_str(), &*file.text, file.replaced)).collect();
        assert_eq!(files, [("a/x.yml", "\u{feff}a: 1", None), ("b/y.yml", "a: ??b", Some(3))]);
        let skipped: Vec<_> = found.skipped.iter().map(|file| (file.path.as_str(), file.reason.as_str())).collect();
        let expected = [
            ("big.yml", "it is larger than 1024 KiB"),
            ("bin.yml", "it is binary"),
            ("wide.yml", "it is UTF-16; save it as UTF-8"),
        ];
        assert_eq!(skipped, expected);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_read_and_only_regular_files_are_opened() {
        use std::os::unix::ffi::OsStrExt;
        let (root, outside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        let at = |name: &str| root.path().join(name);
        fs::write(at("x.yml"), "a: 1").expect("it can be written");
        fs::write(outside.path().join("secret.yml"), "a: 2").expect("it can be written");
        for (target, name) in [
            (at("x.yml"), "inside.yml"),
            (at("nowhere"), "dangling.yml"),
            (outside.path().join("secret.yml"), "out.yml"),
            (outside.path().to_owned(), "folder.yml"),
            (root.path().to_owned(), "loop"),
        ] {
            std::os::unix::fs::symlink(target, at(name)).expect("it can be linked");
        }
        fs::create_dir(at("d.yml")).expect("it can be made");
        let _socket = std::os::unix::net::UnixListener::bind(at("socket.yml")).expect("it can be bound");
        let pipe = std::process::Command::new("mkfifo").arg(at("pipe.yml")).status().expect("it can be run");
        assert!(pipe.success());
        fs::write(at("").join(std::ffi::OsStr::from_bytes(b"\xff.yml")), "a: 3").expect("it can be written");
        fs::write(at("").join(std::ffi::OsStr::from_bytes(b"\xff.png")), "").expect("it can be written");
        let found = walk(root.path(), &|path| path.ends_with(".yml"));
        let files: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, ["x.yml"]);
        let skipped: Vec<_> = found.skipped.iter().map(|file| (file.path.as_str(), file.reason.as_str())).collect();
        let outside = "it is a link to a place outside of the project";
        let expected = [
            ("folder.yml", outside),
            ("out.yml", outside),
            ("pipe.yml", "it is not a regular file"),
            ("socket.yml", "No such device or address (os error 6)"),
            ("\u{fffd}.yml", "its name is not UTF-8"),
        ];
        assert_eq!(skipped, expected);
        let gone = read(&at("gone.yml"), "gone.yml".to_owned()).expect_err("it is not there");
        assert_eq!(gone.reason, "it was gone when it was to be read");
    }

    #[test]
    fn a_missing_root_is_said() {
        let found = walk(Path::new("/nonexistent/nowhere"), &|_| true);
        assert_eq!((found.files.len(), found.skipped.len()), (0, 1));
    }
}
