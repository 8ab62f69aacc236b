//! Tags in text with Ruby in it.

use crate::languages::template::{Attribute, Embedded, Template, Written};
use std::ops::Range;

/// Reads text: its Ruby as statements, its tags with what their attributes hold, its scripts. `embedded` is the Ruby in it, in
/// order.
pub(crate) fn read(template: &mut Template<'_, '_>, range: Range<usize>, embedded: &[Embedded]) {
    let mut reader = Reader {
        text: template.input.text.as_bytes(),
        template,
        embedded,
        end: range.end,
    };
    let mut at = range.start;
    while at < range.end {
        at = match reader.embedded_at(at) {
            Some(one) => reader.ruby(one),
            None if reader.text[at] == b'<' => reader.tag(at),
            None => at + 1,
        };
    }
}

struct Reader<'t, 'a, 'f> {
    text: &'a [u8],
    template: &'t mut Template<'a, 'f>,
    embedded: &'t [Embedded],
    end: usize,
}

impl<'t> Reader<'t, '_, '_> {
    /// The Ruby that begins here.
    fn embedded_at(&self, at: usize) -> Option<&'t Embedded> {
        let index = self.embedded.partition_point(|one| one.whole.start < at);
        self.embedded.get(index).filter(|one| one.whole.start == at)
    }

    /// Ruby as a statement; returns what comes behind it.
    fn ruby(&mut self, one: &Embedded) -> usize {
        self.template.statement(one.code.clone());
        one.whole.end
    }

    /// All Ruby in a range, as statements.
    fn statements(&mut self, range: &Range<usize>) {
        for one in inside(self.embedded, range) {
            self.template.statement(one.code.clone());
        }
    }

    /// Reads a tag or comment; returns the offset after it.
    fn tag(&mut self, open: usize) -> usize {
        if self.text[open..self.end].starts_with(b"<!--") {
            let close = memchr::memmem::find(&self.text[open..self.end], b"-->")
                .map_or(self.end, |end| open + end);
            self.template.comment(open..close);
            self.statements(&(open..close));
            return close;
        }
        let name = open + 1..self.run(open + 1, |byte| {
            byte.is_ascii_alphanumeric() || byte == b'-'
        });
        let Some((attributes, close)) = self.attributes(name.end).filter(|_| !name.is_empty())
        else {
            return open + 1;
        };
        let tag = open..close + 1;
        // Ruby that only decides what stands where is not the value of anything.
        let values: Vec<Range<usize>> = attributes
            .iter()
            .filter_map(|(_, value)| text_of(value))
            .collect();
        let is_value =
            |one: &Embedded| one.output && values.iter().any(|value| contains(value, one));
        let others: Vec<&Embedded> = inside(self.embedded, &tag)
            .filter(|one| attributes.is_empty() || !is_value(one))
            .collect();
        others
            .into_iter()
            .for_each(|one| self.template.statement(one.code.clone()));
        let is_script = self.text[name.clone()].eq_ignore_ascii_case(b"script");
        self.template
            .tag(tag.clone(), name, &attributes, self.embedded);
        if is_script {
            self.script(tag.end)
        } else {
            tag.end
        }
    }

    /// The content of a script that begins here; returns where it ends.
    fn script(&mut self, start: usize) -> usize {
        let close = memchr::memmem::find(&self.text[start..self.end], b"</script")
            .map_or(self.end, |end| start + end);
        let body = start..close;
        self.statements(&body);
        self.template.script(
            body.clone(),
            inside(self.embedded, &body).cloned().collect(),
        );
        close
    }

    /// Attributes from `at` on, and where the `>` behind them stands.
    fn attributes(&self, at: usize) -> Option<(Vec<Attribute>, usize)> {
        let mut found = Vec::new();
        let mut at = at;
        while at < self.end {
            if let Some(one) = self.embedded_at(at) {
                at = one.whole.end;
                continue;
            }
            match self.text[at] {
                b'>' => return Some((found, at)),
                b'<' => return None,
                _ => {}
            }
            let key = at..self.run(at, |byte| {
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'@' | b'.')
            });
            if key.is_empty() {
                at += 1;
                continue;
            }
            at = key.end;
            if self.text.get(at).filter(|_| at < self.end) != Some(&b'=') {
                // A name that goes on with Ruby is not known.
                if self.embedded_at(at).is_none() {
                    found.push((key, Written::Nothing));
                }
                continue;
            }
            let value = self.value(at + 1)?;
            at = value.end + usize::from(matches!(self.text[key.end + 1], b'"' | b'\''));
            found.push((key, Written::Text(value)));
        }
        None
    }

    /// The text of a value that begins at `at`, without quotes.
    fn value(&self, at: usize) -> Option<Range<usize>> {
        let quote = self
            .text
            .get(at)
            .copied()
            .filter(|byte| at < self.end && matches!(byte, b'"' | b'\''));
        let start = at + usize::from(quote.is_some());
        let mut at = start;
        while at < self.end {
            match (self.embedded_at(at), quote, self.text[at]) {
                (Some(one), ..) => at = one.whole.end,
                (None, Some(quote), byte) if byte == quote => return Some(start..at),
                (None, None, byte) if byte.is_ascii_whitespace() || byte == b'>' => {
                    return Some(start..at);
                }
                _ => at += 1,
            }
        }
        None
    }

    /// Behind the bytes from `at` on that are like this and no Ruby.
    fn run(&self, at: usize, like: impl Fn(u8) -> bool) -> usize {
        (at..self.end)
            .find(|at| !like(self.text[*at]) || self.embedded_at(*at).is_some())
            .unwrap_or(self.end)
    }
}

fn inside<'e>(
    embedded: &'e [Embedded],
    range: &Range<usize>,
) -> impl Iterator<Item = &'e Embedded> {
    let range = range.clone();
    let from = embedded.partition_point(|one| one.whole.start < range.start);
    let starting = embedded[from..].iter();
    let starting = starting.take_while(move |one| one.whole.start < range.end);
    starting.filter(move |one| one.whole.end <= range.end)
}

fn contains(range: &Range<usize>, one: &Embedded) -> bool {
    range.start <= one.whole.start && one.whole.end <= range.end
}

fn text_of(value: &Written) -> Option<Range<usize>> {
    if let Written::Text(range) = value {
        Some(range.clone())
    } else {
        None
    }
}
