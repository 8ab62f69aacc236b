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
