//! Valid settings.

use crate::config::error::{ConfigError, SettingError};
use crate::config::globs::Globs;
use crate::config::near_miss::did_you_mean;
use crate::config::spanned::Spanned;
use crate::finding::Severity;
use crate::input::inventory::Inventories;
use crate::input::read_file::MAX_FILE_SIZE;
use crate::input::yaml::Node;
use crate::source::{SourceMap, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Severity by lint; none turns the lint off.
pub(crate) type Levels = BTreeMap<String, Spanned<Option<Severity>>>;

/// Severities for some paths.
#[derive(Debug, Clone)]
pub(crate) struct Override {
    /// The paths.
    pub(crate) paths: Globs,
    /// Severity by lint.
    pub(crate) lints: Levels,
}

/// An entry of `ignore`: findings to suppress.
#[derive(Debug, Clone)]
pub(crate) struct Ignore {
    /// The paths; empty means all.
    pub(crate) paths: Globs,
    /// The lints; empty means all.
    pub(crate) lints: Vec<Spanned<String>>,
    /// The last day of validity (`YYYY-MM-DD`).
    pub(crate) until: Option<Spanned<String>>,
    /// Span of the first path or lint.
    pub(crate) span: Span,
}

impl Ignore {
    /// Returns true if findings of this lint in this file are suppressed.
    pub(crate) fn covers(&self, lint: &str, path: &str) -> bool {
        let of_lint = self.lints.is_empty() || self.lints.iter().any(|own| own.value == lint);
        of_lint && (self.paths.is_empty() || self.paths.is_match(path))
    }

    /// Returns true if the last day is before `today` (`YYYY-MM-DD`).
    pub(crate) fn is_expired(&self, today: &str) -> bool {
        self.until
            .as_ref()
            .is_some_and(|until| until.value.as_str() < today)
    }
}

/// An entry of `overlay`: additions to a feature.
#[derive(Debug, Clone)]
pub(crate) struct Overlay {
    /// Events that measure it.
    pub(crate) events: Vec<Spanned<String>>,
    /// Key paths of metrics that measure it.
    pub(crate) metrics: Vec<Spanned<String>>,
    /// Files that belong to it.
    pub(crate) paths: Globs,
    /// Reason why it needs no instrumentation.
    pub(crate) exempt: Option<String>,
    /// Reason why nothing measures it, whatever is named like it.
    pub(crate) unmeasured: Option<String>,
    /// Span of its key.
    pub(crate) span: Span,
}

/// Names in code and definitions, mapped to the official names. Spans are those of the keys.
#[derive(Debug, Clone, Default)]
pub(crate) struct Aliases {
    /// Category as found → category of the feature list.
    pub(crate) categories: BTreeMap<String, Spanned<String>>,
    /// Group as found → group of the taxonomy.
    pub(crate) groups: BTreeMap<String, Spanned<String>>,
}

/// Events whose calls or definitions are in another repository; names or globs.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExternalEvents {
    /// Events sent elsewhere: defined here without a call.
    pub(crate) sent: Vec<Spanned<String>>,
    /// Events defined elsewhere: sent here without a definition.
    pub(crate) defined: Vec<Spanned<String>>,
}

/// A signal that ends an analysis at its next step.
#[derive(Debug, Clone, Default)]
pub(crate) struct StopSignal(Arc<AtomicBool>);

impl StopSignal {
    /// Ends the analysis, or lets the next one run.
    pub(crate) fn set(&self, stop: bool) {
        self.0.store(stop, Ordering::Relaxed);
    }

