//! One test binary: it walks the lists of the program (rules, lints, languages, formats) and runs the command line.

#![allow(clippy::unwrap_used)]

mod baseline;
mod calls;
mod canned;
mod change_baseline;
mod change_fix;
mod change_git;
mod change_lints;
mod change_project;
mod change_scaffold;
mod change_story;
mod cli;
mod cli_outputs;
mod config;
mod coverage;
mod docs;
mod floors;
mod fuzz;
mod lints;
mod names;
mod project;
mod properties;
mod reach;
mod readers;
mod report;
mod report_editor;
mod report_html;
mod report_limits;
mod report_markdown;
mod report_schemas;
mod rules;
mod satellite;
mod settings;
mod shipping;
mod shop;
mod suppressions;
mod told;
mod trace;
mod words;
