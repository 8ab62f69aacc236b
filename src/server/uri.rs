//! Addresses of files.

use crate::input::paths::slashed;
use crate::report::file_address;
use std::path::{Path, PathBuf};

/// Returns the path of a `file:` address; none for any other address.
pub(crate) fn to_path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = decoded(rest.split(['?', '#']).next()?)?;
    let path = match path.split_at_checked(path.find('/')?)? {
        ("" | "localhost", path) => path.to_owned(),
        // A folder of another machine, which only Windows opens.
        _ if cfg!(windows) => format!("//{path}"),
        _ => return None,
    };
    let drive = path
        .strip_prefix('/')
        .filter(|rest| rest.as_bytes().get(1) == Some(&b':'));
    let path = drive.map_or(path.as_str(), |drive| drive);
    path.starts_with(['/', '\\'])
        .then(|| PathBuf::from(path))
        .or_else(|| drive.map(PathBuf::from))
}

/// Returns the address of a file.
pub(crate) fn of_path(path: &Path) -> String {
    file_address(&slashed(path))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_files_and_back() {
        let path = Path::new("/a b/ö#1.rb");
        let uri = of_path(path);
        assert_eq!(uri, "file:///a%20b/%C3%B6%231.rb");
        assert_eq!(to_path(&uri).as_deref(), Some(path));
        assert_eq!(to_path("untitled:1"), None);
        assert_eq!(to_path("file:///a%zz"), None);
        assert_eq!(to_path("file:///c%3A/x.rb"), Some(PathBuf::from("c:/x.rb")));
        assert_eq!(to_path("file:///C:/x.rb"), Some(PathBuf::from("C:/x.rb")));
        assert_eq!(of_path(Path::new("c:/a b.rb")), "file:///c:/a%20b.rb");
        assert_eq!(to_path("file://host/x.rb").is_some(), cfg!(windows));
    }

    #[test]
    fn a_backslash_in_a_name_stays() {
        let path = Path::new("/a/b\\c.rb");
        if cfg!(unix) {
            assert_eq!(of_path(path), "file:///a/b%5Cc.rb");
            assert_eq!(to_path(&of_path(path)).as_deref(), Some(path));
        }
    }
}
