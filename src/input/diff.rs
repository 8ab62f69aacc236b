//! Reconstructs a project before a change from a unified diff, which is applied in reverse to the current files.
//!
//! The diff may have the form of `git diff` or `diff -u`, also inside an e-mail or a log. Renames, copies, added and deleted files
//! count. Binary files do not, since nothing in them is analysed.

mod parse;

pub(crate) use crate::input::diff::parse::{FilePatch, Hunk, parse};
use crate::input::file_source::{EditedSource, FileSource, FolderSource};
use crate::input::paths;
use crate::input::read_file::{ReadFile, SkippedFile, read, to_text};
use crate::input::walk::{FileFilter, WalkedFiles};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// The files as they were before a diff.
pub(crate) struct DiffSource<'a> {
    edited: EditedSource<'a>,
    /// True if the diff changes no file.
    pub(crate) is_empty: bool,
    /// Reasons by the paths of files that the diff does not fit. They matter only if such a file is selected.
    misfits: BTreeMap<String, String>,
}

impl<'a> DiffSource<'a> {
    /// Reverts `diff` in the files of `folder`, whose root is `root`. Paths in the diff are relative to the root; `name` is the
    /// name of the diff in messages.
    ///
    /// # Errors
    /// The text contains no diff, or an incomplete one.
    pub(crate) fn new(
        folder: &'a FolderSource,
        root: &Path,
        name: &str,
        diff: &[u8],
    ) -> Result<Self, String> {
        let text = utf16(diff).unwrap_or_else(|| to_text(diff).0);
        let patches = parse(&text).map_err(|(line, what)| format!("{name}:{line}: {what}"))?;
        if patches.is_empty() && !text.trim().is_empty() {
            return Err(format!(
                "{name}: it holds no unified diff; write one with `git diff REV`"
            ));
        }
        let (mut edits, mut misfits) = (BTreeMap::new(), BTreeMap::new());
        for patch in patches.iter().filter(|patch| !patch.binary) {
            match revert_file(root, patch) {
                Ok(text) => {
                    if patch.old != patch.new
                        && let Some(new) = &patch.new
                    {
                        edits.entry(new.clone()).or_insert(None);
                    }
                    if let Some(old) = &patch.old {
                        edits.insert(old.clone(), Some(text));
                    }
                }
                Err((line, what)) => {
                    for path in [&patch.old, &patch.new].into_iter().flatten() {
                        misfits.insert(path.clone(), format!("{name}:{line}: {what}"));
                    }
                }
            }
        }
        Ok(Self {
            edited: EditedSource::new(folder, root, edits),
            is_empty: patches.is_empty(),
            misfits,
        })
    }
}

impl FileSource for DiffSource<'_> {
    fn walk(&self, filter: FileFilter<'_>) -> Result<WalkedFiles, String> {
        match self.misfits.iter().find(|(path, _)| (filter.file)(path)) {
            Some((_, why)) => Err(why.clone()),
            None => self.edited.walk(filter),
        }
    }

    fn has_folder(&self, path: &str) -> bool {
        self.edited.has_folder(path)
    }

    fn named(&self, file: &Path) -> Option<Result<ReadFile, SkippedFile>> {
        self.edited.named(file)
    }
}

/// Returns the text of a diff that a shell wrote in UTF-16; none if there is no byte order mark.
fn utf16(diff: &[u8]) -> Option<Arc<str>> {
    let (mark, units) = diff.split_at_checked(2)?;
    let from = match mark {
        b"\xff\xfe" => u16::from_le_bytes,
        b"\xfe\xff" => u16::from_be_bytes,
        _ => return None,
    };
    let units = units.chunks_exact(2).map(|pair| from([pair[0], pair[1]]));
    Some(String::from_utf16_lossy(&units.collect::<Vec<_>>()).into())
}

/// A one-based line of the diff, and the reason why it does not fit there.
pub(crate) type Misfit = (usize, String);

/// Returns the text of a file before the patch.
fn revert_file(root: &Path, patch: &FilePatch) -> Result<String, Misfit> {
    let Some(new) = &patch.new else {
        return reversed(patch, "");
    };
    let advice = "the diff must lead to the current files, with paths relative to the audited folder \
                  (`git diff --relative`)";
    let file = root.join(new);
    if paths::inside(root, &file).as_ref() != Some(new) {
        return Err((
            patch.line,
            format!("it changes `{new}`, which is outside the audited folder; {advice}"),
        ));
    }
    match read(&file, new.as_str()) {
        Ok(file) => reversed(patch, &file.text),
        Err(skipped) => Err((
            patch.line,
            format!("it changes `{new}`: {}; {advice}", skipped.reason),
        )),
    }
}

