//! The program, as formats name it.

/// Home of the program on the web, for formats that name their maker; the package says it.
pub(crate) const HOME: Option<&str> = {
    let home = env!("CARGO_PKG_REPOSITORY");
    if home.is_empty() { None } else { Some(home) }
};
