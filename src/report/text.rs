//! Untrusted text, escaped for a terminal, for XML and for Markdown.

use crate::source::is_harmful;
use std::borrow::Cow;
use std::fmt::Write;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Appends a character. A harmful one becomes a visible escape and a tab a space.
pub(crate) fn push_clean(out: &mut String, c: char) {
    match c {
        '\t' => out.push(' '),
        c if is_harmful(c) => {
            // Writing to a string does not fail.
            let _ = write!(out, "\\u{{{:x}}}", c as u32);
        }
        c => out.push(c),
    }
}

/// Returns the text as one line without harmful characters and without commands to a pipeline.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.replace("\r\n", " ").chars() {
        push_clean(&mut out, if c == '\n' { ' ' } else { c });
    }
    if out.trim_start().starts_with("::") {
        // GitHub runs a line of the log that begins so.
        out = out.replacen(':', "\\u{3a}", 1);
    }
    match has_command(&out) {
        true => inert(&out, "\\u{23}"),
        false => out,
    }
}

/// Returns true if a text may contain a command that a pipeline runs wherever it occurs in the log: `##[…]`, `##vso[…]`.
fn has_command(text: &str) -> bool {
    text.match_indices("##")
        .any(|(at, _)| is_command(&text[at..]))
}

/// Returns true if a `#` and the name of a command begin a text.
pub(crate) fn is_command(text: &str) -> bool {
    let name = text.trim_start_matches('#');
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    behind.starts_with('[')
}

/// Returns the text with every second `#` of a command written as `escape`.
fn inert(text: &str, escape: &str) -> String {
    let mut out = String::with_capacity(text.len() + escape.len());
    let mut was_number = false;
    for (at, c) in text.char_indices() {
        let is_part = c == '#' && was_number && is_command(&text[at..]);
        was_number = c == '#' && !is_part;
        match is_part {
            true => out.push_str(escape),
            false => out.push(c),
        }
    }
    out
}

/// Returns a message with its help behind it, without line breaks between them or in the help.
pub(crate) fn message_in_line(message: &str, help: Option<&str>) -> String {
    let Some(help) = help else {
        return message.to_owned();
    };
    let ends = message.ends_with(['.', '?', '!']);
    let stop = if ends { "" } else { "." };
    format!("{message}{stop} {}", help.replace('\n', " "))
}

/// Returns the text with its line breaks, otherwise as [`one_line`].
pub(crate) fn lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// Returns the start of the text that fits into `width` terminal columns.
fn start(text: &str, width: usize) -> &str {
    let mut used = 0;
    let too_wide = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(1);
        used > width
    };
    let end = text.char_indices().find(too_wide);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

/// Returns the end of the text that fits into `width` terminal columns.
fn end(text: &str, width: usize) -> &str {
    let mut used = 0;
    let too_wide = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or(1);
        used > width
    };
    let before = text.char_indices().rev().find(too_wide);
    &text[before.map_or(0, |(at, c)| at + c.len_utf8())..]
}

/// Cuts the text to `width` terminal columns, with an ellipsis at its end.
pub(crate) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    format!("{}…", start(text, width.saturating_sub(1)))
}

/// Cuts the text to `width` terminal columns in its middle, because both ends of a path or key matter.
pub(crate) fn shorten_middle(text: &str, width: usize) -> String {
    if text.width() <= width || width < 3 {
        return shorten(text, width);
    }
    let head = (width - 1) / 3;
    format!("{}…{}", start(text, head), end(text, width - 1 - head))
}

/// Wraps the text into lines of at most `width` terminal columns. A wider word gets its own line.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<Cow<'_, str>> {
    let options = Options::new(width)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options)
}

/// Wraps the text at `width` terminal columns and indents each line but the first.
pub(crate) fn filled(text: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.width()).max(20);
    wrapped(text, room).join(&format!("\n{indent}"))
}

/// Wraps indented lines at `width` terminal columns. Code behind a position that does not fit gets a line of its own, cut at its end.
pub(crate) fn hanging(text: &str, width: usize) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        let words = line.trim_start();
        let indent = " ".repeat(line.len() - words.len());
        let deeper = format!("{indent}    ");
        if line.width() <= width {
            out.push(line.to_owned());
            continue;
        }
        let (words, code) = match behind_position(words) {
            Some((words, code)) => (words, Some(code)),
            None => (words, None),
        };
        out.push(format!("{indent}{}", filled(words, width, &deeper)));
        let room = width.saturating_sub(deeper.width()).max(20);
        out.extend(code.map(|code| format!("{deeper}{}", shorten(code, room))));
    }
    out.join("\n")
}

/// Splits a line behind a position: `sent at a.rb:1:2` and the code there.
fn behind_position(line: &str) -> Option<(&str, &str)> {
    let mut ends = line.match_indices(": ");
    ends.find_map(|(at, _)| {
        let position = line[..at].rsplit(' ').next()?;
        let mut parts = position.rsplit(':');
        let is_number = |part: Option<&str>| part.is_some_and(|part| part.parse::<u32>().is_ok());
        let is_position = is_number(parts.next()) && is_number(parts.next());
        is_position.then(|| (&line[..at], line[at + 2..].trim_start()))
    })
}

