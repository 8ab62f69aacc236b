//! Call sites of one file by their place, for many questions about the same file.

use crate::facts::{CallSite, SiteKind};
use crate::source::Span;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// An argument of a call inside a function.
#[derive(Debug)]
struct Argument {
    span: Span,
    /// The call, as index into the list of call sites.
    call: u32,
    /// Index of the argument around it.
    around: Option<usize>,
}

/// Call sites by their place. Numbers are indices into the list of call sites of the file.
#[derive(Debug)]
pub(crate) struct SitePlaces {
    /// Literal maps with their start, sorted.
    maps: Vec<(u32, u32)>,
    /// Statements by function.
    statements: FxHashMap<u32, Vec<u32>>,
    /// Arguments, outer ones first.
    arguments: Vec<Argument>,
}

impl SitePlaces {
    /// Builds the tables of a file.
    pub(crate) fn new(calls: &[CallSite]) -> Self {
        let mut maps = Vec::new();
        let mut statements: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (number, site) in (0..).zip(calls) {
            match (site.kind, site.function) {
                (SiteKind::Map, _) => maps.push((site.span.start, number)),
                (SiteKind::Call, Some(function)) if site.statement => {
                    statements.entry(function).or_default().push(number);
                }
                _ => {}
            }
        }
        maps.sort_unstable();
        Self {
            maps,
            statements,
            arguments: arguments(calls),
        }
    }

    /// Returns the literal maps inside a span, in the order of the list.
    pub(crate) fn maps_in(&self, calls: &[CallSite], span: Span) -> Vec<u32> {
        let from = self.maps.partition_point(|(start, _)| *start < span.start);
        let starting = self.maps[from..].iter();
        let starting = starting.take_while(|(start, _)| *start <= span.end);
        let inside = starting.filter(|(_, map)| span.contains(calls[*map as usize].span));
        let mut inside: Vec<u32> = inside.map(|(_, map)| *map).collect();
        inside.sort_unstable();
        inside
    }

    /// Returns the calls that are statements of a function.
    pub(crate) fn statements(&self, function: u32) -> &[u32] {
        self.statements.get(&function).map_or(&[], Vec::as_slice)
    }

    /// Returns the calls inside functions that have an argument around a span, from the inside outward.
    pub(crate) fn calls_around(&self, span: Span) -> impl Iterator<Item = u32> {
        let before = self
            .arguments
            .partition_point(|argument| argument.span.start <= span.start);
        let around = |at: &usize| self.arguments[*at].around;
        let chain = std::iter::successors(before.checked_sub(1), around);
        let chain = chain.map(|at| &self.arguments[at]);
        let chain = chain.filter(move |argument| argument.span.contains(span));
        chain.map(|argument| argument.call)
    }
}

fn arguments(calls: &[CallSite]) -> Vec<Argument> {
    let inside = (0..).zip(calls).filter(|(_, call)| call.function.is_some());
    let spans = inside.flat_map(|(number, call)| {
        let spans = call.arguments.iter().map(|argument| argument.span);
        spans.map(move |span| (span, number))
    });
    let mut spans: Vec<(Span, u32)> = spans.collect();
    spans.sort_unstable_by_key(|(span, call)| (span.start, Reverse(span.end), *call));
    let mut found: Vec<Argument> = Vec::with_capacity(spans.len());
    let mut open: Vec<usize> = Vec::new();
    for (span, call) in spans {
        while open.last().is_some_and(|at| found[*at].span.end < span.end) {
            open.pop();
        }
        let around = open.last().copied();
        open.push(found.len());
        found.push(Argument { span, call, around });
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::languages::Input;
    use crate::source::{FileId, Span};

    #[test]
    fn calls_and_maps_are_found_by_their_place() {
        let text =
            "class A\n  def go\n    one(two(three('x')), { a: four })\n    five\n  end\nend\n";
        let language = crate::languages::LANGUAGES.iter();
        let ruby = { language }.find(|one| one.name == "ruby").expect("Ruby");
        let input = Input {
            file: FileId(0),
            path: "a.rb",
            text,
        };
        let facts = (ruby.scan)(input);
        let places = super::SitePlaces::new(&facts.calls);
        let span_of = |word: &str| {
            let at = text.find(word).expect("in the text");
            Span::new(FileId(0), at, at + word.len())
        };
        let names = |numbers: &mut dyn Iterator<Item = u32>| {
            let names = numbers.map(|number| facts.calls[number as usize].name.to_string());
            names.collect::<Vec<_>>()
        };
        assert_eq!(
            names(&mut places.calls_around(span_of("'x'"))),
            ["three", "two", "one"]
        );
        let around_two = places.calls_around(span_of("two(three('x'))"));
        assert_eq!(names(&mut { around_two }), ["one"]);
        assert_eq!(places.calls_around(span_of("five")).count(), 0);
        let function = facts.functions.iter().position(|one| one.name == "go");
        let statements = places.statements(function.expect("the method") as u32);
        assert_eq!(names(&mut statements.iter().copied()), ["one", "five"]);
        let maps = places.maps_in(&facts.calls, span_of("one(two(three('x')), { a: four })"));
        assert_eq!(maps.len(), 1);
        assert!(
            places
                .maps_in(&facts.calls, span_of("two(three('x'))"))
                .is_empty()
        );
    }
}
