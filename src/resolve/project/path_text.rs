//! Paths of files as texts.

use crate::languages::language_of;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Removes `.` and `..` from a path; none if the path leads out of the root.
pub(crate) fn normalise(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns the name that other files import a file by: its own without endings, or that of its folder.
pub(crate) fn stem(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    match file.split('.').next().unwrap_or_default() {
        // The file that a folder consists of.
        "index" | "__init__" => parts.next().unwrap_or_default(),
        file => file,
    }
}

/// The stem of imports that name a folder by its position alone: `.`, `./index`, `../`.
pub(crate) const NAMELESS: &str = ".";

/// The name of a file that stands for its folder.
pub(crate) const INDEX: &str = "index";

/// Returns the stem of an import path.
pub(crate) fn import_stem(module: &str) -> &str {
    match stem(module) {
        "" | "." | ".." => NAMELESS,
        stem => stem,
    }
}

/// Returns true if a file stands for the folder that it is in.
pub(crate) fn stands_for_folder(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.split('.').next() == Some(INDEX)
}

/// Returns true for a file that makes its folder a package that others import.
pub(crate) fn is_package_file(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split('.').next() == Some("__init__")
}

/// The file that stands for the module of a folder, by folder.
pub(crate) type FolderFiles = FxHashMap<String, Arc<str>>;

/// Returns the folder of a file.
pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns true if the module of a file is that of its folder.
pub(crate) fn is_part(path: &str) -> bool {
    language_of(path).is_some_and(|language| language.traits.folder_module.is_some())
}
