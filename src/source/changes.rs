//! The differences between the files of two runs.

use crate::source::{FileId, SourceFile, SourceMap};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The differences between the files of two runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// The number of each earlier file now, for those that were not added behind others; none if it was removed.
    pub(crate) places: Vec<Option<FileId>>,
    /// Files with another text, by their number now.
    pub(crate) edited: Vec<FileId>,
    /// New files.
    pub(crate) added: Vec<FileId>,
    /// Removed files, by their earlier number.
    pub(crate) removed: Vec<FileId>,
}

impl SourceMap {
    /// Compares the files with those of an earlier run. None if several files have one path.
    pub(crate) fn since(&self, before: &SourceMap) -> Option<Changes> {
        let mut left: FxHashMap<&str, (FileId, &SourceFile)> = before
            .iter()
            .map(|(id, file)| (&*file.path, (id, file)))
            .collect();
        let mut changes = Changes {
            places: vec![None; before.files.len()],
            ..Changes::default()
        };
        if left.len() < before.len() {
            return None;
        }
        for (id, file) in self.iter() {
            match left.remove(&*file.path) {
                Some((old, known)) => {
                    if let Some(place) = changes.places.get_mut(old.0 as usize) {
                        *place = Some(id);
                    }
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
