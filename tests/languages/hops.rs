//! A name that reaches its call through a constant, an import and a wrapper, in every language.

use crate::support::project::fixtures;
use crate::support::sends::compare;

#[test]
fn a_name_passes_through_hops_in_every_language() {
    let mut faults = Vec::new();
    for tree in fixtures("projects/hops") {
        let expected = compare(&tree, &mut faults);
        let through = expected
            .values()
            .flatten()
            .filter_map(|one| one.details.get("via"))
            .map(|via| via.split(" < ").count());
        if through.max().is_none_or(|steps| steps < 1) {
            faults.push(format!("{tree:?}: no call comes through a wrapper"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
