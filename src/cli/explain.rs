//! `explain`: the manual pages of lints.

use crate::analysis::Failure;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::config::did_you_mean;
use crate::finding::Lint;
use crate::report::style::Style;
use crate::report::table::{self, Align};
use crate::report::text::filled;

pub(crate) fn run(
    lints: &[&'static Lint],
    name: Option<&str>,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let Some(name) = name else {
        return list(lints, streams);
    };
    let lint = find(lints, name)?;
    let style = Style::new(streams.color);
    let head = format!(
        "{} ({}, since {}): {}",
        lint.name, lint.severity, lint.since, lint.summary
    );
    writeln!(
        streams.out,
        "{}\n",
        style.bold(&folded(&head, streams.width))
    )?;
    let mut in_code = false;
    for line in lint.docs.trim().lines() {
        let is_fence = line.starts_with("```");
        in_code ^= is_fence;
        if in_code || is_fence {
            writeln!(streams.out, "{line}")?;
        } else if line.starts_with('#') {
            writeln!(streams.out, "{}", style.bold(line))?;
        } else {
            writeln!(streams.out, "{}", folded(line, streams.width))?;
        }
    }
    Ok(CLEAN)
}

fn list(lints: &[&'static Lint], streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let row = |lint: &&Lint| {
        let severity = lint.severity.to_string();
        vec![lint.name.to_owned(), severity, lint.summary.to_owned()]
    };
    let rows: Vec<Vec<String>> = lints.iter().map(row).collect();
    let columns = [
        ("LINT", Align::Fixed),
        ("SEVERITY", Align::Fixed),
        ("WHAT", Align::Wrap),
    ];
    table::write(&mut streams.out, &columns, &rows, streams.width)?;
    Ok(CLEAN)
}

/// Wraps a line for a terminal.
fn folded(line: &str, width: Option<usize>) -> String {
    width.map_or_else(|| line.to_owned(), |width| filled(line, width, ""))
}

/// Finds the lint with this name.
pub(crate) fn find(lints: &[&'static Lint], name: &str) -> Result<&'static Lint, Failure> {
    let found = lints.iter().find(|lint| lint.name == name);
    found.copied().ok_or_else(|| {
        let hint = did_you_mean(name, lints.iter().map(|lint| lint.name))
            .unwrap_or_else(|| "`tracklint explain` lists them".to_owned());
        Failure::Usage(format!("unknown lint `{name}`; {hint}"))
    })
}
