//! Checks of definition records.

use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Requirements of a record under a condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Demand {
    /// The condition: paths and their possible values; always, if there is none.
    #[serde(default)]
    pub when: BTreeMap<String, OneOrMany>,
    /// Paths that must hold something.
    #[serde(default)]
    pub required: OneOrMany,
    /// Keys that must be there, though they may be empty.
    #[serde(default)]
    pub present: OneOrMany,
    /// Paths that must not be there.
    #[serde(default)]
    pub absent: OneOrMany,
    /// Advice.
    pub help: Option<String>,
}

/// Checks of the records of a rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Checks {
    /// Requirements.
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// Values allowed at a path.
    #[serde(default)]
    pub allowed: BTreeMap<String, OneOrMany>,
    /// Regular expressions that values at a path match as a whole.
    #[serde(default)]
    pub patterns: BTreeMap<String, String>,
    /// Known top-level keys; any other is reported as minor. Not checked if empty.
    #[serde(default)]
    pub keys: OneOrMany,
    /// Lists without repetition.
    #[serde(default)]
    pub distinct: OneOrMany,
    /// Paths whose values must be texts: a release that is not quoted loses its last zero.
    #[serde(default)]
    pub texts: OneOrMany,
    /// Lists that are to be sorted, by their path in the document (`.` is the document itself).
    #[serde(default)]
    pub sorted: OneOrMany,
    /// True if the file is to be named like the record.
    #[serde(default)]
    pub file_name: bool,
    /// Statuses whose records are not looked at, but for the demands.
    #[serde(default)]
    pub skip_statuses: OneOrMany,
}
