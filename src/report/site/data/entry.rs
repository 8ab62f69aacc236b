//! An entry of the dictionary in the JSON of the page.

use serde::Serialize;

/// An entry. Empty parts are left out.
#[derive(Serialize, Default)]
pub(super) struct Entry<'s> {
    /// The key, if it is not that of the kind and the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) k: Option<&'s str>,
    /// The name. A call has none besides its place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) n: String,
    pub(super) v: &'s str,
    pub(super) g: &'s str,
    pub(super) u: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) d: &'s str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) r: &'s [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) p: Vec<(&'s str, u32)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) c: Vec<(usize, &'s str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) e: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) m: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) f: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) w: Vec<(&'s str, u32, &'s str)>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) x: Vec<(&'s str, String)>,
}

/// Returns a key, unless it follows from the kind and the name.
pub(super) fn own_key<'s>(key: &'s str, kind: char, name: &str) -> Option<&'s str> {
    let rest = key
        .strip_prefix(kind)
        .and_then(|rest| rest.strip_prefix(':'));
    (rest != Some(name)).then_some(key)
}

/// Returns the facts that are known, each with its word.
pub(super) fn facts<'s>(facts: &[(&'s str, Option<&String>)]) -> Vec<(&'s str, String)> {
    let facts = facts
        .iter()
        .filter_map(|(word, text)| Some((*word, (*text)?.clone())));
    facts.filter(|(_, text)| !text.is_empty()).collect()
}
