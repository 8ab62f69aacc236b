//! `explain`: the manual pages of lints.

use crate::analysis::Failure;
use crate::cli::exit_code::CLEAN;
use crate::cli::output::Streams;
use crate::config::did_you_mean;
use crate::finding::Lint;
use crate::report::plain::{Piece, pieces};
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
    for piece in pieces(lint.docs) {
        let text = match piece {
            Piece::Code(_) => piece.text(),
            Piece::Heading(heading) => style.bold(heading),
            Piece::Prose(line) => folded(line, streams.width),
        };
        writeln!(streams.out, "{text}")?;
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
        let hint = did_you_mean(name, lints.iter().map(|lint| lint.name));
        let parts = || {
            let words = name.split(['-', '_', ' ']).filter(|word| word.len() > 3);
            let words: Vec<&str> = words.map(|word| word.trim_end_matches('s')).collect();
            let has = |lint: &&&Lint| words.iter().any(|word| lint.name.contains(word));
            let names = lints
                .iter()
                .filter(has)
                .map(|lint| format!("`{}`", lint.name));
            let names: Vec<String> = names.collect();
            (!names.is_empty()).then(|| format!("did you mean {}?", names.join(" or ")))
        };
        let hint = hint
            .or_else(parts)
            .unwrap_or_else(|| "`tracklint explain` lists them".to_owned());
        Failure::Usage(format!("unknown lint `{name}`; {hint}"))
    })
}
