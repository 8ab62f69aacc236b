//! Calls whose arguments show that they have no name.

use crate::resolve::evaluate::abstract_value::AbstractValue;
use crate::resolve::match_rules::slots::SlotReader;
use crate::rules::slot::Slot;

impl SlotReader<'_, '_> {
    /// Returns the key of a slot that a literal map at this call does not have. All keys of the map are known. None if another
    /// part of the call may hold the name.
    pub(crate) fn lacking_key(&self, slot: &Slot) -> Option<String> {
        let cx = self.eval.context_of(self.at?);
        if !slot.any.is_empty() {
            let lacking = slot.any.iter().map(|one| self.lacking_key(one));
            return lacking.flatten().next();
        }
        let key = slot.key.as_ref()?;
        if slot.when.as_ref().is_some_and(|when| !self.holds(when)) {
            return None;
        }
        let base = self.base_values(slot, &cx)?;
        let is_lacking = !base.is_empty()
            && base.iter().all(AbstractValue::is_closed_map)
            && self
                .descend(&base, slot, &cx)
                .iter()
                .all(AbstractValue::is_null);
        is_lacking.then(|| format!("`{key}` is not among the keys of the argument"))
    }
}
