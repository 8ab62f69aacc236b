//! What a new definition looks like and where it is put.

use serde::Deserialize;

/// How a new definition is written. In the texts, `{x}` stands for a value, `{x?}` for one whose line goes away when there is
/// none, `{x|_}` for one with dots as underscores. Values are `name`, `category`, `identifiers`, `properties`, `group`, `stage`,
/// `section`, `categories`, `tiers`, `milestone`, `unique`, and `half`: the folder of the other half of the product with `/`,
/// when the code lies there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Scaffold {
    /// Only for metrics of events of this system.
    pub(crate) system: Option<String>,
    /// For metrics that count something once.
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
