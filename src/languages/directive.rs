//! Comments addressed to tracklint: `tracklint: ignore[lint] -- reason`, `tracklint: ignore-file[lint] -- reason`,
//! `tracklint: uses event_a, event_b -- reason`, and what each of them is about.

use crate::facts::{
    Argument, BindingKind, Directive, DirectiveKind, FileFacts, Key, SiteKind, Text, Value,
};
use crate::languages::language::Input;
use crate::source::{FileId, SourceFile, Span};

/// The text that begins each directive.
pub(crate) const MARK: &str = "tracklint:";

/// The word that makes the first round parse a file that holds a directive.
pub(crate) const WORD: &str = "tracklint";

/// Characters that open a comment, the longer ones first.
const OPENERS: &[&str] = &["<!--", "<%#", "{#-", "{#", "-#", "--", "//", "/*", "#"];

/// Characters that close a comment.
const CLOSERS: &[&str] = &["-->", "*/", "-%>", "%>", "-#}", "#}"];

/// Returns the directives in the comments of a file, which are given as ranges of bytes.
pub(crate) fn of_comments<'c>(
    input: Input<'c>,
    comments: &'c [(u32, u32)],
) -> impl Iterator<Item = Directive> + 'c {
    comments.iter().filter_map(move |(start, end)| {
        let (start, end) = (*start as usize, *end as usize);
        read(input.file, input.text.get(start..end)?, start)
    })
}

/// Reads the directive in a comment, if it holds one. Prose that only mentions one is none: nothing but what opens a comment
/// stands before it on its line.
///
/// `comment` is the comment's text with or without its delimiters; `start` the byte offset of its first byte in the file.
pub(crate) fn read(file: FileId, comment: &str, start: usize) -> Option<Directive> {
    let at = comment
        .match_indices(MARK)
        .map(|(at, _)| at)
        .find(|at| opens(&comment[..*at]))?;
    let body_start = at + MARK.len();
    let line_end = comment[body_start..]
        .find('\n')
        .map_or(comment.len(), |end| body_start + end);
    let line = comment[body_start..line_end].trim_end();
    let line = CLOSERS
        .iter()
        .fold(line, |rest, end| rest.strip_suffix(end).unwrap_or(rest))
        .trim_end();
    let said = line.trim_start();
    let word_end = said
        .find(|c: char| !(c.is_ascii_lowercase() || c == '-'))
        .unwrap_or(said.len());
    let (word, rest) = said.split_at(word_end);
    let (kind, list, behind) = clauses(word, rest);
    let names = list.split(',').filter_map(|name| {
        let trimmed = name.trim();
        let offset = start + (trimmed.as_ptr() as usize).checked_sub(comment.as_ptr() as usize)?;
        (!trimmed.is_empty()).then(|| {
            (
                Text::from(trimmed),
                Span::new(file, offset, offset + trimmed.len()),
            )
        })
    });
    let names: Vec<_> = names.collect();
    let reason = behind
        .strip_prefix("--")
        .map(str::trim)
        .filter(|reason| !reason.is_empty())
        .map(Text::from);
    // What names nothing says nothing.
    let kind = if names.is_empty() {
        DirectiveKind::Unknown
    } else {
        kind
    };
    Some(Directive {
        kind,
        names,
        whole_file: word == "ignore-file",
        reason,
        span: Span::new(file, start + at, start + body_start + line.len()),
        governs: Span::new(file, start, start + comment.len()),
    })
}

/// Splits the text after the first word of a directive into its kind, its list of names and the rest.
fn clauses<'t>(word: &str, rest: &'t str) -> (DirectiveKind, &'t str, &'t str) {
    let found = match word {
        "ignore" | "ignore-file" => rest
            .trim_start()
            .strip_prefix('[')
            .and_then(|rest| rest.split_once(']'))
            .map(|(list, behind)| (DirectiveKind::Ignore, list, behind.trim_start())),
        "uses" => {
            let mut dashes = rest.match_indices("--").map(|(at, _)| at);
            let end = dashes.find(|at| rest[..*at].ends_with(char::is_whitespace));
            let (list, behind) = rest.split_at(end.unwrap_or(rest.len()));
            Some((DirectiveKind::Uses, list, behind))
        }
        _ => None,
    };
    found.unwrap_or((DirectiveKind::Unknown, "", ""))
}

