//! The functions around places, for many questions about the same files.

use crate::audit::inputs::Inputs;
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// A function of a file.
struct Nested {
    span: Span,
    /// The position in the facts of the file.
    number: usize,
    /// The position in the list of the function around it.
    around: Option<usize>,
}

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
    pub(crate) fn around<'s>(
        &'s mut self,
        inputs: &Inputs<'_>,
        span: Span,
    ) -> impl Iterator<Item = Span> + use<'s> {
        self.chain(inputs, span).map(|function| function.span)
    }

    /// Returns the innermost function around a place, as its position in the facts of the file.
    pub(crate) fn innermost(&mut self, inputs: &Inputs<'_>, span: Span) -> Option<usize> {
        self.chain(inputs, span)
            .next()
            .map(|function| function.number)
    }

    fn chain<'s>(
        &'s mut self,
        inputs: &Inputs<'_>,
        span: Span,
    ) -> impl Iterator<Item = &'s Nested> + use<'s> {
        let functions = self.files.entry(span.file);
        let functions = &*functions.or_insert_with(|| nested(inputs, span.file));
        let before = functions.partition_point(|function| function.span.start <= span.start);
        let chain = std::iter::successors(before.checked_sub(1), |at| functions[*at].around);
        let chain = chain.map(|at| &functions[at]);
        chain.filter(move |function| function.span.contains(span))
    }
}

fn nested(inputs: &Inputs<'_>, file: FileId) -> Vec<Nested> {
    let facts = inputs.facts_of(file);
    let functions = facts.iter().flat_map(|facts| &facts.functions);
    let spans = functions.map(|function| function.span).enumerate();
    let mut spans: Vec<(usize, Span)> = spans.collect();
    spans.sort_by_key(|(_, span)| (span.start, Reverse(span.end)));
    let mut found: Vec<Nested> = Vec::with_capacity(spans.len());
    let mut open: Vec<usize> = Vec::new();
    for (number, span) in spans {
        while open.last().is_some_and(|at| found[*at].span.end < span.end) {
            open.pop();
        }
        found.push(Nested {
            span,
            number,
            around: open.last().copied(),
        });
        open.push(found.len() - 1);
    }
    found
}
