//! Facts of one file by their place.

use crate::facts::Text;
use rustc_hash::FxHashMap;

/// Facts of one file by the function around them and their name.
pub(crate) type ByPlace = FxHashMap<(Option<u32>, Text), Vec<u32>>;

/// Returns the numbers of facts, given in their order, by the function around them and their name.
pub(crate) fn numbered(keys: impl Iterator<Item = (Option<u32>, Text)>) -> ByPlace {
    let mut found = ByPlace::default();
    for (number, key) in (0..).zip(keys) {
        found.entry(key).or_default().push(number);
    }
    found
}

/// Returns the numbers of the facts of this name directly in a function, or outside of functions.
pub(crate) fn numbers<'t>(table: &'t ByPlace, function: Option<u32>, name: &str) -> &'t [u32] {
    let found = table.get(&(function, name.into()));
    found.map_or(&[], Vec::as_slice)
}