/// Reverts a patch in a file whose text is `now`.
///
/// # Errors
/// A hunk that does not fit the text.
pub(crate) fn reversed(patch: &FilePatch, now: &str) -> Result<String, Misfit> {
    let lines: Vec<&str> = now.split_inclusive('\n').collect();
    let mut before = String::with_capacity(now.len());
    let mut at = 0;
    for hunk in &patch.hunks {
        let misfit = || {
            let path = patch
                .new
                .as_ref()
                .or(patch.old.as_ref())
                .map_or("a file", String::as_str);
            (
                hunk.line,
                format!(
                    "the hunk does not match `{path}`; the diff must lead to the current files"
                ),
            )
        };
        let between = lines.get(at..hunk.start).ok_or_else(misfit)?;
        before.extend(between.iter().copied());
        let after: Vec<&str> = side(hunk, '+').collect();
        at = hunk.start + after.len();
        let there = lines.get(hunk.start..at).ok_or_else(misfit)?;
        // Line ends may have been converted.
        if !there.iter().zip(&after).all(|(there, wanted)| {
            there.trim_end_matches(['\r', '\n']) == wanted.trim_end_matches(['\r', '\n'])
        }) {
            return Err(misfit());
        }
        before.extend(side(hunk, '-'));
    }
    before.extend(lines.get(at..).into_iter().flatten().copied());
    Ok(before)
}

/// Returns the lines of one side of a hunk.
fn side(hunk: &Hunk, sign: char) -> impl Iterator<Item = &str> {
    hunk.lines
        .iter()
        .filter(move |(own, _)| *own == ' ' || *own == sign)
        .map(|(_, text)| text.as_str())
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests {
    use super::*;

    fn before(files: &[(&str, &str)], diff: &str) -> Result<Vec<(String, String)>, String> {
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        let folder = FolderSource::new(root.path());
        let before = DiffSource::new(&folder, root.path(), "change.diff", diff.as_bytes())?;
        let walked = before.walk(FileFilter::files(&|path| path.ends_with(".rb")))?;
        Ok(walked
            .files
            .into_iter()
            .map(|file| (file.path, file.text.to_string()))
            .collect())
    }

    fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn a_change_is_undone() {
        let diff = "commit message\n\ndiff --git a/a.rb b/a.rb\nindex 1..2 100644\n--- a/a.rb\n+++ b/a.rb\n@@ -1,3 +1,3 @@ class A\n 1\n-2\n+two\n 3\n@@ -9,0 +10,1 @@\n+new\n";
        let now = "1\ntwo\n3\n4\n5\n6\n7\n8\n9\nnew\n";
        assert_eq!(
            before(&[("a.rb", now)], diff),
            Ok(files(&[("a.rb", "1\n2\n3\n4\n5\n6\n7\n8\n9\n")]))
        );
    }

    #[test]
    fn files_come_back_go_away_and_get_their_names_back() {
        let diff = "diff --git a/gone.rb b/gone.rb\ndeleted file mode 100644\n--- a/gone.rb\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n\\ No newline at end of file\ndiff --git a/new.rb b/new.rb\nnew file mode 100644\n--- /dev/null\n+++ b/new.rb\n@@ -0,0 +1 @@\n+1\ndiff --git a/old name.rb b/sub/now.rb\nsimilarity index 100%\nrename from old name.rb\nrename to sub/now.rb\n";
        let now = [("new.rb", "1\n"), ("sub/now.rb", "x\n")];
        assert_eq!(
            before(&now, diff),
            Ok(files(&[("gone.rb", "1"), ("old name.rb", "x\n")]))
        );
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        let diff = "--- \"a/\\303\\244 \\\"b\\\".rb\"\t2022-01-01\n+++ \"b/\\303\\244 \\\"b\\\".rb\"\t2022-01-01\n@@ -1 +1 @@\n-0\n+1\n";
        assert_eq!(
            before(&[("ä \"b\".rb", "1\n")], diff),
            Ok(files(&[("ä \"b\".rb", "0\n")]))
        );
        let plain = "--- sub/a.rb\n+++ sub/a.rb\n@@ -1 +1 @@\n-0\n+1\n";
        assert_eq!(
            before(&[("sub/a.rb", "1\n")], plain),
            Ok(files(&[("sub/a.rb", "0\n")]))
        );
    }

    #[test]
    fn what_does_not_fit_is_said_with_its_line() {
        let diff = "--- a/a.rb\n+++ b/a.rb\n@@ -1 +1 @@\n-0\n+1\n";
        let wrong =
            |files: &[(&str, &str)], diff: &str| before(files, diff).expect_err("it does not fit");
        assert!(
            wrong(&[("a.rb", "2\n")], diff)
                .starts_with("change.diff:3: the hunk does not match `a.rb`")
        );
        assert!(wrong(&[], diff).contains("`a.rb`") && wrong(&[], diff).contains("--relative"));
        assert!(wrong(&[], &diff.replace("b/a.rb", "b/../a.rb")).contains("audited folder"));
        assert!(
            wrong(
                &[("a.rb", "1\n")],
                "--- a/a.rb\n+++ b/a.rb\n@@ -1,2 +1,2 @@\n-0\n"
            )
            .contains("change.diff:4: the diff ends inside a hunk")
        );
        assert!(wrong(&[], "not a diff").contains("no unified diff"));
        assert_eq!(
            before(&[("a.rb", "1\n")], ""),
            Ok(files(&[("a.rb", "1\n")])),
            "no change is a change too"
        );
    }
}
