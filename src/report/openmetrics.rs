//! OpenMetrics text, as GitLab's metrics report compares it between branches.
//!
//! GitLab compares values as strings, so the number of decimals is fixed. Label values contain no spaces.

use crate::finding::Severity;
use crate::report::model::Report;
use std::collections::BTreeMap;
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
        let number = report.count(severity);
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
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for skipped in &files.skipped {
        *reasons.entry(label(&skipped.reason)).or_default() += 1;
    }
    for (reason, number) in reasons {
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

fn label(text: &str) -> String {
    let text = text.chars().take(60).collect::<String>();
    text.to_ascii_lowercase()
        .replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}
