//! HAML: the Ruby in it, its tags and its scripts.
//!
//! The Ruby of all lines is put together for one parse, with an `end` where the indentation closes a block, as HAML itself does
//! it. Comments swallow what is indented below them.

mod blocks;
#[cfg(test)]
mod tests;

use crate::facts::{FileFacts, Problem, and_more};
use crate::languages::haml::blocks::{
    MIDDLES, OPENERS, closer, ends_in_do, first_word, is_middle, is_piped,
};
use crate::languages::language::{Input, Language};
use crate::languages::template::{self, Embedded, Template, Written};
use crate::source::Span;
use std::ops::Range;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "haml",
    extensions: &["haml"],
    scan,
    may_define: |_, _, _, _| false,
    only_encloses: |_, _, _| false,
    may_call: |_, _, _| true,
    may_inherit: |_, _| false,
    enclosing: |_, _| None,
    comment: |_| ("-# ", ""),
    traits: template::TRAITS,
};

/// Brackets within one another in attributes. More are a text that is broken.
const MOST_NESTED: usize = 100;

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let template = Template::new(input, &mut facts);
    let mut reader = Reader {
        text: input.text.as_bytes(),
        template,
        open: Vec::new(),
        unclosed: Vec::new(),
    };
    reader.read();
    let unclosed = reader.unclosed;
    reader.template.finish();
    if let Some(first) = unclosed.first() {
        let others = and_more(unclosed.len() - 1);
        facts.problems.push(Problem::partial(
            format!("attributes that are not closed here{others}; what they hold may be missed"),
            *first,
        ));
    }
    facts
}

/// Reads a file line by line.
struct Reader<'a, 'f> {
    text: &'a [u8],
    template: Template<'a, 'f>,
    /// The indentations of the blocks that are open.
    open: Vec<usize>,
    /// Spans of attributes that are not closed.
    unclosed: Vec<Span>,
}

impl Reader<'_, '_> {
    fn read(&mut self) {
        let mut at = 0;
        // The indentation of a comment whose content is being skipped.
        let mut skipped: Option<usize> = None;
        while at < self.text.len() {
            let end = self.line_end(at);
            let start = self.skip(at, end, |byte| matches!(byte, b' ' | b'\t'));
            let indent = start - at;
            at = end + 1;
            if start >= end || self.text[start..end].trim_ascii().is_empty() {
                continue;
            }
            if skipped.is_some_and(|above| indent > above) {
                continue;
            }
            skipped = None;
            let line = &self.text[start..end];
            if line.starts_with(b"-#") || line.starts_with(b"/") {
                self.template.comment(start..end);
                skipped = Some(indent);
                continue;
            }
            self.close(indent, is_middle(line));
            at = if line[0] == b':' && line.get(1).is_some_and(u8::is_ascii_lowercase) {
                self.filter(start, end, indent)
            } else {
                self.line(start, end, indent)
            } + 1;
        }
        self.close(0, false);
    }

    fn line_end(&self, at: usize) -> usize {
        self.text
            .get(at..)
            .and_then(|rest| memchr::memchr(b'\n', rest))
            .map_or(self.text.len(), |end| at + end)
    }

    /// Behind the bytes from `at` on that are like this.
    fn skip(&self, at: usize, end: usize, like: impl Fn(u8) -> bool) -> usize {
        at + self.text[at..end]
            .iter()
            .take_while(|byte| like(**byte))
            .count()
    }

    /// Closes the blocks that a line of this indentation ends. One that continues a block beside it leaves that open.
    fn close(&mut self, indent: usize, is_middle: bool) {
        while self
            .open
            .last()
            .is_some_and(|open| *open > indent || (*open == indent && !is_middle))
        {
            self.open.pop();
            self.template.glue("\nend\n");
        }
    }

    /// Reads one line, and those that continue it; returns where the last one ends.
    fn line(&mut self, start: usize, end: usize, indent: usize) -> usize {
        match self.text[start] {
            b'=' | b'-' | b'~' => self.ruby(start + 1, end, indent),
            b'!' | b'&' if self.text.get(start + 1) == Some(&b'=') => {
                self.ruby(start + 2, end, indent)
            }
            b'%' | b'.' | b'#' if self.text.get(start + 1) != Some(&b'{') => {
                self.tag(start, end, indent)
            }
            _ => {
                self.content(start, end);
                end
            }
        }
    }

