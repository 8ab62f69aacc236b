//! YAML with byte spans. The only user of the YAML reader.
//!
//! Scalars stay as they were written: a release `15.10` must not become the number 15.1. A key that is given twice is
//! kept twice, so that each can be reported; [`Node::get`] answers with the last, as readers of such files do.

use crate::facts::{Problem, Text};
use crate::panic;
use crate::source::{FileId, Span};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};
use std::collections::HashMap;
use std::fmt;

/// How a scalar is written, and so what it may be taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScalarKind {
    /// Quoted, a block, or plain text.
    Text,
    /// A plain number.
    Number,
    /// A plain true or false.
    Bool,
    /// Nothing, `~` or `null`.
    Null,
}

/// One YAML node and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub value: NodeValue,
    /// Where it is written; for an alias, the alias.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeValue {
    /// A scalar: its text, unquoted but otherwise as written (`15.10` stays `15.10`).
    Scalar(Text, ScalarKind),
    /// A list.
    List(Vec<Node>),
    /// A mapping in source order. A key that is given twice appears twice.
    Map(Vec<Entry>),
}

/// One entry of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key is written.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The text of a scalar that is not null.
    pub fn as_str(&self) -> Option<&Text> {
        match &self.value {
            NodeValue::Scalar(text, kind) if *kind != ScalarKind::Null => Some(text),
            _ => None,
        }
    }

    /// Whether it says nothing: null, or a blank text.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            NodeValue::Scalar(text, kind) => *kind == ScalarKind::Null || text.trim().is_empty(),
            _ => false,
        }
    }

    /// The elements of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        if let NodeValue::List(items) = &self.value {
            items
        } else {
            &[]
        }
    }

    /// The entries of a mapping; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        if let NodeValue::Map(entries) = &self.value {
            entries
        } else {
            &[]
        }
    }

    /// The entry with this key; the last one if it is given twice.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rev().find(|entry| entry.key == key)
    }

    /// The value of this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// All nodes a path leads to. `a.b` descends, `a[]` takes each element of a list, `*` each value of a mapping, and `.`
    /// is the node itself.
    pub fn path(&self, path: &str) -> Vec<&Node> {
        let mut found = vec![self];
        for step in path.split('.').filter(|step| !step.is_empty()) {
            let (key, each) = step
                .strip_suffix("[]")
                .map_or((step, false), |key| (key, true));
            let mut next = Vec::new();
            for node in found {
                match key {
                    "" => next.push(node),
                    "*" => next.extend(node.entries().iter().map(|entry| &entry.value)),
                    key => next.extend(node.get(key)),
                }
            }
            found = if each {
                next.iter().flat_map(|node| node.items()).collect()
            } else {
                next
            };
        }
        found
    }

    /// The texts of a list of scalars, or of one scalar, with their places.
    pub fn strings(&self) -> Vec<(Text, Span)> {
        let nodes = if let NodeValue::List(items) = &self.value {
            items.as_slice()
        } else {
            std::slice::from_ref(self)
        };
        nodes
            .iter()
            .filter_map(|node| node.as_str().map(|text| (text.clone(), node.span)))
            .collect()
    }
}

/// Nesting that no definition needs; deeper text is refused before it can cost anything, and two such stacks fit on any thread.
const MAX_DEPTH: usize = 32;

fn options() -> serde_saphyr::Options {
    let mut options = serde_saphyr::options! {
        strict_booleans: false,
        legacy_octal_numbers: true,
        with_snippet: false,
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
        budget: serde_saphyr::budget! {
            max_depth: MAX_DEPTH,
            max_nodes: 250_000,
            max_aliases: 2_000,
            flow_nesting_limit: MAX_DEPTH,
            max_total_scalar_bytes: 8 << 20,
        },
    };
    options.alias_limits.max_total_replayed_events = 100_000;
    options
}

/// Reads all documents of a text; what cannot be read comes back as problems. Text without any content gives no document.
pub fn read(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    panic::caught(|| documents(file, text)).unwrap_or_else(|fault| {
        let message =
            format!("a fault of the YAML reader, please report it; the file was not read: {fault}");
        (
            Vec::new(),
            vec![Problem {
                message,
                span: Span::new(file, 0, 0),
                partial: false,
            }],
        )
    })
}

fn documents(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    let bom = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let reader = Reader { file, text, bom };
    match serde_saphyr::from_multiple_with_options::<Spanned<Raw>>(&text[bom..], options()) {
        Ok(documents) => {
            let mut problems = Vec::new();
            let nodes = documents
                .into_iter()
                .map(|document| reader.node(document, &mut problems))
                .collect();
            (nodes, problems)
        }
        Err(error) => (Vec::new(), vec![reader.problem(&error)]),
    }
}

/// Reads a text of the program's own form (rules, settings) into its type.
pub fn parse<T: DeserializeOwned>(file: FileId, text: &str) -> Result<T, Problem> {
    let bom = if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    serde_saphyr::from_str_with_options(&text[bom..], options())
        .map_err(|error| Reader { file, text, bom }.problem(&error))
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    bom: usize,
}

