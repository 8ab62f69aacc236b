//! Everything that comes in from outside: files of the audited project, and YAML text.

pub mod walk;
pub mod yaml;
