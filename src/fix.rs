//! Corrections that findings carry: which of them go together, and what the files are afterwards.
//!
//! Nothing here reads or writes a file.

use crate::source::{FileId, SourceMap, Span};
use std::collections::BTreeMap;

/// One place that is replaced; an empty span is an insertion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Edit {
    /// Span of the replaced text.
    pub(crate) span: Span,
    /// The new text.
    pub(crate) replacement: String,
}

impl Edit {
    /// Replaces a text that stands once, as a whole word, in a span; none if it does not. So a name is corrected where it is
    /// spelt out and nowhere else.
    pub(crate) fn of_word(
        sources: &SourceMap,
        span: Span,
        word: &str,
        replacement: &str,
    ) -> Option<Edit> {
        let text = sources.slice(span);
        let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
        let whole = |at: &usize| {
            let (before, behind) = (&text[..*at], &text[at + word.len()..]);
            !before.ends_with(part_of_word) && !behind.starts_with(part_of_word)
        };
        let mut places = text.match_indices(word).map(|(at, _)| at).filter(whole);
        let (first, second) = (places.next()?, places.next());
        let start = span.start as usize + first;
        let span = Span::new(span.file, start, start + word.len());
        second.is_none().then(|| Edit {
            span,
            replacement: replacement.to_owned(),
        })
    }
}

/// Files after the corrections, and how many findings they correct.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// New texts by file.
    pub(crate) texts: BTreeMap<FileId, String>,
    /// Findings whose edits were all made.
    pub(crate) findings: usize,
}

/// Makes the edits of all findings, given as one list for each, in their order. A finding's edits are made all or none; one that touches
/// what an earlier finding changed has to wait for the next run. Files that are not `open` are left alone.
pub(crate) fn apply<'e>(
    sources: &SourceMap,
    findings: impl Iterator<Item = &'e [Edit]>,
    open: &dyn Fn(FileId) -> bool,
) -> Fixed {
    let mut made: Vec<&Edit> = Vec::new();
    let mut fixed = Fixed::default();
    for edits in findings.filter(|edits| !edits.is_empty()) {
        let fresh: Vec<&Edit> = edits.iter().filter(|edit| !made.contains(edit)).collect();
        let clash = |edit: &&Edit| made.iter().any(|other| touch(edit.span, other.span));
        let fits =
            |edit: &&Edit| open(edit.span.file) && sources.file(edit.span.file).fits(edit.span);
        if fresh.iter().all(fits) && !fresh.iter().any(clash) && !among_each_other(&fresh) {
            made.extend(fresh);
            fixed.findings += 1;
        }
    }
    made.sort_unstable();
    for edits in made.chunk_by(|a, b| a.span.file == b.span.file) {
        let file = edits[0].span.file;
        let text = &sources.file(file).text;
        let mut new = String::with_capacity(text.len());
        let mut at = 0;
        for edit in edits {
            new.push_str(&text[at..edit.span.start as usize]);
            new.push_str(&edit.replacement);
            at = edit.span.end as usize;
        }
        new.push_str(&text[at..]);
        fixed.texts.insert(file, new);
    }
    fixed
}

/// Returns true if two places overlap, or meet where either inserts: then their order would matter.
fn touch(a: Span, b: Span) -> bool {
    a.file == b.file && a.start <= b.end && b.start <= a.end
}

fn among_each_other(edits: &[&Edit]) -> bool {
    edits.iter().enumerate().any(|(number, edit)| {
        edits[..number]
            .iter()
            .any(|other| touch(edit.span, other.span))
    })
}

/// Shortest name that is corrected without asking: short names are near to too many others.
const SHORTEST: usize = 6;

/// Returns the known name that a misspelt name means beyond doubt: one letter or one swap away, with no other known name near, and not by
/// a digit, which tells versions and periods apart.
pub(crate) fn unambiguous_name<'n>(
    name: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Option<&'n str> {
    let length = name.chars().count();
    if length < SHORTEST {
        return None;
    }
    let mut near: Option<(usize, &str)> = None;
    for other in known.into_iter().filter(|other| {
        other.chars().count().abs_diff(length) <= 2 && may_be_within(name, other, 2)
    }) {
        let distance = strsim::damerau_levenshtein(name, other);
        if distance > 2 || near.is_some_and(|(_, known)| known == other) {
            continue;
        }
        if near.is_some() {
            return None;
        }
        near = Some((distance, other));
    }
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    near.filter(|(distance, other)| *distance == 1 && digits(name) == digits(other))
        .map(|(_, other)| other)
}

