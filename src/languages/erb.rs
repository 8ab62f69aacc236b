//! ERB: the Ruby in it, its tags and its scripts.

#[cfg(test)]
mod tests;

use crate::facts::FileFacts;
use crate::languages::language::{Input, Language};
use crate::languages::markup;
use crate::languages::template::{self, Embedded, Template};
use crate::source::Span;

/// The row of [`crate::languages::LANGUAGES`].
pub(crate) const LANGUAGE: Language = Language {
    name: "erb",
    extensions: &["erb"],
    scan,
    may_define: |_, _, _, _| false,
    only_encloses: |_, _, _| false,
    may_call: |_, _, _| true,
    may_inherit: |_, _| false,
    enclosing: |_, _| None,
    comment: |_| ("<%# ", " %>"),
    traits: template::TRAITS,
};

fn scan(input: Input<'_>) -> FileFacts {
    let mut facts = FileFacts::new(Span::new(input.file, 0, input.text.len()));
    let mut template = Template::new(input, &mut facts);
    let embedded = embedded(&mut template);
    markup::read(&mut template, 0..input.text.len(), &embedded);
    template.finish();
    facts
}

/// The Ruby of a file in order. A comment is Ruby that says nothing, and `<%%` is text.
fn embedded(template: &mut Template<'_, '_>) -> Vec<Embedded> {
    let text = template.input.text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memmem::find(&text[at..], b"<%") {
        let open = at + next;
        let end = memchr::memmem::find(&text[open..], b"%>").map_or(text.len(), |end| open + end);
        at = (end + 2).min(text.len());
        match text.get(open + 2) {
            Some(b'%') => at = open + 3,
            Some(b'#') => {
                template.comment(open..at);
                found.push(Embedded {
                    whole: open..at,
                    code: open..open,
                    output: false,
                });
            }
            first => {
                let start = (open + 2 + usize::from(matches!(first, Some(b'=' | b'-')))).min(end);
                let start = start
                    + usize::from(start < end && text[start - 1] == b'=' && text[start] == b'=');
                let stop = if end > start && text[end - 1] == b'-' {
                    end - 1
                } else {
                    end
                };
                found.push(Embedded {
                    whole: open..at,
                    code: start..stop,
                    output: first == Some(&b'='),
                });
            }
        }
    }
    found
}
