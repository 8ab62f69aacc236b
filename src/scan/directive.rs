//! Comments addressed to tracklint: `tracklint: ignore[lint] -- reason`, `tracklint: uses event_a, event_b -- reason`.

use crate::facts::{Directive, DirectiveKind, Text};
use crate::source::{FileId, Span};

const MARK: &str = "tracklint:";

/// Reads the directive in a comment, if it holds one.
///
/// `comment` is the comment's text with or without its delimiters; `start` the byte offset of its first byte in the file.
pub fn read(file: FileId, comment: &str, start: usize) -> Option<Directive> {
    let at = comment.find(MARK)?;
    let body_start = at + MARK.len();
    let line_end = comment[body_start..].find('\n').map_or(comment.len(), |end| body_start + end);
    let line = comment[body_start..line_end].trim_end();
    let line = ["-->", "*/", "%>", "-%>"].iter().fold(line, |rest, end| rest.strip_suffix(end).unwrap_or(rest)).trim_end();
    let (body, reason) = match line.split_once(" -- ") {
        Some((body, reason)) => (body, Some(Text::from(reason.trim())).filter(|reason| !reason.is_empty())),
        None => (line, None),
    };
    let word = body.trim_start();
    let (kind, whole_file, rest) = if let Some(rest) = word.strip_prefix("ignore-file") {
        (DirectiveKind::Ignore, true, rest)
    } else if let Some(rest) = word.strip_prefix("ignore") {
        (DirectiveKind::Ignore, false, rest)
    } else if let Some(rest) = word.strip_prefix("uses ") {
        (DirectiveKind::Uses, false, rest)
    } else {
        (DirectiveKind::Unknown, false, word)
    };
    let list = match kind {
        DirectiveKind::Ignore => rest.trim_start().strip_prefix('[').and_then(|rest| rest.split(']').next()),
        DirectiveKind::Uses | DirectiveKind::Unknown => Some(rest),
    };
    let names = list.into_iter().flat_map(|list| list.split(',')).filter_map(|name| {
        let trimmed = name.trim();
        let offset = start + (trimmed.as_ptr() as usize).checked_sub(comment.as_ptr() as usize)?;
        (!trimmed.is_empty()).then(|| (Text::from(trimmed), Span::new(file, offset, offset + trimmed.len())))
    });
    let names = names.collect();
    let span = Span::new(file, start + at, start + body_start + line.len());
    Some(Directive { kind, names, whole_file, reason, span })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(comment: &str) -> Directive {
        read(FileId(0), comment, 10).expect("it holds a directive")
    }

    #[test]
    fn an_ignore_names_lints_with_their_places_and_a_reason() {
        let comment = "# tracklint: ignore[unused-event, undefined-event] -- sent by the mobile app";
        let found = directive(comment);
        assert_eq!(found.kind, DirectiveKind::Ignore);
        assert_eq!(found.reason.as_deref(), Some("sent by the mobile app"));
        let names: Vec<_> = found
            .names
            .iter()
            .map(|(name, span)| (name.as_str(), &comment[span.start as usize - 10..span.end as usize - 10]))
            .collect();
        assert_eq!(names, [("unused-event", "unused-event"), ("undefined-event", "undefined-event")]);
    }

    #[test]
    fn delimiters_behind_the_text_are_not_part_of_it() {
        for comment in ["<!-- tracklint: uses a_b, c_d -->", "/* tracklint: uses a_b, c_d */", "<%# tracklint: uses a_b, c_d %>"]
        {
            let found = directive(comment);
            assert_eq!(found.kind, DirectiveKind::Uses);
            assert_eq!(found.names.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["a_b", "c_d"]);
        }
    }

    #[test]
    fn a_word_nobody_knows_is_kept_as_unknown() {
        assert_eq!(directive("// tracklint: ignroe[x]").kind, DirectiveKind::Unknown);
        assert_eq!(read(FileId(0), "# nothing here", 0), None);
    }
}
