//! Files that are written whole or not at all. Where the system has files without a name, a process that is ended while it writes
//! leaves nothing behind.

#[cfg(target_os = "linux")]
use crate::input::paths::folder_of;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Beginning of the names of temporary files.
const PREFIX: &str = ".tracklint";

/// A file that is not yet at its path.
pub(crate) struct NewFile(Content);

enum Content {
    Named(NamedTempFile),
    #[cfg(target_os = "linux")]
    Nameless(File),
}

impl NewFile {
    /// Returns an empty file for a path in `folder`.
    pub(crate) fn for_folder(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Some(file) = nameless::file(folder) {
            return Ok(Self(Content::Nameless(file)));
        }
        Ok(Self(Content::Named(named(folder)?)))
    }

    /// Returns the file.
    pub(crate) fn file(&self) -> &File {
        match &self.0 {
            Content::Named(file) => file.as_file(),
            #[cfg(target_os = "linux")]
            Content::Nameless(file) => file,
        }
    }

    /// Puts the file at `path`. A link that is there is replaced, and not followed.
    pub(crate) fn replace(self, path: &Path) -> io::Result<()> {
        match self.0 {
            Content::Named(file) => file.persist(path).map_err(|error| error.error).map(drop),
            #[cfg(target_os = "linux")]
            Content::Nameless(file) => {
                match nameless::with_a_name(&file, folder_of(path), PREFIX) {
                    Ok(name) => std::fs::rename(&name, path).inspect_err(|_| {
                        // The first failure is reported, and a second one is not.
                        let _ = std::fs::remove_file(&name);
                    }),
                    Err(_) => Self(Content::Named(copied(&file, folder_of(path))?)).replace(path),
                }
            }
        }
    }

    /// Puts the file at `path`. A file or link that is there is an error.
    pub(crate) fn create(self, path: &Path) -> io::Result<()> {
        match self.0 {
            Content::Named(file) => {
                let created = file.persist_noclobber(path);
                created.map_err(|error| error.error).map(drop)
            }
            #[cfg(target_os = "linux")]
            Content::Nameless(file) => match nameless::link(&file, path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    Self(Content::Named(copied(&file, folder_of(path))?)).create(path)
                }
                other => other,
            },
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file().flush()
    }
}

/// Returns a named file with the content of another one.
#[cfg(target_os = "linux")]
fn copied(mut file: &File, folder: &Path) -> io::Result<NamedTempFile> {
    let mut copy = named(folder)?;
    io::Seek::rewind(&mut file)?;
    io::copy(&mut file, copy.as_file_mut())?;
    copy.as_file()
        .set_permissions(file.metadata()?.permissions())?;
    Ok(copy)
}

#[cfg(unix)]
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // The next job of a pipeline may be another user, so the umask alone decides.
    let permissions = std::fs::Permissions::from_mode(0o666);
    tempfile::Builder::new()
        .prefix(PREFIX)
        .permissions(permissions)
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)
}

/// Files without a name, which the system removes with the process.
#[cfg(target_os = "linux")]
mod nameless {
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
    use std::fs::File;
    use std::io;
    use std::os::fd::AsRawFd;
    use std::path::{Path, PathBuf};

    /// Limit of names that are tried.
    const MOST_NAMES: u32 = 1_000;

    /// Returns a file without a name; none if the file system has no such files.
    pub(super) fn file(folder: &Path) -> Option<File> {
        let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
        let file = File::from(open(folder, flags, Mode::from_raw_mode(0o666)).ok()?);
        path_of(&file).symlink_metadata().is_ok().then_some(file)
    }

    fn path_of(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }

    /// Gives the file a name at which there is nothing yet.
    pub(super) fn link(file: &File, path: &Path) -> io::Result<()> {
        let linked = linkat(CWD, path_of(file), CWD, path, AtFlags::SYMLINK_FOLLOW);
        linked.map_err(io::Error::from)
    }

    /// Gives the file a temporary name.
    pub(super) fn with_a_name(file: &File, folder: &Path, prefix: &str) -> io::Result<PathBuf> {
        for number in 0..MOST_NAMES {
            let name = folder.join(format!("{prefix}{}-{number}", std::process::id()));
            match link(file, &name) {
                Ok(()) => return Ok(name),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_name_replaces_creates_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let (folder, path) = (folder.path(), folder.path().join("a"));
        let names = || std::fs::read_dir(folder).expect("it is there").count();
        let new = |text: &str| {
            let mut file = NewFile::for_folder(folder).expect("a file");
            file.write_all(text.as_bytes()).expect("it can be written");
            file
        };
        drop(new("nothing"));
        assert_eq!(names(), 0);
        new("one").create(&path).expect("nothing is there");
        let again = new("two").create(&path);
        assert!(again.is_err_and(|error| error.kind() == io::ErrorKind::AlreadyExists));
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "one");
        new("three").replace(&path).expect("it can be replaced");
        assert_eq!(
            std::fs::read_to_string(&path).expect("it is there"),
            "three"
        );
        assert!(new("four").replace(folder).is_err(), "a folder is no file");
        assert_eq!(names(), 1);
        let named = Content::Named(named(folder).expect("a file"));
        NewFile(named).replace(&path).expect("it can be replaced");
        assert_eq!(std::fs::read_to_string(&path).expect("it is there"), "");
    }
}