    /// A filter and what is indented below it.
    fn filter(&mut self, start: usize, end: usize, indent: usize) -> usize {
        let name = self.text[start + 1..end].trim_ascii();
        let mut last = end;
        while last < self.text.len() {
            let next = self.line_end(last + 1);
            let first = self.skip((last + 1).min(next), next, |byte| {
                matches!(byte, b' ' | b'\t')
            });
            if first < next && first - last - 1 <= indent {
                break;
            }
            last = next;
        }
        let body = (end + 1).min(last)..last;
        match name {
            b"ruby" => self.template.statement(body),
            b"javascript" => {
                let embedded = self.interpolations(body.start, body.end);
                embedded
                    .iter()
                    .for_each(|one| self.template.statement(one.code.clone()));
                self.template.script(body, embedded);
            }
            _ => self.content(body.start, body.end),
        }
        last
    }

    /// `%tag.class#id{ruby}(html)[object]= ruby`.
    fn tag(&mut self, start: usize, end: usize, indent: usize) -> usize {
        let named = |byte: u8| {
            byte.is_ascii_alphanumeric()
                || matches!(byte, b'%' | b'.' | b'#' | b'-' | b'_' | b':' | b'@')
        };
        let mut at = self.skip(start, end, named);
        let first = start + usize::from(self.text[start] == b'%');
        let name = first..self.skip(first, at, |byte| !matches!(byte, b'.' | b'#'));
        let mut end = end;
        while let Some(open @ (b'{' | b'(' | b'[')) = self.text.get(at).copied() {
            let after = match open {
                b'(' => self.html_attributes(start, at, &name),
                _ => self.balanced(at).inspect(|after| {
                    // A hash at the start of a statement would be a block.
                    self.template.glue(";_=");
                    self.template.copy(at..*after);
                    self.template.glue("\n");
                }),
            };
            let Some(after) = after else {
                self.unclosed
                    .push(Span::new(self.template.input.file, at, end));
                return end;
            };
            at = after;
            end = self.line_end(at);
        }
        at = self.skip(at, end, |byte| matches!(byte, b'>' | b'<' | b'/'));
        match (self.text.get(at), self.text.get(at + 1)) {
            (Some(b'=' | b'~'), _) => self.ruby(at + 1, end, indent),
            (Some(b'!' | b'&'), Some(b'=')) => self.ruby(at + 2, end, indent),
            _ => {
                self.content(at.min(end), end);
                end
            }
        }
    }

