//! The declarations of the parsed files, by name.

pub mod classes;
mod edits;
pub mod file_index;
pub mod inheritance;
pub mod modules;
pub mod symbol_table;
pub mod usages;
pub mod view;
