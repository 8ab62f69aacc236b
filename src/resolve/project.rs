//! The declarations of the parsed files, by name.

pub(crate) mod aliases;
pub(crate) mod by_place;
pub(crate) mod class_path;
mod classes;
pub(crate) mod file_index;
mod folder_modules;
pub(crate) mod ids;
pub(crate) mod import_paths;
pub(crate) mod inheritance;
pub(crate) mod link;
pub(crate) mod module_configs;
pub(crate) mod module_path;
pub(crate) mod modules;
pub(crate) mod path_text;
pub(crate) mod site_places;
pub(crate) mod symbol_table;
pub(crate) mod usages;
pub(crate) mod view;

use crate::languages::language_of;
use crate::resolve::project::module_configs::ModuleConfigs;
use crate::resolve::project::symbol_table::SymbolTable;
use crate::rules::{RulePack, merged};
use crate::source::SourceMap;
use std::sync::Arc;

/// Returns the table of a project of which no file is parsed.
///
/// # Errors
/// A glob of a rule that cannot be read.
pub(crate) fn unparsed(packs: &[RulePack], sources: &SourceMap) -> Result<SymbolTable, String> {
    let is_code = |path: &Arc<str>| language_of(path).is_some();
    let paths = sources.iter().map(|(_, file)| file.path.clone());
    let texts = sources.iter().map(|(_, file)| (&*file.path, &*file.text));
    let configs = ModuleConfigs::new(texts);
    SymbolTable::new(
        merged(packs),
        configs,
        Arc::new(paths.filter(is_code).collect()),
    )
}
