//! Templates and paths of new definitions.

use serde::Deserialize;

/// Template of a new definition. `{x}` is a value, `{x?}` a value whose line is omitted if it is empty, and `{x|_}` a value with
/// dots replaced by underscores. Values are `name`, `category`, `identifiers`, `properties`, `group`, `stage`, `section`,
/// `categories`, `tiers`, `milestone`, `unique`, `description`, and `half`: the folder of the missing edition with `/`, if the code is there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Scaffold {
    /// Only for metrics of events of this system.
    pub(crate) system: Option<String>,
    /// True for metrics that count unique values.
    #[serde(default)]
    pub(crate) unique: bool,
    /// Path of the file.
    pub(crate) file: String,
    /// Text of the file.
    pub(crate) text: String,
    /// The text for each `{property}`, inserted at `{properties}`.
    #[serde(default)]
    pub(crate) property: String,
}
