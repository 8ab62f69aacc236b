//! Directives in comments, found without a parser: a line scan that knows strings, raw strings, characters and nested comments.

use crate::facts::Directive;
use crate::languages::directive;
use crate::source::FileId;
use std::ops::Range;

/// Every directive of the file. Documentation comments hold examples, not directives.
pub(crate) fn directives(file: FileId, text: &str) -> Vec<Directive> {
    if !text.contains("tracklint:") {
        return Vec::new();
    }
    let documentation = |comment: &str| {
        ["///", "//!", "/**", "/*!"]
            .iter()
            .any(|mark| comment.starts_with(mark))
    };
    let read = |range: Range<usize>| {
        let comment = text.get(range.clone())?;
        if documentation(comment) {
            None
        } else {
            directive::read(file, comment, range.start)
        }
    };
    comments(text.as_bytes())
        .into_iter()
        .filter_map(read)
        .collect()
}

/// Byte ranges of the comments.
fn comments(text: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let length = match rest[0] {
            b'/' if rest.starts_with(b"//") => {
                let length = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
                found.push(at..at + length);
                length
            }
            b'/' if rest.starts_with(b"/*") => {
                let length = block_comment(rest);
                found.push(at..at + length);
                length
            }
            b'"' => string(rest),
            b'r' if at == 0 || !is_word(text[at - 1]) || text[at - 1] == b'b' => {
                raw_string(rest).unwrap_or(1)
            }
            b'\'' => character(rest),
            _ => 1,
        };
        at += length.max(1);
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of `r"…"` or `r#"…"#`; none when it is a word that begins with `r`.
fn raw_string(rest: &[u8]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
    if rest.get(1 + hashes) != Some(&b'"') {
        return None;
    }
    let mut end = vec![b'"'];
    end.resize(1 + hashes, b'#');
    let body = 2 + hashes;
    Some(
        memchr::memmem::find(&rest[body..], &end)
            .map_or(rest.len(), |found| body + found + end.len()),
    )
}

/// Length of a character literal; one for a lifetime.
fn character(rest: &[u8]) -> usize {
    if rest.get(1) == Some(&b'\\') {
        return memchr::memchr(b'\'', rest.get(3..).unwrap_or(&[])).map_or(1, |found| found + 4);
    }
    // A character is one to four bytes long; a lifetime has no quote behind its first letter.
    let width = rest.get(1).map_or(1, |first| match first {
        0..=0x7f => 1,
        0x80..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    });
    if rest.get(1 + width) == Some(&b'\'') {
        width + 2
    } else {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_strings_and_lifetimes() {
        let text = r##"let a = "// no"; let b = r#"// " no"#; let c = '"'; // one
fn f<'a>(x: &'a str) { '\''; /* two /* inner */ */ }"##;
        let found: Vec<_> = comments(text.as_bytes())
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(found, ["// one", "/* two /* inner */ */"]);
    }

    #[test]
    fn documentation_holds_no_directives() {
        let text = "/// tracklint: ignore[a]\nlet s = \"tracklint: ignore[b]\"; // tracklint: uses placed -- by hand\n";
        let found = directives(FileId(0), text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].names[0].0, "placed");
        assert_eq!(
            &text[found[0].names[0].1.start as usize..found[0].names[0].1.end as usize],
            "placed"
        );
    }
}
