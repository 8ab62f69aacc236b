//! All input of a run: files of the audited project, now and before a change, and YAML text.

pub mod diff;
pub mod file_source;
pub mod git;
mod ignore_files;
pub(crate) mod paths;
pub mod read_file;
pub mod walk;
pub mod yaml;
