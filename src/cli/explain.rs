//! `explain`: the manual pages of the lints.

use super::CLEAN;
use super::output::Streams;
use crate::config::near_miss;
use crate::finding::Lint;
use crate::outcome::Failure;
use crate::report::table::{self, Align};

pub(super) fn run(lints: &[&'static Lint], name: Option<&str>, streams: &mut Streams<'_>) -> Result<u8, Failure> {
    let Some(name) = name else {
        let row = |lint: &&Lint| vec![lint.name.to_owned(), lint.severity.to_string(), lint.summary.to_owned()];
        let rows: Vec<Vec<String>> = lints.iter().map(row).collect();
        let columns = [("LINT", Align::Left), ("SEVERITY", Align::Left), ("WHAT", Align::Left)];
        table::write(&mut streams.out, &columns, &rows, streams.width)?;
        return Ok(CLEAN);
    };
    let lint = find(lints, name)?;
    writeln!(streams.out, "{} ({}, since {}): {}\n", lint.name, lint.severity, lint.since, lint.summary)?;
    writeln!(streams.out, "{}", lint.docs.trim())?;
    Ok(CLEAN)
}

/// The lint with this name.
pub(super) fn find(lints: &[&'static Lint], name: &str) -> Result<&'static Lint, Failure> {
    lints.iter().find(|lint| lint.name == name).copied().ok_or_else(|| {
        let near = near_miss(name, lints.iter().map(|lint| lint.name));
        let hint = near.map_or("`tracklint explain` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        Failure::Usage(format!("there is no lint `{name}`; {hint}"))
    })
}
