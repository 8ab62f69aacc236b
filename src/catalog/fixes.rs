//! Faults of definition files that have a certain fix.
//!
//! Edits change a word, a scalar, one new line, or the order of lines. Comments stay with their lines.

use crate::catalog::Invalid;
use crate::facts::Text;
use crate::finding::Severity;
use crate::fix::{self, Edit};
use crate::input::yaml::{Node, NodeValue, ScalarKind};
use crate::rules::compiled_definitions::CompiledRule;
use crate::rules::definitions::FieldName;
use crate::source::{SourceFile, Span};

/// A fault and its fix. There is no fix if the text has an unusual form.
#[derive(Clone)]
pub(crate) struct FixableFault {
    pub(crate) invalid: Invalid,
    pub(crate) edit: Option<Edit>,
}

/// Returns the faults of one file: its document as one rule sees it, and the records in it.
pub(crate) fn fixable_faults<'n>(
    rule: &CompiledRule,
    source: &SourceFile,
    root: &Node,
    records: impl Iterator<Item = &'n Node>,
) -> Vec<FixableFault> {
    let mut fixable = Vec::new();
    for path in &rule.rule.checks.sorted.0 {
        let lists = root.path(path).into_iter();
        fixable.extend(lists.filter_map(|list| unsorted(source, list)));
    }
    for record in records {
        let texts = rule.rule.checks.texts.0.iter();
        let texts = texts.flat_map(|path| record.path(path));
        fixable.extend(texts.filter_map(|node| number(source, node)));
        fixable.extend(misspelt_keys(rule, source, record));
        if rule.rule.at.is_empty() {
            fixable.extend(status_of_folder(rule, source, record));
        }
    }
    fixable
}

fn fault(source: &SourceFile, span: Span, message: String, help: Option<String>) -> Invalid {
    Invalid {
        message,
        help,
        span,
        subject: Text::from(&*source.path),
        owner: None,
        severity: Severity::Info,
    }
}

/// Returns the fault of a release that YAML reads as a number: `18.10` becomes 18.1.
fn number(source: &SourceFile, node: &Node) -> Option<FixableFault> {
    let NodeValue::Scalar(text, ScalarKind::Number) = &node.value else {
        return None;
    };
    let message = format!("YAML reads `{text}` as a number, which loses its trailing zeros");
    let edit = Edit {
        span: node.span,
        replacement: format!("'{text}'"),
    };
    // The span of an alias is not the span of its text.
    let plain = source.slice(node.span) == text.as_str();
    let help = Some(format!("quote it: '{text}'"));
    Some(FixableFault {
        invalid: fault(source, node.span, message, help),
        edit: plain.then_some(edit),
    })
}

fn misspelt_keys(rule: &CompiledRule, source: &SourceFile, record: &Node) -> Vec<FixableFault> {
    let keys = &rule.rule.checks.keys.0;
    let entries = record.entries().iter();
    let unknown = entries.filter(|entry| !keys.iter().any(|key| *key == entry.key));
    let fixable = unknown.filter_map(|entry| {
        let meant = fix::unambiguous_name(&entry.key, keys.iter().map(String::as_str))
            .filter(|meant| record.entry(meant).is_none())?;
        let message = format!("unknown key `{}`", entry.key);
        let edit = Edit {
            span: entry.key_span,
            replacement: meant.to_owned(),
        };
        let plain = source.slice(entry.key_span) == entry.key.as_str();
        let help = Some(format!("did you mean `{meant}`?"));
        Some(FixableFault {
            invalid: fault(source, entry.key_span, message, help),
            edit: plain.then_some(edit),
        })
    });
    fixable.collect()
}

/// Returns the fault of a definition that lacks the status that its folder implies.
fn status_of_folder(
    rule: &CompiledRule,
    source: &SourceFile,
    record: &Node,
) -> Option<FixableFault> {
    let status = rule.forced(&source.path, FieldName::Status)?;
    let mut paths = rule.paths(FieldName::Status);
    let key = rule.paths(FieldName::Status).next();
    let key = key.filter(|key| !key.contains(['.', '[', '*']))?;
    if paths.any(|path| !record.path(path).is_empty()) {
        return None;
    }
    let place = record.entries().first()?.key_span;
    let message = format!("the folder says that the status is `{status}`, and `{key}` is missing");
    let help = Some(format!("add `{key}: {status}`"));
    Some(FixableFault {
        invalid: fault(source, place, message, help),
        edit: insertion(rule, source, record, key, status),
    })
}

/// Returns a new line before the first key that comes after `key` in the usual order, or else before the first of all.
fn insertion(
    rule: &CompiledRule,
    source: &SourceFile,
    record: &Node,
    key: &str,
    value: &str,
) -> Option<Edit> {
    let keys = &rule.rule.checks.keys.0;
    let order = |key: &str| keys.iter().position(|known| known == key);
    let own = order(key);
    let mut entries = record.entries().iter();
    let later = entries.find(|entry| own.is_some() && order(&entry.key) > own);
    let next = later.or_else(|| record.entries().first())?.key_span;
    let line = source.line_range(source.line(next.start));
    let indent = source.text.get(line.start..next.start as usize)?;
    if !indent.chars().all(|c| c == ' ') {
        return None;
    }
    let end = if source.text[line.end..].starts_with('\r') {
        "\r\n"
    } else {
        "\n"
    };
    let span = Span::new(next.file, line.start, line.start);
    Some(Edit {
        span,
        replacement: format!("{indent}{key}: {value}{end}"),
    })
}

/// Returns the fault of a list that must be sorted, at its first element that is out of order.
fn unsorted(source: &SourceFile, list: &Node) -> Option<FixableFault> {
    let items = list.items().iter();
    let items: Option<Vec<(&Text, Span)>> = items
        .map(|item| Some((item.as_str()?, item.span)))
        .collect();
    let items = items?;
    let late = items.windows(2).find(|pair| pair[0].0 > pair[1].0)?[1];
    let message = format!("`{}` is out of order; the list is sorted", late.0);
    let invalid = fault(source, late.1, message, Some("sort the list".to_owned()));
    Some(FixableFault {
        invalid,
        edit: sorting(source, &items),
    })
}

/// Sorts a list with one element on each line. A comment moves with the element below it. Lines above the first element stay.
fn sorting(source: &SourceFile, items: &[(&Text, Span)]) -> Option<Edit> {
    let text = &source.text;
    let mut chunks: Vec<(&Text, &str)> = Vec::new();
    let mut begin = None;
    let mut at = 0;
    for (name, span) in items {
        let line = source.line_range(source.line(span.start));
        let end = text[line.end..]
            .find('\n')
            .map(|rest| line.end + rest + 1)?;
        let start = if begin.is_some() { at } else { line.start };
        let mark = text.get(line.start..span.start as usize)?.trim();
        let between = text.get(start..line.start)?;
        let only_comments = between
            .lines()
            .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
        if mark != "-" || !only_comments || span.end as usize > line.end {
            return None;
        }
        begin = begin.or(Some(start));
        chunks.push((name, &text[start..end]));
        at = end;
    }
    let span = Span::new(items.first()?.1.file, begin?, at);
    chunks.sort_by_key(|(name, _)| *name);
    Some(Edit {
        span,
        replacement: chunks.into_iter().map(|(_, chunk)| chunk).collect(),
    })
}
