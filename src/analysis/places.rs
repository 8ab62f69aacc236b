//! Spans as paths and lines.

use crate::audit::Context;
use crate::audit::features::FeatureRow as Feature;
use crate::report::list::{EvidenceCell, PlaceCell};
use crate::source::{SourceMap, Span};

/// Returns the path and the first line of a span.
pub(crate) fn place(sources: &SourceMap, span: Span) -> PlaceCell {
    PlaceCell {
        path: sources.listed(span.file).into_owned(),
        line: sources.lines(span).0,
    }
}

/// Returns the places behind a verdict, each with its line of source.
pub(crate) fn evidence(cx: &Context<'_>, feature: &Feature) -> Vec<EvidenceCell> {
    let sources = cx.inputs.sources;
    let cells = feature.evidence.iter().map(|span| {
        let at = place(sources, *span);
        let file = sources.file(span.file);
        let text = file.text[file.line_range(at.line)]
            .trim()
            .chars()
            .take(120)
            .collect();
        EvidenceCell {
            path: at.path,
            line: at.line,
            text,
        }
    });
    let mut cells: Vec<EvidenceCell> = cells.collect();
    cells.sort();
    cells.dedup();
    cells
}
