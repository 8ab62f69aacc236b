//! Reasons why a run is impossible.

use crate::config::ConfigError;
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
