//! The root of an audited project, from which files are opened. A folder that is exchanged for a link while the project is read
//! leads nowhere.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

/// Limit of tries to open a file while folders around it are renamed.
#[cfg(target_os = "linux")]
const MOST_TRIES: usize = 100;

/// The root of a project.
pub(crate) struct Root {
    #[cfg(target_os = "linux")]
    folder: Option<rustix::fd::OwnedFd>,
}

#[cfg(target_os = "linux")]
impl Root {
    /// Opens the root. Without it, files are opened by their full paths.
    pub(crate) fn new(root: &Path) -> Self {
        use rustix::fs::{Mode, OFlags, open};
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Self {
            folder: open(root, flags, Mode::empty()).ok(),
        }
    }

    /// Opens the file `path` below the root, which is at `location`, without following a link.
    pub(crate) fn open(&self, location: &Path, path: &str) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};
        use rustix::io::Errno;
        let flags =
            OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let Some(folder) = self.folder.as_ref().filter(|_| location.ends_with(path)) else {
            return options(false).open(location);
        };
        for _ in 0..MOST_TRIES {
            match openat2(folder, path, flags, Mode::empty(), resolve) {
                Ok(file) => return Ok(file.into()),
                // Something was renamed meanwhile.
                Err(Errno::AGAIN) => {}
                // An old kernel, or a sandbox that does not know the call.
                Err(Errno::NOSYS | Errno::PERM) => {
                    return options(false).open(location);
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(Errno::AGAIN.into())
    }
}

#[cfg(not(target_os = "linux"))]
impl Root {
    /// Returns the root. Files are opened by their full paths.
    pub(crate) fn new(_root: &Path) -> Self {
        Self {}
    }

    /// Opens a file. Unix follows no link at its end. Windows would follow one that replaces the file while the project is read.
    pub(crate) fn open(&self, location: &Path, _path: &str) -> io::Result<File> {
        options(false).open(location)
    }
}

/// Returns the options of opening a file for reading without waiting for it.
#[cfg(unix)]
pub(super) fn options(follow: bool) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    let no_link = if follow { 0 } else { libc::O_NOFOLLOW };
    options
        .read(true)
        .custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY | no_link);
    options
}

/// Returns the options of opening a file for reading.
#[cfg(not(unix))]
pub(super) fn options(_follow: bool) -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}
