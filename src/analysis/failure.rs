//! Reasons why a run is impossible.

use crate::config::ConfigError;
use crate::input::read_file::SkippedFile;
use std::io;

/// The reason why a run is impossible.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A setting or an argument of the command line is wrong.
    #[error("{0}")]
    Usage(String),
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The program has a fault.
    #[error("a fault of tracklint, please report it: {0}")]
    Fault(String),
    /// Output could not be written.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
}

/// Builds the failure of a run that could not read a file because of a fault of the machine. A report without the file would
/// differ from run to run.
pub(crate) fn machine_fault(skipped: &SkippedFile) -> Failure {
    let path = match skipped.path.as_str() {
        "" => ".",
        path => path,
    };
    Failure::Usage(format!(
        "{path}: cannot be read: {}\n  help: look at the limits of the process (`ulimit -a`), or use fewer workers with --threads",
        skipped.reason
    ))
}
