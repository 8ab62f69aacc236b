//! The report of a run, as every format reads it.

use crate::finding::{Finding, Label, Lint, Numbered, Severity, order, sort_and_number};
use crate::report::coverage::model::{Coverage, CoverageRow};
use crate::report::input_summary::InputSummary;
use crate::report::text::counted;
use crate::source::{Encoding, OUTSIDE, SourceMap, Span, below};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Numbers of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Tracking calls.
    pub(crate) calls: usize,
    /// Events, called or defined.
    pub(crate) events: usize,
    /// Metric definitions.
    pub(crate) metrics: usize,
    /// Metrics with the verdict `orphaned`.
    pub(crate) metrics_orphaned: usize,
    /// Features that can be instrumented: with code, and not exempt.
    pub(crate) features: usize,
    /// Features with the verdict `instrumented`.
    pub(crate) features_instrumented: usize,
    /// Names that consumers read, if the run is about consumers.
    pub(crate) references: Option<usize>,
}

impl Tally {
    /// Returns the share of features that are instrumented, or none if there are no features.
    pub(crate) fn coverage(&self) -> Option<f64> {
        (self.features > 0).then(|| self.features_instrumented as f64 / self.features as f64)
    }
}

/// The coverage before a change.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CoverageBefore {
    /// The numbers.
    pub(crate) tally: Tally,
    /// The rows of all kinds.
    pub(crate) coverage: Vec<CoverageRow>,
}

/// A finding that a change removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// The finding, with spans in the files before the change.
    pub(crate) numbered: Numbered,
    /// Path of its file before the change.
    pub(crate) path: String,
}

/// A build of a pipeline, as Azure's reader of SARIF identifies it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Build {
    /// Identifier of the run.
    pub(crate) id: String,
    /// Properties of the pipeline by name.
    pub(crate) properties: Vec<(String, String)>,
}

/// Everything that a format may write.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// The files of all spans.
    pub(crate) sources: SourceMap,
    /// The findings, sorted, each with its fingerprint.
    pub(crate) findings: Vec<Numbered>,
    /// Findings that `findings` show as places of another one. Consumers that compare branches need them.
    pub(crate) folded: Vec<Numbered>,
    /// All findings of the project, if `findings` are only those of a change. Consumers that compare branches need them.
    pub(crate) whole: Option<Vec<Numbered>>,
    /// Findings that a change removed, with their fingerprints before it.
    pub(crate) fixed: Vec<Fixed>,
    /// The lowest severity that fails the run.
    pub(crate) fail_on: Option<Severity>,
    /// Name of the base, if the report is about a change.
    pub(crate) base: Option<String>,
    /// Folder that the paths begin with, with a `/` at its end.
    pub(crate) path_prefix: String,
    /// Address of a line of code, with `{path}` and `{line}`.
    pub(crate) source_url: Option<String>,
    /// Address and revision of the repository.
    pub(crate) repository: Option<(String, String)>,
    /// The build that the run belongs to, where a reader asks for it.
    pub(crate) build: Option<Build>,
    /// The lints that ran, with and without findings.
    pub(crate) lints: &'static [&'static Lint],
    /// The files that were read, and those that were not.
    pub(crate) input_summary: InputSummary,
    /// Notes about the run as a whole, one sentence each.
    pub(crate) notes: Vec<String>,
    /// The numbers of the run.
    pub(crate) tally: Tally,
    /// Feature coverage with the uninstrumented features.
    pub(crate) coverage: Coverage,
    /// The coverage before the change, if one is reported.
    pub(crate) before: Option<CoverageBefore>,
    /// Surfaces by position.
    pub(crate) surfaces: Vec<Surface>,
    /// URL of the lints' manual without a fragment. Formats write no links without it.
    pub(crate) docs: Option<String>,
}

/// A place where a feature meets its users: an action, a route, a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Surface {
    /// Span of its name.
    pub(crate) span: Span,
    /// Name.
    pub(crate) name: String,
    /// True if a tracking call makes it visible.
    pub(crate) tracked: bool,
}

/// A span as a path with one-based lines and columns.
pub(crate) struct Location<'a> {
    pub(crate) path: &'a str,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) end_line: u32,
    pub(crate) end_column: u32,
}

/// Findings by the severity and name of their lint.
pub(crate) type ByLint<'r> = BTreeMap<(Severity, &'static str), Vec<&'r Numbered>>;

impl Report {
    /// Builds a report of these findings, sorted and numbered.
    pub(crate) fn new(sources: SourceMap, findings: Vec<Finding>) -> Self {
        let findings = sort_and_number(&sources, findings);
        Self {
            sources,
            findings,
            ..Self::default()
        }
    }

    /// Returns all findings of the project, also if the report is about a change.
    pub(crate) fn all(&self) -> &[Numbered] {
        self.whole.as_ref().unwrap_or(&self.findings)
    }

    /// Returns the findings with those that are shown as places of another one.
    pub(crate) fn unfolded(&self) -> Vec<&Numbered> {
        let mut all: Vec<&Numbered> = self.findings.iter().chain(&self.folded).collect();
        all.sort_by(|a, b| order(&self.sources, &a.finding, &b.finding));
        all
    }

