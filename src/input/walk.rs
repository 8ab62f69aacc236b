//! Walks the audited project and reads the files that are wanted. Nothing outside the root is read.

use crate::input::ignore_files::{self, Ignored, is_left_out};
use rayon::Scope;
use rayon::slice::ParallelSliceMut;
use std::cell::RefCell;
use std::fs::{DirEntry, FileType, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

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

/// What is asked of a tree.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Whether the file with this path is wanted.
    pub file: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whether anything below the folder with this path may be wanted; a folder in which nothing can be is not entered.
    pub below: &'a (dyn Fn(&str) -> bool + Sync),
}

impl<'a> Wanted<'a> {
    /// These files, wherever they are.
    pub fn files(file: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        Self {
            file,
            below: &|_| true,
        }
    }
}

/// Reads every regular file below `root` whose relative path is wanted. Ignored and hidden files are left out; links are not
/// followed, and one that leads out of the project is said to be skipped.
pub fn walk(root: &Path, wanted: Wanted<'_>) -> Walked {
    // A link is only judged by where it leads; what it leads to is read where it lies, or not at all.
    let inside = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let walk = Walk {
        inside,
        wanted,
        found: Mutex::default(),
    };
    let top = Folder {
        place: root.to_owned(),
        path: String::new(),
        named: true,
        ignored: None,
    };
    rayon::scope(|scope| walk.enter(scope, top));
    let mut found = walk
        .found
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    found.files.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    found.skipped.sort_unstable();
    found
}

/// A walk on its way.
struct Walk<'a> {
    inside: PathBuf,
    wanted: Wanted<'a>,
    found: Mutex<Walked>,
}

/// A folder that is to be entered.
struct Folder {
    place: PathBuf,
    /// Path relative to the root, with a `/` at its end unless it is the root.
    path: String,
    /// Whether that is its name; what is not UTF-8 stands as a replacement character.
    named: bool,
    /// What the folders around it ignore.
    ignored: Option<Arc<Ignored>>,
}

impl Walk<'_> {
    /// Reads what is wanted of a folder and sends others into the folders in it.
    fn enter<'s>(&'s self, scope: &Scope<'s>, folder: Folder) {
        let mut found = Walked::default();
        let unread = |error: std::io::Error| Skipped {
            path: folder.path.trim_end_matches('/').to_owned(),
            reason: error.to_string(),
        };
        let mut entries = Vec::new();
        match std::fs::read_dir(&folder.place) {
            Ok(all) => all.for_each(|entry| match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => found.skipped.push(unread(error)),
            }),
            Err(error) => found.skipped.push(unread(error)),
        }
        let ignored = ignored(&folder, &entries);
        for entry in entries {
            let name = entry.file_name();
            let path = folder.path.clone() + &name.to_string_lossy();
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    found.skipped.push(Skipped {
                        path,
                        reason: error.to_string(),
                    });
                    continue;
                }
            };
            let named = folder.named && name.to_str().is_some();
            if is_left_out(ignored.as_deref(), &path, kind.is_dir()) {
                continue;
            }
            if kind.is_dir() {
                if (self.wanted.below)(&path) {
                    let inner = Folder {
                        place: entry.path(),
                        path: path + "/",
                        named,
                        ignored: ignored.clone(),
                    };
                    scope.spawn(move |scope| self.enter(scope, inner));
                }
                continue;
            }
            if (self.wanted.file)(&path) {
                match self.look(entry.path(), path, kind, named) {
                    Some(Ok(file)) => found.files.push(file),
                    Some(Err(skipped)) => found.skipped.push(skipped),
                    None => {}
                }
            }
        }
        // A poisoned lock means another worker panicked; its files are lost either way, ours need not be.
        let mut all = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        all.files.append(&mut found.files);
        all.skipped.append(&mut found.skipped);
    }

    /// What a wanted entry adds: a file that was read, one that was not, or nothing.
    fn look(
        &self,
        place: PathBuf,
        path: String,
        kind: FileType,
        named: bool,
    ) -> Option<Result<ReadFile, Skipped>> {
        let skip = |path, reason: &str| {
            Some(Err(Skipped {
                path,
                reason: reason.to_owned(),
            }))
        };
        if kind.is_symlink() {
            // What lies inside is read under its own name, and a link to nothing hides nothing.
            let outside = place
                .canonicalize()
                .is_ok_and(|target| !target.starts_with(&self.inside));
            return if outside {
                skip(path, "it is a link to a place outside of the project")
            } else {
                None
            };
        }
        if !named {
            return skip(path, "its name is not UTF-8");
        }
        Some(read_as(&place, path, false))
    }
}

