//! HAML: the Ruby in it, read at its own offsets.
//!
//! A copy of the file keeps only its Ruby; everything else is blanked to the same length. So one parse sees all of it and
//! every span is right as it is. Comments swallow what is indented below them.

use super::{Input, Language, directive, ruby};
use crate::facts::{FileFacts, Scope, ScopeKind, Text};
use crate::source::Span;

/// The row of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "haml",
    extensions: &["haml"],
    scan,
    defines: |_, _, _| false,
    takes_over: |_, _| false,
    enclosing: |_, _| None,
};

/// Words that open or continue a block which HAML closes by indentation.
const BLOCK_WORDS: &[&str] =
    &["if ", "unless ", "elsif ", "else", "case ", "when ", "while ", "until ", "for ", "begin", "rescue", "ensure", "end"];

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let scope = template_scope(&mut facts);
    let code = Splitter::new(input, &mut facts).split();
    let code = String::from_utf8(code).unwrap_or_default();
    ruby::scan_ranges(Input { text: &code, ..input }, &[], &mut facts, scope);
    facts
}

/// Adds the scope that a template's bare calls belong to.
pub fn template_scope(facts: &mut FileFacts) -> u32 {
    let span = facts.scopes[0].span;
    facts.scopes.push(Scope { kind: ScopeKind::Template, path: Text::default(), parent: Some(0), supers: Vec::new(), span });
    facts.scopes.len() as u32 - 1
}

/// Cuts the Ruby out of a file.
struct Splitter<'a, 'f> {
    input: Input<'a>,
    facts: &'f mut FileFacts,
    /// The text's bytes.
    text: &'a [u8],
    /// Blanks with line breaks, and the Ruby found so far.
    code: Vec<u8>,
}

