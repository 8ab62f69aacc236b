//! Globs that match alike on every system. A backslash escapes the next character, also on Windows, and separates no folders.

use globset::{Error, Glob, GlobBuilder};

/// Compiles a glob in which `*` stays within a folder and `**` does not.
pub(crate) fn path_glob(pattern: &str) -> Result<Glob, Error> {
    builder(pattern).literal_separator(true).build()
}

/// Compiles a glob in which `*` matches any text.
pub(crate) fn text_glob(pattern: &str) -> Result<Glob, Error> {
    builder(pattern).build()
}

// The defaults of the library differ between systems.
#[expect(clippy::disallowed_methods)]
fn builder(pattern: &str) -> GlobBuilder<'_> {
    let mut builder = GlobBuilder::new(pattern);
    builder.backslash_escape(true);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backslash_escapes_on_every_system() {
        for glob in [path_glob(r"a/\[b\]*"), text_glob(r"a/\[b\]*")] {
            let glob = glob.expect("it is valid").compile_matcher();
            assert!(glob.is_match("a/[b]c") && !glob.is_match("a/b"));
        }
        let deep = |glob: Result<Glob, Error>| {
            let glob = glob.expect("it is valid").compile_matcher();
            glob.is_match("a/b/c")
        };
        assert!(!deep(path_glob("a/*")) && deep(path_glob("a/**")) && deep(text_glob("a/*")));
    }
}
