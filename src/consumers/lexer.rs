//! Tokens of SQL with templates, and of formulas.
//!
//! Comments are left out. A text in a template may hold SQL itself, see [`Token::in_template`].

use std::borrow::Cow;
use std::ops::Range;

/// The type of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A word without quotes.
    Word,
    /// Something in double quotes or backticks.
    Quoted,
    /// A text in single quotes, or in any quotes inside of a template.
    Text,
    /// A number.
    Number,
    /// Punctuation of one or several characters.
    Symbol,
}

/// A token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    /// The type.
    pub(crate) kind: TokenKind,
    /// The text, without its quotes.
    pub(crate) text: Cow<'t, str>,
    /// The bytes of the text, without its quotes.
    pub(crate) range: Range<usize>,
    /// True inside of `{{ … }}` and `{% … %}`.
    pub(crate) in_template: bool,
    /// True if a template computes a part of the text.
    pub(crate) is_computed: bool,
}

impl Token<'_> {
    /// Returns true for this symbol.
    pub(crate) fn is(&self, symbol: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == symbol
    }

    /// Returns true for a text, and for a name in quotes.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind, TokenKind::Text | TokenKind::Quoted)
    }

    /// Returns true for this word, in any case.
    pub(crate) fn is_word(&self, word: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(word)
    }
}

/// Symbols of several characters, the longer ones first.
const SYMBOLS: &[&str] = &["->>", "->", "::", "!=", "<>", "==", "||"];

/// Returns the tokens of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    read(text).tokens
}

/// Returns the comments of a text.
pub(crate) fn comments(text: &str) -> Vec<Range<usize>> {
    read(text).comments
}

fn read(text: &str) -> Lexer<'_> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        closes: None,
        tokens: Vec::new(),
        comments: Vec::new(),
    };
    lexer.run();
    lexer
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The end of the template that the lexer is in.
    closes: Option<&'static str>,
    tokens: Vec<Token<'t>>,
    comments: Vec<Range<usize>>,
}

impl<'t> Lexer<'t> {
    fn run(&mut self) {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            if self.skip_space(byte) || self.template() {
                continue;
            }
            match byte {
                b'\'' => self.quoted(b'\'', TokenKind::Text),
                b'"' if self.closes.is_some() => self.quoted(b'"', TokenKind::Text),
                b'"' | b'`' => self.quoted(byte, TokenKind::Quoted),
                _ if is_word(byte) => self.word(),
                _ => self.symbol(),
            }
        }
    }

    fn starts(&self, text: &str) -> bool {
        self.bytes[self.at..].starts_with(text.as_bytes())
    }

    /// Skips blanks and comments.
    fn skip_space(&mut self, byte: u8) -> bool {
        let until = |mark: &str, from: usize| {
            let rest = &self.bytes[from.min(self.bytes.len())..];
            let found = memchr::memmem::find(rest, mark.as_bytes());
            found.map_or(self.bytes.len(), |found| from + found + mark.len())
        };
        let end = if byte.is_ascii_whitespace() {
            self.at + 1
        } else if self.starts("{#") {
            until("#}", self.at + 2)
        } else if self.closes.is_some() {
            return false;
        } else if self.starts("/*") {
            until("*/", self.at + 2)
        } else if self.starts("--") || (self.begins_line() && (self.starts("//") || byte == b'#')) {
            until("\n", self.at)
        } else {
            return false;
        };
        if !byte.is_ascii_whitespace() {
            self.comments.push(self.at..end);
        }
        self.at = end;
        true
    }

    fn begins_line(&self) -> bool {
        let before = self.bytes[..self.at].iter().rev();
        let mut before = before.skip_while(|byte| matches!(byte, b' ' | b'\t'));
        before.next().is_none_or(|byte| *byte == b'\n')
    }

    /// Enters or leaves a template.
    fn template(&mut self) -> bool {
        if let Some(end) = self.closes {
            let dash = usize::from(self.bytes[self.at] == b'-');
            if !self.bytes[self.at + dash..].starts_with(end.as_bytes()) {
                return false;
            }
            self.closes = None;
            self.push_symbol(dash + end.len(), end);
            return true;
        }
        for (begin, end) in [("{{", "}}"), ("{%", "%}")] {
            if self.starts(begin) {
                let dash = usize::from(self.bytes.get(self.at + 2) == Some(&b'-'));
                self.closes = Some(end);
                self.push_symbol(2 + dash, begin);
                return true;
            }
        }
        false
    }

    fn push_symbol(&mut self, length: usize, symbol: &'static str) {
        let range = self.at..self.at + length;
        self.at = range.end;
        self.push(TokenKind::Symbol, Cow::Borrowed(symbol), range, false);
    }

    fn push(&mut self, kind: TokenKind, text: Cow<'t, str>, range: Range<usize>, computed: bool) {
        self.tokens.push(Token {
            kind,
            text,
            range,
            in_template: self.closes.is_some(),
            is_computed: computed,
        });
    }

    /// Reads a text or name in quotes. A quote without an end is a symbol.
    fn quoted(&mut self, quote: u8, kind: TokenKind) {
        let start = self.at + 1;
        let mut at = start;
        let (mut computed, mut escaped) = (false, false);
        loop {
            match self.bytes.get(at) {
                None => return self.symbol(),
                Some(b'\\') if kind == TokenKind::Text => {
                    escaped = true;
                    at += 2;
                }
                Some(byte) if *byte == quote => {
                    if self.closes.is_some() || self.bytes.get(at + 1) != Some(&quote) {
                        break;
                    }
                    escaped = true;
                    at += 2;
                }
                Some(b'{') if self.closes.is_none() => match self.template_end(at) {
                    Some(end) => {
                        computed = true;
                        at = end;
                    }
                    None => at += 1,
                },
                Some(_) => at += 1,
            }
        }
        // Every stop is behind an ASCII character or at one, so the range has whole characters.
        let Some(raw) = self.text.get(start..at) else {
            return self.symbol();
        };
        let text = match escaped {
            true => Cow::Owned(unescaped(raw, quote)),
            false => Cow::Borrowed(raw),
        };
        self.at = at + 1;
        self.push(kind, text, start..at, computed);
    }

    /// Returns the end of a template that begins here.
    fn template_end(&self, at: usize) -> Option<usize> {
        let end = match self.bytes.get(at + 1)? {
            b'{' => "}}",
            b'%' => "%}",
            _ => return None,
        };
        let found = memchr::memmem::find(&self.bytes[at..], end.as_bytes())?;
        Some(at + found + 2)
    }

    fn word(&mut self) {
        let rest = self.bytes[self.at..].iter();
        let length = rest.take_while(|byte| is_word(**byte)).count();
        let range = self.at..self.at + length;
        let kind = match self.bytes[self.at].is_ascii_digit() {
            true => TokenKind::Number,
            false => TokenKind::Word,
        };
        self.at = range.end;
        let text = Cow::Borrowed(self.text.get(range.clone()).unwrap_or_default());
        self.push(kind, text, range, false);
    }

    fn symbol(&mut self) {
        let long = SYMBOLS.iter().find(|symbol| self.starts(symbol));
        let length = long.map_or(1, |symbol| symbol.len());
        let range = self.at..self.at + length;
        self.at = range.end;
        let text = Cow::Borrowed(self.text.get(range.clone()).unwrap_or_default());
        self.push(TokenKind::Symbol, text, range, false);
    }
}

