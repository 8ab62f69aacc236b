//! `tracklint.yml`: raw settings become valid settings once, and everything wrong with them is said with a place.
//!
//! A configuration is data: it names files and patterns and never anything that is run.

mod check;
mod raw;

use crate::finding::Severity;
use globset::GlobSet;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// Name of the configuration file.
pub const FILE_NAME: &str = "tracklint.yml";

/// One-based place in the configuration file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line.
    pub line: u32,
    /// Column in characters.
    pub column: u32,
}

/// A value and where the configuration gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: Place,
}

/// Path patterns; `*` stays within a folder, `**` does not.
#[derive(Debug, Clone, Default)]
pub struct Globs {
    /// As they were written.
    pub patterns: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// Whether any pattern matches this path.
    pub fn is_match(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// Whether there is no pattern.
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

/// Findings that are not wanted.
#[derive(Debug, Clone)]
pub struct Ignore {
    /// Paths it holds for; empty means all.
    pub paths: Globs,
    /// The lint; none means all.
    pub lint: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day it holds (`YYYY-MM-DD`).
    pub until: Option<String>,
    /// Where it stands, for the finding that it did nothing.
    pub place: Place,
}

impl Ignore {
    /// Whether it covers findings of this lint in this file.
    pub fn covers(&self, lint: &str, path: &str) -> bool {
        self.lint.as_deref().is_none_or(|own| own == lint) && (self.paths.is_empty() || self.paths.is_match(path))
    }

    /// Whether its last day lies before `today` (`YYYY-MM-DD`).
    pub fn is_expired(&self, today: &str) -> bool {
        self.until.as_deref().is_some_and(|until| until < today)
    }
}

/// What the configuration adds to what is known of a feature.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// Events (or globs) that belong to it.
    pub events: Vec<String>,
    /// Files that belong to it.
    pub paths: Globs,
    /// Why it needs no instrumentation.
    pub exempt: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// Names used by one side that mean a name of the other.
#[derive(Debug, Clone, Default)]
pub struct Aliases {
    /// Category as found → category of the feature list.
    pub categories: BTreeMap<String, String>,
    /// Group as found → group of the taxonomy.
    pub groups: BTreeMap<String, String>,
}

/// Events whose other half lies in another repository; names or globs.
#[derive(Debug, Clone, Default)]
pub struct ExternalEvents {
    /// Sent elsewhere: defined here without a call.
    pub sent: Vec<String>,
    /// Defined elsewhere: sent here without a definition.
    pub defined: Vec<String>,
}

/// Everything a run depends on besides the files of the project.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Root of the audited project.
    pub root: PathBuf,
    /// The configuration file, where there is one.
    pub file: Option<PathBuf>,
    /// Rule packs of the user, configuration first, then command line.
    pub rules: Vec<PathBuf>,
    /// Embedded packs that are used; none lets the project decide.
    pub packs: Option<Vec<Placed<String>>>,
    /// Files that are left out.
    pub exclude: Globs,
    /// If there are any: only these files.
    pub include: Globs,
    /// The product's feature list.
    pub features: Option<PathBuf>,
    /// Taxonomy files, or folders with them.
    pub taxonomy: Vec<PathBuf>,
    /// Severity by lint; none turns the lint off.
    pub lints: BTreeMap<String, Placed<Option<Severity>>>,
    /// Findings that are not wanted.
    pub ignore: Vec<Ignore>,
    /// From which severity on `check` fails; the outer none says nothing, the inner one says never.
    pub fail_on: Option<Option<Severity>>,
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
}

impl Settings {
    /// Settings without a configuration file.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), ..Self::default() }
    }

    /// The severity a lint's finding gets; none when the lint is turned off.
    pub fn severity(&self, lint: &str, default: Severity) -> Option<Severity> {
        self.lints.get(lint).map_or(Some(default), |placed| placed.value)
    }

    /// Reads a configuration file. Paths in it are relative to its folder.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn read(root: impl Into<PathBuf>, file: &Path) -> Result<Self, ConfigError> {
        let fail = |message| ConfigError { file: file.to_owned(), place: None, message, help: None };
        let text = std::fs::read_to_string(file).map_err(|error| fail(format!("cannot be read: {error}")))?;
        Self::parse(root, file, &text)
    }

    /// The settings of this text, which is that of `file`.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(root: impl Into<PathBuf>, file: &Path, text: &str) -> Result<Self, ConfigError> {
        let raw = raw::read(text).map_err(|fault| fault.in_file(file))?;
        check::valid(raw, root.into(), file).map_err(|fault| fault.in_file(file))
    }

    /// Refuses lints that do not exist.
    ///
    /// # Errors
    /// The first unknown one, with its place and what was probably meant.
    pub fn check_lints(&self, known: &[&str]) -> Result<(), ConfigError> {
        let configured = self.lints.iter().map(|(name, placed)| (name, placed.place));
        let ignored = self.ignore.iter().filter_map(|ignore| Some((ignore.lint.as_ref()?, ignore.place)));
        for (name, place) in configured.chain(ignored) {
            if !known.contains(&name.as_str()) {
                let file = self.file.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
                let help = near_miss(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
                let message = format!("there is no lint `{name}`");
                return Err(ConfigError { file, place: Some(place), message, help });
            }
        }
        Ok(())
    }
}

/// The configuration file that holds for `path`: in its folder or the nearest one above.
pub fn find(path: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(path).ok()?;
    start.ancestors().map(|folder| folder.join(FILE_NAME)).find(|file| file.is_file())
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

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(place) = self.place {
            write!(f, ":{}:{}", place.line, place.column)?;
        }
        write!(f, ": {}", self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, "\n  help: {help}"))
    }
}

impl std::error::Error for ConfigError {}

/// A fault before it is known which file it is in.
#[derive(Debug)]
struct Fault {
    place: Option<Place>,
    message: String,
    help: Option<String>,
}

impl Fault {
    fn at(place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), message: message.into(), help: None }
    }

    fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    fn in_file(self, file: &Path) -> ConfigError {
        ConfigError { file: file.to_owned(), place: self.place, message: self.message, help: self.help }
    }
}

/// The candidate that was probably meant.
pub fn near_miss<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let distance = |candidate: &'a str| (strsim::damerau_levenshtein(word, candidate), candidate);
    let (distance, nearest) = candidates.into_iter().map(distance).min()?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(nearest)
}
