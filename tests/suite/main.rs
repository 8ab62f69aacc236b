//! One test binary: it walks the lists of the program (rules, lints, languages, formats) and runs the command line.

#![allow(clippy::unwrap_used)]

mod baseline;
mod cli;
mod config;
mod project;
mod report;
mod rules;
mod settings;
mod shop;
mod suppressions;
mod told;
