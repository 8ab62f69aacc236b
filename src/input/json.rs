//! JSON with byte spans, as the same tree as YAML.
//!
//! A YAML parser reads most JSON. It refuses escaped surrogate pairs, tabs and deep indentation that are valid JSON, so documents
//! in JSON have their own reader.

use crate::facts::{Problem, Text};
use crate::input::yaml::{MapEntry, Node, NodeValue, ScalarKind};
use crate::source::{FileId, Span};
use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// Maximum nesting. Each level is scanned once more.
const MAX_DEPTH: usize = 32;

/// Maximum number of values.
const MAX_NODES: usize = 250_000;

/// Reads a JSON document, with the problems found. Text without any content has no document.
pub(crate) fn read(file: FileId, text: &str) -> (Vec<Node>, Vec<Problem>) {
    let body = text.trim_start_matches('\u{feff}');
    if body.trim().is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut reader = Reader {
        file,
        text,
        nodes: 0,
        problems: Vec::new(),
    };
    let root = serde_json::from_str::<&RawValue>(body);
    let root = root.map_err(|error| reader.fault(body, &error));
    match root.and_then(|raw| reader.node(raw.get(), 0)) {
        Ok(node) => (vec![node], reader.problems),
        Err(problem) => (Vec::new(), vec![problem]),
    }
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    nodes: usize,
    problems: Vec<Problem>,
}

impl<'t> Reader<'t> {
    /// Returns the offset of a part of the text.
    fn offset(&self, part: &str) -> usize {
        part.as_ptr().addr() - self.text.as_ptr().addr()
    }

    fn span(&self, part: &str) -> Span {
        let start = self.offset(part);
        Span::new(self.file, start, start + part.len())
    }

    /// Returns a syntax error in a part of the text as a problem.
    fn fault(&self, part: &str, error: &serde_json::Error) -> Problem {
        let lines = part.split_inclusive('\n').take(error.line().max(1) - 1);
        let before: usize = lines.map(str::len).sum();
        let start = (self.offset(part) + before + error.column().max(1) - 1).min(self.text.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Problem::unread(message, Span::new(self.file, start, start))
    }

    fn node(&mut self, raw: &'t str, depth: usize) -> Result<Node, Problem> {
        let span = self.span(raw);
        self.nodes += 1;
        if depth > MAX_DEPTH || self.nodes > MAX_NODES {
            let message = match depth > MAX_DEPTH {
                true => format!("the document is nested more than {MAX_DEPTH} levels deep"),
                false => format!("the document has more than {MAX_NODES} values"),
            };
            return Err(Problem::unread(
                message,
                Span::new(self.file, span.start as usize, span.start as usize),
            ));
        }
        let plain = |kind| NodeValue::Scalar(Text::new(raw), kind);
        let value = match raw.as_bytes().first() {
            Some(b'"') => NodeValue::Scalar(self.unescaped(raw)?, ScalarKind::Text),
            Some(b'[') => NodeValue::List(self.list(raw, depth)?),
            Some(b'{') => NodeValue::Map(self.map(raw, depth)?),
            Some(b't' | b'f') => plain(ScalarKind::Bool),
            Some(b'n') => plain(ScalarKind::Null),
            _ => plain(ScalarKind::Number),
        };
        Ok(Node { value, span })
    }

    fn unescaped(&self, raw: &str) -> Result<Text, Problem> {
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or_default();
        if !inner.contains('\\') {
            return Ok(Text::new(inner));
        }
        let text = serde_json::from_str::<String>(raw);
        text.map(Text::from)
            .map_err(|error| self.fault(raw, &error))
    }

    fn list(&mut self, raw: &'t str, depth: usize) -> Result<Vec<Node>, Problem> {
        let items = serde_json::Deserializer::from_str(raw).deserialize_seq(Items);
        let items = items.map_err(|error| self.fault(raw, &error))?;
        let items = items.into_iter();
        items.map(|item| self.node(item.get(), depth + 1)).collect()
    }

    fn map(&mut self, raw: &'t str, depth: usize) -> Result<Vec<MapEntry>, Problem> {
        let values = serde_json::Deserializer::from_str(raw).deserialize_map(Entries);
        let values = values.map_err(|error| self.fault(raw, &error))?;
        let mut entries = Vec::with_capacity(values.len());
        let mut first: HashMap<Text, Span> = HashMap::new();
        let mut end = self.offset(raw) + 1;
        for value in values {
            let start = self.offset(value.get());
            let between = &self.text[end..start];
            let (Some(open), Some(close)) = (between.find('"'), between.rfind('"')) else {
                continue;
            };
            let written = &between[open..=close];
            let (key, key_span) = (self.unescaped(written)?, self.span(written));
            if first.insert(key.clone(), key_span).is_some() {
                let message = format!("duplicate key `{key}`; only the last one counts");
                self.problems.push(Problem::partial(message, key_span));
            }
            end = start + value.get().len();
            let value = self.node(value.get(), depth + 1)?;
            entries.push(MapEntry {
                key,
                key_span,
                value,
            });
        }
        Ok(entries)
    }
}

struct Items;

impl<'de> Visitor<'de> for Items {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(items)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<&'de RawValue>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut values = Vec::new();
        while let Some((_, value)) = map.next_entry::<serde::de::IgnoredAny, _>()? {
            values.push(value);
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(text: &str, span: Span) -> &str {
        &text[span.start as usize..span.end as usize]
    }

    #[test]
    fn json_has_spans_and_keeps_numbers_as_written() {
        let text =
            "\u{feff}{\n\t\"a\\u0062\" : [1.50, \"\\ud83d\\ude00 \\/ä\", null, true],\"é\":{}}\r\n";
        let (nodes, problems) = read(FileId(0), text);
        assert_eq!(problems, []);
        let entries = nodes[0].entries();
        assert_eq!(entries[0].key, "ab");
        assert_eq!(slice(text, entries[0].key_span), "\"a\\u0062\"");
        let items = entries[0].value.items();
        assert_eq!(
            items[0].value,
            NodeValue::Scalar("1.50".into(), ScalarKind::Number)
        );
        assert_eq!(items[1].as_str().map(Text::as_str), Some("😀 /ä"));
        assert_eq!(slice(text, items[1].span), "\"\\ud83d\\ude00 \\/ä\"");
        assert!(items[2].is_blank() && !items[3].is_blank());
        assert_eq!(slice(text, entries[1].value.span), "{}");
    }

    #[test]
    fn hostile_json_is_one_problem_each() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let deep_maps = "{\"a\":".repeat(50_000) + "1" + &"}".repeat(50_000);
        let long = format!("[{}1]", "1,".repeat(300_000));
        for text in [
            &deep,
            &deep_maps,
            &long,
            "{\"a\": \"\\ud800\"}",
            "{\"a\" 1}",
            "{,}",
            "[1] 2",
            "{\"a\": 1} // x",
        ] {
            let (nodes, problems) = read(FileId(0), text);
            let start: String = text.chars().take(20).collect();
            assert!(
                nodes.is_empty() && problems.len() == 1,
                "{start}: {problems:?}"
            );
            assert!(problems[0].span.start as usize <= text.len());
        }
        assert_eq!(read(FileId(0), " \n"), (Vec::new(), Vec::new()));
    }

    #[test]
    fn the_last_of_two_equal_keys_counts() {
        let (nodes, problems) = read(FileId(0), "{\"a\": 1, \"a\": 2}");
        assert_eq!(
            nodes[0].get("a").and_then(Node::as_str).map(Text::as_str),
            Some("2")
        );
        assert_eq!(problems.len(), 1);
        assert!(problems[0].partial);
    }
}
