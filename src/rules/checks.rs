//! Checks of definition records.

use crate::rules::one_or_many::OneOrMany;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Requirements of a record under a condition.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Demand {
    /// The condition: paths and their possible values; always, if there is none.
    pub(crate) when: BTreeMap<String, OneOrMany>,
    /// Paths of which one must hold something for the demand to count.
    pub(crate) with: OneOrMany,
    /// Paths that must hold something.
    pub(crate) required: OneOrMany,
    /// Keys that must be there, though they may be empty.
    pub(crate) present: OneOrMany,
    /// Paths that must not be there.
    pub(crate) absent: OneOrMany,
    /// Values that must not be at a path.
    pub(crate) excluded: BTreeMap<String, OneOrMany>,
    /// Advice.
    pub(crate) help: Option<String>,
}

/// Checks of the records of a rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Checks {
    /// Requirements.
    pub(crate) demands: Vec<Demand>,
    /// Values allowed at a path.
    pub(crate) allowed: BTreeMap<String, OneOrMany>,
    /// Regular expressions that values at a path match as a whole.
    pub(crate) patterns: BTreeMap<String, String>,
    /// Known top-level keys; any other is reported as minor. Not checked if empty.
    pub(crate) keys: OneOrMany,
    /// Known keys of the mappings at a path. A schema decides instead, where there is one.
    pub(crate) nested_keys: BTreeMap<String, OneOrMany>,
    /// Keys that all elements of the list at a path have, or none of them.
    pub(crate) uniform: BTreeMap<String, OneOrMany>,
    /// Lists without repetition.
    pub(crate) distinct: OneOrMany,
    /// Paths whose values must be texts: a release that is not quoted loses its last zero.
    pub(crate) texts: OneOrMany,
    /// Lists that are to be sorted, by their path in the document (`.` is the document itself).
    pub(crate) sorted: OneOrMany,
    /// True if the file is to be named like the record.
    pub(crate) file_name: bool,
    /// Statuses whose records are not looked at, but for the demands.
    pub(crate) skip_statuses: OneOrMany,
}