    /// `(href="#" data-x='a_#{b}' title=name checked)`; returns what comes behind it.
    fn html_attributes(&mut self, start: usize, open: usize, name: &Range<usize>) -> Option<usize> {
        let mut found = Vec::new();
        let mut at = open + 1;
        loop {
            at = self.skip(at, self.text.len(), |byte| byte.is_ascii_whitespace());
            if *self.text.get(at)? == b')' {
                break;
            }
            let key = at..self.skip(at, self.text.len(), |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'@' | b'.')
            });
            if key.is_empty() {
                return None;
            }
            at = self.skip(key.end, self.text.len(), |byte| byte.is_ascii_whitespace());
            if self.text.get(at) != Some(&b'=') {
                found.push((key, Written::Nothing));
                continue;
            }
            at = self.skip(at + 1, self.text.len(), |byte| byte.is_ascii_whitespace());
            if matches!(self.text.get(at)?, b'"' | b'\'') {
                let after = self.balanced(at)?;
                found.push((key, Written::Text(at + 1..after - 1)));
                at = after;
            } else {
                let value = at..self.skip(at, self.text.len(), |byte| {
                    !byte.is_ascii_whitespace() && byte != b')'
                });
                at = value.end;
                found.push((key, Written::Code(value)));
            }
        }
        let embedded = self.interpolations(open, at);
        self.template
            .tag(start..at + 1, name.clone(), &found, &embedded);
        Some(at + 1)
    }

    /// Behind what closes the bracket or quote at `open`; brackets in strings and strings in interpolation are told apart. What is
    /// in brackets goes on below a line only where HAML lets it, so one that is never closed takes nothing of the lines below.
    fn balanced(&self, open: usize) -> Option<usize> {
        let mut waiting = vec![closer(*self.text.get(open)?)?];
        let in_brackets = waiting != [self.text[open]];
        let mut at = open + 1;
        while let Some(wanted) = waiting.last() {
            let byte = *self.text.get(at)?;
            let in_text = matches!(wanted, b'"' | b'\'');
            if waiting.len() > MOST_NESTED
                || (in_brackets && byte == b'\n' && !self.goes_on_below(at))
            {
                return None;
            }
            if byte == *wanted {
                waiting.pop();
            } else if in_text && byte == b'\\' {
                at += 1;
            } else if byte == b'#' && in_text && self.text.get(at + 1) == Some(&b'{') {
                waiting.push(b'}');
                at += 1;
            } else if !in_text && let Some(closer) = closer(byte) {
                waiting.push(closer);
            }
            at += 1;
        }
        Some(at)
    }

    /// Returns true if the line that ends here continues: after a comma or an open bracket, or before a closing one.
    fn goes_on_below(&self, end: usize) -> bool {
        let before = self.text[..end]
            .iter()
            .rev()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        let behind = self.text[end..]
            .iter()
            .find(|byte| !byte.is_ascii_whitespace());
        before.is_some_and(|byte| b",{[(|".contains(byte))
            || behind.is_some_and(|byte| b"}])".contains(byte))
    }

    /// Ruby up to the end of the line, and on the lines that continue it: behind a comma, or while all end in `|`.
    fn ruby(&mut self, start: usize, end: usize, indent: usize) -> usize {
        let mut end = end;
        let mut pieces: Vec<Range<usize>> = Vec::new();
        let mut from = start.min(end);
        loop {
            let line = from..from + self.text[from..end].trim_ascii_end().len();
            let piped = is_piped(&self.text[line.clone()]);
            pieces.push(if piped {
                line.start..line.end - 1
            } else {
                line.clone()
            });
            let next = (end + 1).min(self.text.len())..self.line_end(end + 1);
            let goes_on = match piped {
                true => is_piped(self.text[next.clone()].trim_ascii_end()),
                false => self.text[line].ends_with(b","),
            };
            if !goes_on || next.is_empty() {
                break;
            }
            (from, end) = (next.start, next.end);
        }
        let is_middle = self.block(&pieces, indent);
        self.template.glue(if is_middle { "\n" } else { ";" });
        for piece in pieces {
            self.template.copy(piece);
            self.template.glue(" ");
        }
        self.template.glue("\n");
        end
    }

    /// Opens the block that a piece of Ruby begins; says whether it continues one.
    fn block(&mut self, pieces: &[Range<usize>], indent: usize) -> bool {
        let whole =
            pieces.first().map_or(0, |first| first.start)..pieces.last().map_or(0, |last| last.end);
        let code = self.text[whole].trim_ascii();
        let word = first_word(code);
        if MIDDLES.contains(&word) {
            // Without its beginning it would close what it does not belong to.
            if self.open.last() != Some(&indent) {
                self.template.glue(";begin\n");
                self.open.push(indent);
            }
            return true;
        }
        let is_whole = code.ends_with(b" end") || code.ends_with(b";end");
        if (OPENERS.contains(&word) && !is_whole) || ends_in_do(code) {
            self.open.push(indent);
        }
        false
    }

    /// Text with Ruby and perhaps tags in it.
    fn content(&mut self, start: usize, end: usize) {
        let embedded = self.interpolations(start, end);
        crate::languages::markup::read(&mut self.template, start..end, &embedded);
    }

    /// Every `#{ruby}` in text.
    fn interpolations(&self, start: usize, end: usize) -> Vec<Embedded> {
        let mut found = Vec::new();
        let mut at = start;
        while let Some(next) = self
            .text
            .get(at..end)
            .and_then(|rest| memchr::memmem::find(rest, b"#{"))
        {
            let open = at + next;
            let Some(after) = self.balanced(open + 1).filter(|after| *after <= end) else {
                break;
            };
            at = after;
            if open == start || self.text[open - 1] != b'\\' {
                found.push(Embedded {
                    whole: open..after,
                    code: open + 2..after - 1,
                    output: true,
                });
            }
        }
        found
    }
}
