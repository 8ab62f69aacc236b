//! Reports of lints, and the identity of a report that survives moves of lines.

use crate::fix::Edit;
use crate::source::{SourceMap, Span};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The severity of a finding, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Severity {
    /// Something is wrong.
    Error,
    /// Something is probably wrong.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// All of them, the worst first.
    pub(crate) const ALL: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

    /// Returns the word that stands for it in output, on the command line and in the configuration.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Severity::ALL
            .into_iter()
            .find(|severity| severity.word() == word);
        found.ok_or_else(|| format!("`{word}` is no severity; there are error, warning and info"))
    }
}

/// Name, documentation and default severity of a lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lint {
    /// The stable name in kebab case.
    pub(crate) name: &'static str,
    /// A summary in one line without a full stop.
    pub(crate) summary: &'static str,
    /// The manual page in Markdown: reason, advice, a bad and a good example.
    pub(crate) docs: &'static str,
    /// The severity of its findings unless the finding or the configuration says otherwise.
    pub(crate) severity: Severity,
    /// The version that brought it.
    pub(crate) since: &'static str,
}

/// A place and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Label {
    /// The place, as narrow as the fault.
    pub(crate) span: Span,
    /// A few words; may be empty for a primary label.
    pub(crate) text: String,
}

/// One report of one lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The lint that reports.
    pub(crate) lint: &'static Lint,
    /// The severity.
    pub(crate) severity: Severity,
    /// The message, in one line.
    pub(crate) message: String,
    /// Advice.
    pub(crate) help: Option<String>,
    /// The event, metric or feature it is about; part of its identity, so never a line number or a count.
    pub(crate) subject: String,
    /// The group that owns the subject.
    pub(crate) owner: Option<String>,
    /// The primary span.
    pub(crate) primary: Label,
    /// Other places that matter.
    pub(crate) related: Vec<Label>,
    /// Words for the primary place among the related ones of another finding with the same lint and subject. Both have one cause, and
    /// reports show them as one finding.
    pub(crate) one_cause: Option<String>,
    /// Other places at which a comment suppresses the finding: definitions of its event.
    pub(crate) covered_by: Vec<Span>,
    /// The edits of a certain fix. Empty if a person has to decide.
    pub(crate) edits: Vec<Edit>,
}

impl Finding {
    /// Returns a finding with the lint's own severity and nothing but the necessary.
    pub(crate) fn new(
        lint: &'static Lint,
        span: Span,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            lint,
            severity: lint.severity,
            message: message.into(),
            help: None,
            subject: subject.into(),
            owner: None,
            primary: Label {
                span,
                text: String::new(),
            },
            related: Vec::new(),
            one_cause: None,
            covered_by: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// Adds what corrects it, where that is certain.
    #[must_use]
    pub(crate) fn edits(mut self, edits: impl IntoIterator<Item = Edit>) -> Self {
        self.edits.extend(edits);
        self
    }

    /// Adds places at which a comment suppresses the finding too.
    #[must_use]
    pub(crate) fn covered_by(mut self, spans: impl IntoIterator<Item = Span>) -> Self {
        self.covered_by.extend(spans);
        self
    }

    /// Makes all findings with this lint and subject one, in which the others are related places.
    #[must_use]
    pub(crate) fn one_cause(mut self, text: impl Into<String>) -> Self {
        self.one_cause = Some(text.into());
        self
    }

    /// Adds another severity.
    #[must_use]
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Adds words at the primary place.
    #[must_use]
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Adds advice.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds an owner, where there is one.
    #[must_use]
    pub(crate) fn owner(mut self, owner: Option<impl Into<String>>) -> Self {
        self.owner = owner.map(Into::into);
        self
    }

    /// Adds one more place.
    #[must_use]
    pub(crate) fn related(mut self, span: Span, text: impl Into<String>) -> Self {
        self.related.push(Label {
            span,
            text: text.into(),
        });
        self
    }
}

/// A finding with its identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Numbered {
    /// The finding.
    pub(crate) finding: Finding,
    /// 32 hex digits that stay the same when lines move; unique in a run.
    pub(crate) fingerprint: String,
}

/// Changes whenever the same finding would get another fingerprint, so that old baselines are recognised as old.
const SCHEME: &str = "tracklint-1";

