//! Paths of files as texts.

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
