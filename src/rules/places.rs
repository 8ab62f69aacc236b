//! Places of rules in the text of a pack.

use crate::source::{FileId, Span};

/// Returns the span of an id in a section of a pack; the start of the pack if it is not found, as with YAML anchors.
pub(crate) fn span_of(file: FileId, text: &str, section: &str, id: &str) -> Span {
    let header = format!("{section}:");
    let mut lines = text.split_inclusive('\n').scan(0, |offset, line| {
        *offset += line.len();
        Some((*offset - line.len(), line))
    });
    let inside = lines.by_ref().find(|(_, line)| line.starts_with(&header));
    let from = inside.map_or(0, |(offset, _)| offset);
    let rest = &text[from..];
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let mut hits = rest.match_indices(id).filter(|(at, _)| {
        let before = rest[..*at].trim_end_matches(['"', '\'']);
        let after = rest[*at + id.len()..].chars().next();
        before.trim_end().ends_with(':') && !after.is_some_and(is_word)
    });
    match hits.next().filter(|_| !id.is_empty()) {
        Some((at, _)) => Span::new(file, from + at, from + at + id.len()),
        None => Span::new(file, 0, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_its_section() {
        let text = "pack: a\ncalls:\n  - {id: event, on: x}\ndefinitions:\n  - id: event-list\n    kind: k\n  - id: \"event\"\n";
        let at = |section: &str, id: &str| {
            let span = span_of(FileId(0), text, section, id);
            text[..span.start as usize].matches('\n').count() + 1
        };
        assert_eq!(at("calls", "event"), 3);
        assert_eq!(at("definitions", "event"), 7);
        assert_eq!(at("definitions", "gone"), 1);
    }
}
