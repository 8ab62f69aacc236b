//! Places in the text of a file.

use proc_macro2::{LineColumn, Span};
use std::ops::Range;

/// The text of a file as far as places depend on it.
#[derive(Debug)]
pub(super) struct Places {
    /// Bytes in front of what is parsed.
    skip: usize,
    /// The byte at which each line begins, if all characters are of one byte. The parser counts characters, and finds the byte of each
    /// by a search in all that were asked for.
    lines: Option<Vec<usize>>,
}

impl Places {
    /// Builds the places of a text that is parsed from a byte on.
    pub(super) fn new(text: &str, skip: usize) -> Self {
        let parsed = &text.as_bytes()[skip..];
        let breaks = || memchr::memchr_iter(b'\n', parsed).map(|at| skip + at + 1);
        let lines = || std::iter::once(skip).chain(breaks()).collect();
        Self {
            skip,
            lines: parsed.is_ascii().then(lines),
        }
    }

    /// Returns the bytes of a span of the parser.
    pub(super) fn range(&self, span: Span) -> Range<usize> {
        let Some(lines) = &self.lines else {
            let range = span.byte_range();
            return range.start + self.skip..range.end + self.skip;
        };
        let byte = |at: LineColumn| {
            let line = at.line.checked_sub(1).and_then(|line| lines.get(line));
            line.map_or(self.skip, |start| start + at.column)
        };
        byte(span.start())..byte(span.end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::TokenStream;

    /// Returns the tokens of a text as their bytes show them.
    fn words(text: &str, skip: usize) -> Vec<&str> {
        let tokens: TokenStream = text[skip..].parse().expect("it has tokens");
        let places = Places::new(text, skip);
        let ranges = tokens.into_iter().map(|token| places.range(token.span()));
        ranges.map(|range| &text[range]).collect()
    }

    #[test]
    fn tokens_are_found_in_texts_with_and_without_long_characters() {
        let plain = "#!run\nlet a =\r\n  \"b\n c\";\n\n// d\nf";
        assert_eq!(words(plain, 5), ["let", "a", "=", "\"b\n c\"", ";", "f"]);
        let long = "let ä = 'é'; /* 😀 */ x";
        assert_eq!(words(long, 0), ["let", "ä", "=", "'é'", ";", "x"]);
    }

    #[test]
    fn a_token_that_is_not_in_the_text_has_the_first_place() {
        assert_eq!(Places::new("a\nb", 0).range(Span::call_site()), 0..0);
    }
}
