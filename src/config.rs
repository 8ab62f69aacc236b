//! `tracklint.yml`: raw settings become valid settings once, and everything wrong with them is said with a place.
//!
//! A configuration is data: it names files and patterns and never anything that is run.

pub mod options;
pub mod schema;
pub mod show;

mod build;
mod load;
mod validate;

use crate::config::load::Loader;
pub use crate::config::load::relative;
use crate::finding::Severity;
use crate::input::yaml::Node;
use crate::source::{Encoding, SourceMap, Span};
use globset::GlobSet;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub const FILE_NAME: &str = "tracklint.yml";

/// A value and where the configuration gives it (a span of [`Settings::sources`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// Severity by lint; none turns the lint off.
pub type Levels = BTreeMap<String, Spanned<Option<Severity>>>;

/// Path patterns; `*` stays within a folder, `**` does not.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    /// As they were written.
    pub patterns: Vec<Spanned<String>>,
    set: GlobSet,
}

impl Globs {
    /// Whether any pattern matches this path.
    pub fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// The numbers of the patterns that match this path.
    pub fn matching(&self, path: &str) -> Vec<usize> {
        // Each pattern stands in the set twice: as it is, and as a folder.
        let mut found: Vec<usize> = self
            .set
            .matches(path)
            .into_iter()
            .map(|index| index / 2)
            .collect();
        found.dedup();
        found
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// Severities for some paths.
#[derive(Debug, Clone)]
pub struct Override {
    /// The paths.
    pub paths: Globs,
    /// Severity by lint.
    pub lints: Levels,
}

/// Findings that are not wanted.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// Paths it holds for; empty means all.
    pub paths: Globs,
    /// The lints; empty means all.
    pub lints: Vec<Spanned<String>>,
    /// Why.
    pub reason: String,
    /// The last day it holds (`YYYY-MM-DD`).
    pub until: Option<Spanned<String>>,
    /// Where it stands, for the finding that it did nothing.
    pub span: Span,
}

impl Ignore {
    /// Whether it covers findings of this lint in this file.
    pub fn covers(&self, lint: &str, path: &str) -> bool {
        let of_lint = self.lints.is_empty() || self.lints.iter().any(|own| own.value == lint);
        of_lint && (self.paths.is_empty() || self.paths.is_match(path))
    }

    /// Whether its last day lies before `today` (`YYYY-MM-DD`).
    pub fn is_expired(&self, today: &str) -> bool {
        self.until
            .as_ref()
            .is_some_and(|until| until.value.as_str() < today)
    }
}

/// What the configuration adds to what is known of a feature.
#[derive(Debug, Clone)]
pub struct Overlay {
    /// Events that measure it.
    pub events: Vec<Spanned<String>>,
    /// Key paths of metrics that measure it.
    pub metrics: Vec<Spanned<String>>,
    /// Files that belong to it.
    pub paths: Globs,
    /// Why it needs no instrumentation.
    pub exempt: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// Names used by one side that mean a name of the other; each points at its key.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    /// Category as found → category of the feature list.
    pub categories: BTreeMap<String, Spanned<String>>,
    /// Group as found → group of the taxonomy.
    pub groups: BTreeMap<String, Spanned<String>>,
}

/// Events whose other half lies in another repository; names or globs.
#[derive(Debug, Clone, Default)]
pub struct ExternalEvents {
    /// Sent elsewhere: defined here without a call.
    pub sent: Vec<Spanned<String>>,
    /// Defined elsewhere: sent here without a definition.
    pub defined: Vec<Spanned<String>>,
}

/// Everything a run depends on besides the files of the project.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Root of the audited project.
    pub root: PathBuf,
    /// The configuration files: the one that holds, then those it builds on. Their spans are those of `sources`.
    pub files: Vec<PathBuf>,
    /// The texts of the configuration files.
    pub sources: SourceMap,
    /// The configuration with all it builds on, as it is written.
    pub written: Option<Node>,
    /// Rule packs of the user, configuration first, then command line.
    pub rules: Vec<PathBuf>,
    /// Embedded packs that are used; none lets the project decide.
    pub packs: Option<Vec<Spanned<String>>>,
    /// Files that are left out.
    pub exclude: Globs,
    /// If there are any: only these files.
    pub include: Globs,
    /// The product's feature list.
    pub features: Option<PathBuf>,
    /// Taxonomy files, or folders with them.
    pub taxonomy: Vec<PathBuf>,
    /// Severity by lint; none turns the lint off.
    pub lints: Levels,
    /// If there are any: only findings of these lints are reported.
    pub only: Vec<Spanned<String>>,
    /// Severities for some paths; the last that matches counts.
    pub overrides: Vec<Override>,
    /// Findings that are not wanted.
    pub ignore: Vec<Ignore>,
    /// From which severity on `check` fails; the outer none says nothing, the inner one says never.
    pub fail_on: Option<Option<Severity>>,
    /// How many such findings are borne.
    pub max_new: Option<usize>,
    /// The baseline that the configuration names, whether it is there or not.
    pub baseline: Option<PathBuf>,
    /// Other names.
    pub aliases: Aliases,
    /// Events of other repositories.
    pub external_events: ExternalEvents,
    /// Additions to features, by identifier.
    pub overlay: BTreeMap<String, Overlay>,
    /// Worker threads; none leaves it to the machine.
    pub threads: Option<usize>,
    /// Whether a project without any file to audit is a success.
    pub allow_empty: bool,
    /// Whether files that could not be read make the run fail.
    pub strict: bool,
    /// Whether progress may be shown on standard error.
    pub progress: bool,
    /// The day on which the run takes place (`YYYY-MM-DD`); without it, nothing expires.
    pub today: Option<String>,
}

