//! The Ruby of a line, as far as HAML looks at it to open and close blocks.

/// Words that open a block which HAML closes by indentation.
pub(super) const OPENERS: &[&str] = &["if", "unless", "case", "while", "until", "for", "begin"];

/// Words that continue one.
pub(super) const MIDDLES: &[&str] = &["else", "elsif", "when", "in", "rescue", "ensure"];

/// Returns the byte that closes a bracket or quote.
pub(super) fn closer(open: u8) -> Option<u8> {
    Some(match open {
        b'{' => b'}',
        b'(' => b')',
        b'[' => b']',
        quote @ (b'"' | b'\'') => quote,
        _ => return None,
    })
}

pub(super) fn is_piped(line: &[u8]) -> bool {
    line.ends_with(b" |")
}

pub(super) fn first_word(code: &[u8]) -> &str {
    let length = code
        .iter()
        .take_while(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'?' | b'!' | b':')
        })
        .count();
    std::str::from_utf8(&code[..length]).unwrap_or("")
}

/// Returns true if a line continues the block beside it.
pub(super) fn is_middle(line: &[u8]) -> bool {
    let code = line
        .strip_prefix(b"-")
        .or_else(|| line.strip_prefix(b"="))
        .unwrap_or(b"");
    MIDDLES.contains(&first_word(code.trim_ascii_start()))
}

/// Returns true if Ruby ends in `do` or `do |names|`.
pub(super) fn ends_in_do(code: &[u8]) -> bool {
    let ends = |code: &[u8]| code.ends_with(b" do") || code.ends_with(b")do");
    let names = code.strip_suffix(b"|").and_then(|rest| {
        rest.iter()
            .rposition(|byte| *byte == b'|')
            .map(|at| &rest[..at])
    });
    ends(code) || names.is_some_and(|before| ends(before.trim_ascii_end()))
}