    /// Returns true if the analysis has to end.
    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// All inputs of a run except the files of the project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// Root of the audited project.
    pub(crate) root: PathBuf,
    /// The configuration file, then the files it extends, in the order of `sources`.
    pub(crate) files: Vec<PathBuf>,
    /// The texts of the configuration files.
    pub(crate) sources: SourceMap,
    /// The merged configuration as written.
    pub(crate) written: Option<Node>,
    /// Rule packs of the user: those of the configuration, then those of the command line.
    pub(crate) rules: Vec<PathBuf>,
    /// Embedded packs in use; none detects them from the project.
    pub(crate) packs: Option<Vec<Spanned<String>>>,
    /// Files to leave out.
    pub(crate) exclude: Globs,
    /// The only files to read, if there are any.
    pub(crate) include: Globs,
    /// The product's feature list.
    pub(crate) features: Option<PathBuf>,
    /// Taxonomy files, or folders with them.
    pub(crate) taxonomy: Vec<PathBuf>,
    /// Severity by lint; none turns the lint off.
    pub(crate) lints: Levels,
    /// The only lints to report, if there are any.
    pub(crate) only: Vec<Spanned<String>>,
    /// Severities for some paths; the last match counts.
    pub(crate) overrides: Vec<Override>,
    /// Findings to suppress.
    pub(crate) ignore: Vec<Ignore>,
    /// Lowest severity that makes `check` fail. The outer `None` means unset, the inner one never.
    pub(crate) fail_on: Option<Option<Severity>>,
    /// Number of such findings that are allowed.
    pub(crate) max_new: Option<usize>,
    /// The configured baseline; it may not exist.
    pub(crate) baseline: Option<PathBuf>,
    /// Other names of categories and groups.
    pub(crate) aliases: Aliases,
    /// Events of other repositories.
    pub(crate) external_events: ExternalEvents,
    /// Files with the inventories of other repositories. They may not exist.
    pub(crate) inventories: Vec<PathBuf>,
    /// The contents of these files.
    pub(crate) elsewhere: Arc<Inventories>,
    /// Additions to features, by identifier.
    pub(crate) overlay: BTreeMap<String, Overlay>,
    /// Number of worker threads; none means one for each processor.
    pub(crate) threads: Option<usize>,
    /// Size limit of the files of the project, in MiB.
    pub(crate) max_file_size: Option<usize>,
    /// True if a project without any file to audit is a success.
    pub(crate) allow_empty: bool,
    /// True if files that could not be read make the run fail.
    pub(crate) strict: bool,
    /// True if the command reads the links of features to what measures them.
    pub(crate) link_features: bool,
    /// True if progress may be shown on standard error.
    pub(crate) progress: bool,
    /// Ends a running analysis.
    pub(crate) stop: StopSignal,
    /// Day of the run (`YYYY-MM-DD`); without it, nothing expires.
    pub(crate) today: Option<String>,
    /// The folder of the project in its repository, with a `/` at its end. It is part of fingerprints.
    pub(crate) path_prefix: String,
}

impl Settings {
    /// Returns the settings of a project without a configuration file.
    pub(crate) fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            ..Self::default()
        }
    }

    /// Returns the size limit of the files of the project, in bytes.
    pub(crate) fn max_file_size(&self) -> u64 {
        let bytes = |size: usize| (size as u64) << 20;
        self.max_file_size.map_or(MAX_FILE_SIZE, bytes)
    }

    /// Returns the severity of a lint's findings in this file, or none if the lint is off or not selected.
    pub(crate) fn severity(&self, lint: &str, path: &str, default: Severity) -> Option<Severity> {
        if !self.only.is_empty() && self.only.iter().all(|only| only.value != lint) {
            return None;
        }
        let mut overrides = self.overrides.iter().rev();
        let here = overrides.find_map(|own| {
            let level = own.lints.get(lint)?;
            own.paths.is_match(path).then_some(level)
        });
        here.or_else(|| self.lints.get(lint))
            .map_or(Some(default), |level| level.value)
    }

    /// Refuses lints that do not exist.
    ///
    /// # Errors
    /// The first unknown lint, with its position and a suggestion.
    pub(crate) fn check_lints(&self, known: &[&str]) -> Result<(), ConfigError> {
        let mut named: Vec<(Span, &String)> = Vec::new();
        for levels in self
            .overrides
            .iter()
            .map(|own| &own.lints)
            .chain([&self.lints])
        {
            named.extend(levels.iter().map(|(lint, level)| (level.span, lint)));
        }
        let ignored = self.ignore.iter().flat_map(|ignore| &ignore.lints);
        named.extend(
            ignored
                .chain(&self.only)
                .map(|lint| (lint.span, &lint.value)),
        );
        named.retain(|(_, lint)| !known.contains(&lint.as_str()));
        let Some((span, lint)) = named.into_iter().min_by_key(|(span, _)| *span) else {
            return Ok(());
        };
        let help = did_you_mean(lint, known.iter().copied())
            .unwrap_or_else(|| "`tracklint explain` lists them".to_owned());
        Err(self.error(span, format!("unknown lint `{lint}`"), help))
    }

    /// Builds an error at a span of the configuration.
    pub(crate) fn error(&self, span: Span, message: String, help: String) -> ConfigError {
        SettingError::new(span, message)
            .help(help)
            .locate(&self.sources, &self.files)
    }
}
