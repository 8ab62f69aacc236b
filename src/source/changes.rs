//! The differences between the files of two runs.

use crate::source::{FileId, SourceFile, SourceMap};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The differences between the files of two runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// The index of each earlier file among the files now; none if it was removed.
    pub(crate) places: Vec<Option<FileId>>,
    /// Files with another text, by their index now.
    pub(crate) edited: Vec<FileId>,
    /// New files.
    pub(crate) added: Vec<FileId>,
    /// Removed files, by their earlier index.
    pub(crate) removed: Vec<FileId>,
}

impl SourceMap {
    /// Compares the files with those of an earlier run. None if several files have one path.
    pub(crate) fn since(&self, before: &SourceMap) -> Option<Changes> {
        let numbered = (0..).map(FileId).zip(&before.files);
        let mut left: FxHashMap<&str, (FileId, &SourceFile)> = numbered
            .map(|(id, file)| (&*file.path, (id, &**file)))
            .collect();
        let mut changes = Changes {
            places: vec![None; before.files.len()],
            ..Changes::default()
        };
        if left.len() < before.files.len() {
            return None;
        }
        for (id, file) in self.iter() {
            match left.remove(&*file.path) {
                Some((old, known)) => {
                    changes.places[old.0 as usize] = Some(id);
                    if !Arc::ptr_eq(&known.text, &file.text) && known.text != file.text {
                        changes.edited.push(id);
                    }
                }
                None => changes.added.push(id),
            }
        }
        changes.removed = left.into_values().map(|(id, _)| id).collect();
        Some(changes)
    }
}
