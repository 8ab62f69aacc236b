//! The place of a removed call in the changed file.

use crate::audit::changes::Change;
use crate::audit::event::Event;
use crate::source::{SourceFile, Span};
use std::collections::HashMap;

/// Returns the place of the first removed call of an event in a file that the change touches and leaves.
pub(crate) fn removed_place(change: &Change<'_>, before: &Event) -> Option<Span> {
    let calls = || {
        let calls = before.calls.iter();
        calls.map(|sent| &change.before.inputs.calls[sent.call])
    };
    // The inside of a wrapper loses its names with its callers.
    let (inside, own): (Vec<_>, Vec<_>) = calls().partition(|call| call.inside_wrapper);
    let calls = own.into_iter().chain(inside);
    place_of_first(change, calls.map(|call| call.span))
}

/// Returns the place of the first of these spans before the change whose file the change touches and leaves.
pub(crate) fn place_of_first(
    change: &Change<'_>,
    spans: impl IntoIterator<Item = Span>,
) -> Option<Span> {
    let (old, new) = (change.before.inputs, change.after.inputs);
    spans.into_iter().find_map(|span| {
        let was = old.sources.file(span.file);
        let (file, is) = new.sources.iter().find(|(_, file)| file.path == was.path)?;
        if was.text == is.text {
            return None;
        }
        let line = line_after(was, is, was.line(span.start));
        let range = is.line_range(line);
        let text = &is.text[range.clone()];
        let start = range.start + (text.len() - text.trim_start().len());
        Some(Span::new(
            file,
            start,
            start.max(range.start + text.trim_end().len()),
        ))
    })
}

/// Returns the line at which a line of the old file is missing: the one behind the last line in front of it that is still there.
fn line_after(old: &SourceFile, new: &SourceFile, line: u32) -> u32 {
    let (was, is): (Vec<&str>, Vec<&str>) =
        (old.text.lines().collect(), new.text.lines().collect());
    let at = (line as usize).saturating_sub(1).min(was.len());
    let start = std::iter::zip(&was[..at], &is)
        .take_while(|(a, b)| a == b)
        .count();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, text) in is.iter().enumerate().skip(start) {
        places.entry(text).or_default().push(number);
    }
    let mut before: HashMap<&str, usize> = HashMap::new();
    for text in &was[start..] {
        *before.entry(text).or_default() += 1;
    }
    // A line that occurs once on both sides is the same line.
    let anchor = was[start..at]
        .iter()
        .rev()
        .find_map(|text| match places.get(text)?[..] {
            [number] if before.get(text) == Some(&1) => Some(number + 1),
            _ => None,
        });
    let found = anchor.unwrap_or(start).min(is.len().saturating_sub(1));
    u32::try_from(found + 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(old: &str, new: &str, line: u32) -> u32 {
        line_after(&SourceFile::new("a", old), &SourceFile::new("a", new), line)
    }

    #[test]
    fn a_removed_line_is_missed_behind_the_line_in_front_of_it() {
        assert_eq!(line("a\nb\nc\n", "a\nc\n", 2), 2);
        assert_eq!(line("a\nb\n", "a\n", 2), 1);
        assert_eq!(line("b\n", "", 1), 1);
        assert_eq!(line("a\nx\nb\nc\nd\n", "y\na\nb\nd\n", 4), 4);
    }
}
