//! The configuration as it is written. The only user of the YAML reader here.

use super::{Fault, Place, Placed, near_miss};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_saphyr::Spanned;
use std::fmt;
use std::marker::PhantomData;

/// A map in the order it is written; each key keeps its place.
#[derive(Debug)]
pub(super) struct Map<V>(pub Vec<(Spanned<String>, V)>);

impl<V> Default for Map<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Map<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Map<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Map<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = access.next_entry()? {
                    entries.push(entry);
                }
                Ok(Map(entries))
            }
        }

        deserializer.deserialize_map(Entries(PhantomData))
    }
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Raw {
    pub rules: Vec<Spanned<String>>,
    pub packs: Option<Vec<Spanned<String>>>,
    pub exclude: Vec<Spanned<String>>,
    pub include: Vec<Spanned<String>>,
    pub features: Option<Spanned<String>>,
    pub taxonomy: Vec<Spanned<String>>,
    pub lints: Map<Spanned<String>>,
    pub ignore: Vec<RawIgnore>,
    pub fail_on: Option<Spanned<String>>,
    pub aliases: RawAliases,
    pub external_events: RawExternal,
    pub overlay: Map<RawOverlay>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawIgnore {
    pub path: Option<Spanned<String>>,
    pub lint: Option<Spanned<String>>,
    /// Required: who reads the configuration in a year needs it.
    pub reason: Spanned<String>,
    pub until: Option<Spanned<String>>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawAliases {
    pub categories: Map<String>,
    pub groups: Map<String>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawExternal {
    pub sent: Vec<String>,
    pub defined: Vec<String>,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawOverlay {
    pub events: Vec<String>,
    pub paths: Vec<Spanned<String>>,
    pub exempt: Option<Spanned<String>>,
}

fn place(location: serde_saphyr::Location) -> Place {
    let number = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    Place { line: number(location.line()), column: number(location.column()) }
}

/// A value of this program's own.
pub(super) fn placed(value: Spanned<String>) -> Placed<String> {
    Placed { place: place(value.referenced), value: value.value }
}

/// Reads the text; one without a document is the empty configuration.
pub(super) fn read(text: &str) -> Result<Raw, Fault> {
    serde_saphyr::from_multiple::<Raw>(text).map_err(|error| fault(error.without_snippet())).and_then(|mut documents| {
        let first = if documents.is_empty() { Raw::default() } else { documents.remove(0) };
        let more = "there is more than one document";
        if documents.is_empty() { Ok(first) } else { Err(Fault { place: None, message: more.to_owned(), help: None }) }
    })
}

fn fault(error: &serde_saphyr::Error) -> Fault {
    let place = error.location().map(place).filter(|place| place.line > 0);
    if let serde_saphyr::Error::SerdeUnknownField { field, expected, .. } = error {
        let near = near_miss(field, expected.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let help = near.or_else(|| Some(format!("there are {}", expected.join(", "))));
        return Fault { place, message: format!("unknown key `{field}`"), help };
    }
    let text = error.to_string();
    // The place is said once, in front.
    let message = text.lines().next().unwrap_or_default();
    let message = message.rfind(" at line ").map_or(message, |at| &message[..at]);
    Fault { place, message: message.to_owned(), help: None }
}
