//! Parses YAML into a tree with byte spans. The only file that uses the YAML parser.

use crate::facts::{Problem, Text};
use crate::input::yaml::message::plain;
use crate::input::yaml::node::{MapEntry, Node, NodeValue, ScalarKind};
use crate::input::yaml::raw::Raw;
use crate::panic;
use crate::source::{FileId, Span};
use serde::de::DeserializeOwned;
use serde_saphyr::{Location, Spanned};
use std::collections::HashMap;

/// Maximum nesting. No definition needs more, and two stacks of that depth fit on any thread.
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

/// Parses all documents of a text, with the problems found. Text without any content has no document.
pub(crate) fn read(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    panic::caught(|| documents(file, text)).unwrap_or_else(|fault| {
        let message =
            format!("bug in the YAML reader, please report it; the file was not read: {fault}");
        let problem = Problem {
            message,
            span: Span::new(file, 0, 0),
            partial: false,
        };
        (Vec::new(), vec![problem])
    })
}

fn documents(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    let reader = Reader::new(file, text);
    match serde_saphyr::from_multiple_with_options::<Spanned<Raw>>(reader.body(), options()) {
        Ok(documents) => {
            let mut problems = Vec::new();
            let documents = documents.into_iter();
            let nodes = documents.map(|document| reader.node(document, &mut problems));
            (nodes.collect(), problems)
        }
        Err(error) => (Vec::new(), vec![reader.problem(&error)]),
    }
}

/// Parses a rule pack or another text of the program's own format into its type.
///
/// # Errors
/// The first error, with its span.
pub(crate) fn parse<T: DeserializeOwned>(file: FileId, text: &str) -> Result<T, Problem> {
    let reader = Reader::new(file, text);
    serde_saphyr::from_str_with_options(reader.body(), options())
        .map_err(|error| reader.problem(&error))
}

struct Reader<'a> {
    file: FileId,
    text: &'a str,
    /// Length of the byte order mark.
    bom: usize,
}

impl<'a> Reader<'a> {
    fn new(file: FileId, text: &'a str) -> Self {
        let body = text.strip_prefix('\u{feff}').unwrap_or(text);
        let bom = text.len() - body.len();
        Self { file, text, bom }
    }

    /// Returns the text without its byte order mark, which the parser does not accept.
    fn body(&self) -> &'a str {
        &self.text[self.bom..]
    }

    fn span(&self, location: Location) -> Span {
        let place = location.span();
        let start = match place.byte_offset() {
            Some(offset) => offset as usize + self.bom,
            None => self.offset(location.line(), location.column()),
        };
        let start = start.min(self.text.len());
        let end = (start + place.byte_len().unwrap_or(0) as usize).min(self.text.len());
        let text = self.text.get(start..end);
        let trimmed = text.map_or(end - start, |text| text.trim_end().len());
        Span::new(self.file, start, start + trimmed)
    }

    fn offset(&self, line: u64, column: u64) -> usize {
        let (line, column) = ((line as usize).max(1), (column as usize).max(1));
        let lines = self.text.split_inclusive('\n').take(line - 1);
        let line_start: usize = lines.map(str::len).sum();
        let rest = &self.text[line_start..];
        let inside = rest.char_indices().nth(column - 1);
        line_start + inside.map_or(rest.len(), |(at, _)| at)
    }

    fn node(&self, raw: Spanned<Raw>, problems: &mut Vec<Problem>) -> Node {
        let span = self.span(raw.referenced);
        let value = match raw.value {
            Raw::Text(text) => NodeValue::Scalar(text, ScalarKind::Text),
            Raw::Plain(kind) => {
                let written = self.span(raw.defined);
                let text = self.text.get(written.start as usize..written.end as usize);
                let text = text.unwrap_or("");
                // Unlike `yes` and `on`, a bare letter is a text to the readers in use.
                let is_letter = kind == ScalarKind::Bool && text.len() == 1;
                let kind = if is_letter { ScalarKind::Text } else { kind };
                NodeValue::Scalar(Text::new(text), kind)
            }
            Raw::List(items) => {
                let items = items.into_iter().map(|item| self.node(item, problems));
                NodeValue::List(items.collect())
            }
            Raw::Map(entries) => NodeValue::Map(self.map(entries, problems)),
        };
        Node { value, span }
    }

    fn map(
        &self,
        raw: Vec<(Spanned<Raw>, Spanned<Raw>)>,
        problems: &mut Vec<Problem>,
    ) -> Vec<MapEntry> {
        let mut first: HashMap<Text, Span> = HashMap::new();
        let mut entries = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            let own = key.referenced == key.defined;
            let key = self.node(key, problems);
            let value = self.node(value, problems);
            let mut problem = |message: String| {
                problems.push(Problem {
                    message,
                    span: key.span,
                    partial: true,
                });
            };
            let NodeValue::Scalar(name, _) = &key.value else {
                problem("a key cannot be a list or mapping".to_owned());
                continue;
            };
            if own && first.insert(name.clone(), key.span).is_some() {
                problem(format!("duplicate key `{name}`; only the last one counts"));
            }
            entries.push(MapEntry {
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
