//! Output: the report of a run, and the formats that write it.
//!
//! Formats write every finding of the report. The selection of findings comes before.

pub(crate) mod backlog;
pub(crate) mod coverage;
pub(crate) mod coverage_format;
pub(crate) mod html;
pub(crate) mod input_summary;
pub(crate) mod inventory;
pub(crate) mod list;
#[cfg(test)]
mod manual;
pub(crate) mod map;
pub(crate) mod schema;
pub(crate) mod site;
pub(crate) mod snapshot;
pub(crate) mod style;
pub(crate) mod table;
pub(crate) mod terminal;
pub(crate) mod text;
pub(crate) mod trace;

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
pub(crate) mod plain;
mod rdjson;
mod sarif;
mod tool;

use std::io::{self, Write};

pub(crate) use crate::report::input_summary::UnreadFile;
#[cfg(feature = "mcp")]
pub(crate) use crate::report::json::finding as json_finding;
pub(crate) use crate::report::json::write_json;
pub(crate) use crate::report::model::{
    Build, CoverageBefore, Fixed, Report, Surface, Tally, file_address,
};

/// A format of reports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    /// Name on the command line.
    pub(crate) name: &'static str,
    /// Writer of a whole report.
    pub(crate) write: WriteReport,
    /// True if people and their editors read the output, so that paths start at the working folder.
    pub(crate) for_people: bool,
    /// True if the format shows the tracked surfaces, whose ways must be searched for.
    pub(crate) needs_ways: bool,
    /// Sentence about the part of a report that exceeds the limits of the format.
    pub(crate) left_out: fn(&Report) -> Option<String>,
}

type WriteReport = fn(&Report, &mut dyn Write) -> io::Result<()>;

const fn unlimited(name: &'static str, write: WriteReport) -> Format {
    Format {
        name,
        write,
        for_people: false,
        needs_ways: false,
        left_out: |_| None,
    }
}

const fn for_people(name: &'static str, write: WriteReport) -> Format {
    Format {
        for_people: true,
        ..unlimited(name, write)
    }
}

/// All formats. The first is for people.
pub(crate) const FORMATS: &[Format] = &[
    for_people("terminal", terminal::write),
    for_people("concise", concise::write),
    unlimited("json", json::write),
    unlimited("json-lines", json_lines::write),
    unlimited("code-quality", code_quality::write),
    Format {
        left_out: sarif::left_out,
        ..unlimited("sarif", sarif::write)
    },
    unlimited("junit", junit::write),
    unlimited("checkstyle", checkstyle::write),
    unlimited("rdjson", rdjson::write),
    Format {
        left_out: github::left_out,
        ..unlimited("github", github::write)
    },
    unlimited("markdown", markdown::write),
    Format {
        needs_ways: true,
        ..unlimited("html", html::write)
    },
    Format {
        needs_ways: true,
        left_out: cobertura::left_out,
        ..unlimited("cobertura", cobertura::write)
    },
    unlimited("openmetrics", openmetrics::write),
    unlimited("dotenv", dotenv::write),
];

/// Returns the format with this name.
pub(crate) fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

#[cfg(test)]
mod tests;
