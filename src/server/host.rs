//! Services of the command line that a session needs.

use crate::analysis::Failure;
use crate::config::Settings;
use crate::report::Report;
use std::path::Path;

/// Loads the settings of the project in a folder.
type Load = dyn Fn(&Path) -> Result<Settings, Failure> + Send + Sync;
/// Removes accepted findings from a report.
type Accept = dyn Fn(&mut Report, &Settings) -> Result<(), Failure> + Send + Sync;

/// Functions and options of the command line.
pub(crate) struct Host {
    /// Loads settings.
    pub(crate) load: Box<Load>,
    /// Applies the baseline.
    pub(crate) accept: Box<Accept>,
    /// URL of the lints' manual without a fragment. Without it, the manual is written to a temporary folder.
    pub(crate) docs_url: Option<String>,
}
