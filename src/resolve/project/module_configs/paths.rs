//! Folders of files, and paths inside of them.

use crate::resolve::project::path_text::normalise;

/// Returns a path without the ending of its file.
pub(super) fn without_ending(path: &str) -> &str {
    let from = path.rfind('/').map_or(0, |at| at + 1);
    let name = &path[from..];
    match name.find('.') {
        Some(at) if at > 0 => &path[..from + at],
        _ => path,
    }
}

/// Returns the folder of a file; an empty text for the root.
pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns a path inside of a folder; none if it leads out of the root.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    normalise(&format!("{folder}/{path}"))
}

/// Returns the folder of a file and the folders around it, inner ones first.
pub(super) fn folders_around(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder_of(path)), |folder| {
        (!folder.is_empty()).then(|| folder_of(folder))
    })
}