/// Formats a note for a terminal.
pub(crate) fn note(text: &str, width: usize) -> String {
    filled(&format!("note: {}", one_line(text)), width, "      ")
}

/// Escapes text for XML. Characters that XML forbids are removed.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    match has_command(&out) {
        true => inert(&out, "&#35;"),
        false => out,
    }
}

/// Escapes text for a cell of a Markdown table. Text between two backticks stays code, unless a backtick has no partner.
pub(crate) fn markdown(text: &str) -> String {
    let text = one_line(text);
    // Code that begins and ends with a space loses both.
    let loses_spaces = |code: &str| code.starts_with(' ') && code.ends_with(' ');
    let has_code = text.matches('`').count().is_multiple_of(2)
        && !text.contains("``")
        && !text.split('`').skip(1).step_by(2).any(loses_spaces);
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        in_code ^= has_code && c == '`';
        match c {
            // A bar ends the cell, in code too.
            '|' => out.push_str("\\|"),
            '`' if has_code => out.push('`'),
            '<' | '>' | '*' | '_' | '[' | ']' | '\\' | '#' | '`' | '~' | '!' if !in_code => {
                out.extend(['\\', c])
            }
            // A mention would notify somebody. GitLab exempts it, and its other references, only behind a backslash.
            '@' | '%' | '$' | '^' | '&' if !in_code => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// Formats a number with commas between groups of three digits.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns a number with its noun: `1 file`, `2 files`.
pub(crate) fn counted(number: usize, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", grouped(number))
}

/// Returns a number for a table cell, with a dot for zero.
pub(crate) fn number(number: usize) -> String {
    match number {
        0 => "·".to_owned(),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_behind_a_position_gets_its_own_line_where_it_does_not_fit() {
        let text = "event a\n  sent at app/services/a.rb:7:40: track('a', b)";
        assert_eq!(hanging(text, 80), text);
        let expected = "event a\n  sent at app/services/a.rb:7:40\n      track('a', b)";
        assert_eq!(hanging(text, 40), expected);
        let words = "  because nothing sends it: the call was removed";
        let expected = "  because nothing sends it: the\n      call was removed";
        assert_eq!(hanging(words, 36), expected);
    }

    #[test]
    fn nothing_that_a_terminal_acts_on_is_left() {
        let clean = one_line("a\u{1b}[31m\u{7}\u{202e}b\u{9b}c\r\nd\te\rf\u{7f}");
        assert_eq!(
            clean,
            "a\\u{1b}[31m\\u{7}\\u{202e}b\\u{9b}c d e\\u{d}f\\u{7f}"
        );
        assert!(!clean.chars().any(is_harmful));
        assert_eq!(
            one_line("pl\u{200b}ace\u{feff}"),
            "pl\\u{200b}ace\\u{feff}",
            "two names that look the same are told apart"
        );
    }

    #[test]
    fn code_in_markdown_keeps_its_spaces() {
        assert_eq!(markdown("a `b` c"), "a `b` c");
        assert_eq!(markdown("x` y `z"), "x\\` y \\`z");
    }

    #[test]
    fn commands_of_a_pipeline_are_inert() {
        assert_eq!(one_line(" ::error::x"), " \\u{3a}:error::x");
        assert_eq!(one_line("A::B"), "A::B");
        for command in [
            "##[group]x",
            "a ##vso[task.setvariable]x",
            "###[x]",
            "####vso[x",
        ] {
            let line = one_line(command);
            assert!(!line.contains("##[") && !line.contains("##vso["), "{line}");
        }
        assert_eq!(one_line("## heading [x]"), "## heading [x]");
        assert_eq!(lines("a\n::error::x"), "a\n\\u{3a}:error::x");
    }

    #[test]
    fn words_are_kept_whole_where_lines_are_wrapped() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(
            wrapped("incomprehensible one", 7),
            ["incomprehensible", "one"]
        );
        assert_eq!(
            filled("aaaa bbbb cccc dddd eeee ffff", 24, "  "),
            "aaaa bbbb cccc dddd\n  eeee ffff"
        );
    }

    #[test]
    fn cutting_keeps_the_width() {
        assert_eq!(shorten("abcdef", 4), "abc…");
        assert_eq!(shorten_middle("abcdefghij", 7), "ab…ghij");
        assert_eq!(shorten_middle("abc", 3), "abc");
        assert_eq!(shorten("注文を確定する", 6), "注文…");
        assert_eq!(shorten_middle("注文/確定/する", 9), "注…/する");
        assert_eq!(wrapped("注文 確定", 5), ["注文", "確定"]);
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn mentions_and_table_bars_are_escaped() {
        assert_eq!(markdown("`a_b|c` @all d_e"), "`a_b\\|c` \\@all d\\_e");
        assert_eq!(xml("<a b='\u{1b}c'>"), "&lt;a b=&apos;c&apos;&gt;");
    }
}