/// Returns true for a byte of a word. All bytes of characters beyond ASCII are.
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$') || !byte.is_ascii()
}

/// Removes the escapes of quotes. A backslash before another character stays.
fn unescaped(raw: &str, quote: u8) -> String {
    let quote = char::from(quote);
    let mut text = String::with_capacity(raw.len());
    let mut characters = raw.chars().peekable();
    while let Some(character) = characters.next() {
        let is_escape = character == '\\' || character == quote;
        if is_escape && characters.peek() == Some(&quote) {
            continue;
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let found = tokens(text).into_iter();
        found.map(|token| token.text.into_owned()).collect()
    }

    #[test]
    fn comments_are_left_out() {
        let text = "a -- 'b'\n/* 'c' */ d {# 'e' #} f\n  // 'g'\n# 'h'\ni";
        assert_eq!(texts(text), ["a", "d", "f", "i"]);
    }

    #[test]
    fn texts_have_their_quotes_removed() {
        assert_eq!(texts("'it''s' \"A b\" 'a\\'b'"), ["it's", "A b", "a'b"]);
        assert_eq!(texts("'open"), ["'", "open"]);
    }

    #[test]
    fn texts_with_templates_are_computed() {
        let found = tokens("'{{ var('x') }}_a' 'plain'");
        assert!(found[0].is_computed && !found[1].is_computed);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn templates_have_texts_in_both_quotes() {
        let found = tokens("{{ f(\"p['a']\") }} AS \"x\"");
        let kinds: Vec<_> = found.iter().map(|one| (one.kind, &*one.text)).collect();
        use TokenKind::{Quoted, Symbol, Text, Word};
        assert_eq!(
            kinds,
            [
                (Symbol, "{{"),
                (Word, "f"),
                (Symbol, "("),
                (Text, "p['a']"),
                (Symbol, ")"),
                (Symbol, "}}"),
                (Word, "AS"),
                (Quoted, "x"),
            ]
        );
        assert!(found[3].in_template && !found[6].in_template);
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in ["{{ 'a", "'{{", "é'ü", "{%- x -%}", "a\\", "'\\"] {
            tokens(text);
        }
    }
}
