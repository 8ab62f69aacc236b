//! One test binary: it walks the lists of the program (rules, lints, languages, formats) and runs the command line.

#![allow(clippy::unwrap_used)]

mod baseline;
mod change_baseline;
mod change_fix;
mod change_git;
mod change_lints;
mod change_project;
mod change_scaffold;
mod change_story;
mod cli;
mod config;
mod project;
mod report;
mod rules;
mod settings;
mod shop;
mod suppressions;
