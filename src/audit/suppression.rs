//! Suppressions of findings in comments and in the configuration.

use crate::audit::context::Context;
use crate::audit::name_match::nearest;
use crate::audit::ranges::Ranges;
use crate::config::{Settings, Spanned};
use crate::facts::{Directive, DirectiveKind, Text};
use crate::finding::{Finding, Lint};
use crate::source::Span;
use std::cell::Cell;
use std::collections::BTreeSet;

/// The name of a lint in a suppression comment.
pub(crate) struct Suppression<'a> {
    /// The comment.
    pub(crate) directive: &'a Directive,
    /// The name as written.
    pub(crate) name: &'a Text,
    /// Span of the name.
    pub(crate) span: Span,
    /// True if it suppressed a finding.
    pub(crate) used: bool,
}

/// Settings that had an effect before the audit.
#[derive(Debug, Clone, Default)]
pub(crate) struct SettingsUsage {
    /// File patterns that matched no file.
    pub(crate) unused_patterns: Vec<Spanned<String>>,
    /// Group aliases that occurred.
    pub(crate) renamed_groups: BTreeSet<Text>,
}

/// All suppressions of a project, and the findings they suppressed.
pub(crate) struct Suppressions<'a> {
    /// The audited project.
    pub(crate) cx: &'a Context<'a>,
    /// The settings, with spans of the run.
    pub(crate) settings: &'a Settings,
    /// Settings that had an effect before the audit.
    pub(crate) settings_usage: &'a SettingsUsage,
    /// Suppressions in comments, one for each name.
    pub(crate) in_comments: Vec<Suppression<'a>>,
    /// For each `ignore` of the settings, true if it suppressed a finding.
    pub(crate) ignored: Vec<Cell<bool>>,
    /// All lints.
    lints: &'static [&'static Lint],
    /// Names of the lints that other runs report: those of changes and of consumers.
    other_lints: Vec<&'static str>,
}

/// Returns the names in the comments that suppress findings.
pub(crate) fn suppressions<'a>(
    directives: impl Iterator<Item = &'a Directive>,
) -> Vec<Suppression<'a>> {
    let ignores = directives.filter(|directive| directive.kind == DirectiveKind::Ignore);
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

impl<'a> Suppressions<'a> {
    /// Collects the suppressions of a project. None has suppressed anything yet.
    pub(crate) fn new(
        cx: &'a Context<'a>,
        settings: &'a Settings,
        settings_usage: &'a SettingsUsage,
        lints: &'static [&'static Lint],
        other_lints: Vec<&'static str>,
    ) -> Self {
        Self {
            cx,
            settings,
            settings_usage,
            in_comments: suppressions(cx.directives()),
            ignored: settings.ignore.iter().map(|_| Cell::new(false)).collect(),
            lints,
            other_lints,
        }
    }

    /// Returns the findings that nothing suppresses.
    ///
    /// If a comment and the settings suppress the same finding, both count as used, so that neither depends on the other.
    pub(crate) fn keep(&mut self, mut findings: Vec<Finding>) -> Vec<Finding> {
        let suppressions = self.in_comments.iter().enumerate();
        let by_place = Ranges::new(
            suppressions
                .map(|(number, one)| (one.directive.governs, one.directive.whole_file, number)),
        );
        findings.retain(|finding| {
            let mut suppressed = self.is_ignored(finding);
            let covered_by = finding.covered_by.iter().copied();
            for span in covered_by.chain([finding.primary.span]) {
                for number in by_place.at(span) {
                    let suppression = &mut self.in_comments[number];
                    if suppression.name == finding.lint.name {
                        suppression.used = true;
                        suppressed = true;
                    }
                }
            }
            !suppressed
        });
        findings
    }

    /// Returns the finding with its configured severity, or nothing if the lint is off.
    pub(crate) fn apply_severity(&self, mut finding: Finding) -> Option<Finding> {
        let path = self.cx.inputs.sources.path(finding.primary.span);
        let settings = self.settings;
        finding.severity = settings.severity(finding.lint.name, path, finding.severity)?;
        Some(finding)
    }

    /// Returns true if a lint of this name exists.
    pub(crate) fn is_lint(&self, name: &str) -> bool {
        self.lints.iter().any(|lint| lint.name == name)
    }

    /// Returns true if a lint looks at changes or consumers. Its suppressions are unused on most days and still needed.
    pub(crate) fn is_of_others(&self, name: &str) -> bool {
        self.other_lints.contains(&name)
    }

    /// Returns the lint with the most similar name.
    pub(crate) fn nearest_lint(&self, name: &str) -> Option<&'static str> {
        nearest(name, self.lints.iter().map(|lint| lint.name))
    }

    /// Returns true if the settings ignore the finding. Marks every `ignore` that matches as used.
    pub(crate) fn is_ignored(&self, finding: &Finding) -> bool {
        let covered_by = finding.covered_by.iter().copied();
        let spans = covered_by.chain([finding.primary.span]);
        let paths: Vec<&str> = spans
            .map(|span| self.cx.inputs.sources.path(span))
            .collect();
        let mut silent = false;
        for (ignore, used) in self.settings.ignore.iter().zip(&self.ignored) {
            let covers = |path: &&str| ignore.covers(finding.lint.name, path);
            if paths.iter().any(covers) && !self.is_expired(ignore) {
                used.set(true);
                silent = true;
            }
        }
        silent
    }

    /// Returns true if an `ignore` is past its last day.
    pub(crate) fn is_expired(&self, ignore: &crate::config::Ignore) -> bool {
        self.settings
            .today
            .as_deref()
            .is_some_and(|today| ignore.is_expired(today))
    }
}
