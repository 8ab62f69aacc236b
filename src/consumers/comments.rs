//! Comments in the files of consumers that suppress findings.

use crate::consumers::lexer;
use crate::consumers::rules::ConsumerRules;
use crate::facts::Directive;
use crate::input::yaml;
use crate::languages::directive::{self, Extent, Extents};
use crate::languages::directive_yaml;
use crate::source::{FileId, SourceFile, SourceMap};
use std::ops::Range;

/// Returns the directives in the comments of files. CSV and JSON have no comments.
pub(crate) fn directives(
    rules: &ConsumerRules,
    sources: &SourceMap,
    files: &[FileId],
) -> Vec<Directive> {
    let mut found = Vec::new();
    for file in files {
        let source = sources.file(*file);
        if memchr::memmem::find(source.text.as_bytes(), directive::MARK.as_bytes()).is_some() {
            found.extend(of_file(rules, *file, source));
        }
    }
    found
}

fn of_file(rules: &ConsumerRules, file: FileId, source: &SourceFile) -> Vec<Directive> {
    let (path, text) = (&*source.path, &*source.text);
    let ending = path.rsplit('.').next().unwrap_or_default();
    let is_xml = || {
        let mut readers = rules.readers.iter();
        readers.any(|reader| !reader.rule.xml.is_empty() && reader.takes(path))
    };
    let (comments, extents) = match ending {
        "json" | "ipynb" | "csv" | "tsv" => return Vec::new(),
        "yml" | "yaml" => {
            let (documents, _) = yaml::read(file, text);
            return directive_yaml::directives(file, source, &documents);
        }
        _ if is_xml() => (of_xml(text), Vec::new()),
        _ => (lexer::comments(text), lists(text)),
    };
    let extents = Extents::new(extents);
    let comments = comments.into_iter();
    let mut found: Vec<Directive> = comments
        .filter_map(|range| directive::read(file, text.get(range.clone())?, range.start))
        .collect();
    for one in &mut found {
        directive::govern(one, source, &extents);
    }
    found
}

/// Returns the comments of an XML document.
fn of_xml(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find("<!--").map(|found| at + found) {
        let end = text[start..].find("-->");
        at = end.map_or(text.len(), |end| start + end + 3);
        found.push(start..at);
    }
    found
}

/// Returns the lists of texts, so that a comment above one applies to all of it. A query in brackets is none.
fn lists(text: &str) -> Vec<Extent> {
    let tokens = lexer::tokens(text);
    let mut found = Vec::new();
    for (at, open) in tokens.iter().enumerate() {
        if !open.is("(") && !open.is("[") {
            continue;
        }
        let mut inside = tokens[at + 1..].iter();
        let end = inside.find(|token| !(token.is(",") || token.is_text()));
        if let Some(end) = end.filter(|end| end.is(")") || end.is("]")) {
            found.push(Extent {
                start: open.range.start,
                end: end.range.end,
                whole: true,
            });
        }
    }
    found
}