    /// Makes findings of one cause one finding. It runs last, so a baseline or a comparison still sees each of them.
    pub(crate) fn fold(&mut self) {
        let mut first: FxHashMap<(&'static str, String), usize> = FxHashMap::default();
        let mut kept: Vec<Numbered> = Vec::with_capacity(self.findings.len());
        for numbered in std::mem::take(&mut self.findings) {
            let finding = &numbered.finding;
            let Some(text) = finding.one_cause.clone() else {
                kept.push(numbered);
                continue;
            };
            let key = (finding.lint.name, finding.subject.clone());
            let place = *first.entry(key).or_insert(kept.len());
            let Some(whole) = kept.get_mut(place).map(|one| &mut one.finding) else {
                kept.push(numbered);
                continue;
            };
            whole.severity = whole.severity.min(finding.severity);
            let span = finding.primary.span;
            whole.related.push(Label { span, text });
            whole.edits.extend(finding.edits.iter().cloned());
            self.folded.push(numbered);
        }
        self.findings = kept;
    }

    /// Keeps the findings that a test accepts, in all lists.
    pub(crate) fn retain(&mut self, keep: &dyn Fn(&Numbered) -> bool) {
        self.findings.retain(keep);
        if let Some(whole) = &mut self.whole {
            whole.retain(keep);
        }
        self.fixed.retain(|fixed| keep(&fixed.numbered));
    }

    /// Returns the report with all paths below `folder`. `locations` replaces the names of files from outside with their locations.
    pub(crate) fn below(&self, folder: &str, locations: bool) -> Cow<'_, Report> {
        let has_outside = self.sources.iter().any(|(_, file)| file.outside.is_some());
        if folder.is_empty() && !(locations && has_outside) {
            return Cow::Borrowed(self);
        }
        let path = |path: &mut String| {
            if !path.starts_with(OUTSIDE) && !path.is_empty() {
                *path = below(folder, path);
            }
        };
        let mut report = self.clone();
        folder.clone_into(&mut report.path_prefix);
        report.sources = self.sources.renamed(&|file| match &file.outside {
            Some(location) if locations => location.to_string(),
            Some(_) => file.path.to_string(),
            None => below(folder, &file.path),
        });
        report.input_summary.move_below(folder);
        report.fixed.iter_mut().for_each(|one| path(&mut one.path));
        let features = report.coverage.uninstrumented.iter_mut();
        let places = features.flat_map(|feature| &mut feature.places);
        places.for_each(|place| path(&mut place.path));
        Cow::Owned(report)
    }

    /// Adds findings of lints that are not in the report yet.
    pub(crate) fn add(&mut self, findings: Vec<Finding>) {
        self.findings
            .extend(sort_and_number(&self.sources, findings));
        self.findings
            .sort_by(|a, b| order(&self.sources, &a.finding, &b.finding));
    }

    /// Returns the number of findings of a severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        let of_severity = |numbered: &&Numbered| numbered.finding.severity == severity;
        self.findings.iter().filter(of_severity).count()
    }

    /// Returns the numbers of findings as words: `1 error, 0 warnings, 3 infos`.
    pub(crate) fn counts_in_words(&self) -> String {
        let words = Severity::ALL.map(|severity| count_in_words(self.count(severity), severity));
        words.join(", ")
    }

    /// Groups the findings by lint.
    pub(crate) fn by_lint(&self) -> ByLint<'_> {
        let mut lints = ByLint::new();
        for numbered in &self.findings {
            let key = (numbered.finding.severity, numbered.finding.lint.name);
            lints.entry(key).or_default().push(numbered);
        }
        lints
    }

    /// Returns the URL of a lint's manual page.
    pub(crate) fn link(&self, lint: &Lint) -> Option<String> {
        let base = self.docs.as_ref()?;
        Some(format!("{base}#{}", lint.name))
    }

    /// Returns the address of a line of code.
    pub(crate) fn source_link(&self, path: &str, line: u32) -> Option<String> {
        let address = self.source_url.as_ref()?;
        let line = line.to_string();
        Some(
            address
                .replace("{path}", &encoded(path))
                .replace("{line}", &line),
        )
    }

    pub(crate) fn location(&self, span: Span, encoding: Encoding) -> Location<'_> {
        let (start, end) = self.sources.positions(span, encoding);
        Location {
            path: self.sources.path(span),
            line: start.line.get(),
            column: start.column.get(),
            end_line: end.line.get(),
            end_column: end.column.get(),
        }
    }
}

/// Returns a number of findings as words: `2 warnings`.
pub(crate) fn count_in_words(number: usize, severity: Severity) -> String {
    let word = severity.word();
    counted(number, word, &format!("{word}s"))
}

/// Returns the message of a finding, with its help on the following lines.
pub(crate) fn message_with_help(finding: &Finding) -> String {
    match &finding.help {
        Some(help) => format!("{}\n{help}", finding.message),
        None => finding.message.clone(),
    }
}

/// Encodes a relative path as a URI reference.
pub(crate) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Returns the address of a file with this absolute path, which has slashes. The colon of a drive stays.
pub(crate) fn file_address(path: &str) -> String {
    match path.split_at_checked(2) {
        Some((drive, rest)) if drive.ends_with(':') => format!("file:///{drive}{}", encoded(rest)),
        // A folder of another machine begins with the name of its host.
        _ if cfg!(windows) && path.starts_with("//") => format!("file:{}", encoded(path)),
        _ => format!("file://{}", encoded(path)),
    }
}
