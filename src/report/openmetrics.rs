//! OpenMetrics text, as GitLab's metrics report compares it between branches.
//!
//! GitLab compares values as strings, so the number of decimals is fixed. Labels have fixed values, and each value is always
//! written. All findings of the project are counted, also for a change, because the server compares branches itself.

use crate::finding::{Numbered, Severity};
use crate::report::input_summary::SkipKind;
use crate::report::model::Report;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (tally, files) = (&report.tally, &report.input_summary);
    let (all, instrumented) = (tally.features, tally.features_instrumented);
    let help = "Features that can be instrumented.";
    gauge(out, "features_total", help, all)?;
    let help = "Features that are instrumented.";
    gauge(out, "features_instrumented", help, instrumented)?;
    if let Some(coverage) = tally.coverage() {
        let help = "Share of features that are instrumented.";
        head(out, "coverage_ratio", help)?;
        writeln!(out, "tracklint_coverage_ratio {coverage:.4}")?;
    }
    gauge(out, "calls", "Tracking calls.", tally.calls)?;
    gauge(out, "events", "Events, called or defined.", tally.events)?;
    gauge(out, "metrics", "Metric definitions.", tally.metrics)?;
    let help = "Orphaned metrics.";
    gauge(out, "orphaned_metrics", help, tally.metrics_orphaned)?;
    head(out, "findings", "Findings.")?;
    for severity in Severity::ALL {
        let of_severity = |one: &&Numbered| one.finding.severity == severity;
        let number = report.all().iter().filter(of_severity).count();
        writeln!(
            out,
            "tracklint_findings{{severity=\"{severity}\"}} {number}"
        )?;
    }
    let help = "Files that were searched.";
    gauge(out, "files_scanned", help, files.files)?;
    let help = "Files that were read only in part.";
    gauge(out, "files_partial", help, files.partial_files())?;
    head(out, "files_skipped", "Files that were not read.")?;
    for kind in SkipKind::ALL {
        let of_kind = files.skipped.iter().filter(|file| file.kind() == kind);
        let (reason, number) = (kind.word(), of_kind.count());
        writeln!(
            out,
            "tracklint_files_skipped{{reason=\"{reason}\"}} {number}"
        )?;
    }
    writeln!(out, "# EOF")
}

fn head(out: &mut dyn Write, name: &str, help: &str) -> io::Result<()> {
    writeln!(
        out,
        "# TYPE tracklint_{name} gauge\n# HELP tracklint_{name} {help}"
    )
}

fn gauge(out: &mut dyn Write, name: &str, help: &str, value: usize) -> io::Result<()> {
    head(out, name, help)?;
    writeln!(out, "tracklint_{name} {value}")
}