impl Reader<'_> {
    fn span(&self, location: Location) -> Span {
        let place = location.span();
        let start = match place.byte_offset() {
            Some(offset) => offset as usize + self.bom,
            None => self.offset(location.line(), location.column()),
        };
        let start = start.min(self.text.len());
        let end = (start + place.byte_len().unwrap_or(0) as usize).min(self.text.len());
        let trimmed = self
            .text
            .get(start..end)
            .map_or(end - start, |text| text.trim_end().len());
        Span::new(self.file, start, start + trimmed)
    }

    fn offset(&self, line: u64, column: u64) -> usize {
        let line_start: usize = self
            .text
            .split_inclusive('\n')
            .take((line as usize).saturating_sub(1))
            .map(str::len)
            .sum();
        let rest = &self.text[line_start..];
        let inside = rest
            .char_indices()
            .nth((column as usize).saturating_sub(1))
            .map_or(rest.len(), |(at, _)| at);
        line_start + inside
    }

    fn node(&self, raw: Spanned<Raw>, problems: &mut Vec<Problem>) -> Node {
        let span = self.span(raw.referenced);
        let value = match raw.value {
            Raw::Text(text) => NodeValue::Scalar(text, ScalarKind::Text),
            Raw::Plain(kind) => {
                let written = self.span(raw.defined);
                let text = self
                    .text
                    .get(written.start as usize..written.end as usize)
                    .unwrap_or("");
                NodeValue::Scalar(Text::new(text), kind)
            }
            Raw::List(items) => NodeValue::List(
                items
                    .into_iter()
                    .map(|item| self.node(item, problems))
                    .collect(),
            ),
            Raw::Map(entries) => NodeValue::Map(self.map(entries, problems)),
        };
        Node { value, span }
    }

    fn map(
        &self,
        raw: Vec<(Spanned<Raw>, Spanned<Raw>)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<Entry> {
        let mut first: HashMap<Text, Span> = HashMap::new();
        let mut entries = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            let own = key.referenced == key.defined;
            let key = self.node(key, problems);
            let value = self.node(value, problems);
            let NodeValue::Scalar(name, _) = &key.value else {
                let message = "a list or mapping cannot be a key here".to_owned();
                problems.push(Problem {
                    message,
                    span: key.span,
                    partial: true,
                });
                continue;
            };
            if own && first.insert(name.clone(), key.span).is_some() {
                let message =
                    format!("the key `{name}` is given more than once; only the last one counts");
                problems.push(Problem {
                    message,
                    span: key.span,
                    partial: true,
                });
            }
            entries.push(Entry {
                key: name.clone(),
                key_span: key.span,
                value,
            });
        }
        entries
    }

    fn problem(&self, error: &serde_saphyr::Error) -> Problem {
        let span = error
            .location()
            .map_or(Span::new(self.file, 0, 0), |location| self.span(location));
        let mut message = plain(&error.without_snippet().to_string());
        if self.text.contains("<%") || self.text.contains("{{") {
            message
                .push_str("; it looks like a template that is rendered to YAML, exclude it if so");
        }
        Problem {
            message,
            span,
            partial: false,
        }
    }
}

/// What the reader says, in words for whoever wrote the file. By the beginnings of its messages.
const WORDS: &[(&str, &str)] = &[
    (
        "budget breached: Depth",
        "this is nested too deeply to be a definition; nothing behind it is read",
    ),
    (
        "recursion limit exceeded",
        "this is nested too deeply to be a definition; nothing behind it is read",
    ),
    (
        "recursive references",
        "the anchor stands inside of what it names, which has no end",
    ),
    (
        "alias replay limit exceeded",
        "aliases stand for too much here; write out what they name",
    ),
    (
        "alias references unknown anchor",
        "there is no anchor with this name before this place",
    ),
];

/// The reader's message as one line without control characters and without the place, which stands beside it.
fn plain(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let line = line.find("line ").map_or(line, |at| {
        let rest = line[at..].splitn(5, [' ', ':']).nth(4).unwrap_or_default();
        if at == 0 && !rest.is_empty() {
            rest.trim_start()
        } else {
            line
        }
    });
    let known = WORDS
        .iter()
        .find(|(begin, _)| line.starts_with(begin))
        .map(|(_, words)| (*words).to_owned());
    known.unwrap_or_else(|| one_line(line.find(" at line ").map_or(line, |at| &line[..at])))
}

/// A text of someone else as one line without control characters.
pub fn one_line(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect::<Vec<_>>()
            } else {
                vec![c]
            }
        })
        .collect()
}

/// A node as the reader hands it over; plain scalars are taken from the text later.
enum Raw {
    Text(Text),
    Plain(ScalarKind),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any YAML")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Bool))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Number))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(Text::new(text)))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Plain(ScalarKind::Text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod second_reader;
#[cfg(test)]
mod tests;
