//! What an analysed project can tell: the engine gives it, the commands ask for it.

use crate::config::{ConfigError, Settings};
use crate::finding::Lint;
use crate::input::file_source::FileSource;
use crate::report::Report;
use crate::report::coverage::Coverage;
use crate::report::input_summary::InputSummary;
use crate::report::list::{CallRow, EventRow, FeatureRow, MetricRow};
use crate::report::trace::Trace;
use crate::scaffold::{NewFile, Request};
use std::io;
use std::path::Path;

/// The rest of the program as the commands see it; tests put another in its place.
pub struct Engine {
    /// Analyses a project as it lies in its folder.
    pub run: fn(&Settings) -> Analysed,
    /// The same as far as [`Outcome::calls`] and [`Outcome::reading`] need: no definitions and no features.
    pub run_for_calls: fn(&Settings) -> Analysed,
    /// Analyses a project as it lies elsewhere, or what a change does to it.
    pub run_on: fn(&Settings, &Sides<'_>) -> Analysed,
    /// Names of the embedded packs that a project's files ask for.
    pub detect: fn(&Path) -> Vec<String>,
    /// All lints.
    pub lints: &'static [&'static Lint],
}

/// What comes of an analysis.
pub type Analysed = Result<Box<dyn Outcome>, Failure>;

/// The files that are analysed: those of a project, and for a change also what they were before.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// The project.
    pub after: &'a dyn FileSource,
    /// The project before the change; with it, only what the change made worse is reported.
    pub before: Option<&'a dyn FileSource>,
}

/// An analysed project. Each command asks for its part, so none pays for the others.
pub trait Outcome {
    /// The findings, with severities, suppressions and ignores applied.
    fn report(&mut self) -> Report;
    /// All tracking calls, sorted by path and line.
    fn calls(&self) -> Vec<CallRow>;
    /// All events, sorted by name.
    fn events(&self) -> Vec<EventRow>;
    /// All metrics, sorted by key path.
    fn metrics(&self) -> Vec<MetricRow>;
    /// All features, sorted by kind and identifier.
    fn features(&self) -> Vec<FeatureRow>;
    /// Feature coverage.
    fn coverage(&self) -> Coverage;
    /// What was read, and what was not.
    fn reading(&self) -> &InputSummary;
    /// Why an event, metric or feature has its verdict, as text; with a path, only what lies under it. None when nothing
    /// has this name.
    fn trace(&self, name: &str, path: Option<&str>) -> Option<String>;
    /// The same as data.
    fn trace_rows(&self, name: &str, path: Option<&str>) -> Option<Trace>;
    /// Every name that can be traced, for near misses.
    fn names(&self) -> Vec<String>;
    /// The files that a request for new definitions asks for; or why there are none.
    fn scaffold(&self, request: &Request) -> Result<Vec<NewFile>, String>;
}

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something in the configuration or on the command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The program itself is at fault.
    #[error("a fault of tracklint, please report it: {0}")]
    Fault(String),
    /// Output could not be written.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
}
