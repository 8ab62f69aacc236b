//! Exit codes.

/// Exit code of a run without findings that count.
pub(crate) const CLEAN: u8 = 0;
/// Exit code of a run with findings that count.
pub(crate) const FINDINGS: u8 = 1;
/// Exit code of a run that could not be done.
pub(crate) const COULD_NOT_RUN: u8 = 2;
