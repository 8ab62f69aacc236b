//! The formats of coverage.

use crate::report::coverage::{CoverageView, json, markdown, terminal};
use crate::report::site::{self, model::Site};
use std::io::{self, Write};

/// The format of coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CoverageFormat {
    /// Tables with bars.
    Terminal,
    /// Tables for a page or a note.
    Markdown,
    /// A self-contained page for a browser.
    Html,
    /// One JSON document.
    Json,
}

impl CoverageFormat {
    /// Returns true if people read the paths where they ran the command.
    pub(crate) fn for_people(self) -> bool {
        self == CoverageFormat::Terminal
    }
}

/// Writes the coverage of a site.
///
/// # Errors
/// I/O errors of `out`.
pub(crate) fn write(
    site: &Site,
    format: CoverageFormat,
    view: CoverageView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let coverage = &site.coverage;
    match format {
        CoverageFormat::Terminal => terminal::write(coverage, view, out),
        CoverageFormat::Markdown => markdown::write(coverage, view, out),
        CoverageFormat::Html => site::write(site, out),
        CoverageFormat::Json => json::write(coverage, out),
    }
}