/// What is ignored in a folder: what its own ignore files say, before those around it. One that is a link, a pipe or a device is
/// not opened, and one that is too large or no text says nothing.
fn ignored(folder: &Folder, entries: &[DirEntry]) -> Option<Arc<Ignored>> {
    let text = |name: &str| {
        let is_file = |entry: &&DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file());
        let file = entries
            .iter()
            .find(|entry| entry.file_name() == name)
            .filter(is_file)?;
        read_as(&file.path(), String::new(), false)
            .ok()
            .map(|file| file.text)
    };
    let texts = ignore_files::NAMES.map(text);
    if texts.iter().all(Option::is_none) {
        return folder.ignored.clone();
    }
    let texts = texts
        .each_ref()
        .map(|text| text.as_deref().unwrap_or_default());
    Some(Arc::new(Ignored::new(
        folder.ignored.clone(),
        folder.path.len(),
        texts,
    )))
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
        // A known size is the end; some file systems tell none.
        let end = if data.len() == 0 {
            MAX_FILE_SIZE + 1
        } else {
            data.len()
        };
        buffer.reserve(usize::try_from(data.len() + 1).unwrap_or(0));
        open.take(end).read_to_end(buffer).map_err(said)?;
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
    options
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY | no_link);
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
        return skip(
            path,
            format!("it is larger than {} KiB", MAX_FILE_SIZE >> 10),
        );
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return skip(path, "it is UTF-16; save it as UTF-8".to_owned());
    }
    if memchr::memchr(0, &bytes[..bytes.len().min(BINARY_WINDOW)]).is_some() {
        return skip(path, "it is binary".to_owned());
    }
    let (text, replaced) = text(bytes);
    Ok(ReadFile {
        path,
        text,
        replaced,
    })
}

/// The bytes as text, each byte that is not UTF-8 as one `?`.
pub(crate) fn text(bytes: &[u8]) -> (Arc<str>, Option<usize>) {
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
        let found = walk(root.path(), Wanted::files(&|path| path.ends_with(".yml")));
        let files: Vec<_> = found
            .files
            .iter()
            .map(|file| (file.path.as_str(), &*file.text, file.replaced))
            .collect();
        assert_eq!(
            files,
            [
                ("a/x.yml", "\u{feff}a: 1", None),
                ("b/y.yml", "a: ??b", Some(3))
            ]
        );
        let skipped: Vec<_> = found
            .skipped
            .iter()
            .map(|file| (file.path.as_str(), file.reason.as_str()))
            .collect();
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
        let (root, outside) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
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
        let _socket =
            std::os::unix::net::UnixListener::bind(at("socket.yml")).expect("it can be bound");
        let pipe = std::process::Command::new("mkfifo")
            .arg(at("pipe.yml"))
            .status()
            .expect("it can be run");
        assert!(pipe.success());
        fs::write(
            at("").join(std::ffi::OsStr::from_bytes(b"\xff.yml")),
            "a: 3",
        )
        .expect("it can be written");
        fs::write(at("").join(std::ffi::OsStr::from_bytes(b"\xff.png")), "")
            .expect("it can be written");
        let found = walk(root.path(), Wanted::files(&|path| path.ends_with(".yml")));
        let files: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(files, ["x.yml"]);
        let skipped: Vec<_> = found
            .skipped
            .iter()
            .map(|file| (file.path.as_str(), file.reason.as_str()))
            .collect();
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
    fn a_folder_in_which_nothing_is_wanted_is_not_entered() {
        let root = tempfile::tempdir().expect("a folder");
        for path in ["a/b/x.yml", "a/c/x.yml", "b/x.yml"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            fs::write(path, "a: 1").expect("it can be written");
        }
        let asked = Mutex::new(Vec::new());
        let file = |path: &str| {
            asked
                .lock()
                .map(|mut asked| asked.push(path.to_owned()))
                .is_ok()
        };
        let found = walk(
            root.path(),
            Wanted {
                file: &file,
                below: &|folder| folder != "a/b",
            },
        );
        let read: Vec<_> = found.files.into_iter().map(|file| file.path).collect();
        let mut asked = asked.into_inner().expect("nobody panicked");
        asked.sort();
        assert_eq!(
            (read, asked),
            (
                vec!["a/c/x.yml".to_owned(), "b/x.yml".to_owned()],
                vec!["a/c/x.yml".to_owned(), "b/x.yml".to_owned()]
            )
        );
    }

    #[cfg(unix)]
    #[test]
    fn an_ignore_file_that_is_none_says_nothing_and_those_around_it_hold() {
        let (root, outside) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        fs::create_dir_all(root.path().join("sub/big")).expect("it can be made");
        let write = |path: &str, text: &str| {
            fs::write(root.path().join(path), text).expect("it can be written")
        };
        fs::write(outside.path().join("rules"), "kept.yml\n").expect("it can be written");
        std::os::unix::fs::symlink(
            outside.path().join("rules"),
            root.path().join("sub/.gitignore"),
        )
        .expect("it can be linked");
        write(
            "sub/big/.ignore",
            &"kept.yml\n".repeat(MAX_FILE_SIZE as usize / 8),
        );
        write(".gitignore", "\u{feff}gone.yml\n");
        for path in [
            "gone.yml",
            "sub/gone.yml",
            "sub/kept.yml",
            "sub/big/gone.yml",
            "sub/big/kept.yml",
        ] {
            write(path, "a: 1");
        }
        let found = walk(root.path(), Wanted::files(&|path| path.ends_with(".yml")));
        let files: Vec<_> = found.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(
            (files, found.skipped),
            (vec!["sub/big/kept.yml", "sub/kept.yml"], Vec::new())
        );
    }

    #[test]
    fn a_missing_root_is_said() {
        let found = walk(Path::new("/nonexistent/nowhere"), Wanted::files(&|_| true));
        assert_eq!((found.files.len(), found.skipped.len()), (0, 1));
    }
}
