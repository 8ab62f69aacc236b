//! Output: what a run found, and the list of formats it can be written in.
//!
//! Formats write what they are given: which findings are shown at all is decided before.

pub mod coverage;
pub mod html;
pub mod input_summary;
pub mod list;
#[cfg(test)]
mod manual;
pub mod style;
pub mod table;
pub mod terminal;
pub mod text;
pub mod trace;

mod checkstyle;
mod cobertura;
mod code_quality;
mod concise;
mod dotenv;
mod github;
mod json;
mod json_lines;
mod junit;
mod markdown;
mod model;
mod openmetrics;
mod rdjson;
mod sarif;
mod tool;

use std::io::{self, Write};

pub use crate::report::input_summary::UnreadFile;
pub use crate::report::json::write_json;
pub use crate::report::model::{Report, Surface, Tally};

/// One way of writing a report.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What its files are usually called behind the dot.
    pub extension: &'static str,
    /// Writes a report to its end.
    pub write: fn(&Report, &mut dyn Write) -> io::Result<()>,
    /// What it has to leave out of a report because its readers take no more, as a sentence.
    pub left_out: fn(&Report) -> Option<String>,
}

/// For formats without limits.
fn nothing(_: &Report) -> Option<String> {
    None
}

/// All formats; the first is for people.
pub const FORMATS: &[Format] = &[
    Format {
        name: "terminal",
        extension: "txt",
        write: terminal::write,
        left_out: nothing,
    },
    Format {
        name: "concise",
        extension: "txt",
        write: concise::write,
        left_out: nothing,
    },
    Format {
        name: "json",
        extension: "json",
        write: json::write,
        left_out: nothing,
    },
    Format {
        name: "json-lines",
        extension: "jsonl",
        write: json_lines::write,
        left_out: nothing,
    },
    Format {
        name: "code-quality",
        extension: "json",
        write: code_quality::write,
        left_out: nothing,
    },
    Format {
        name: "sarif",
        extension: "sarif",
        write: sarif::write,
        left_out: sarif::left_out,
    },
    Format {
        name: "junit",
        extension: "xml",
        write: junit::write,
        left_out: nothing,
    },
    Format {
        name: "checkstyle",
        extension: "xml",
        write: checkstyle::write,
        left_out: nothing,
    },
    Format {
        name: "rdjson",
        extension: "json",
        write: rdjson::write,
        left_out: nothing,
    },
    Format {
        name: "github",
        extension: "txt",
        write: github::write,
        left_out: nothing,
    },
    Format {
        name: "markdown",
        extension: "md",
        write: markdown::write,
        left_out: nothing,
    },
    Format {
        name: "html",
        extension: "html",
        write: html::write,
        left_out: nothing,
    },
    Format {
        name: "cobertura",
        extension: "xml",
        write: cobertura::write,
        left_out: cobertura::left_out,
    },
    Format {
        name: "openmetrics",
        extension: "txt",
        write: openmetrics::write,
        left_out: nothing,
    },
    Format {
        name: "dotenv",
        extension: "env",
        write: dotenv::write,
        left_out: nothing,
    },
];

/// The format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests;
