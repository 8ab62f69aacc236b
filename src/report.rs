//! Output: the report of a run, and the formats that write it.
//!
//! Formats write every finding of the report. The selection of findings comes before.

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

/// A format of reports.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// Usual extension of its files, without a dot.
    pub extension: &'static str,
    /// Writer of a whole report.
    pub write: WriteReport,
    /// Sentence about the part of a report that exceeds the limits of the format.
    pub left_out: fn(&Report) -> Option<String>,
}

type WriteReport = fn(&Report, &mut dyn Write) -> io::Result<()>;

const fn unlimited(name: &'static str, extension: &'static str, write: WriteReport) -> Format {
    Format {
        name,
        extension,
        write,
        left_out: |_| None,
    }
}

/// All formats. The first is for people.
pub const FORMATS: &[Format] = &[
    unlimited("terminal", "txt", terminal::write),
    unlimited("concise", "txt", concise::write),
    unlimited("json", "json", json::write),
    unlimited("json-lines", "jsonl", json_lines::write),
    unlimited("code-quality", "json", code_quality::write),
    Format {
        left_out: sarif::left_out,
        ..unlimited("sarif", "sarif", sarif::write)
    },
    unlimited("junit", "xml", junit::write),
    unlimited("checkstyle", "xml", checkstyle::write),
    unlimited("rdjson", "json", rdjson::write),
    unlimited("github", "txt", github::write),
    unlimited("markdown", "md", markdown::write),
    unlimited("html", "html", html::write),
    Format {
        left_out: cobertura::left_out,
        ..unlimited("cobertura", "xml", cobertura::write)
    },
    unlimited("openmetrics", "txt", openmetrics::write),
    unlimited("dotenv", "env", dotenv::write),
];

/// Returns the format with this name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests;
