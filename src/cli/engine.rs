//! The calls into the analysis. No other file of this room names it.

pub(crate) use crate::analysis::outcome::{Engine, Failure, Sides};

use crate::analysis::outcome::Outcome;
use crate::config::Settings;
use crate::finding::Lint;
use std::fmt::Display;
use std::path::Path;

/// An analysed project.
pub(crate) type Analysis = Box<dyn Outcome>;

/// Analyses a project in its folder.
pub(crate) fn analyze(engine: &Engine, settings: &Settings) -> Result<Analysis, Failure> {
    (engine.run)(settings)
}

/// Analyses a project as far as its tracking calls need, without definitions and features.
pub(crate) fn analyze_calls(engine: &Engine, settings: &Settings) -> Result<Analysis, Failure> {
    (engine.run_for_calls)(settings)
}

/// Analyses the files of another source, or a change.
pub(crate) fn analyze_sides(
    engine: &Engine,
    settings: &Settings,
    sides: Sides<'_>,
) -> Result<Analysis, Failure> {
    (engine.run_on)(settings, &sides)
}

/// Returns the names of the embedded packs that a project needs.
pub(crate) fn detect_packs(engine: &Engine, root: &Path) -> Vec<String> {
    (engine.detect)(root)
}

/// Returns all lints.
pub(crate) fn lints(engine: &Engine) -> &'static [&'static Lint] {
    engine.lints
}

/// Returns the names of all lints.
pub(crate) fn lint_names(engine: &Engine) -> Vec<&'static str> {
    engine.lints.iter().map(|lint| lint.name).collect()
}

/// Builds the failure of a file that cannot be written.
pub(crate) fn cannot_write(path: impl Display, error: impl Display) -> Failure {
    Failure::Usage(format!("{path}: cannot be written: {error}"))
}
