//! Checks that Ruby is safe to parse, on bytes, before anything recurses.
//!
//! Prism stops at 10,000 nested expressions, which fit a 16 MiB stack, but nested parameter lists have no limit. A long
//! row of prefix operators takes it seconds. Strings and comments count too: the highest counts in 18,712 real files are
//! 212 and 160.

/// Brackets that may be open at once.
const DEPTH: usize = 500;
/// Prefix operators that may stand in a row.
const ROW: usize = 500;
/// Longest heredoc word that the grammar's scanner can keep.
const MOST_WORD: usize = 255;
/// Largest state that it can keep (`TREE_SITTER_SERIALIZATION_BUFFER_SIZE`).
const MOST_STATE: usize = 1024;

/// Returns true if parsing `text` could overflow the stack or take too long.
pub(crate) fn too_deep(text: &str) -> bool {
    let bytes = text.as_bytes();
    (opening(bytes) > DEPTH && nests(bytes)) || (prefixes(bytes) > ROW && has_row(bytes))
}

fn nests(bytes: &[u8]) -> bool {
    let mut depth = 0usize;
    bytes.iter().any(|byte| {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth > DEPTH
    })
}

fn has_row(bytes: &[u8]) -> bool {
    let mut row = 0usize;
    bytes.iter().enumerate().any(|(at, byte)| {
        match byte {
            b' ' | b'\n' | b'\t' => {}
            b'!' | b'-' | b'+' | b'~' | b'*' | b'&' => row += 1,
            // `not` is the only prefix operator that is a word; its letters do not end a row.
            b'n' if bytes[at..].starts_with(b"not") => row += 1,
            b'o' if at >= 1 && bytes[at - 1..].starts_with(b"not") => {}
            b't' if at >= 2 && bytes[at - 2..].starts_with(b"not") => {}
            _ => row = 0,
        }
        row > ROW
    })
}

/// Returns true if the heredocs of `code` may abort the process in tree-sitter-ruby 0.23.1.
///
/// The scanner keeps the length of a heredoc word in one byte, and checks the size of its state two bytes short (upstream
/// #269 and #287, fixed but not released). The state holds four bytes and the word for each open heredoc, and five bytes for
/// each open literal. The grammar recovers from errors in many ways, so all heredocs and literals may be open at once.
pub(crate) fn aborts_grammar(code: &str) -> bool {
    let bytes = code.as_bytes();
    let is_delimiter = |byte| matches!(byte, b'"' | b'\'' | b'`' | b'/' | b'%');
    let mut state = 2 + 5 * count(bytes, is_delimiter);
    memchr::memchr_iter(b'<', bytes).any(|at| {
        let length = heredoc_word(&bytes[at..]);
        if length > 0 {
            state += 4 + length;
        }
        length > MOST_WORD || length > 0 && state > MOST_STATE
    })
}

/// Returns the length of the heredoc word at the start of `code`, up to one more than the grammar allows; 0 if there is none.
fn heredoc_word(code: &[u8]) -> usize {
    let (b"<<", [b'-' | b'~', rest @ ..] | rest) = code.split_at(2.min(code.len())) else {
        return 0;
    };
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let letters = rest.iter().take(MOST_WORD + 2);
    match rest {
        [quote @ (b'"' | b'\'' | b'`'), ..] => {
            letters.skip(1).take_while(|byte| *byte != quote).count()
        }
        _ => letters.take_while(|byte| is_word(byte)).count(),
    }
}

/// Brackets that open: more than these are never open at once. Most files have too few to look at their order.
fn opening(bytes: &[u8]) -> usize {
    count(bytes, |byte| matches!(byte, b'(' | b'[' | b'{'))
}

/// Prefix operators, and whatever else looks like one.
fn prefixes(bytes: &[u8]) -> usize {
    let signs = count(bytes, |byte| {
        matches!(byte, b'!' | b'-' | b'+' | b'~' | b'*' | b'&')
    });
    signs + memchr::memmem::find_iter(bytes, b"not").count()
}

/// Counts the bytes that match. Sums that fit a byte are vectorized.
fn count(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> usize {
    let ones = |part: &[u8]| part.iter().map(|byte| u8::from(is_one(*byte))).sum::<u8>();
    bytes
        .chunks(usize::from(u8::MAX))
        .map(|part| usize::from(ones(part)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::languages::parser::parse;

    #[test]
    fn rows_and_depths_are_counted_and_what_closes_is_not() {
        for text in ["(", "[", "{", "!", "- ", "not ", "\"#{", "def x((", "->{"] {
            assert!(too_deep(&text.repeat(600)), "{text}");
            assert!(!too_deep(&text.repeat(200)), "{text}");
        }
        assert!(!too_deep(&"f(a[{}]) - x\n".repeat(5000)));
        assert!(!too_deep(&"note another knot\n".repeat(5000)));
    }

    /// Heredocs on one line, with words of these lengths.
    fn heredocs(lengths: impl Iterator<Item = usize>) -> String {
        lengths
            .map(|length| format!("<<~{}, ", "W".repeat(length)))
            .collect()
    }

    #[test]
    fn heredocs_that_abort_the_grammar_are_refused() {
        for length in [256, 1_100] {
            let word = "A".repeat(length);
            assert!(aborts_grammar(&format!(
                r"x = <<~{word}
  text
{word}
y.call(1)
"
            )));
        }
        let unclosed = format!("x = <<~\"BASH{}", "b".repeat(400));
        assert!(aborts_grammar(&unclosed));
        let many = heredocs((0..6).map(|number| 160 + number * 6));
        assert!(aborts_grammar(&format!("f({many}1)\n")));
        let interpolated = format!("{}<<~ABCD", "\"#{".repeat(203));
        assert!(aborts_grammar(&interpolated));
    }

    #[test]
    fn heredocs_up_to_the_limits_are_parsed() {
        for text in [
            format!(
                r"x = <<~{0}
  text
{0}
",
                "A".repeat(255)
            ),
            format!("f({}1)\n", heredocs([255, 255, 255, 241].into_iter())),
            format!("{}<<~AB", "\"#{".repeat(203)),
            format!("{}<<~ABC, <<~A", "\"#{".repeat(201)),
            r#"a << b
a <<~ "b"
class << self
end
"#
            .repeat(100),
        ] {
            assert!(!aborts_grammar(&text), "{text}");
            assert!(parse(&tree_sitter_ruby::LANGUAGE.into(), &text, &[]).is_some());
        }
    }
}
