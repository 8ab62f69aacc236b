//! All input of a run: files of the audited project, now and before a change, YAML and JSON.

pub(crate) mod csv;
pub(crate) mod diff;
pub(crate) mod file_source;
pub(crate) mod git;
pub(crate) mod globs;
mod ignore_files;
pub(crate) mod inventory;
pub(crate) mod json;
pub(crate) mod paths;
pub(crate) mod read_file;
pub(crate) mod root;
pub(crate) mod walk;
pub(crate) mod yaml;
