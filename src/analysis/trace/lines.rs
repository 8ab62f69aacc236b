//! Lines of a trace, and the parts that all of them share.

use crate::audit::Context;
use crate::audit::features::FeatureRow;
use crate::calls::{Call, Step};
use crate::report::text::{grouped, one_line};
use crate::resolve::explain::Explanations;
use crate::source::{Encoding, Span};
use std::collections::BTreeSet;

/// Characters printed of a line of source.
const MOST_CHARACTERS: usize = 100;
/// Lines printed of each part of a feature's chain.
pub(crate) const MOST_LINES: usize = 12;

/// The part of a trace that is wanted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part<'p> {
    /// The path that calls lie below.
    pub(crate) under: Option<&'p str>,
    /// Most calls of an event.
    pub(crate) most: usize,
}

/// The lines of a trace, each with its depth.
#[derive(Default)]
pub(crate) struct Lines {
    pub(crate) text: String,
    /// The calls with lines, which are not repeated for the next event.
    pub(crate) calls: BTreeSet<usize>,
}

impl Lines {
    /// Adds a line.
    pub(crate) fn add(&mut self, depth: usize, line: impl AsRef<str>) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(&one_line(line.as_ref()));
        self.text.push('\n');
    }

    /// Adds the first lines of a part, and the number of further ones.
    pub(crate) fn part(&mut self, depth: usize, title: &str, lines: Vec<String>) {
        if lines.is_empty() {
            return;
        }
        self.add(depth, format!("{title}:"));
        for line in lines.iter().take(MOST_LINES) {
            self.add(depth + 1, line);
        }
        if lines.len() > MOST_LINES {
            self.add(
                depth + 1,
                format!("and {} more", grouped(lines.len() - MOST_LINES)),
            );
        }
    }
}

/// Returns true if a call lies below a path.
pub(crate) fn is_under(cx: &Context<'_>, call: &Call, under: Option<&str>) -> bool {
    let sources = cx.inputs.sources;
    let is_below = |under: &str| {
        sources.path(call.span).starts_with(under)
            || sources.listed(call.span.file).starts_with(under)
    };
    under.is_none_or(is_below)
}

/// Returns the steps from a call to its name; without an explanation, the wrappers on the way.
pub(crate) fn steps(call: &Call, explanations: &Explanations) -> Vec<Step> {
    let known = explanations.get(&(call.span, call.rule.clone()));
    known
        .cloned()
        .unwrap_or_else(|| call.via.iter().rev().cloned().collect())
}

/// Returns the line on which a span begins.
pub(crate) fn excerpt(cx: &Context<'_>, span: Span) -> String {
    let file = cx.inputs.sources.file(span.file);
    let line = file.text[file.line_range(file.line(span.start))].trim();
    match line.char_indices().nth(MOST_CHARACTERS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// Returns a position to the column, with its source line.
pub(crate) fn shown(cx: &Context<'_>, span: Span) -> String {
    let (start, _) = cx.inputs.sources.positions(span, Encoding::Chars);
    format!(
        "{}:{}:{}: {}",
        cx.inputs.sources.listed(span.file),
        start.line,
        start.column,
        excerpt(cx, span)
    )
}

/// Returns a position to the line.
pub(crate) fn at(cx: &Context<'_>, span: Span) -> String {
    format!(
        "{}:{}",
        cx.inputs.sources.listed(span.file),
        cx.inputs.sources.lines(span).0
    )
}

/// Adds the features of an event or metric.
pub(crate) fn features(cx: &Context<'_>, lines: &mut Lines, has: impl Fn(&FeatureRow) -> bool) {
    let found = cx.features.iter().filter(|feature| has(feature));
    for feature in found.take(MOST_LINES) {
        let (kind, verdict) = (feature.kind.word(), feature.verdict.word());
        lines.add(1, format!("belongs to {kind} {}: {verdict}", feature.id));
    }
}
