//! Modules that consist of all files of a folder.

use crate::resolve::project::path_text::{FolderFiles, folder_of, is_part, stem};
use crate::resolve::project::symbol_table::SymbolTable;
use crate::resolve::project::view::ProjectView;
use crate::resolve::request::{FileRequest, LanguageGroup, Occurrence};
use std::sync::Arc;

impl SymbolTable {
    /// Returns the file that stands for the module that an import path leads to.
    pub(crate) fn folder_of_import(&self, module: &str) -> Option<Arc<str>> {
        let folders = self.configs.folders_of(module);
        folders.iter().find_map(|folder| self.folder_file(folder))
    }

    /// Returns the file that stands for the module of a folder.
    pub(crate) fn folder_file(&self, folder: &str) -> Option<Arc<str>> {
        let files = self.folder_files.get_or_init(|| {
            let mut found = FolderFiles::default();
            for path in self.paths.iter().filter(|path| is_part(path)) {
                let first = found
                    .entry(folder_of(path).to_owned())
                    .or_insert_with(|| path.clone());
                if path < first {
                    *first = path.clone();
                }
            }
            found
        });
        files.get(folder).cloned()
    }
}

impl<'d> ProjectView<'d> {
    /// Returns the parsed files of the module of a file, where a folder is a module.
    pub(crate) fn siblings(&self, unit: u32) -> &'d [u32] {
        let unit = &self.symbols.units[unit as usize];
        if unit.language.traits.folder_module.is_none() {
            return &[];
        }
        let files = self.symbols.by_folder.get(folder_of(&unit.path));
        files.map_or(&[], Vec::as_slice)
    }

    /// Requests the files of the module of a file that may declare a name.
    pub(crate) fn request_beside(&self, unit: u32, name: &str) {
        let folder = folder_of(&self.symbols.units[unit as usize].path);
        self.request_exactly(FileRequest {
            within: folder.into(),
            ..FileRequest::new(Occurrence::Beside, LanguageGroup::Modules, name)
        });
    }

    /// Returns the path of the file that import paths to a file lead to.
    pub(crate) fn imported_path(&self, path: &str) -> Arc<str> {
        let file = is_part(path).then(|| self.symbols.folder_file(folder_of(path)));
        file.flatten().unwrap_or_else(|| path.into())
    }

    /// Returns the last words of import paths to the module of a folder.
    pub(crate) fn folder_stems<'p>(&'p self, path: &'p str) -> impl Iterator<Item = &'p str> {
        let folder = is_part(path).then(|| folder_of(path));
        let roots = folder.map(|folder| self.symbols.configs.modules_of(folder));
        let own = folder.filter(|folder| !folder.is_empty()).map(stem);
        own.into_iter().chain(roots.into_iter().flatten().map(stem))
    }
}
