//! OpenMetrics text, as GitLab's metrics report compares it between branches.
//!
//! Values are compared as strings there, so the number of decimals is fixed; label values hold no spaces.

use crate::finding::Severity;
use crate::report::model::Report;
use std::collections::BTreeMap;
use std::io::{self, Write};

pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let tally = &report.tally;
    gauge(
        out,
        "features_total",
        "Features that can be instrumented.",
        tally.features,
    )?;
    gauge(
        out,
        "features_instrumented",
        "Features that are instrumented.",
        tally.features_instrumented,
    )?;
    if let Some(coverage) = tally.coverage() {
        head(
            out,
            "coverage_ratio",
            "Share of features that are instrumented.",
        )?;
        writeln!(out, "tracklint_coverage_ratio {coverage:.4}")?;
    }
    gauge(out, "calls", "Tracking calls.", tally.calls)?;
    gauge(out, "events", "Events, called or defined.", tally.events)?;
    gauge(out, "metrics", "Metric definitions.", tally.metrics)?;
    gauge(
        out,
        "orphaned_metrics",
        "Metrics that measure nothing.",
        tally.metrics_orphaned,
    )?;
    head(out, "findings", "Findings.")?;
    for severity in Severity::ALL {
        writeln!(
            out,
            "tracklint_findings{{severity=\"{severity}\"}} {}",
            report.count(severity)
        )?;
    }
    gauge(
        out,
        "files_scanned",
        "Files that were searched.",
        report.reading.files,
    )?;
    let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
    for skipped in &report.reading.skipped {
        *reasons.entry(label(&skipped.reason)).or_default() += 1;
    }
    gauge(
        out,
        "files_partial",
        "Files that were read only in part.",
        report.reading.partial_files(),
    )?;
    head(out, "files_skipped", "Files that were not read.")?;
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
    let word = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    text.chars().take(60).map(word).collect()
}
