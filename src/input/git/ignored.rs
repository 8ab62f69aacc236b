//! Applies ignore files to the files of a revision, as the walk through a folder does.

use crate::input::ignore_files::{FILE_NAMES, IgnoreRules, MAX_SIZE, is_left_out};
use crate::input::read_file::{MAX_FILE_SIZE, read_unlinked};
use crate::input::root::Root;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// Returns the paths that a walk would reach. `files` are the paths and texts of the ignore files.
pub(crate) fn visible<'a>(
    files: impl IntoIterator<Item = (String, Arc<str>)>,
    paths: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut texts: BTreeMap<String, [Arc<str>; 2]> = BTreeMap::new();
    for (path, text) in files {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if let Some(rank) = FILE_NAMES.iter().position(|known| *known == name) {
            texts
                .entry(folder.to_owned())
                .or_insert_with(|| ["".into(), "".into()])[rank] = text;
        }
    }
    let mut folders = Folders {
        texts,
        rules: HashMap::new(),
    };
    let mut reached = Vec::new();
    for path in paths {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some(rules) = folders.enter(folder)
            && !is_left_out(rules.as_deref(), path, false)
        {
            reached.push(path);
        }
    }
    reached
}

/// Returns true if the walk through a folder leaves out a file of this path, or a folder around it.
pub(crate) fn is_ignored(root: &Path, path: &str) -> bool {
    let opened = Root::new(root);
    let ends = path.match_indices('/').map(|(at, _)| at + 1);
    let folders = [0].into_iter().chain(ends).map(|end| &path[..end]);
    let files = folders.flat_map(|folder| FILE_NAMES.map(|name| format!("{folder}{name}")));
    let texts = files.filter_map(|file| {
        let location = root.join(&file);
        let metadata = location.symlink_metadata().ok()?;
        let read = metadata
            .is_file()
            .then(|| read_unlinked(&opened, &location, file.clone(), MAX_FILE_SIZE))?;
        Some((file, read.ok()?.text))
    });
    visible(texts.collect::<Vec<_>>(), std::iter::once(path)).is_empty()
}

/// The folders of a revision.
struct Folders<'a> {
    /// Texts of the ignore files by folder.
    texts: BTreeMap<String, [Arc<str>; 2]>,
    /// Ignore rules by folder; none for folders that are left out.
    rules: HashMap<&'a str, Option<Option<Arc<IgnoreRules>>>>,
}

impl<'a> Folders<'a> {
    /// Returns the ignore rules of a folder, or none if it or a folder around it is left out.
    fn enter(&mut self, folder: &'a str) -> Option<Option<Arc<IgnoreRules>>> {
        let ends = folder.match_indices('/').map(|(at, _)| at);
        let mut around = None;
        for end in [0].into_iter().chain(ends).chain([folder.len()]) {
            let path = &folder[..end];
            if !self.rules.contains_key(path) {
                let entered = path.is_empty() || !is_left_out(around.as_deref(), path, true);
                let own = entered.then(|| self.own(path, around));
                self.rules.insert(path, own);
            }
            around = self.rules[path].clone()?;
        }
        Some(around)
    }

    fn own(&self, folder: &str, around: Option<Arc<IgnoreRules>>) -> Option<Arc<IgnoreRules>> {
        let Some(texts) = self.texts.get(folder) else {
            return around;
        };
        let length = if folder.is_empty() {
            0
        } else {
            folder.len() + 1
        };
        let mut left = MAX_SIZE.saturating_sub(around.as_ref().map_or(0, |rules| rules.size));
        // An ignore file beyond the limit is not applied in a folder either.
        let texts = texts.each_ref().map(|text| {
            let rest = left.checked_sub(text.len());
            left = rest.unwrap_or(left);
            rest.map_or("", |_| &**text)
        });
        Some(Arc::new(IgnoreRules::new(around, length, texts)))
    }
}

#[cfg(test)]
mod tests {
    use crate::input::walk::{self, FileFilter};

    #[test]
    fn the_same_files_are_left_out_as_on_disk() {
        let files = [
            (".gitignore", "*.log\n/out/\n!keep.log\n!.shown\n"),
            (".ignore", "draft.rb\n"),
            ("sub/.gitignore", "!b.log\ndeep/\n!draft.rb\n"),
            ("sub/draft.rb", ""),
            ("sub/.shown/x.rb", ""),
            ("a.log", ""),
            ("keep.log", ""),
            ("draft.rb", ""),
            ("out/x.rb", ""),
            ("sub/out/x.rb", ""),
            ("sub/b.log", ""),
            ("sub/deep/x.rb", ""),
            ("sub/.hidden/x.rb", ""),
            ("sub/c.rb", ""),
        ];
        let root = tempfile::tempdir().expect("a folder");
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("it can be made");
            std::fs::write(path, text).expect("it can be written");
        }
        let on_disk: Vec<String> = walk::walk(root.path(), FileFilter::files(&|_| true))
            .files
            .into_iter()
            .map(|file| file.path)
            .collect();
        let texts = files.iter().filter(|(path, _)| path.ends_with("ignore"));
        let texts = texts.map(|(path, text)| ((*path).to_owned(), std::sync::Arc::from(*text)));
        let mut visible = super::visible(texts, files.iter().map(|(path, _)| *path));
        visible.sort_unstable();
        assert_eq!(visible, on_disk);
        for (path, _) in files {
            let is_ignored = super::is_ignored(root.path(), path);
            assert_eq!(is_ignored, !visible.contains(&path), "{path}");
        }
        assert_eq!(
            visible,
            [
                "keep.log",
                "sub/.shown/x.rb",
                "sub/b.log",
                "sub/c.rb",
                "sub/out/x.rb"
            ]
        );
    }
}
