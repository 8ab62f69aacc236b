//! The conversion of names by the modifiers `match`, `map` and `case` of a slot.

use crate::facts::Text;
use crate::rules::pattern::TextPattern;
use crate::rules::slot::{Case, Slot};
use std::collections::BTreeMap;

/// A conversion of names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversion {
    pattern: Option<TextPattern>,
    map: BTreeMap<Text, Text>,
    case: Option<Case>,
}

impl Conversion {
    /// Returns the conversion of a slot, if it has one.
    pub(crate) fn of(slot: &Slot) -> Option<Self> {
        let is_set = slot.case.is_some() || !slot.map.is_empty() || slot.pattern.is_some();
        is_set.then(|| Self {
            pattern: slot.pattern.clone(),
            map: slot.map.clone(),
            case: slot.case,
        })
    }

    /// Returns the converted name; none if it does not match the pattern.
    pub(crate) fn apply(&self, name: &Text) -> Option<Text> {
        let part = match &self.pattern {
            Some(pattern) => pattern.part_of(name)?,
            None => name.clone(),
        };
        let name = self.map.get(&part).unwrap_or(&part);
        let case = self.case.map(|case| case.apply(name).into());
        Some(case.unwrap_or_else(|| name.clone()))
    }

    /// Returns true if each letter is converted by itself, so that parts of a name can be converted.
    pub(crate) fn is_by_letter(&self) -> bool {
        self.pattern.is_none()
            && self.map.is_empty()
            && matches!(self.case, None | Some(Case::Lower | Case::Upper))
    }
}
