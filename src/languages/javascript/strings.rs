//! Texts of strings and templates, with their escapes decoded.

/// Returns the text that the source of a string or of a part of a template means; none if it means no text.
pub(crate) fn decoded(source: &str) -> Option<String> {
    let mut text = String::with_capacity(source.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = source.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            flush(&mut units, &mut text)?;
            text.push(c);
            continue;
        }
        let escaped = rest.next()?;
        if escaped == 'u' {
            match unicode(&mut rest)? {
                Escape::Unit(unit) => units.push(unit),
                Escape::Letter(letter) => {
                    flush(&mut units, &mut text)?;
                    text.push(letter);
                }
            }
            continue;
        }
        flush(&mut units, &mut text)?;
        match escaped {
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'b' => text.push('\u{8}'),
            'f' => text.push('\u{c}'),
            'v' => text.push('\u{b}'),
            'x' => text.push(char::from_u32(hex(&mut rest, 2)?)?),
            '0'..='7' => text.push(octal(escaped, &mut rest)),
            // A break that is escaped continues the line.
            '\r' => {
                let behind = rest.clone().next() == Some('\n');
                if behind {
                    rest = rest.as_str()[1..].chars();
                }
            }
            '\n' | '\u{2028}' | '\u{2029}' => {}
            other => text.push(other),
        }
    }
    flush(&mut units, &mut text)?;
    Some(text)
}

/// The meaning of `\u…`.
enum Escape {
    /// A unit of UTF-16, perhaps half of a letter.
    Unit(u16),
    /// A whole letter.
    Letter(char),
}

fn unicode(rest: &mut std::str::Chars<'_>) -> Option<Escape> {
    let Some(braced) = rest.as_str().strip_prefix('{') else {
        return u16::try_from(hex(rest, 4)?).ok().map(Escape::Unit);
    };
    let (digits, behind) = braced.split_once('}')?;
    *rest = behind.chars();
    let letter = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
    Some(Escape::Letter(letter))
}

/// Reads a number of exactly this many hexadecimal digits.
fn hex(rest: &mut std::str::Chars<'_>, digits: usize) -> Option<u32> {
    let (mut value, mut read) = (0, 0);
    while read < digits {
        value = value * 16 + rest.next()?.to_digit(16)?;
        read += 1;
    }
    Some(value)
}

/// Reads an old octal escape of up to three digits, at most 255.
fn octal(first: char, rest: &mut std::str::Chars<'_>) -> char {
    let mut value = first.to_digit(8).unwrap_or_default();
    for _ in 0..2 {
        let next = rest.clone().next().and_then(|c| c.to_digit(8));
        match next.map(|digit| value * 8 + digit) {
            Some(longer) if longer <= 0o377 => {
                value = longer;
                rest.next();
            }
            _ => break,
        }
    }
    char::from_u32(value).unwrap_or_default()
}

/// Appends collected units of UTF-16; none if a half of a letter is alone.
fn flush(units: &mut Vec<u16>, text: &mut String) -> Option<()> {
    if !units.is_empty() {
        text.push_str(&String::from_utf16(units).ok()?);
        units.clear();
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn escapes_become_what_they_mean() {
        for (source, text) in [
            (r"plain", "plain"),
            (r"it\'s", "it's"),
            (r"view\u005fcart", "view_cart"),
            (r"\x41\101\0", "AA\0"),
            (r"\u{1F600}\ud83d\ude00", "😀😀"),
            (r"say_\x22x\`\q", "say_\"x`q"),
            ("a\\\nb\\\r\nc", "abc"),
            (r"\n\t\\", "\n\t\\"),
        ] {
            assert_eq!(decoded(source).as_deref(), Some(text), "{source}");
        }
        for wrong in [r"\ud83d", r"\u{110000}", r"\u12", r"\xg0", r"\u{12", "\\"] {
            assert_eq!(decoded(wrong), None, "{wrong}");
        }
    }
}
