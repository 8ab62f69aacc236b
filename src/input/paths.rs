//! Paths as they are reported.

use crate::source::OUTSIDE;
use std::collections::BTreeSet;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// Returns a path as people write it and as other programs read it. A canonical path of Windows begins with `\\?\`.
pub(crate) fn plain(path: &Path) -> &Path {
    dunce::simplified(path)
}

/// Returns a path with `/` between its parts, on every system.
pub(crate) fn slashed(path: &Path) -> String {
    let text = plain(path).to_string_lossy();
    text.replace(MAIN_SEPARATOR, "/")
}

/// Returns the path of a file below `root`, with `/`, or none if it is elsewhere or its name is not UTF-8.
pub(crate) fn inside(root: &Path, file: &Path) -> Option<String> {
    // A deleted file has no canonical path, but its folder mostly has.
    let canonical = |path: &Path| {
        let whole = path.canonicalize().ok();
        whole.or_else(|| Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?)))
    };
    let (root, file) = (root.canonicalize().ok()?, canonical(file)?);
    let parts: Option<Vec<&str>> = file
        .strip_prefix(root)
        .ok()?
        .iter()
        .map(|part| part.to_str())
        .collect();
    Some(parts?.join("/"))
}

/// Returns the path of any file relative to `root`, with `..` where it is outside.
pub(crate) fn relative_to(root: &Path, file: &Path) -> String {
    // The last part of a file may be a link, which keeps its own name.
    let located = |path: &Path| Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?));
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let root = root.canonicalize().unwrap_or_else(|_| absolute(root));
    let full = located(file).unwrap_or_else(|| absolute(file));
    for (up, folder) in root.ancestors().enumerate() {
        // The root of the file system is no project, so a path from there stays absolute.
        let below = folder.parent().and_then(|_| full.strip_prefix(folder).ok());
        if let Some(below) = below {
            let below = below.iter().map(|part| part.to_string_lossy());
            let parts = std::iter::repeat_n("..".into(), up).chain(below);
            return parts.collect::<Vec<_>>().join("/");
        }
    }
    slashed(file)
}

/// Returns the nearest folder around `root`, or `root` itself, that is a git repository.
pub(crate) fn repository(root: &Path) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    let mut folders = root.ancestors();
    let found = folders.find(|folder| folder.join(".git").symlink_metadata().is_ok());
    found.map(|folder| plain(folder).to_owned())
}

/// Returns the folder of a project in its repository, with `/` at its end; empty without a repository.
pub(crate) fn prefix_in_repository(root: &Path) -> String {
    let inside = repository(root).and_then(|repository| inside(&repository, root));
    match inside.unwrap_or_default() {
        folder if folder.is_empty() => folder,
        folder => folder + "/",
    }
}

/// The path of a file in reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportedPath {
    /// Path relative to the root. A file from outside has only its name, in a folder that stands for everything outside.
    pub(crate) path: String,
    /// The location of a file from outside.
    pub(crate) outside: Option<String>,
}

/// Returns the path of any file in reports. No path contains folders that another machine does not have.
pub(crate) fn reported(root: &Path, file: &Path) -> ReportedPath {
    let own = relative_to(root, file);
    // A link in the project has its own name there, wherever it leads.
    let is_own = !own.starts_with("..") && Path::new(&own).is_relative();
    let known = inside(root, file).or_else(|| {
        let in_repository = || inside(&repository(root)?, file);
        (is_own || in_repository().is_some()).then_some(own)
    });
    known.map_or_else(
        || from_outside(file),
        |path| ReportedPath {
            path,
            outside: None,
        },
    )
}

/// Returns the path of a file from outside in reports.
pub(crate) fn from_outside(file: &Path) -> ReportedPath {
    let name = file.file_name().unwrap_or(file.as_os_str());
    ReportedPath {
        path: format!("{OUTSIDE}{}", name.to_string_lossy()),
        outside: Some(slashed(file)),
    }
}

/// Returns the folder that a file is in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Returns all folders that contain one of these files, without a `/` at the end.
pub(crate) fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let mut rest = path;
        while let Some((folder, _)) = rest.rsplit_once('/') {
            if !found.insert(folder.to_owned()) {
                break;
            }
            rest = folder;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{folders, slashed};
    use std::path::Path;

    #[test]
    fn folders_include_all_parents() {
        let found = folders(["a/b/c.rb", "a/d.rb", "e.rb"].into_iter());
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "a/b"]);
    }

    #[test]
    fn only_separators_become_slashes() {
        assert_eq!(slashed(&Path::new("a").join("b.rb")), "a/b.rb");
        let expected = if cfg!(windows) { "a/b" } else { "a\\b" };
        assert_eq!(slashed(Path::new("a\\b")), expected);
        let verbatim = r"\\?\C:\a\b.rb";
        let expected = if cfg!(windows) { "C:/a/b.rb" } else { verbatim };
        assert_eq!(slashed(Path::new(verbatim)), expected);
    }
}
