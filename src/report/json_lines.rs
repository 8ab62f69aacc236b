//! One JSON object for each finding and line, with the fields of the `json` format's findings.

use crate::report::json;
use crate::report::model::Report;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for numbered in &report.findings {
        serde_json::to_writer(json::Inert::new(out), &json::finding(report, numbered))?;
        writeln!(out)?;
    }
    Ok(())
}
