//! The conversion of names by the modifiers `map` and `case` of a slot.

use crate::facts::Text;
use crate::rules::slot::{Case, Slot};
use std::collections::BTreeMap;

/// A conversion of names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversion {
    map: BTreeMap<Text, Text>,
    case: Option<Case>,
}

impl Conversion {
    /// Returns the conversion of a slot, if it has one.
    pub(crate) fn of(slot: &Slot) -> Option<Self> {
        (slot.case.is_some() || !slot.map.is_empty()).then(|| Self {
            map: slot.map.clone(),
            case: slot.case,
        })
    }

    /// Returns the converted name.
    pub(crate) fn apply(&self, name: &Text) -> Text {
        let name = self.map.get(name).unwrap_or(name);
        self.case
            .map_or_else(|| name.clone(), |case| case.apply(name).into())
    }

    /// Returns true if each letter is converted by itself, so that parts of a name can be converted.
    pub(crate) fn is_by_letter(&self) -> bool {
        self.map.is_empty() && matches!(self.case, None | Some(Case::Lower | Case::Upper))
    }
}
