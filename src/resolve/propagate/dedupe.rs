//! One call where several rules know the same: a tracking API that the project has and a rule for what lies behind it.

use crate::calls::Call;
use std::collections::BTreeMap;

/// Takes out what another call at the same place says as well: the same system, no other name. The more direct one stays, and
/// keeps what only the other knows of category, label and property.
pub(crate) fn dedupe(calls: Vec<Call>) -> Vec<Call> {
    let mut kept: Vec<Call> = Vec::with_capacity(calls.len());
    let mut at: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut calls = calls;
    // The stable sort leaves the order of the rules among those that are as direct.
    calls.sort_by_key(|call| (call.span, call.via.len()));
    for call in calls {
        let here = at.entry((call.span, call.system.clone())).or_default();
        match here.iter().find(|index| covers(&kept[**index], &call)) {
            Some(index) => {
                let first = &mut kept[*index];
                first.category = first.category.take().or(call.category);
                first.label = first.label.take().or(call.label);
                first.property = first.property.take().or(call.property);
                first.inside_wrapper |= call.inside_wrapper;
            }
            None => {
                here.push(kept.len());
                kept.push(call);
            }
        }
    }
    kept
}

/// Returns true if a call covers all names of another one.
fn covers(first: &Call, other: &Call) -> bool {
    other.event.names.is_subset(&first.event.names)
        && other.event.patterns.is_subset(&first.event.patterns)
}