impl<'a, 'f> Splitter<'a, 'f> {
    fn new(input: Input<'a>, facts: &'f mut FileFacts) -> Self {
        let text = input.text.as_bytes();
        let code = text.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }).collect();
        Self { input, facts, text, code }
    }

    fn split(mut self) -> Vec<u8> {
        let mut at = 0;
        // The indentation of a comment or filter whose content is being skipped.
        let mut skipped: Option<usize> = None;
        while at < self.text.len() {
            let end = self.line_end(at);
            let start = at + self.text[at..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let indent = start - at;
            at = end + 1;
            if start >= end {
                continue;
            }
            if skipped.is_some_and(|above| indent > above) {
                continue;
            }
            skipped = None;
            let line = &self.text[start..end];
            if line.starts_with(b"-#")
                || line.starts_with(b"/")
                || (line.starts_with(b":") && line.get(1).is_some_and(u8::is_ascii_lowercase))
            {
                let comment = self.input.text.get(start..end).unwrap_or("");
                self.facts.directives.extend(directive::read(self.input.file, comment, start));
                skipped = Some(indent);
                continue;
            }
            at = self.line(start, end) + 1;
        }
        self.code
    }

    fn line_end(&self, at: usize) -> usize {
        memchr::memchr(b'\n', &self.text[at..]).map_or(self.text.len(), |end| at + end)
    }

    /// Reads one element; returns where its last line ends.
    fn line(&mut self, start: usize, end: usize) -> usize {
        match self.text[start] {
            b'=' | b'-' | b'~' => self.ruby(start + 1, end),
            b'!' | b'&' if self.text.get(start + 1) == Some(&b'=') => self.ruby(start + 2, end),
            b'%' | b'.' | b'#' if self.text.get(start + 1) != Some(&b'{') => self.tag(start, end),
            _ => {
                self.interpolations(start, end);
                end
            }
        }
    }

    /// `%tag.class#id{ruby}(html)[object]= ruby`.
    fn tag(&mut self, start: usize, end: usize) -> usize {
        let mut at = start;
        let mut end = end;
        while at < end
            && (self.text[at].is_ascii_alphanumeric() || matches!(self.text[at], b'%' | b'.' | b'#' | b'-' | b'_' | b':' | b'@'))
        {
            at += 1;
        }
        loop {
            let close = match self.text.get(at) {
                Some(b'{') => b'}',
                Some(b'(') => b')',
                Some(b'[') => b']',
                _ => break,
            };
            let Some(after) = self.balanced(at, close) else { break };
            if close == b'}' && at >= start + 2 {
                self.code[at..after].copy_from_slice(&self.text[at..after]);
                // A hash at the start of a statement would be a block, so it is assigned to nothing in particular.
                self.code[at - 2..at].copy_from_slice(b"_=");
                if after < self.code.len() && self.code[after] == b' ' {
                    self.code[after] = b';';
                }
            }
            at = after;
            end = self.line_end(at.min(self.text.len()));
        }
        while at < end && matches!(self.text[at], b'>' | b'<' | b'/') {
            at += 1;
        }
        match self.text.get(at) {
            Some(b'=' | b'~') => self.ruby(at + 1, end),
            Some(b'!' | b'&') if self.text.get(at + 1) == Some(&b'=') => self.ruby(at + 2, end),
            _ => {
                self.interpolations(at.min(end), end);
                end
            }
        }
    }

    /// Behind the bracket that closes the one at `open`, strings left out.
    fn balanced(&self, open: usize, close: u8) -> Option<usize> {
        let opening = self.text[open];
        let (mut depth, mut quote, mut at) = (0usize, None, open);
        while let Some(byte) = self.text.get(at) {
            match (quote, *byte) {
                (Some(_), b'\\') => at += 1,
                (Some(open), byte) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'"' | b'\'') => quote = Some(*byte),
                (None, byte) if byte == opening => depth += 1,
                (None, byte) if byte == close => {
                    depth -= 1;
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// Ruby up to the end of the line, and of the following lines while it ends in a comma or `|`.
    fn ruby(&mut self, start: usize, end: usize) -> usize {
        let mut end = end;
        loop {
            let line = self.text[start.min(end)..end].trim_ascii_end();
            let goes_on = line.ends_with(b",") || line.ends_with(b" |");
            if !goes_on || end >= self.text.len() {
                break;
            }
            end = self.line_end(end + 1);
        }
        let start = start.min(end);
        self.code[start..end].copy_from_slice(&self.text[start..end]);
        self.code[start - 1] = b';';
        self.soften(start, end);
        end
    }

    /// Takes away what makes a piece of Ruby incomplete: a block keyword in front, `do |x|` behind, `|` at a line's end.
    fn soften(&mut self, start: usize, end: usize) {
        let first = start + self.code[start..end].iter().take_while(|byte| **byte == b' ').count();
        let word = BLOCK_WORDS.iter().find(|word| {
            let bare = word.trim_end().as_bytes();
            self.code[first..end].starts_with(word.as_bytes())
                && self.code.get(first + bare.len()).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')
        });
        if let Some(word) = word {
            let length = word.trim_end().len();
            self.code[first..first + length].fill(b' ');
        }
        let piece = self.code[start..end].to_vec();
        let trimmed = piece.trim_ascii_end();
        let opener = find_last(trimmed, b" do |")
            .filter(|_| trimmed.ends_with(b"|"))
            .or_else(|| trimmed.ends_with(b" do").then(|| trimmed.len() - 3));
        if let Some(at) = opener {
            self.code[start + at..end].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
        }
        for at in start..end {
            let before_break = self.code[at] == b'|' && self.text.get(at + 1).is_none_or(|byte| *byte == b'\n');
            if before_break {
                self.code[at] = b' ';
            }
        }
    }

    /// `#{ruby}` in text.
    fn interpolations(&mut self, start: usize, end: usize) {
        let mut at = start;
        while let Some(found) = memchr::memmem::find(&self.text[at..end], b"#{") {
            let open = at + found + 1;
            let Some(after) = self.balanced(open, b'}').filter(|after| *after <= end) else { return };
            self.code[open + 1..after - 1].copy_from_slice(&self.text[open + 1..after - 1]);
            self.code[open] = b';';
            self.code[after - 1] = b';';
            at = after;
        }
    }
}

fn find_last(text: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(text, needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{SiteKind, Value};
    use crate::source::FileId;

    fn facts(text: &str) -> FileFacts {
        scan(Input { file: FileId(0), path: "a.html.haml", text })
    }

    fn keys(text: &str) -> Vec<String> {
        let facts = facts(text);
        let maps = facts.calls.iter().filter(|site| site.kind == SiteKind::Map);
        maps.flat_map(|site| site.arguments.iter().map(|argument| format!("{:?}={:?}", argument.key, argument.value))).collect()
    }

    #[test]
    fn attributes_are_found_in_every_spelling_over_several_lines() {
        let found = keys("%a.btn{ href: x,\n  data: { track_action: 'click',\n    track: { label: 'top' } } }= t('x')\n");
        assert!(found.contains(&"Name(\"data-track_action\")=Text(\"click\")".to_owned()), "{found:?}");
        assert!(found.contains(&"Name(\"data-track-label\")=Text(\"top\")".to_owned()), "{found:?}");
        let found = keys("= link_to 'x', y,\n  data: { 'track-action' => \"a_#{b}\" } do |z|\n  %p\n");
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(keys("- data['track-action'] = 'x'\n").len(), 1);
    }

    #[test]
    fn comments_swallow_what_is_indented_below_them() {
        let text =
            "-# old\n  %a{ data: { track_action: 'no' } }\n    = go(1)\n/ html\n  = go(2)\n:javascript\n  go(3)\n%p= go(4)\n";
        let facts = facts(text);
        let calls: Vec<_> =
            facts.calls.iter().filter(|site| site.name == "go").map(|site| site.arguments[0].value.clone()).collect();
        assert_eq!(calls, [Value::Number("4".into())]);
        assert!(keys(text).is_empty());
    }

    #[test]
    fn blocks_and_interpolations_parse_and_spans_are_those_of_the_file() {
        let text = "- if show?(x)\n  %p Hello #{name(1)}\n- else\n  = render 'y' do\n    z\n- items.each do |item|\n  = track_it(item)\n";
        let facts = facts(text);
        assert_eq!(facts.problems, []);
        let site = facts.calls.iter().find(|site| site.name == "track_it").expect("it is there");
        assert_eq!(&text[site.name_span.start as usize..site.name_span.end as usize], "track_it");
        assert!(facts.calls.iter().any(|site| site.name == "name"));
    }

    #[test]
    fn every_truncation_is_read_without_panic() {
        let text = "%a{ b: \"#{c('}')}\", d: [1,\n  2] }(e=f)= g |\n  h |\n-# é\n  %p\n= é('ü',\n";
        for (end, _) in text.char_indices() {
            facts(&text[..end]);
        }
    }
}
