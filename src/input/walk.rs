//! Walks the audited project and reads the files that are wanted. Nothing outside the root is read.

use ignore::{WalkBuilder, WalkState};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;

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
    pub text: String,
    /// Whether bytes were replaced.
    pub replaced: bool,
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
/// followed.
pub fn walk(root: &Path, wanted: &(dyn Fn(&str) -> bool + Sync)) -> Walked {
    let found = Mutex::new(Walked::default());
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(16);
    let walker = WalkBuilder::new(root)
        .follow_links(false)
        .parents(false)
        .git_global(false)
        .require_git(false)
        .threads(threads)
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let outcome = match entry {
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => match relative(root, entry.path()) {
                    Ok(path) if wanted(&path) => Some(read(entry.path(), path)),
                    Ok(_) => None,
                    Err(skipped) => Some(Err(skipped)),
                },
                Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_symlink()) => {
                    let path = relative(root, entry.path()).ok().filter(|path| wanted(path));
                    path.map(|path| Err(Skipped { path, reason: "it is a symbolic link".to_owned() }))
                }
                Ok(_) => None,
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
    let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    found.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_unstable();
    found
}

fn relative(root: &Path, path: &Path) -> Result<String, Skipped> {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = relative.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/")).ok_or_else(|| Skipped {
        path: relative.to_string_lossy().replace('\\', "/"),
        reason: "its name is not UTF-8".to_owned(),
    })
}

fn error_path(root: &Path, error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { path, .. } => relative(root, path).unwrap_or_else(|skipped| skipped.path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => error_path(root, err),
        _ => String::new(),
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}

/// Reads one file that the user named, under the path it is to be reported as.
pub fn read(file: &Path, path: String) -> Result<ReadFile, Skipped> {
    let skip = |path: &str, reason: String| Skipped { path: path.to_owned(), reason };
    // Opening first and looking afterwards leaves no gap in which a file could turn into something else; but a pipe would
    // block on opening, so its kind is looked at before as well.
    let regular = std::fs::metadata(file).map_err(|error| skip(&path, error.to_string()))?.is_file();
    if !regular {
        return Err(skip(&path, "it is not a regular file".to_owned()));
    }
    let mut bytes = Vec::new();
    let open = File::open(file).map_err(|error| skip(&path, error.to_string()))?;
    open.take(MAX_FILE_SIZE + 1).read_to_end(&mut bytes).map_err(|error| skip(&path, error.to_string()))?;
    decoded(path, bytes)
}

/// A file with this content, unless it is too large or binary; content of any origin is judged alike.
pub(super) fn decoded(path: String, bytes: Vec<u8>) -> Result<ReadFile, Skipped> {
    if bytes.len() as u64 > MAX_FILE_SIZE {
        return Err(Skipped { path, reason: format!("it is larger than {} KiB", MAX_FILE_SIZE >> 10) });
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some() {
        return Err(Skipped { path, reason: "it is binary".to_owned() });
    }
    let (text, replaced) = text(bytes);
    Ok(ReadFile { path, text, replaced })
}

/// The bytes as text, each byte that is not UTF-8 as one `?`.
pub(super) fn text(bytes: Vec<u8>) -> (String, bool) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => {
            let bytes = error.into_bytes();
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
            }
            (text, true)
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
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.path().join("a/x.yml"), root.path().join("link.yml")).expect("it can be linked");
        let found = walk(root.path(), &|path| path.ends_with(".yml"));
        let files: Vec<_> = found.files.iter().map(|file| (file.path.as_str(), file.text.as_str(), file.replaced)).collect();
        assert_eq!(files, [("a/x.yml", "\u{feff}a: 1", false), ("b/y.yml", "a: ??b", true)]);
        let skipped: Vec<_> = found.skipped.iter().map(|file| file.path.as_str()).collect();
        let expected: &[&str] = if cfg!(unix) { &["big.yml", "bin.yml", "link.yml"] } else { &["big.yml", "bin.yml"] };
        assert_eq!(skipped, expected);
    }

    #[test]
    fn a_missing_root_is_said() {
        let found = walk(Path::new("/nonexistent/nowhere"), &|_| true);
        assert_eq!((found.files.len(), found.skipped.len()), (0, 1));
    }
}
