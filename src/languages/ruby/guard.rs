//! Whether a text is shallow enough for a recursive parser. Counted on bytes, before anything recurses on them.
//!
//! Prism stops by itself at 10,000 nested expressions, which fit a 16 MiB stack, but not everywhere (nested parameter lists
//! have no limit), and it takes seconds for a long row of prefix operators. Strings and comments are not told apart here: what
//! they hold is balanced or short in real files, whose highest counts are 212 and 160 (18,712 files of a large application).

/// Brackets that may be open at once.
const DEPTH: usize = 500;
/// Prefix operators that may stand in a row.
const ROW: usize = 500;

/// Whether parsing `text` could take too much of the stack, or too long.
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

/// How many bytes are some of these. A sum that fits a byte is made of many bytes at once.
fn count(bytes: &[u8], is_one: impl Fn(u8) -> bool) -> usize {
    let ones = |part: &[u8]| part.iter().map(|byte| u8::from(is_one(*byte))).sum::<u8>();
    bytes
        .chunks(usize::from(u8::MAX))
        .map(|part| usize::from(ones(part)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn rows_and_depths_are_counted_and_what_closes_is_not() {
        for text in ["(", "[", "{", "!", "- ", "not ", "\"#{", "def x((", "->{"] {
            assert!(too_deep(&text.repeat(600)), "{text}");
            assert!(!too_deep(&text.repeat(200)), "{text}");
        }
        assert!(!too_deep(&"f(a[{}]) - x\n".repeat(5000)));
        assert!(!too_deep(&"note another knot\n".repeat(5000)));
    }
}
