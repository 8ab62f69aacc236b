//! Nesting that the library cannot handle, found in the bytes of a text before it is parsed.
//!
//! At the end of a text that leaves thousands of brackets open, the library copies the whole stack for every way to read it,
//! all in one operation. Rows of `<`, `=` and `->` have the same effect in some grammars.

/// Brackets that may be open at once. Real files stay below 50.
const OPEN_BRACKETS: usize = 500;

/// Returns true if more brackets are open at once than the library can handle, more `=` or `->` follow each other between two
/// of them, or more `<` in one of them.
pub(crate) fn is_too_deep(text: &str) -> bool {
    // The number of `<` before each open bracket.
    let mut brackets: Vec<usize> = Vec::new();
    let (mut angles, mut equals, mut arrows) = (0usize, 0usize, 0usize);
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let before = &bytes[..at];
        match byte {
            b'(' | b'[' | b'{' => {
                brackets.push(angles);
                (angles, equals, arrows) = (0, 0, 0);
            }
            // Brackets enclose one more operand; a block ends the expression before it.
            b')' | b']' => (angles, equals, arrows) = (brackets.pop().unwrap_or(0), 0, 0),
            b'}' => {
                brackets.pop();
                (angles, equals, arrows) = (0, 0, 0);
            }
            // A comparison, the type arguments of a call or a tag: a grammar keeps all these readings open.
            b'<' => angles += 1,
            // Assignments nest to the right; real files have at most 80 in a row. Comparisons and arrows do not count.
            b'=' => {
                let beside = [before.last(), bytes.get(at + 1)];
                let is_operator = beside.iter().flatten().any(|byte| b"=!<>".contains(byte));
                equals += usize::from(!is_operator);
            }
            // After a word such as `return` or `new`, each arrow doubles the readings. `-->` ends a comment in markup.
            b'>' if before.ends_with(b"-") && !before.ends_with(b"--") => arrows += 1,
            // `=,` assigns nothing and does not end the row.
            b',' if before.trim_ascii_end().ends_with(b"=") => {}
            b',' => (equals, arrows) = (0, 0),
            b';' => (angles, equals, arrows) = (0, 0, 0),
            _ => continue,
        }
        if brackets.len() > OPEN_BRACKETS
            || angles > 2 * OPEN_BRACKETS
            || equals.max(arrows) > OPEN_BRACKETS
        {
            return true;
        }
    }
    false
}

/// Tags that may be open at once. The time for a tree of tags grows with the square of its depth.
const OPEN_TAGS: usize = 2_000;

/// Elements without an end tag.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose content is no markup.
const RAW: [&str; 2] = ["script", "style"];

/// Returns true if more tags of a markup are open at once than the library can handle in time.
pub(crate) fn has_too_many_open_tags(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut open = 0_usize;
    let mut from = 0;
    while let Some(found) = memchr::memchr2(b'<', b'/', &bytes[from..]) {
        let at = from + found;
        from = at + 1;
        let behind = &bytes[from..];
        match (bytes[at], behind.first()) {
            (b'<', Some(b'/')) | (b'/', Some(b'>')) => {
                open = open.saturating_sub(1);
                from += 1;
            }
            (b'<', Some(first)) if first.is_ascii_alphabetic() => {
                let length = behind
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric());
                let name = &behind[..length.count()];
                let is_one_of = |names: &[&str]| {
                    names
                        .iter()
                        .any(|one| one.as_bytes().eq_ignore_ascii_case(name))
                };
                if !is_one_of(&VOID) {
                    open += 1;
                }
                if is_one_of(&RAW) {
                    from += memchr::memmem::find(behind, b"</").unwrap_or(behind.len());
                }
            }
            _ => {}
        }
        if open > OPEN_TAGS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tags_inside_each_other_count() {
        for many in [
            "<br>",
            "<BR>",
            "<li>a</li>",
            "<path d=\"a\" />",
            "<script>a<b<c</script>",
        ] {
            assert!(
                !has_too_many_open_tags(&many.repeat(OPEN_TAGS * 2)),
                "{many}"
            );
        }
        assert!(has_too_many_open_tags(&"<div>".repeat(OPEN_TAGS + 1)));
        assert!(!has_too_many_open_tags(&"<div>".repeat(OPEN_TAGS)));
    }
}
