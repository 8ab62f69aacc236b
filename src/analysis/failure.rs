//! Reasons why a run is impossible.

use crate::config::{ConfigError, Settings};
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
    /// Somebody ended it.
    #[error("the analysis was stopped")]
    Stopped,
    /// Output could not be written.
    #[error("cannot write: {0}")]
    Io(#[from] io::Error),
}

/// Ends a run that somebody stopped.
///
/// # Errors
/// The run was stopped.
pub(crate) fn unless_stopped(settings: &Settings) -> Result<(), Failure> {
    match settings.stop.is_set() {
        true => Err(Failure::Stopped),
        false => Ok(()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::analyze;

    #[test]
    fn an_analysis_ends_when_it_is_stopped() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.rb"), "a\n").expect("it can be written");
        let settings = Settings {
            allow_empty: true,
            ..Settings::new(folder.path())
        };
        settings.stop.set(true);
        assert!(matches!(analyze(&settings), Err(Failure::Stopped)));
        settings.stop.set(false);
        assert!(analyze(&settings).is_ok());
    }
}