/// Returns true if one text may come of the other by this many edits: a cheap look at which letters they have, never wrong when it says
/// no. An edit changes how often at most two letters stand there.
pub(crate) fn may_be_within(one: &str, other: &str, edits: usize) -> bool {
    let mut letters = [0i16; 64];
    one.chars().for_each(|c| letters[c as usize % 64] += 1);
    other.chars().for_each(|c| letters[c as usize % 64] -= 1);
    letters
        .iter()
        .map(|count| usize::from(count.unsigned_abs()))
        .sum::<usize>()
        <= 2 * edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    /// Returns the text after these findings, each a list of (start, end, replacement).
    fn applied(text: &str, findings: &[&[(usize, usize, &str)]]) -> (String, usize) {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a", text));
        let edits = |edits: &&[(usize, usize, &str)]| -> Vec<Edit> {
            let edit = |(start, end, new): &(usize, usize, &str)| Edit {
                span: Span::new(file, *start, *end),
                replacement: (*new).to_owned(),
            };
            edits.iter().map(edit).collect()
        };
        let findings: Vec<Vec<Edit>> = findings.iter().map(edits).collect();
        let fixed = apply(&sources, findings.iter().map(Vec::as_slice), &|_| true);
        (
            fixed
                .texts
                .get(&file)
                .cloned()
                .unwrap_or_else(|| text.to_owned()),
            fixed.findings,
        )
    }

    #[test]
    fn edits_are_made_together_and_never_over_each_other() {
        assert_eq!(
            applied("abcdef", &[&[(0, 1, "A")], &[(3, 4, "D"), (5, 6, "F")]]),
            ("AbcDeF".to_owned(), 2)
        );
        assert_eq!(
            applied("abcdef", &[&[(0, 3, "x")], &[(2, 4, "y"), (5, 6, "F")]]),
            ("xdef".to_owned(), 1),
            "all or none"
        );
        assert_eq!(
            applied("ab", &[&[(1, 1, "x")], &[(1, 1, "y")]]),
            ("axb".to_owned(), 1),
            "insertions have an order"
        );
        assert_eq!(
            applied("ab", &[&[(1, 1, "x")], &[(1, 1, "x")]]),
            ("axb".to_owned(), 2),
            "the same twice is once"
        );
        assert_eq!(
            applied("é", &[&[(1, 2, "x")]]),
            ("é".to_owned(), 0),
            "never inside a character"
        );
        assert_eq!(
            applied("a", &[&[(0, 9, "x")]]),
            ("a".to_owned(), 0),
            "never behind the end"
        );
    }

    #[test]
    fn a_word_is_replaced_where_it_stands_once_and_whole() {
        let mut sources = SourceMap::default();
        let file = sources.add(SourceFile::new("a", "track('plaec') plaec_x plaec"));
        let edit = |start, end| {
            Edit::of_word(&sources, Span::new(file, start, end), "plaec", "place")
                .map(|edit| edit.span.start)
        };
        assert_eq!(
            (edit(0, 14), edit(0, 22), edit(0, 28), edit(15, 22)),
            (Some(7), Some(7), None, None)
        );
    }

    #[test]
    fn only_what_is_beyond_doubt_is_meant() {
        assert_eq!(
            unambiguous_name("plaec_order", ["place_order", "cancel_order"]),
            Some("place_order")
        );
        assert_eq!(
            unambiguous_name("plaec_order", ["place_order", "place_orders"]),
            None,
            "another is near"
        );
        assert_eq!(
            unambiguous_name("view_v1_page", ["view_v2_page"]),
            None,
            "digits tell things apart"
        );
        assert_eq!(
            unambiguous_name("plaec_ordr", ["place_order"]),
            None,
            "two slips"
        );
        assert_eq!(unambiguous_name("vew", ["view"]), None, "too short");
        assert_eq!(
            unambiguous_name("plaec_order", ["place_order", "place_order"]),
            Some("place_order"),
            "defined twice is one name"
        );
    }
}
