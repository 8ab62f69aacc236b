//! Evidence by which a pack is chosen.

use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Evidence that a project uses the stack of a pack. Any of it is enough.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Detect {
    /// Files or folders, relative to the root.
    pub(crate) files: OneOrMany,
    /// Names of packages that a manifest declares, or globs of them.
    pub(crate) packages: BTreeMap<Ecosystem, OneOrMany>,
}

/// A package manager's world of packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ecosystem {
    /// Ruby gems.
    Gem,
    /// JavaScript packages.
    Npm,
    /// Rust crates.
    Cargo,
    /// Python packages.
    Pip,
    /// Go modules.
    Go,
}