/// Returns true if a directive may follow this text.
fn opens(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before).trim();
    line.is_empty() || line == "*" || OPENERS.iter().any(|open| line.ends_with(open))
}

/// Pieces of code that directives may be about.
pub(crate) struct Extents {
    /// Starts and ends, sorted by the start.
    by_start: Vec<(usize, usize)>,
    /// Last bytes and starts of those without a body, sorted by the last byte.
    by_last: Vec<(usize, usize)>,
}

impl Extents {
    /// Sorts pieces of code.
    pub(crate) fn new(extents: impl IntoIterator<Item = Extent>) -> Self {
        let extents = extents.into_iter().filter(|one| one.end > one.start);
        let extents: Vec<Extent> = extents.collect();
        let whole = extents.iter().filter(|one| one.whole);
        let mut by_last: Vec<(usize, usize)> = whole.map(|one| (one.end - 1, one.start)).collect();
        let mut by_start: Vec<(usize, usize)> =
            extents.iter().map(|one| (one.start, one.end)).collect();
        by_start.sort_unstable();
        by_last.sort_unstable();
        Self { by_start, by_last }
    }
}

/// Returns the other ends of the pieces of code with this end in a range.
fn others(sorted: &[(usize, usize)], range: std::ops::Range<usize>) -> impl Iterator<Item = usize> {
    let from = sorted.partition_point(|(end, _)| *end < range.start);
    let here = sorted[from..].iter();
    let here = here.take_while(move |(end, _)| *end < range.end);
    here.map(|(_, other)| *other)
}

/// A piece of code that a directive may be about.
pub(crate) struct Extent {
    /// Start of the code.
    pub(crate) start: usize,
    /// End of the code, without a body that runs later.
    pub(crate) end: usize,
    /// True if it has no such body, so that a comment after its end may apply to all of it.
    pub(crate) whole: bool,
}

/// Finds out what each directive of a file is about.
pub(crate) fn settle(facts: &mut FileFacts, input: Input<'_>) {
    if facts.directives.is_empty() {
        return;
    }
    let calls = facts.calls.iter().map(|call| {
        let arguments = call
            .arguments
            .iter()
            .filter(|argument| without_body(argument))
            .map(|argument| argument.span.end);
        let head = arguments
            .chain([call.name_span.end])
            .max()
            .unwrap_or(call.span.end);
        // A tag has no body; a call or map has one if more than its end is left behind what it is given.
        let rest = input
            .text
            .get(head as usize..call.span.end as usize)
            .unwrap_or("");
        let whole = call.kind == SiteKind::Element || is_end(rest);
        Extent {
            start: call.span.start as usize,
            end: if whole { call.span.end } else { head } as usize,
            whole,
        }
    });
    // Names that hold in a block span the block.
    let written = |kind: BindingKind| {
        !matches!(
            kind,
            BindingKind::Inside
                | BindingKind::Narrow
                | BindingKind::NarrowInside
                | BindingKind::Present
                | BindingKind::PresentInside
        )
    };
    let bindings = facts
        .bindings
        .iter()
        .filter(|binding| written(binding.kind) && !has_body(&binding.value));
    let bindings = bindings.map(|one| Extent {
        start: one.span.start as usize,
        end: one.span.end as usize,
        whole: true,
    });
    let extents = Extents::new(calls.chain(bindings));
    let source = SourceFile::new(input.path, input.text);
    facts
        .directives
        .iter_mut()
        .for_each(|directive| govern(directive, &source, &extents));
}

/// Returns true if a piece of code has only closing brackets and comments.
fn is_end(text: &str) -> bool {
    let code = |line: &str| {
        ["#", "//"]
            .iter()
            .filter_map(|open| line.find(open))
            .min()
            .unwrap_or(line.len())
    };
    text.lines().all(|line| {
        line[..code(line)]
            .chars()
            .all(|c| c.is_whitespace() || ")]},;>".contains(c))
    })
}

fn without_body(argument: &Argument) -> bool {
    argument.key != Key::Block && !has_body(&argument.value)
}

/// Returns true if a value contains code that runs later.
fn has_body(value: &Value) -> bool {
    match value {
        Value::Function(_) | Value::Closure(..) => true,
        Value::List(values) | Value::Choice(values) => values.iter().any(has_body),
        Value::Map(entries) => entries.iter().any(|(_, value)| has_body(value)),
        Value::Call(call) => call
            .arguments
            .iter()
            .any(|argument| !without_body(argument)),
        _ => false,
    }
}

