//! Everything that comes in from outside: files of the audited project, now and before a change, and YAML text.

pub mod diff;
pub mod git;
mod ignored;
pub mod tree;
pub mod walk;
pub mod yaml;
