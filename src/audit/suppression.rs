//! What people told tracklint in comments and in the configuration: which findings are not wanted, and what came of it.

use crate::audit::Context;
use crate::audit::KNOWN;
use crate::audit::changes::CHANGES;
use crate::audit::lints::AFTERWARDS;
use crate::audit::name_match::nearest;
use crate::config::{Settings, Spanned};
use crate::facts::{Directive, DirectiveKind, Text};
use crate::finding::Finding;
use crate::source::{FileId, Span};
use rustc_hash::FxHashMap;
use std::cell::Cell;
use std::collections::BTreeSet;

/// A lint that a comment names.
pub struct Suppression<'a> {
    /// The comment.
    pub directive: &'a Directive,
    /// The name as written.
    pub name: &'a Text,
    /// Where it is written.
    pub span: Span,
    /// Whether it silenced a finding.
    pub used: bool,
}

/// What is known of the settings from before the audit.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    /// Patterns for files that matched none.
    pub idle_patterns: Vec<Spanned<String>>,
    /// Other names of groups that occurred.
    pub renamed_groups: BTreeSet<Text>,
}

/// What people told, and what came of it.
pub struct Told<'a> {
    /// The audit.
    pub cx: &'a Context<'a>,
    /// The settings; their spans are those of the run.
    pub settings: &'a Settings,
    /// What is known of the settings from before.
    pub walked: &'a Walked,
    /// The suppressions in comments, one for each name.
    pub suppressions: Vec<Suppression<'a>>,
    /// For each `ignore` of the settings, whether it silenced a finding.
    pub ignored: Vec<Cell<bool>>,
}

/// The findings that are wanted, with the severities that the settings give them, and those about what people told.
///
/// A finding may be silenced by a comment and by the settings at once; both count as used then, so that neither depends on the
/// other. Suppressions are looked at before severities: one for a lint that is turned off is not unused.
pub fn judge(
    cx: &Context<'_>,
    settings: &Settings,
    walked: &Walked,
    findings: Vec<Finding>,
) -> Vec<Finding> {
    let mut told = Told {
        cx,
        settings,
        walked,
        suppressions: suppressions(cx),
        ignored: settings.ignore.iter().map(|_| Cell::new(false)).collect(),
    };
    let mut by_file: FxHashMap<FileId, Vec<usize>> = FxHashMap::default();
    for (number, suppression) in told.suppressions.iter().enumerate() {
        by_file
            .entry(suppression.span.file)
            .or_default()
            .push(number);
    }
    let mut kept = Vec::new();
    for finding in findings {
        let mut silent = told.is_ignored(&finding);
        for number in by_file
            .get(&finding.primary.span.file)
            .into_iter()
            .flatten()
        {
            let suppression = &mut told.suppressions[*number];
            if suppression.name == finding.lint.name
                && suppression.directive.is_about(finding.primary.span)
            {
                suppression.used = true;
                silent = true;
            }
        }
        if !silent {
            kept.push(finding);
        }
    }
    for entry in AFTERWARDS {
        let mut found = Vec::new();
        (entry.check)(&told, &mut found);
        kept.extend(
            found
                .into_iter()
                .filter(|finding| !told.is_ignored(finding)),
        );
    }
    kept.into_iter()
        .filter_map(|finding| weighed(cx, settings, finding))
        .collect()
}

/// The finding with the severity that the settings give it.
fn weighed(cx: &Context<'_>, settings: &Settings, mut finding: Finding) -> Option<Finding> {
    let path = cx.inputs.sources.path(finding.primary.span);
    finding.severity = settings.severity(finding.lint.name, path, finding.severity)?;
    Some(finding)
}

fn suppressions<'a>(cx: &Context<'a>) -> Vec<Suppression<'a>> {
    let ignores = cx
        .directives()
        .filter(|directive| directive.kind == DirectiveKind::Ignore);
    let each = |directive: &'a Directive| {
        directive.names.iter().map(move |(name, span)| Suppression {
            directive,
            name,
            span: *span,
            used: false,
        })
    };
    ignores.flat_map(each).collect()
}

impl Told<'_> {
    /// Whether the settings ignore a finding; every entry that does is marked.
    fn is_ignored(&self, finding: &Finding) -> bool {
        let path = self.cx.inputs.sources.path(finding.primary.span);
        let mut silent = false;
        for (ignore, used) in self.settings.ignore.iter().zip(&self.ignored) {
            if ignore.covers(finding.lint.name, path) && !self.is_expired(ignore) {
                used.set(true);
                silent = true;
            }
        }
        silent
    }

    /// Whether an `ignore` holds no longer.
    pub fn is_expired(&self, ignore: &crate::config::Ignore) -> bool {
        self.settings
            .today
            .as_deref()
            .is_some_and(|today| ignore.is_expired(today))
    }
}

/// Whether a lint of this name exists.
pub fn is_lint(name: &str) -> bool {
    KNOWN.iter().any(|lint| lint.name == name)
}

/// Whether a lint looks at changes: what silences it is mostly idle, and all the same wanted for the day of the change.
pub fn is_of_changes(name: &str) -> bool {
    CHANGES.iter().any(|entry| entry.lint.name == name)
}

/// The lint that was probably meant.
pub fn nearest_lint(name: &str) -> Option<&'static str> {
    nearest(name, KNOWN.iter().map(|lint| lint.name))
}
