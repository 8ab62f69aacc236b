//! Which files of a revision the walk through a folder would have left out: hidden ones, and those that ignore files name.

use crate::input::ignore_files::{self, Ignored, NAMES};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Keeps the paths that a walk would have reached; `files` are the paths and texts of the ignore files.
pub(crate) fn visible<'a>(
    files: impl IntoIterator<Item = (String, Arc<str>)>,
    paths: impl Iterator<Item = &'a str>,
) -> Vec<&'a str> {
    let mut texts: BTreeMap<String, [Arc<str>; 2]> = BTreeMap::new();
    for (path, text) in files {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        if let Some(rank) = NAMES.iter().position(|known| *known == name) {
            texts
                .entry(folder.to_owned())
                .or_insert_with(|| ["".into(), "".into()])[rank] = text;
        }
    }
    let mut seen = Seen {
        texts,
        folders: HashMap::new(),
    };
    let mut kept = Vec::new();
    for path in paths {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if seen
            .enter(folder)
            .is_some_and(|ignored| !ignore_files::is_left_out(ignored.as_deref(), path, false))
        {
            kept.push(path);
        }
    }
    kept
}

/// Folders that were come to.
struct Seen<'a> {
    texts: BTreeMap<String, [Arc<str>; 2]>,
    /// What is ignored in each of them; nothing for those that are not entered.
    folders: HashMap<&'a str, Option<Option<Arc<Ignored>>>>,
}

impl<'a> Seen<'a> {
    /// What is ignored in a folder, if a walk enters it. It comes through all folders around it.
    fn enter(&mut self, folder: &'a str) -> Option<Option<Arc<Ignored>>> {
        let ends = [0]
            .into_iter()
            .chain(folder.match_indices('/').map(|(at, _)| at))
            .chain([folder.len()]);
        let mut around = None;
        for path in ends.map(|end| &folder[..end]) {
            if !self.folders.contains_key(path) {
                let entered =
                    path.is_empty() || !ignore_files::is_left_out(around.as_deref(), path, true);
                let own = entered.then(|| self.own(path, around));
                self.folders.insert(path, own);
            }
            around = self.folders[path].clone()?;
        }
        Some(around)
    }

    fn own(&self, folder: &str, around: Option<Arc<Ignored>>) -> Option<Arc<Ignored>> {
        let Some(texts) = self.texts.get(folder) else {
            return around;
        };
        let length = if folder.is_empty() {
            0
        } else {
            folder.len() + 1
        };
        Some(Arc::new(Ignored::new(
            around,
            length,
            texts.each_ref().map(|text| &**text),
        )))
    }
}

#[cfg(test)]
mod tests {
    use crate::input::walk::{self, Wanted};

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
        let on_disk: Vec<String> = walk::walk(root.path(), Wanted::files(&|_| true))
            .files
            .into_iter()
            .map(|file| file.path)
            .collect();
        let texts = files.iter().filter(|(path, _)| path.ends_with("ignore"));
        let texts = texts.map(|(path, text)| ((*path).to_owned(), std::sync::Arc::from(*text)));
        let mut visible = super::visible(texts, files.iter().map(|(path, _)| *path));
        visible.sort_unstable();
        assert_eq!(visible, on_disk);
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
