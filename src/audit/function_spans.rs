//! The functions around places, for many questions about the same files.

use crate::audit::inputs::Inputs;
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// A function, and the position in the list of the function around it.
type Nested = (Span, Option<usize>);

/// The functions of each file, and answers for places.
#[derive(Default)]
pub(crate) struct FunctionSpans {
    /// The functions of each file, sorted by their start.
    files: FxHashMap<FileId, Vec<Nested>>,
    around: FxHashMap<Span, Vec<Span>>,
}

impl FunctionSpans {
    /// Returns the same as [`FunctionSpans::around`], and remembers it.
    pub(crate) fn all_around(&mut self, inputs: &Inputs<'_>, span: Span) -> &[Span] {
        if !self.around.contains_key(&span) {
            let functions = self.around(inputs, span).collect();
            self.around.insert(span, functions);
        }
        self.around.get(&span).map_or(&[], Vec::as_slice)
    }

    /// Returns the functions around a place, from the innermost outward. A place that is a function's name is inside of it.
    pub(crate) fn around(
        &mut self,
        inputs: &Inputs<'_>,
        span: Span,
    ) -> impl Iterator<Item = Span> + '_ {
        let functions = self.files.entry(span.file);
        let functions = &*functions.or_insert_with(|| nested(inputs, span.file));
        let before = functions.partition_point(|(function, _)| function.start <= span.start);
        let chain = std::iter::successors(before.checked_sub(1), |at| functions[*at].1);
        let chain = chain.map(|at| functions[at].0);
        chain.filter(move |function| function.contains(span))
    }
}

fn nested(inputs: &Inputs<'_>, file: FileId) -> Vec<Nested> {
    let facts = inputs.facts_of(file);
    let functions = facts.iter().flat_map(|facts| &facts.functions);
    let mut spans: Vec<Span> = functions.map(|function| function.span).collect();
    spans.sort_unstable_by_key(|span| (span.start, Reverse(span.end)));
    let mut found: Vec<Nested> = Vec::with_capacity(spans.len());
    let mut open: Vec<usize> = Vec::new();
    for span in spans {
        while open.last().is_some_and(|at| found[*at].0.end < span.end) {
            open.pop();
        }
        found.push((span, open.last().copied()));
        open.push(found.len() - 1);
    }
    found
}
