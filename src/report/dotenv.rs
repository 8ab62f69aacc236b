//! Variables for later jobs of a pipeline: plain keys, no blank lines.

use crate::finding::Severity;
use crate::report::model::Report;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if let Some(coverage) = report.tally.coverage() {
        writeln!(out, "TRACKLINT_COVERAGE={:.1}", coverage * 100.0)?;
    }
    writeln!(out, "TRACKLINT_FINDINGS={}", report.findings.len())?;
    writeln!(out, "TRACKLINT_ERRORS={}", report.count(Severity::Error))?;
    writeln!(
        out,
        "TRACKLINT_WARNINGS={}",
        report.count(Severity::Warning)
    )?;
    writeln!(out, "TRACKLINT_INFOS={}", report.count(Severity::Info))?;
    writeln!(out, "TRACKLINT_FEATURES={}", report.tally.features)?;
    writeln!(
        out,
        "TRACKLINT_FEATURES_INSTRUMENTED={}",
        report.tally.features_instrumented
    )?;
    writeln!(
        out,
        "TRACKLINT_ORPHANED_METRICS={}",
        report.tally.metrics_orphaned
    )?;
    writeln!(
        out,
        "TRACKLINT_FILES_SKIPPED={}",
        report.reading.skipped.len()
    )?;
    writeln!(
        out,
        "TRACKLINT_FILES_PARTIAL={}",
        report.reading.partial_files()
    )
}
