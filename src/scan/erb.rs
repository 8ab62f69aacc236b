//! ERB: the Ruby in it, read at its own offsets, and the attributes of its tags.

use super::haml::template_scope;
use super::{Input, Language, directive, ruby};
use crate::facts::{Argument, CallSite, FileFacts, Key, SiteKind, Value};
use crate::source::Span;

/// The row of [`super::LANGUAGES`].
pub const LANGUAGE: Language = Language {
    name: "erb",
    extensions: &["erb"],
    scan,
    defines: |_, _, _| false,
    takes_over: |_, _| false,
    enclosing: |_, _| None,
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let scope = template_scope(&mut facts);
    let text = input.text.as_bytes();
    let blank = |byte: &u8| if *byte == b'\n' { b'\n' } else { b' ' };
    let mut code: Vec<u8> = text.iter().map(blank).collect();
    let mut markup = text.to_vec();
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&text[at..], b"<%") {
        let open = at + found;
        let end = memchr::memmem::find(&text[open..], b"%>").map_or(text.len(), |end| open + end);
        let after = (end + 2).min(text.len());
        markup[open..after].fill(b' ');
        match text.get(open + 2) {
            Some(b'%') => {}
            Some(b'#') => {
                let comment = input.text.get(open..after).unwrap_or("");
                facts.directives.extend(directive::read(input.file, comment, open));
            }
            first => {
                let start = (open + 2 + usize::from(matches!(first, Some(b'=' | b'-')))).min(end);
                let stop = if end > start && text[end - 1] == b'-' { end - 1 } else { end };
                code[start..stop].copy_from_slice(&text[start..stop]);
                code[open] = b';';
                if end < text.len() {
                    code[end] = b';';
                }
            }
        }
        at = after;
    }
    let code = String::from_utf8(code).unwrap_or_default();
    ruby::scan_ranges(Input { text: &code, ..input }, &[], &mut facts, scope);
    elements(input, &markup, scope, &mut facts);
    facts
}

/// Tags with attributes that are written out.
fn elements(input: Input<'_>, markup: &[u8], scope: u32, facts: &mut FileFacts) {
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &markup[at..]) {
        let open = at + found;
        at = open + 1;
        if markup[open..].starts_with(b"<!--") {
            at = memchr::memmem::find(&markup[open..], b"-->").map_or(markup.len(), |end| open + end);
            continue;
        }
        let Some(close) = memchr::memchr(b'>', &markup[open..]).map(|end| open + end) else { return };
        let name_end =
            open + 1 + markup[open + 1..close].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
        if name_end == open + 1 {
            continue;
        }
        let arguments = attributes(input, markup, name_end, close);
        if !arguments.is_empty() {
            facts.calls.push(CallSite {
                kind: SiteKind::Element,
                receiver: None,
                name: input.text.get(open + 1..name_end).unwrap_or("").into(),
                arguments,
                scope,
                function: None,
                statement: false,
                name_span: Span::new(input.file, open + 1, name_end),
                span: Span::new(input.file, open, close + 1),
            });
        }
        at = close;
    }
}

fn attributes(input: Input<'_>, markup: &[u8], start: usize, end: usize) -> Vec<Argument> {
    let mut found = Vec::new();
    let mut at = start;
    while let Some(equals) = memchr::memchr(b'=', &markup[at..end]).map(|found| at + found) {
        let name_start = markup[at..equals].iter().rposition(u8::is_ascii_whitespace).map_or(at, |space| at + space + 1);
        let quote = markup.get(equals + 1).copied().unwrap_or(b' ');
        if !matches!(quote, b'"' | b'\'') {
            at = equals + 1;
            continue;
        }
        let Some(close) = memchr::memchr(quote, &markup[equals + 2..end]).map(|close| equals + 2 + close) else { break };
        let value = std::str::from_utf8(&markup[equals + 2..close]).unwrap_or("");
        let written = input.text.get(equals + 2..close).unwrap_or("");
        // A value with Ruby in it is not known here.
        let value = if value == written { Value::Text(value.into()) } else { Value::Opaque };
        if let Some(name) = input.text.get(name_start..equals) {
            found.push(Argument { key: Key::Name(name.into()), value, span: Span::new(input.file, name_start, close + 1) });
        }
        at = close + 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn facts(text: &str) -> FileFacts {
        scan(Input { file: FileId(0), path: "a.html.erb", text })
    }

    #[test]
    fn code_counts_comments_do_not() {
        let found = facts(
            "<% if a %><%= go(1) %><%# go(2) %><% end -%>\n<a data-x=\"y\" b='<%= go(3) %>'>z</a><!-- <a data-x=\"no\"> -->",
        );
        assert_eq!(found.problems, []);
        assert_eq!(found.calls.iter().filter(|site| site.name == "go").count(), 2);
        let tags: Vec<_> = found.calls.iter().filter(|site| site.kind == SiteKind::Element).collect();
        assert_eq!(tags.len(), 1);
        assert_eq!(tags[0].named("data-x").map(|argument| &argument.value), Some(&Value::Text("y".into())));
        assert_eq!(tags[0].named("b").map(|argument| &argument.value), Some(&Value::Opaque));
    }

    #[test]
    fn every_truncation_is_read_without_panic() {
        let text = "<% a('é') -%><b c=\"d\">é<%# x %><%% y %>";
        for (end, _) in text.char_indices() {
            facts(&text[..end]);
        }
    }
}