/// Returns the first half of the hash of a text, in hexadecimal digits.
pub(crate) fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let bytes = hash.iter().take(16);
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the identity of a finding: no line, no message, nothing that an edit elsewhere in the file would change.
///
/// `ordinal` counts, from zero, the findings before it with the same lint, path and subject.
pub(crate) fn fingerprint(lint: &str, path: &str, subject: &str, ordinal: usize) -> String {
    let mut hash = Sha256::new();
    for part in [SCHEME, lint, path, subject, &ordinal.to_string()] {
        // The length in front keeps `("ab", "c")` and `("a", "bc")` apart.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digit = |half: u8| char::from_digit(u32::from(half), 16);
    hash.finalize()
        .iter()
        .take(16)
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .flatten()
        .collect()
}

/// Returns the order of findings: by path, place and lint.
pub(crate) fn order(sources: &SourceMap, a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| {
        (
            finding.primary.span.start,
            finding.lint.name,
            finding.primary.span.end,
        )
    };
    let by_path = sources
        .path(a.primary.span)
        .cmp(sources.path(b.primary.span));
    by_path
        .then_with(|| key(a).cmp(&key(b)))
        .then_with(|| (&a.subject, &a.message).cmp(&(&b.subject, &b.message)))
}

/// Sorts by path, place and lint, and gives each finding its fingerprint.
pub(crate) fn sort_and_number(sources: &SourceMap, mut findings: Vec<Finding>) -> Vec<Numbered> {
    findings.sort_by(|a, b| order(sources, a, b));
    let mut seen: FxHashMap<(&str, Cow<'_, str>, String), usize> = FxHashMap::default();
    let mut numbered = Vec::with_capacity(findings.len());
    for finding in findings {
        let (lint, path) = (
            finding.lint.name,
            sources.identity(finding.primary.span.file),
        );
        let subject = subject(sources, &finding);
        let next = seen.entry((lint, path, subject)).or_default();
        let ordinal = *next;
        *next += 1;
        numbered.push((finding, ordinal));
    }
    let number = |(finding, ordinal): (Finding, usize)| Numbered {
        fingerprint: numbered_fingerprint(sources, &finding, ordinal),
        finding,
    };
    numbered.into_iter().map(number).collect()
}

/// Returns the fingerprint of a finding with this ordinal.
pub(crate) fn numbered_fingerprint(
    sources: &SourceMap,
    finding: &Finding,
    ordinal: usize,
) -> String {
    let path = sources.identity(finding.primary.span.file);
    fingerprint(
        finding.lint.name,
        &path,
        &subject(sources, finding),
        ordinal,
    )
}

/// Returns the subject of a finding. One that is the path of its file changes with the path.
fn subject(sources: &SourceMap, finding: &Finding) -> String {
    let file = sources.file(finding.primary.span.file);
    match file.outside.is_some() && finding.subject.contains(&*file.path) {
        true => finding.subject.replace(&*file.path, ""),
        false => finding.subject.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceFile;

    static LINT: Lint = Lint {
        name: "a-lint",
        summary: "s",
        docs: "d",
        severity: Severity::Warning,
        since: "0.1.0",
    };

    #[test]
    fn fingerprints_never_change() {
        assert_eq!(
            fingerprint("unused-event", "config/events/a.yml", "a", 0),
            "b7994aaead953a1bdeade6fab3b264be"
        );
    }

    #[test]
    fn equals_are_numbered_in_source_order_and_lines_do_not_count() {
        let numbered = |text: &str| {
            let mut sources = SourceMap::default();
            let file = sources.add(SourceFile::new("a.rb", text));
            let at = |from: usize| Finding::new(&LINT, Span::new(file, from, from + 1), "x", "m");
            let first = text.find('x').expect("there is one");
            sort_and_number(&sources, vec![at(first + 2), at(first)])
        };
        let (plain, moved) = (numbered("x x"), numbered("\n\n\nx x"));
        assert!(plain[0].finding.primary.span.start < plain[1].finding.primary.span.start);
        assert_ne!(plain[0].fingerprint, plain[1].fingerprint);
        let prints = |all: &[Numbered]| {
            all.iter()
                .map(|n| n.fingerprint.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(prints(&plain), prints(&moved));
    }
}