/// Replaces the comment in [`Directive::governs`] by what it is about.
pub(crate) fn govern(directive: &mut Directive, source: &SourceFile, extents: &Extents) {
    let (text, comment) = (&*source.text, directive.governs);
    if directive.whole_file {
        directive.governs = Span::new(comment.file, 0, text.len());
        return;
    }
    let own = source.line(comment.start);
    let before = text
        .get(source.line_range(own).start..comment.start as usize)
        .unwrap_or("")
        .trim();
    // A dash or a tag may open a line of code that is nothing but a comment.
    let alone = matches!(before, "" | "{" | "-" | "<%" | "<%-");
    let line = if alone {
        next_code(source, comment).unwrap_or(own)
    } else {
        own
    };
    let range = source.line_range(line);
    // A file has thousands of extents, so the line of each is not looked up.
    let behind = match (line as usize) < source.line_count() {
        true => source.line_range(line + 1).start,
        false => usize::MAX,
    };
    let ends = others(&extents.by_start, range.start..behind);
    let end = ends.fold(range.end, usize::max);
    let starts = others(&extents.by_last, range.start..behind);
    let start = match alone {
        true => range.start,
        false => starts.fold(range.start, usize::min),
    };
    directive.governs = Span::new(comment.file, start, end);
}

/// The first line of code below a comment.
fn next_code(source: &SourceFile, comment: Span) -> Option<u32> {
    let text = |line: u32| source.text.get(source.line_range(line)).unwrap_or("");
    let indent = |line: &str| line.len() - line.trim_start().len();
    let first = source.slice(comment).trim_start();
    let opener = OPENERS
        .iter()
        .find(|open| first.starts_with(**open))
        .copied()
        .unwrap_or("#");
    let own = text(source.line(comment.start));
    let mut inside = false;
    let last = source.line(comment.end.saturating_sub(1).max(comment.start));
    (last + 1..=source.line_count() as u32).find(|number| {
        let line = text(*number);
        let trimmed = line.trim();
        let is_closed = matches!(opener, "<!--" | "/*" | "{#-" | "{#");
        if inside || (is_closed && trimmed.starts_with(opener)) {
            inside = !CLOSERS.iter().any(|close| trimmed.contains(close));
            return false;
        }
        let comment = match opener {
            // What is indented below such a comment belongs to it.
            "-#" => trimmed.starts_with("-#") || indent(line) > indent(own),
            "//" => {
                trimmed.starts_with("//") || (trimmed.starts_with("#[") && trimmed.ends_with(']'))
            }
            opener => trimmed.starts_with(opener),
        };
        !(trimmed.is_empty() || comment || trimmed == "---")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directive(comment: &str) -> Directive {
        read(FileId(0), comment, 10).expect("it holds a directive")
    }

    #[test]
    fn an_ignore_names_lints_with_their_places_and_a_reason() {
        let comment =
            "# tracklint: ignore[unused-event, undefined-event] -- sent by the mobile app";
        let found = directive(comment);
        assert_eq!(found.kind, DirectiveKind::Ignore);
        assert_eq!(found.reason.as_deref(), Some("sent by the mobile app"));
        let names: Vec<_> = found
            .names
            .iter()
            .map(|(name, span)| {
                (
                    name.as_str(),
                    &comment[span.start as usize - 10..span.end as usize - 10],
                )
            })
            .collect();
        assert_eq!(
            names,
            [
                ("unused-event", "unused-event"),
                ("undefined-event", "undefined-event")
            ]
        );
    }

    #[test]
    fn delimiters_behind_the_text_are_not_part_of_it() {
        for comment in [
            "<!-- tracklint: uses a_b, c_d -->",
            "/* tracklint: uses a_b, c_d */",
            "<%# tracklint: uses a_b, c_d %>",
        ] {
            let found = directive(comment);
            assert_eq!(found.kind, DirectiveKind::Uses);
            assert_eq!(
                found
                    .names
                    .iter()
                    .map(|(name, _)| name.as_str())
                    .collect::<Vec<_>>(),
                ["a_b", "c_d"]
            );
        }
    }

    #[test]
    fn a_word_nobody_knows_is_kept_as_unknown() {
        assert_eq!(
            directive("// tracklint: ignroe[x]").kind,
            DirectiveKind::Unknown
        );
        assert_eq!(read(FileId(0), "# nothing here", 0), None);
    }
}
