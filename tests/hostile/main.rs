//! Inputs made to hurt, each run through the real binary under a limit on time and memory. The rows are those of
//! `docs/hostile.md`; the number in a test's comment is the row's.
//!
//! Whatever comes in: the run ends with 0, 1 or 2, prints no panic, says what it could not read and why, and finds everything
//! in the files beside the bad one.

#![allow(clippy::unwrap_used)]

mod harness;

mod files;
mod history;
mod output;
mod reports;
mod ruby;
mod scripts;
mod settings;
mod table;
mod templates;
mod yaml;
