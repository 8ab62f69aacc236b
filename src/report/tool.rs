//! The program, as formats name it.

/// Home page of the program, from the package.
pub(crate) const HOME: Option<&str> = {
    let home = env!("CARGO_PKG_REPOSITORY");
    if home.is_empty() { None } else { Some(home) }
};
