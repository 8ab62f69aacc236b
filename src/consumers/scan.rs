//! The names that one file reads.

use crate::consumers::documents::{self, DocumentText};
use crate::consumers::lexer::{Token, TokenKind, tokens};
use crate::consumers::reference::{Found, Reference};
use crate::consumers::rules::{ConsumerRules, ReaderRule};
use crate::consumers::{alias, series};
use crate::facts::Text;
use crate::input::{json, yaml};
use crate::rules::consumers::Becomes;
use crate::source::{FileId, SourceFile, Span};

/// The result of reading one file.
#[derive(Debug, Default)]
pub(crate) struct ScannedFile {
    /// The names, in the order of their places.
    pub(crate) references: Vec<Reference>,
    /// Rules and the reasons why they cannot read the file.
    pub(crate) problems: Vec<(Span, String)>,
}

/// A file with its tokens, which are read once for all rules.
pub(crate) struct Scan<'s> {
    file: FileId,
    source: &'s SourceFile,
    tokens: &'s [Token<'s>],
}

/// Reads the names of a file, except for those of records. `tokens` are those of its text; none are needed if no rule reads it as
/// text.
pub(crate) fn scan(
    rules: &ConsumerRules,
    file: FileId,
    source: &SourceFile,
    tokens: &[Token<'_>],
) -> ScannedFile {
    let scan = Scan {
        file,
        source,
        tokens,
    };
    let mut scanned = ScannedFile::default();
    let readers = rules.readers.iter().enumerate();
    for (number, reader) in readers.filter(|(_, reader)| reader.takes(&source.path)) {
        if reader.rule.reads.is_some() || !reader.may_be_in(&source.text) {
            continue;
        }
        let texts = match scan.texts(reader) {
            Ok(texts) => texts,
            Err(error) => {
                // Several rules may read the file, and its fault is one.
                let problem = (Span::new(file, 0, 0), format!("it cannot be read: {error}"));
                if !scanned.problems.contains(&problem) {
                    scanned.problems.push(problem);
                }
                continue;
            }
        };
        let found = match texts {
            None => named_in(reader, scan.tokens),
            Some(texts) => texts
                .iter()
                .flat_map(|text| names_of(reader, text))
                .collect(),
        };
        let references = found
            .into_iter()
            .map(|found| scan.reference(number, reader, found));
        scanned.references.extend(references);
    }
    scanned
}

/// Returns true if a rule reads the tokens of this file.
pub(crate) fn needs_tokens(rules: &ConsumerRules, source: &SourceFile) -> bool {
    let mut readers = rules.readers.iter();
    readers.any(|reader| {
        reader.rule.is_of_text() && reader.takes(&source.path) && reader.may_be_in(&source.text)
    })
}

impl Scan<'_> {
    /// Returns the texts that a rule reads; none for the text of the file.
    fn texts(&self, reader: &ReaderRule) -> Result<Option<Vec<DocumentText>>, String> {
        let text = &*self.source.text;
        if let Some(csv) = &reader.rule.csv {
            return documents::cells(text, csv).map(Some);
        }
        if !reader.rule.xml.is_empty() {
            return documents::xml(text, &reader.rule.xml.0).map(Some);
        }
        if let Some(tree) = &reader.rule.tree {
            let (nodes, problems) = match self.source.path.ends_with(".json") {
                true => json::read(self.file, text),
                false => yaml::read(self.file, text),
            };
            return match problems.into_iter().next() {
                Some(problem) if nodes.is_empty() => Err(problem.message),
                _ => documents::key_paths(&nodes, tree).map(Some),
            };
        }
        Ok(None)
    }

    fn reference(&self, number: usize, reader: &ReaderRule, found: Found) -> Reference {
        let becomes = found
            .becomes
            .filter(|_| reader.rule.becomes == Some(Becomes::Alias));
        Reference {
            rule: number,
            of: reader.rule.of,
            name: found.name,
            is_pattern: found.is_pattern,
            span: Span::new(self.file, found.range.start, found.range.end),
            becomes,
            title: None,
        }
    }
}

/// Returns the names in a text of a document.
pub(crate) fn names_of(reader: &ReaderRule, text: &DocumentText) -> Vec<Found> {
    let mut found = if let Some(series) = &reader.rule.series {
        series::names(&text.text, &series.suffixes.0)
    } else if reader.reads_tokens() {
        match reader.may_be_in(&text.text) {
            true => named_in(reader, &tokens(&text.text)),
            false => Vec::new(),
        }
    } else {
        let name = text.text.trim().trim_matches(['"', '\'']);
        return vec![Found {
            name: name.into(),
            is_pattern: false,
            range: text.range.clone(),
            becomes: None,
        }];
    };
    for one in &mut found {
        one.range = match text.is_plain {
            true => text.range.start + one.range.start..text.range.start + one.range.end,
            false => text.range.clone(),
        };
    }
    found
}

/// Returns the names among tokens, and among those of SQL inside of texts.
fn named_in(reader: &ReaderRule, all: &[Token<'_>]) -> Vec<Found> {
    let mut found = Vec::new();
    find(reader, all, &mut found);
    for (at, token) in all.iter().enumerate() {
        let may_hold_sql = match token.kind {
            TokenKind::Text => token.in_template,
            TokenKind::Quoted => true,
            _ => false,
        };
        let is_name = || !token.text.contains([' ', '[', ':', '=', '>']);
        if !may_hold_sql || is_name() || !reader.may_be_in(&token.text) {
            continue;
        }
        let mut inside = Vec::new();
        find(reader, &tokens(&token.text), &mut inside);
        for mut one in inside {
            let is_exact = token.range.len() == token.text.len();
            let start = token.range.start;
            one.range = match is_exact {
                true => start + one.range.start..start + one.range.end,
                false => token.range.clone(),
            };
            one.becomes = one.becomes.or_else(|| behind_template(all, at));
            found.push(one);
        }
    }
    found.sort_by_key(|one| one.range.start);
    found
}

fn find(reader: &ReaderRule, tokens: &[Token<'_>], found: &mut Vec<Found>) {
    if let Some(comparisons) = &reader.comparisons {
        comparisons.find(tokens, found);
    }
    if let Some(paths) = &reader.paths {
        paths.find(tokens, found);
    }
}

/// Returns the alias behind the template around a token.
fn behind_template(all: &[Token<'_>], at: usize) -> Option<Text> {
    let rest = all.get(at..)?;
    let end = rest.iter().position(|token| !token.in_template)?;
    alias::behind(all, at + end)
}
