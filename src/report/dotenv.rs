//! Variables for later jobs of a pipeline: plain keys, no blank lines.

use crate::finding::Severity;
use crate::report::model::Report;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (tally, files) = (&report.tally, &report.input_summary);
    if let Some(coverage) = tally.coverage() {
        writeln!(out, "TRACKLINT_COVERAGE={:.1}", coverage * 100.0)?;
    }
    let variables = [
        ("FINDINGS", report.findings.len()),
        ("ERRORS", report.count(Severity::Error)),
        ("WARNINGS", report.count(Severity::Warning)),
        ("INFOS", report.count(Severity::Info)),
        ("FEATURES", tally.features),
        ("FEATURES_INSTRUMENTED", tally.features_instrumented),
        ("ORPHANED_METRICS", tally.metrics_orphaned),
        ("FILES_SKIPPED", files.skipped.len()),
        ("FILES_PARTIAL", files.partial_files()),
    ];
    for (name, value) in variables {
        writeln!(out, "TRACKLINT_{name}={value}")?;
    }
    Ok(())
}