impl Settings {
    /// Settings without a configuration file.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            ..Self::default()
        }
    }

    /// The severity a lint's finding in this file gets, where its own is `default`; none when the lint is turned off, or not
    /// among those that are asked for.
    pub fn severity(&self, lint: &str, path: &str, default: Severity) -> Option<Severity> {
        if !self.only.is_empty() && self.only.iter().all(|only| only.value != lint) {
            return None;
        }
        let here = self
            .overrides
            .iter()
            .rev()
            .filter(|own| own.lints.contains_key(lint));
        let here = here
            .filter(|own| own.paths.is_match(path))
            .find_map(|own| own.lints.get(lint));
        here.or_else(|| self.lints.get(lint))
            .map_or(Some(default), |placed| placed.value)
    }

    /// Reads a configuration that was found in the project. It may name only files below its own folder. Paths in it are
    /// relative to that folder.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn read(root: impl Into<PathBuf>, file: &Path) -> Result<Self, ConfigError> {
        let folder = file
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let bound = folder
            .canonicalize()
            .map_err(|error| ConfigError::plain(file, format!("cannot be read: {error}")))?;
        if file
            .canonicalize()
            .is_ok_and(|target| !target.starts_with(&bound))
        {
            let message =
                "is a link to a place outside of its folder; name it with --config if you trust it";
            return Err(ConfigError::plain(file, message.to_owned()));
        }
        Self::load(root.into(), Some(bound), |loader| loader.read(file))
    }

    /// Reads a configuration that a person named: it is trusted and may name any file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn read_given(root: impl Into<PathBuf>, file: &Path) -> Result<Self, ConfigError> {
        Self::load(root.into(), None, |loader| loader.read(file))
    }

    /// The settings of this text, which is that of `file`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(root: impl Into<PathBuf>, file: &Path, text: &str) -> Result<Self, ConfigError> {
        Self::load(root.into(), None, |loader| loader.text(file, text))
    }

    fn load(
        root: PathBuf,
        bound: Option<PathBuf>,
        read: impl FnOnce(&mut Loader<'_>) -> Result<Node, ConfigError>,
    ) -> Result<Self, ConfigError> {
        let mut loader = Loader::new(&root, bound);
        let node = read(&mut loader)?;
        let settings = build::settings(&node, &loader).map_err(|fault| loader.error(&fault))?;
        let Loader { files, sources, .. } = loader;
        Ok(Self {
            root,
            files,
            sources,
            written: Some(node),
            ..settings
        })
    }

    /// Refuses lints that do not exist.
    ///
    /// # Errors
    /// The first unknown one, with its place and what was probably meant.
    pub fn check_lints(&self, known: &[&str]) -> Result<(), ConfigError> {
        let levels = self
            .overrides
            .iter()
            .map(|own| &own.lints)
            .chain([&self.lints]);
        let levels =
            levels.flat_map(|levels| levels.iter().map(|(name, placed)| (name, placed.span)));
        let named = self
            .ignore
            .iter()
            .flat_map(|ignore| &ignore.lints)
            .chain(&self.only);
        let mut all: Vec<_> = levels
            .chain(named.map(|lint| (&lint.value, lint.span)))
            .collect();
        all.sort_by_key(|(_, span)| *span);
        let Some((name, span)) = all
            .into_iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        else {
            return Ok(());
        };
        let near = near_miss(name, known.iter().copied());
        let help = near.map_or_else(
            || "`tracklint explain` lists them".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        Err(self.error(span, format!("there is no lint `{name}`"), help))
    }

    /// An error at a place of the configuration.
    pub fn error(&self, span: Span, message: String, help: String) -> ConfigError {
        Fault::at(span, message)
            .help(help)
            .in_files(&self.sources, &self.files)
    }
}

/// The configuration file that holds for `path`: in its folder or the nearest one above. Whatever else has its name there (a
/// folder, a pipe, a link into nothing) is it too, so that reading it fails instead of being left out.
pub fn find(path: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(path).ok()?;
    start
        .ancestors()
        .map(|folder| folder.join(FILE_NAME))
        .find(|file| file.symlink_metadata().is_ok())
}

/// One-based place in a configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

/// Something wrong with the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The configuration file.
    pub file: PathBuf,
    /// Where in it.
    pub place: Option<Place>,
    /// What.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl ConfigError {
    fn plain(file: &Path, message: String) -> Self {
        Self {
            file: file.to_owned(),
            place: None,
            message,
            help: None,
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)?;
        self.help
            .as_ref()
            .map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

impl std::error::Error for ConfigError {}

/// A fault at a place of a configuration file.
#[derive(Debug)]
struct Fault {
    span: Span,
    message: String,
    help: Option<String>,
}

impl Fault {
    fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn in_files(&self, sources: &SourceMap, files: &[PathBuf]) -> ConfigError {
        let (start, _) = sources.positions(self.span, Encoding::Chars);
        let place = Some(Place {
            line: start.line.get(),
            column: start.column.get(),
        });
        let file = files
            .get(self.span.file.0 as usize)
            .cloned()
            .unwrap_or_default();
        ConfigError {
            file,
            place,
            message: self.message.clone(),
            help: self.help.clone(),
        }
    }
}

/// The candidate that was probably meant.
pub fn near_miss<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |candidate: &'a str| (strsim::damerau_levenshtein(word, candidate), candidate);
    let (distance, nearest) = candidates.into_iter().map(distance).min()?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(nearest)
}

#[cfg(test)]
mod tests;
